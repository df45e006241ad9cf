"""A procedure ends: everybody with an open draft is told once, until when it may be sent and what takes its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.draft_operations import discard, start_retirement
from portal.catalogue.models import Procedure
from portal.documents.desk import draft_link
from portal.dossiers.ending import tell_of_ends
from portal.dossiers.keeping import remind_of_drafts
from portal.dossiers.models import Dossier
from portal.dossiers.operations import delete_draft
from portal.kernel.clock import FixedClock, local_date
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.texts import Wordings
from portal.storage.store import Store
from portal.web.app_state import now, service
from portal.workflow.states import State
from tests.builders.dossiers import a_complete_draft, a_sent_dossier
from tests.builders.procedure_drafts import editor, let_through, open_change
from tests.builders.procedures import a_procedure, an_online_record


@pytest.fixture
def kites(session: Session) -> Procedure:
    return a_procedure(session, an_online_record(short_name="Xin phép thả diều"))


@pytest.fixture
def draft(session: Session, kites: Procedure) -> Dossier:
    return a_complete_draft(session, procedure=kites.code)


def retire(session: Session, procedure: Procedure, *, in_days: int = 0, successor: str = "") -> None:
    """Somebody proposes to retire it, somebody else lets it through from a day on."""
    with transaction(session):
        start_retirement(
            session, procedure, successor=successor, reason="Theo Quyết định 12", by=editor(session), at=now()
        )
    let_through(session, open_change(session, procedure.code), local_date(now()) + timedelta(days=in_days))


def an_hour_passes(session: Session, clock: FixedClock, hours: int = 1) -> None:
    """The worker looks after the drafts."""
    clock.at += timedelta(hours=hours)
    tell_of_ends(session, service(Wordings), link=draft_link, at=clock.now())
    remind_of_drafts(session, service(Wordings), link=draft_link, at=clock.now())


def told(session: Session) -> list[Notice]:
    session.rollback()
    kinds = ("procedure_ending", "procedure_ended", "draft_reminder")
    return list(session.scalars(select(Notice).where(Notice.kind.in_(kinds)).order_by(Notice.id)))


def test_who_writes_is_told_the_last_day_and_what_comes_after(
    session: Session, clock: FixedClock, kites: Procedure, draft: Dossier
) -> None:
    code = draft.draft_code
    retire(session, kites, in_days=10, successor=a_procedure(session, an_online_record(short_name="Thả diều mới")).code)
    an_hour_passes(session, clock)
    [notice] = told(session)
    assert [delivery.channel for delivery in notice.deliveries] == ["sms"]
    assert f"ho so viet do {code} gui duoc den het 02/12/2026. Sau do thay bang: Tha dieu moi" in notice.sms
    assert len(notice.sms) <= 142 and f"/ho-so/nhap/{code}" in notice.sms
    assert "Ông/bà còn gửi được đến hết ngày 02/12/2026. Sau đó thay bằng: Thả diều mới." in notice.text
    assert "Xin phép thả diều" in notice.text


def test_once_though_the_day_is_changed_and_then_comes(
    session: Session, clock: FixedClock, kites: Procedure, draft: Dossier
) -> None:
    retire(session, kites, in_days=2)
    an_hour_passes(session, clock)
    with transaction(session):
        discard(session, kites.code, version=open_change(session, kites.code).version, by=editor(session), at=now())
    retire(session, kites, in_days=1)
    an_hour_passes(session, clock)
    with transaction(session):
        discard(session, kites.code, version=open_change(session, kites.code).version, by=editor(session), at=now())
    retire(session, kites)
    an_hour_passes(session, clock)
    an_hour_passes(session, clock)
    assert [notice.kind for notice in told(session)] == ["procedure_ending"]


@pytest.mark.parametrize(
    ("successor", "said"),
    [
        ("online", "Nay thay bằng: Thả diều mới. Những gì ông/bà đã viết mang sang được."),
        ("counter", "Nay thay bằng: Thả diều mới. Thủ tục này nộp tại Bộ phận Một cửa."),
        ("", "Nay không có thủ tục thay."),
    ],
)
def test_what_has_ended_at_once_is_told_as_it_is(
    session: Session, clock: FixedClock, kites: Procedure, draft: Dossier, successor: str, said: str
) -> None:
    new = a_procedure(session, an_online_record(short_name="Thả diều mới"))
    with transaction(session):
        new.is_online = successor == "online"
    retire(session, kites, successor=new.code if successor else "")
    an_hour_passes(session, clock)
    [notice] = told(session)
    assert notice.kind == "procedure_ended" and said in notice.text
    assert f"thu tuc cu cua {draft.draft_code} da ngung nhan." in notice.sms


def test_what_is_taken_at_the_counter_only_is_told_too(
    session: Session, clock: FixedClock, kites: Procedure, draft: Dossier
) -> None:
    with transaction(session):
        kites.is_online = False
    an_hour_passes(session, clock)
    [notice] = told(session)
    assert "Nay nộp tại Bộ phận Một cửa." in notice.text


def test_nobody_is_told_of_what_was_sent_removed_only_proposed_or_begun_at_the_counter(
    session: Session, clock: FixedClock, kites: Procedure
) -> None:
    sent = a_sent_dossier(session, procedure=kites.code)
    removed = a_complete_draft(session, procedure=kites.code)
    with transaction(session):
        delete_draft(session, service(Store), removed)
    retire(session, kites)
    other = a_procedure(session, an_online_record())
    a_complete_draft(session, procedure=other.code)
    with transaction(session):
        start_retirement(session, other, successor="", reason="Xem lại", by=editor(session), at=now())
    an_hour_passes(session, clock)
    assert told(session) == [] and sent.stands is State.SUBMITTED


def test_a_draft_that_its_successor_takes_is_reminded_of_but_not_in_the_same_breath(
    session: Session, clock: FixedClock, kites: Procedure, draft: Dossier
) -> None:
    clock.at += timedelta(days=3)
    retire(session, kites, successor=a_procedure(session, an_online_record()).code)
    an_hour_passes(session, clock)
    assert [notice.kind for notice in told(session)] == ["procedure_ended"]
    an_hour_passes(session, clock, 3 * 24)
    assert [notice.kind for notice in told(session)] == ["procedure_ended", "draft_reminder"]


def test_nobody_is_reminded_of_what_can_no_longer_be_sent(
    session: Session, clock: FixedClock, kites: Procedure, draft: Dossier
) -> None:
    retire(session, kites)
    for _ in range(8):
        an_hour_passes(session, clock, 24)
    assert [notice.kind for notice in told(session)] == ["procedure_ended"]


def test_the_worker_tells(app: Flask, session: Session, clock: FixedClock, kites: Procedure, draft: Dossier) -> None:
    retire(session, kites, in_days=5)
    result = app.test_cli_runner().invoke(args=["portal", "worker", "--once"])
    assert result.exit_code == 0, result.output
    assert "gui duoc den het 27/11/2026" in result.output
