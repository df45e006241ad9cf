"""The life of a change: written, looked at by a second person, published from a day on. Nobody overtakes anybody unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from portal.catalogue.draft_models import ProcedureDraft, ProcedureEvent
from portal.catalogue.draft_operations import (
    discard,
    save_draft,
    send_back,
    start_draft,
    start_new,
    start_retirement,
    take_back,
)  # fmt: skip
from portal.catalogue.draft_queries import find_any, find_draft, find_successor, list_new
from portal.catalogue.due import publish_due
from portal.catalogue.models import Procedure, ProcedureAgency, ProcedureRevision
from portal.catalogue.queries import change_stamp, get_procedure
from portal.catalogue.scopes import Scope
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid, InvalidMove, NotAllowed, NotFound, StaleDraft
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.procedure_drafts import a_change, a_change_in_review, editor, let_through, open_change
from tests.builders.procedures import a_procedure, a_record
from tests.builders.together import together

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
WHOLE = Scope.whole()


def revisions(session: Session, procedure: Procedure) -> int:
    query = select(func.count()).where(ProcedureRevision.procedure_id == procedure.id)
    return session.scalar(query) or 0


def test_a_change_is_published_from_today_with_who_and_why(session: Session) -> None:
    procedure, stamp = a_procedure(session), change_stamp(session)
    draft = a_change_in_review(session, procedure, short_name="Thả diều")
    assert let_through(session, draft, TODAY) is True
    found = get_procedure(session, procedure.code)
    revision = found.revision
    assert (found.title, found.is_edited, revision.number) == ("Thả diều", True, 2)
    assert (revision.author, revision.reviewer) == ("Đặng Thị Bích Trâm", "Kim Sóc Phát")
    assert revision.reason == "Theo Quyết định 12/QĐ"
    assert find_draft(session, procedure.code) is None
    assert int(change_stamp(session)) > int(stamp)


def test_a_change_of_a_later_day_waits_and_is_published_once(session: Session, clock: FixedClock) -> None:
    procedure = a_procedure(session)
    assert let_through(session, a_change_in_review(session, procedure), FRIDAY) is False
    assert publish_due(session, at=now()) == 0
    clock.at += timedelta(days=4)
    assert publish_due(session, at=now()) == 1
    assert publish_due(session, at=now()) == 0
    assert (revisions(session, procedure), get_procedure(session, procedure.code).plain) == (2, "Nói lại cho rõ.")


def test_two_workers_publish_once(app: Flask, session: Session, clock: FixedClock) -> None:
    procedure = a_procedure(session)
    let_through(session, a_change_in_review(session, procedure), FRIDAY)
    clock.at += timedelta(days=4)
    assert sorted(together(app, *[lambda own: publish_due(own, at=now())] * 2)) == [0, 1]
    session.rollback()
    assert revisions(session, procedure) == 2


def test_one_that_cannot_be_published_stops_no_other(session: Session, clock: FixedClock) -> None:
    broken, good = a_procedure(session), a_procedure(session)
    for one in (broken, good):
        let_through(session, a_change_in_review(session, one), FRIDAY)
    with transaction(session):
        session.execute(update(ProcedureDraft).where(ProcedureDraft.code == broken.code).values(content={}))
    clock.at += timedelta(days=4)
    assert publish_due(session, at=now()) == 1
    assert get_procedure(session, good.code).plain == "Nói lại cho rõ."


def test_who_wrote_in_it_never_lets_it_through(session: Session) -> None:
    draft = a_change_in_review(session, a_procedure(session))
    with pytest.raises(NotAllowed):
        let_through(session, draft, TODAY, by="bientap")


def test_a_day_that_is_over_is_refused(session: Session) -> None:
    with pytest.raises(Invalid):
        let_through(session, a_change_in_review(session, a_procedure(session)), TODAY - timedelta(days=1))


def test_sent_back_with_a_reason_it_can_be_written_in_again(session: Session) -> None:
    draft = a_change_in_review(session, a_procedure(session))
    with transaction(session):
        send_back(
            session, draft.code, version=draft.version, reason="Thiếu căn cứ", by=editor(session, "kiemsoat"), at=now()
        )
    again = open_change(session, draft.code)
    assert (again.state, again.sent_back_reason) == ("writing", "Thiếu căn cứ")


def test_taken_back_before_its_day_it_is_not_published(session: Session, clock: FixedClock) -> None:
    draft = a_change_in_review(session, a_procedure(session))
    let_through(session, draft, FRIDAY)
    with transaction(session):
        take_back(session, draft.code, version=open_change(session, draft.code).version, by=editor(session), at=now())
    clock.at += timedelta(days=9)
    assert publish_due(session, at=now()) == 0
    assert open_change(session, draft.code).publish_on is None


def test_the_second_to_save_reads_who_was_first(session: Session) -> None:
    procedure = a_procedure(session)
    draft = a_change(session, procedure)
    seen, record = draft.version, procedure.revision.record
    with transaction(session):
        save_draft(
            session, draft.code, replace(record, plain="A"), version=seen, part="steps", by=editor(session), at=now()
        )
    with pytest.raises(StaleDraft) as refused, transaction(session):
        save_draft(
            session,
            draft.code,
            replace(record, plain="B"),
            version=seen,
            part="law",
            by=editor(session, "kiemsoat"),
            at=now(),
        )
    assert (refused.value.by, refused.value.action, refused.value.at) == ("Đặng Thị Bích Trâm", "save_steps", now())
    assert open_change(session, draft.code).record.plain == "A"


def test_two_editors_in_the_same_moment_one_is_told(app: Flask, session: Session) -> None:
    procedure = a_procedure(session)
    draft = a_change(session, procedure)
    code, version, record, who = draft.code, draft.version, procedure.revision.record, editor(session)

    def save(words: str, own: Session) -> str:
        with transaction(own):
            save_draft(own, code, replace(record, plain=words), version=version, part="law", by=who, at=now())
        return words

    found = together(app, lambda own: save("một", own), lambda own: save("hai", own))
    kept = [one for one in found if isinstance(one, str)]
    assert len(kept) == 1
    assert [type(one) for one in found if not isinstance(one, str)] == [StaleDraft]
    assert open_change(session, code).record.plain == kept[0]


def test_there_is_one_open_change_a_procedure(session: Session) -> None:
    procedure = a_procedure(session)
    a_change(session, procedure)
    with pytest.raises(StaleDraft), transaction(session):
        start_draft(session, procedure.revision.record, by=editor(session, "kiemsoat"), at=now())


def test_what_was_given_up_says_by_whom(session: Session) -> None:
    draft = a_change(session, a_procedure(session))
    code, version = draft.code, draft.version
    with transaction(session):
        discard(session, code, version=version, by=editor(session), at=now())
    with pytest.raises(StaleDraft) as refused, transaction(session):
        discard(session, code, version=version, by=editor(session, "kiemsoat"), at=now())
    assert refused.value.action == "discard"
    with pytest.raises(NotFound), transaction(session):
        discard(session, "1.999998", version=1, by=editor(session), at=now())


def test_a_published_revision_never_changes(session: Session) -> None:
    procedure = a_procedure(session)
    mine = update(ProcedureRevision).where(ProcedureRevision.id == procedure.revision_id)
    with pytest.raises(DatabaseError, match="never changes"), transaction(session):
        session.execute(mine.values(reason="khác"))


def test_a_new_procedure_is_seen_by_nobody_before_it_is_published(session: Session) -> None:
    record = a_record("1.999999", executing_agencies=["so-tu-phap"])
    with transaction(session):
        start_new(session, record, by=editor(session), at=now())
    with pytest.raises(NotFound):
        get_procedure(session, record.code)
    assert [draft.code for draft in list_new(session, WHOLE)] == [record.code]
    assert [draft.code for draft in list_new(session, Scope((("", frozenset({"so-tu-phap"})),)))] == [record.code]
    assert list_new(session, Scope((("", frozenset({"so-y-te"})),))) == []
    with pytest.raises(Invalid), transaction(session):
        start_new(session, record, by=editor(session), at=now())
    with transaction(session):
        discard(session, record.code, version=open_change(session, record.code).version, by=editor(session), at=now())
    assert session.scalar(select(ProcedureAgency.code).where(ProcedureAgency.code == record.code)) is None


def retired(session: Session, procedure: Procedure, successor: str = "") -> None:
    with transaction(session):
        start_retirement(session, procedure, successor=successor, reason="Bãi bỏ", by=editor(session), at=now())
    assert let_through(session, open_change(session, procedure.code), TODAY)


def test_a_retired_procedure_leads_to_its_successor_also_over_several(session: Session) -> None:
    first, second, third = a_procedure(session), a_procedure(session), a_procedure(session)
    retired(session, first, second.code)
    retired(session, second, third.code)
    gone, successor = find_successor(session, first.code)
    assert gone is not None and successor is not None
    assert (gone.code, successor.code) == (first.code, third.code)
    with transaction(session):
        session.get_one(Procedure, third.id).status = "retired"
        session.get_one(Procedure, third.id).successor_code = first.code
    assert find_successor(session, first.code)[1] is None, "a ring leads nowhere"


def test_a_retired_procedure_comes_back_by_the_same_way(session: Session) -> None:
    procedure = a_procedure(session)
    retired(session, procedure)
    with pytest.raises(NotFound):
        get_procedure(session, procedure.code)
    with pytest.raises(InvalidMove), transaction(session):
        start_retirement(
            session, find_any(session, procedure.code), successor="", reason="x", by=editor(session), at=now()
        )  # type: ignore[arg-type]
    draft = a_change_in_review(session, procedure, plain=procedure.plain)
    let_through(session, draft, TODAY)
    assert get_procedure(session, procedure.code).revision.number == 2


def test_everything_done_by_hand_is_noted(session: Session) -> None:
    procedure = a_procedure(session)
    let_through(session, a_change_in_review(session, procedure), TODAY)
    query = select(ProcedureEvent.action).where(ProcedureEvent.code == procedure.code).order_by(ProcedureEvent.id)
    assert session.scalars(query).all() == ["start_draft", "send_to_review", "approve", "publish"]
