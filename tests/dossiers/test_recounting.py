"""Do open dossiers follow the calendar, is every move of a promised day said, and does nothing move into the past?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.calendar_models import CalendarChange
from portal.catalogue.calendar_operations import set_day, set_hours, take_day_away
from portal.catalogue.draft_operations import Editor
from portal.documents.desk import current_desk
from portal.dossiers.desk import Desk
from portal.dossiers.models import Dossier
from portal.dossiers.recounting import recount
from portal.kernel.clock import ZONE, FixedClock, local_date
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.web.app_state import now
from portal.web.sums import calendar_words_vi
from portal.workflow.calendar import CalendarDay, read_hours
from portal.workflow.states import Action
from tests.builders.dossiers import (
    a_dossier_awaiting_payment,
    a_sent_dossier,
    an_accepted_dossier,
    make_move,
    the_event,
)
from tests.builders.people import the_officer

STORM = CalendarDay(date(2026, 11, 26), False, "Nghỉ bão")


@pytest.fixture
def keeper(session: Session) -> Editor:
    officer = the_officer(session, "quantri")
    return Editor(officer.id, officer.full_name)


def follow(app: Flask, session: Session) -> int:
    """Let the worker do its round."""
    with app.test_request_context():
        moved = recount(session, current_desk, lambda c: calendar_words_vi(c.kind, c.day_on, c.reason), at=now())
    session.expire_all()
    return moved


def close(session: Session, keeper: Editor, day: CalendarDay = STORM) -> None:
    with transaction(session):
        set_day(session, day, by=keeper, at=now())


def promised(dossier: Dossier) -> date:
    assert dossier.promised_at is not None
    return local_date(dossier.promised_at)


def test_a_new_holiday_moves_the_date_and_says_so(app: Flask, session: Session, keeper: Editor) -> None:
    dossier = an_accepted_dossier(session)
    assert promised(dossier) == date(2026, 12, 4)
    close(session, keeper)
    assert promised(dossier) == date(2026, 12, 4), "the worker moves it"
    assert follow(app, session) == 1
    assert promised(dossier) == date(2026, 12, 7)
    assert any(line["reason"] == "Nghỉ bão" for line in dossier.promised_sum)
    event = dossier.events[-1]
    assert (event.action, event.by_kind) == ("recount", "system")
    assert event.note == "Cơ quan nghỉ thứ Năm, 26/11/2026: Nghỉ bão"
    notice = session.scalars(select(Notice).where(Notice.kind == "date_moved")).one()
    assert "doi hen tu 04/12/2026 sang 07/12/2026" in notice.sms
    assert follow(app, session) == 0, "once"
    assert session.scalars(select(CalendarChange)).one().moved == 1


def test_a_day_taken_away_makes_dates_earlier_and_says_so(app: Flask, session: Session, keeper: Editor) -> None:
    dossier = an_accepted_dossier(session)
    close(session, keeper)
    follow(app, session)
    with transaction(session):
        take_day_away(session, STORM.on, by=keeper, at=now())
    assert follow(app, session) == 1
    assert promised(dossier) == date(2026, 12, 4)
    assert len(session.scalars(select(Notice).where(Notice.kind == "date_moved")).all()) == 2


def test_what_stands_still_follows_when_it_goes_on(app: Flask, session: Session, keeper: Editor) -> None:
    dossier = a_dossier_awaiting_payment(session)
    before = promised(dossier)
    close(session, keeper)
    assert follow(app, session) == 0 and promised(dossier) == before
    make_move(session, dossier, Action.CONFIRM_PAYMENT, the_officer(session, "thuly"))
    assert promised(dossier) == date(2026, 12, 7)


def test_a_date_that_is_over_stays(app: Flask, session: Session, keeper: Editor, clock: FixedClock) -> None:
    dossier = an_accepted_dossier(session)
    before = promised(dossier)
    clock.at = datetime(2026, 12, 7, 9, tzinfo=ZONE)
    close(session, keeper, CalendarDay(date(2026, 12, 3), False, "Nghỉ bão"))
    assert follow(app, session) == 0 and promised(dossier) == before


def test_no_date_moves_into_the_past(app: Flask, session: Session, keeper: Editor, clock: FixedClock) -> None:
    dossier = an_accepted_dossier(session)
    close(session, keeper)
    follow(app, session)
    clock.at = datetime(2026, 12, 7, 9, tzinfo=ZONE)
    with transaction(session):
        take_day_away(session, STORM.on, by=keeper, at=now())
    assert follow(app, session) == 0 and promised(dossier) == date(2026, 12, 7)


def test_a_date_of_an_apology_is_kept_to_unless_offices_are_closed_then(
    app: Flask, session: Session, keeper: Editor
) -> None:
    dossier = an_accepted_dossier(session)
    new = datetime(2026, 12, 10, 17, tzinfo=ZONE)
    make_move(session, dossier, Action.APOLOGISE, the_officer(session, "truongquay"), note="Máy hỏng", new_date=new)
    close(session, keeper)
    assert follow(app, session) == 0 and promised(dossier) == date(2026, 12, 10)
    close(session, keeper, CalendarDay(date(2026, 12, 10), False, "Nghỉ bão"))
    assert follow(app, session) == 1 and promised(dossier) == date(2026, 12, 11)
    assert the_event(session, dossier, Action.APOLOGISE).data["new_date"] == new.isoformat()


def test_the_first_answer_and_the_open_leg_follow(app: Flask, session: Session, keeper: Editor) -> None:
    sent, accepted = a_sent_dossier(session), an_accepted_dossier(session)
    answer, leg = sent.first_answer_due_at, accepted.open_leg
    assert answer is not None and leg is not None
    due = leg.due_at
    close(session, keeper, CalendarDay(local_date(answer), False, "Nghỉ bão"))
    follow(app, session)
    assert sent.first_answer_due_at is not None and sent.first_answer_due_at >= answer + timedelta(days=1)
    assert sent.events[-1].action == "recount"
    assert accepted.open_leg is not None and accepted.open_leg.due_at >= due


def test_other_hours_move_the_hour_without_a_message(app: Flask, session: Session, keeper: Editor) -> None:
    dossier = an_accepted_dossier(session)
    with transaction(session):
        set_hours(session, read_hours("07:30-11:30 13:30-17:30"), by=keeper, at=now())
    assert follow(app, session) == 0
    assert dossier.promised_at == datetime(2026, 12, 4, 17, 30, tzinfo=ZONE)
    assert session.scalars(select(Notice).where(Notice.kind == "date_moved")).all() == []


def test_a_desk_is_set_up_only_for_a_change(session: Session) -> None:
    def nobody() -> Desk:
        raise AssertionError("nothing has changed")

    assert recount(session, nobody, lambda change: "", at=now()) == 0
