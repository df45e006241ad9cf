"""What officers read of their deadlines: the page, the line above the queue, the message at 7:30."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.queries import working_calendar
from portal.documents.desk import current_desk
from portal.dossiers.models import Dossier
from portal.dossiers.watch import watch
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.texts import Wordings
from portal.officers.digest import queue_digests
from portal.web.app_state import service
from tests.builders.dossiers import a_dossier_in_hand
from tests.builders.people import the_officer
from tests.builders.supplements import ANSWER_BY, a_dossier_asked_before_intake
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
#: Thursday, 3 December 2026, 7:31 in Viet Nam; the promised date of the builders' dossier is the 4th.
MORNING = datetime(2026, 12, 3, 0, 31, tzinfo=UTC)


def a_late_dossier(session: Session, clock: FixedClock) -> Dossier:
    dossier = a_dossier_in_hand(session)
    clock.at = MORNING
    watch(session, current_desk(), at=clock.at)
    return dossier


def digests(session: Session, at: datetime) -> int:
    return queue_digests(
        session, service(Wordings), working_calendar(session), at=at, link=lambda: "https://vlg.vn/can-bo/nhac-viec"
    )


def with_address(session: Session, who: str) -> None:
    with transaction(session):
        the_officer(session, who).email = f"{who}@vinhlong.gov.vn"


def test_the_list_names_what_is_late_first_and_the_queue_leads_there(
    as_officer: Browser, session: Session, clock: FixedClock
) -> None:
    dossier = a_late_dossier(session, clock)
    client = as_officer("thuly")
    assert "2 việc sắp đến hạn hoặc đã trễ" in client.visit("/can-bo/").text
    client.click("2 việc sắp đến hạn hoặc đã trễ")
    text = client.page.text
    assert dossier.code in text
    assert text.index("trễ bước này") < text.index("sắp đến ngày hẹn trả")
    assert "Trễ bước này" in client.visit(f"/can-bo/ho-so/{dossier.id}/").text
    assert "Không có việc nào trễ" in as_officer("motcua").visit("/can-bo/nhac-viec").text


@pytest.mark.parametrize("clock_time", [MORNING - timedelta(minutes=2), MORNING + timedelta(hours=4)])
def test_the_message_goes_out_in_the_morning_only(session: Session, clock: FixedClock, clock_time: datetime) -> None:
    a_late_dossier(session, clock)
    with_address(session, "thuly")
    assert digests(session, clock_time) == 0


def test_who_has_an_address_gets_one_message_a_working_day(session: Session, clock: FixedClock) -> None:
    dossier = a_late_dossier(session, clock)
    with_address(session, "thuly")
    assert digests(session, MORNING) == 1
    assert digests(session, MORNING + timedelta(minutes=1)) == 0
    notice = session.scalars(select(Notice).where(Notice.kind == "officer_digest")).one()
    assert ([d.address for d in notice.deliveries], notice.title) == (
        ["thuly@vinhlong.gov.vn"],
        "Việc cần chú ý hôm nay: 2",
    )
    assert f"- {dossier.code}: trễ bước này" in notice.text and "/can-bo/nhac-viec" in notice.text
    saturday = MORNING + timedelta(days=2)
    assert digests(session, saturday) == 0


def test_one_digest_that_fails_holds_up_no_other_and_who_has_one_is_not_looked_at_again(
    session: Session, clock: FixedClock
) -> None:
    a_late_dossier(session, clock)
    with_address(session, "thuly")
    with_address(session, "lanhdao")
    calls = []

    def fails_once() -> str:
        calls.append(1)
        if len(calls) == 1:
            raise LookupError("the address cannot be built")
        return "https://vlg.vn/"

    def go() -> int:
        return queue_digests(session, service(Wordings), working_calendar(session), at=MORNING, link=fails_once)

    assert (go(), go(), go()) == (1, 1, 0)
    assert len(calls) == 3


def test_who_has_nothing_to_watch_gets_no_message(session: Session, clock: FixedClock) -> None:
    with_address(session, "thuly")
    assert digests(session, MORNING) == 0


def test_the_worker_sees_to_deadlines(app: Flask, session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_before_intake(session)
    clock.at = ANSWER_BY - timedelta(days=1)
    session.rollback()
    result = app.test_cli_runner().invoke(args=["portal", "worker", "--once"])
    assert result.exit_code == 0, result.output
    session.rollback()
    sent = session.scalars(select(Notice).where(Notice.kind == "supplement_reminder")).one()
    assert "http://127.0.0.1:8000/" in sent.text and dossier.token in sent.text
