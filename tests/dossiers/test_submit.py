"""Sending: code and secret, the clock of the first answer, one notice, one slip; once, however often it is pressed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.queries import get_slip, list_slips
from portal.documents.rules import SendingReceipt
from portal.dossiers.desk import Facts
from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.moves import move
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Incomplete
from portal.kernel.ids import READABLE
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.queries import list_about
from portal.web.app_state import now
from portal.workflow.states import Action, State
from tests.builders.dossiers import ANSWERS, a_complete_draft, a_draft, a_sent_dossier, make_move
from tests.builders.people import a_citizen, acting
from tests.builders.together import together


def send(session: Session, draft: Dossier, key: str | None = None, **facts: Any) -> DossierEvent:
    with transaction(session):
        return move(session, draft, Action.SUBMIT, by=acting(draft.citizen), at=now(), desk=current_desk(),
                    facts=Facts(**{"consent": True, **facts}), form_key=key)  # fmt: skip


def test_a_sent_dossier_has_all_the_citizen_needs_to_follow_it(session: Session) -> None:
    dossier = a_complete_draft(session)
    event = send(session, dossier)
    assert dossier.stands is State.SUBMITTED
    assert dossier.code == "000.00.19.H61-261123-0001"
    assert len(dossier.secret) == 4 and set(dossier.secret) <= set(READABLE)
    assert dossier.onestop_code == "ttpvhcc-tinh"
    assert (dossier.owner_name, dossier.owner_key) == ("Nguyễn Thị Ửng Hường", "nguyen thi ung huong")
    assert dossier.submitted_at == now()
    assert dossier.accepted_at is None and dossier.promised_at is None
    assert (event.action, event.from_state, event.to_state, event.by_kind) == (
        "submit",
        "draft",
        "submitted",
        "citizen",
    )


def test_the_officer_answers_within_eight_working_hours(session: Session) -> None:
    """Sent Monday at nine: two hours left that morning, four in the afternoon, Tuesday off, two on Wednesday."""
    dossier = a_sent_dossier(session)
    assert dossier.first_answer_due_at == datetime(2026, 11, 25, 2, tzinfo=UTC)
    assert [(s.kind, s.started_at, s.ended_at) for s in dossier.segments] == [("first_answer", now(), None)]


def test_numbers_begin_anew_each_day(session: Session, clock: FixedClock) -> None:
    assert (a_sent_dossier(session).code or "")[-4:] == "0001"
    assert (a_sent_dossier(session).code or "")[-4:] == "0002"
    clock.at = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # half past midnight in Viet Nam
    assert a_sent_dossier(session).code == "000.00.19.H61-261124-0001"


def test_a_failed_sending_leaves_no_gap_in_the_numbers(session: Session) -> None:
    a_sent_dossier(session)
    draft = a_complete_draft(session)

    def fails(*_: object) -> None:
        raise RuntimeError("the printer burns")

    broken = current_desk()
    object.__setattr__(broken, "followers", (*broken.followers, fails))
    with pytest.raises(RuntimeError), transaction(session):
        move(session, draft, Action.SUBMIT, by=acting(draft.citizen), at=now(), desk=broken, facts=Facts(consent=True))
    assert draft.is_draft and draft.code is None and draft.secret == ""
    assert draft.events == [] and draft.segments == [] and draft.version == 1
    assert list_slips(session, draft) == []
    assert len(session.scalars(select(Notice)).all()) == 1
    send(session, draft)
    assert (draft.code or "")[-4:] == "0002"


def test_two_citizens_at_once_get_two_numbers_without_a_gap(app: Flask, session: Session) -> None:
    ids = [
        a_complete_draft(session, citizen=a_citizen(session, phone=phone)).id for phone in ("0912345678", "0987654321")
    ]

    def sends(dossier_id: int) -> Any:
        def act(own: Session) -> str:
            draft = own.get_one(Dossier, dossier_id)
            make_move(own, draft, Action.SUBMIT, draft.citizen, consent=True)
            return (draft.code or "")[-4:]

        return act

    assert sorted(together(app, *map(sends, ids))) == ["0001", "0002"]


def test_one_citizen_pressing_twice_at_once_sends_once(app: Flask, session: Session) -> None:
    draft_id = a_complete_draft(session).id

    def presses(own: Session) -> str | None:
        draft = own.get_one(Dossier, draft_id)
        send(own, draft, key="send:1")
        return draft.code

    assert together(app, presses, presses) == ["000.00.19.H61-261123-0001"] * 2
    session.rollback()
    sent = session.get_one(Dossier, draft_id)
    assert [event.action for event in sent.events] == ["submit"]
    assert len(list_about(session, sent.code or "")) == len(list_slips(session, sent)) == 1


def test_the_same_form_sent_later_gives_the_same_event(session: Session) -> None:
    draft = a_complete_draft(session)
    first = send(session, draft, key="send:x")
    code, version = draft.code, draft.version
    assert send(session, draft, key="send:x").id == first.id
    assert (draft.code, draft.version) == (code, version)


def test_one_notice_is_queued_with_code_secret_and_link(session: Session) -> None:
    dossier = a_sent_dossier(session)
    (notice,) = list_about(session, dossier.code or "")
    [delivery] = notice.deliveries
    assert (notice.kind, delivery.address, delivery.status) == ("dossier_sent", "0912345678", "waiting")
    for text in (notice.sms, notice.text):
        assert dossier.code in text and dossier.secret in text and f"/tra-cuu/{dossier.token}" in text
    assert "09:00 25/11/2026" in notice.text
    assert notice.sms.isascii()


def test_the_slip_of_sending_says_what_was_true_then(session: Session) -> None:
    dossier = a_sent_dossier(session)
    paper = get_slip(session, dossier, "sending_receipt").paper
    assert isinstance(paper, SendingReceipt)
    assert (paper.code, paper.secret, paper.owner_name) == (dossier.code, dossier.secret, "Nguyễn Thị Ửng Hường")
    assert paper.first_answer_by == dossier.first_answer_due_at
    assert str(paper.expected_on) == "2026-12-07"
    assert [item.note for item in paper.papers] == [
        "lập từ phần đã khai",
        "1 tệp, bản điện tử",
        "sẽ nộp bản chính tại quầy",
    ]


def test_nothing_is_sent_without_the_declaration(session: Session) -> None:
    draft = a_complete_draft(session)
    with pytest.raises(Incomplete, match="Tick the box") as refused:
        send(session, draft, consent=False)
    assert refused.value.missing == ("consent",)
    assert draft.is_draft


def test_an_incomplete_or_empty_dossier_cannot_be_sent(session: Session) -> None:
    for draft in (a_draft(session), a_draft(session, answers=ANSWERS)):
        with pytest.raises(Incomplete, match="not complete yet") as refused:
            send(session, draft)
        assert refused.value.missing == ("complete",)
        assert draft.is_draft and draft.code is None


def test_the_parcel_decides_nothing_before_the_hand_over(session: Session) -> None:
    """The one-stop office takes in every dossier; the branch comes with the hand-over."""
    elsewhere = {**ANSWERS, "parcel_address": {"unit": "29254", "line": "Khóm 1"}}
    dossier = a_sent_dossier(session, answers=elsewhere)
    assert (dossier.onestop_code, dossier.agency_code) == ("ttpvhcc-tinh", None)


def test_no_two_dossiers_share_what_opens_them(session: Session) -> None:
    dossiers = [a_sent_dossier(session) for _ in range(3)]
    assert len({dossier.secret for dossier in dossiers}) == len({dossier.token for dossier in dossiers}) == 3
