"""What the program does by itself when a deadline comes near or is over: told once, to whom it concerns; reminded, stopped."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.queries import list_slips
from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.alert_queries import count_alerts, list_alerts_of, page_alerts
from portal.dossiers.desk import Actor, Facts
from portal.dossiers.models import Dossier
from portal.dossiers.moves import claim, move
from portal.dossiers.watch import watch
from portal.identity.operations import grant
from portal.kernel.clock import FixedClock, local_date
from portal.kernel.errors import NotAllowed
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.web.app_state import now
from portal.workflow.states import Action, State
from tests.builders.dossiers import (
    a_dossier_in_hand,
    a_dossier_with_result,
    a_kept_pdf,
    a_sent_dossier,
    make_move,
)
from tests.builders.people import acting, an_officer, the_officer
from tests.builders.supplements import ANSWER_BY, a_dossier_asked_before_intake, a_dossier_asked_in_appraisal, answer
from tests.builders.together import together


def look(session: Session, clock: FixedClock, at: datetime) -> dict[str, int]:
    """Let the worker look at that instant; return what it did."""
    clock.at = at
    done = watch(session, current_desk(), at=at)
    session.expire_all()
    return {kind: n for kind, n in done.items() if n}


def kinds_for(session: Session, who: str) -> list[str]:
    officer = the_officer(session, who)
    officer.on = local_date(now())
    return [alert.kind for alert in page_alerts(session, officer, now())[1]]


def kinds_about(session: Session, dossier: Dossier) -> list[str]:
    return [alert.kind for alert in list_alerts_of(session, dossier)]


def test_the_first_answer_is_told_to_the_desk_two_working_hours_ahead_and_to_its_head_when_late(
    session: Session, clock: FixedClock
) -> None:
    dossier = a_sent_dossier(session)
    due = dossier.first_answer_due_at
    assert due is not None
    assert look(session, clock, clock.at) == {}
    assert look(session, clock, due - timedelta(hours=1)) == {"first_answer_soon": 1}
    assert look(session, clock, due - timedelta(minutes=59)) == {}, "told once"
    assert kinds_for(session, "motcua") == ["first_answer_soon"]
    assert kinds_for(session, "truongquay") == []
    assert look(session, clock, due + timedelta(minutes=1)) == {"first_answer_late": 1}
    assert kinds_for(session, "truongquay") == ["first_answer_late"]
    assert kinds_for(session, "motcua") == ["first_answer_late"], "the desk still has it to do"


def test_what_was_answered_is_no_longer_listed(session: Session, clock: FixedClock) -> None:
    dossier = a_sent_dossier(session)
    assert dossier.first_answer_due_at is not None
    look(session, clock, dossier.first_answer_due_at - timedelta(hours=1))
    assert kinds_for(session, "motcua")
    with transaction(session):
        claim(session, dossier, by=acting(the_officer(session, "motcua")), at=clock.at)
    make_move(session, dossier, Action.ACCEPT, the_officer(session, "motcua"))
    assert kinds_for(session, "motcua") == []


def test_a_late_step_reaches_the_leader_and_a_late_promise_the_head_of_the_office_too(
    session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_in_hand(session)
    leg, promised = dossier.open_leg, dossier.promised_at
    assert leg is not None and promised is not None
    assert look(session, clock, leg.due_at - timedelta(hours=2)) == {"leg_soon": 1}
    assert kinds_for(session, "thuly") == ["leg_soon"]
    assert kinds_for(session, "lanhdao") == []
    look(session, clock, leg.due_at + timedelta(minutes=1))
    assert "leg_late" in kinds_for(session, "lanhdao")
    look(session, clock, promised - timedelta(days=1))
    assert "promise_soon" in kinds_for(session, "lanhdao"), "an apology is still in time"
    look(session, clock, promised + timedelta(minutes=1))
    assert "promise_late" in kinds_for(session, "lanhdao")
    assert kinds_for(session, "truongquay") == ["promise_late"], "the citizen turned to this office"


def test_officers_elsewhere_are_not_told(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    assert dossier.promised_at is not None
    look(session, clock, dossier.promised_at + timedelta(days=3))
    stranger = an_officer(session, ("approver", "so-noi-vu"))
    assert page_alerts(session, stranger, now()) == (0, [])


@pytest.mark.parametrize(("field", "is_told"), [("dat-dai", True), ("ho-tich", False)])
def test_officers_of_another_field_are_not_told(session: Session, clock: FixedClock, field: str, is_told: bool) -> None:
    dossier = a_dossier_in_hand(session)
    assert dossier.promised_at is not None
    leader = an_officer(session)
    with transaction(session):
        grant(session, leader, role="unit_leader", agency=dossier.agency_code or "", field=field)
        grant(session, leader, role="onestop_head", agency=dossier.onestop_code or "", field=field)
    look(session, clock, dossier.promised_at + timedelta(days=3))
    session.refresh(leader)
    leader.on = local_date(now())
    total, rows = page_alerts(session, leader, now())
    assert total == len(rows) and ("promise_late" in {row.kind for row in rows}) is is_told
    assert session.scalars(count_alerts(leader.held), {"at": now()}).one() == total


def test_a_dossier_that_waits_for_nobody_here_raises_nothing(session: Session, clock: FixedClock) -> None:
    a_dossier_with_result(session)
    assert look(session, clock, clock.at + timedelta(days=60)) == {}


def test_the_citizen_is_reminded_once_and_the_dossier_stopped_when_nothing_came(
    session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_asked_before_intake(session)
    assert look(session, clock, ANSWER_BY - timedelta(days=4)) == {}
    assert look(session, clock, ANSWER_BY - timedelta(days=1)) == {"answer_soon": 1}
    assert look(session, clock, ANSWER_BY - timedelta(hours=1)) == {}
    reminder = list_about(session, dossier.code or "")[0]
    assert reminder.kind == "supplement_reminder" and "03/12/2026" in reminder.text and "sổ đỏ" in reminder.text
    assert look(session, clock, ANSWER_BY + timedelta(minutes=1)) == {"stopped": 1}
    assert dossier.stands is State.STOPPED
    event = dossier.events[-1]
    assert (event.by_kind, event.by_name, event.action) == ("system", "Cổng dịch vụ công", "stop")
    assert "03/12/2026" in event.note
    assert list_about(session, dossier.code or "")[0].kind == "dossier_stopped"
    slip = list_slips(session, dossier)[-1]
    assert (slip.kind, slip.number, slip.facts["reason"]) == ("stop_notice", "01/TB", event.note)
    assert look(session, clock, ANSWER_BY + timedelta(days=9)) == {}


def test_who_was_reminded_late_has_a_working_day_more(session: Session, clock: FixedClock) -> None:
    """The worker slept over the last day: Thursday evening it reminds, and stops on Friday evening at the earliest."""
    dossier = a_dossier_asked_in_appraisal(session)
    assert look(session, clock, ANSWER_BY + timedelta(hours=1)) == {"answer_soon": 1}
    assert look(session, clock, ANSWER_BY + timedelta(hours=20)) == {}
    assert dossier.stands is State.SUPPLEMENT_REQUESTED
    assert look(session, clock, ANSWER_BY + timedelta(days=1, minutes=1)) == {"stopped": 1}


def test_who_answered_is_neither_reminded_nor_stopped(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_before_intake(session)
    answer(session, dossier)
    assert "stopped" not in look(session, clock, ANSWER_BY + timedelta(days=2))
    assert "answer_soon" not in kinds_about(session, dossier)


def test_a_payment_is_reminded_of_but_nothing_is_stopped(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    make_move(session, dossier, Action.REQUEST_PAYMENT, the_officer(session, "thuly"), file=a_kept_pdf(session),
              amount_vnd=1_250_000, answer_by=ANSWER_BY)  # fmt: skip
    assert look(session, clock, ANSWER_BY - timedelta(days=1)) == {"answer_soon": 1}
    assert "1.250.000 đồng" in list_about(session, dossier.code or "")[0].text
    assert "stopped" not in look(session, clock, ANSWER_BY + timedelta(days=30))
    assert dossier.stands is State.AWAITING_PAYMENT


def test_no_officer_stops_before_the_reminder(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_before_intake(session)
    clock.at = ANSWER_BY + timedelta(days=1)
    with pytest.raises(NotAllowed):
        make_move(session, dossier, Action.STOP, the_officer(session, "motcua"), note="Quá hạn")


def test_two_workers_tell_once(app: Flask, session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_asked_before_intake(session)
    number = dossier.id
    clock.at = ANSWER_BY + timedelta(days=5)
    session.rollback()

    def work(own: Session) -> None:
        watch(own, current_desk(), at=clock.at)

    assert together(app, work, work) == [None, None]
    session.rollback()
    rows = session.scalars(select(DossierAlert).where(DossierAlert.dossier_id == number)).all()
    assert [row.kind for row in rows] == ["answer_soon"]
    assert [n.kind for n in list_about(session, dossier.code or "")].count("supplement_reminder") == 1


def test_what_was_told_of_a_dossier_stands_apart_once_it_has_ended(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    assert dossier.promised_at is not None
    look(session, clock, dossier.promised_at + timedelta(days=3))
    assert {alert.is_over for alert in list_alerts_of(session, dossier)} == {False}
    make_move(session, dossier, Action.REFUSE, the_officer(session, "thuly"), note="Đất đang tranh chấp")
    assert {alert.is_over for alert in list_alerts_of(session, dossier)} == {True}
    lead = Actor("officer", "Quản trị", None, {dossier.agency_code or "": frozenset({"sysadmin"})})
    with transaction(session):
        move(session, dossier, Action.REOPEN, by=lead, at=now(), desk=current_desk(), facts=Facts(note="Nhầm hồ sơ"))
    assert {alert.is_over for alert in list_alerts_of(session, dossier)} == {False}
