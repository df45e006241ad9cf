"""How is the working calendar changed? In force at once; each change is noted, and open dossiers follow it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.calendar_models import CalendarChange
from portal.catalogue.draft_operations import Editor
from portal.catalogue.models import CalendarRow, Setting
from portal.catalogue.queries import OFFICE_HOURS
from portal.kernel.errors import NotFound
from portal.workflow.calendar import CalendarDay, OfficeHours


def set_day(session: Session, day: CalendarDay, *, by: Editor, at: datetime) -> CalendarRow:
    """List a day or change it; loading the catalogue leaves it alone from then on."""
    row = session.get(CalendarRow, day.on, with_for_update=True)
    if row is None:
        row = CalendarRow(day_on=day.on)
        session.add(row)
    row.is_working, row.reason, row.is_confirmed = day.working, day.reason, day.confirmed
    row.is_edited, row.is_removed = True, False
    _note(session, "day_worked" if day.working else "day_off", day.on, day.reason, by, at)
    return row


def take_day_away(session: Session, on: date, *, by: Editor, at: datetime) -> None:
    """Let the week decide a day again; NotFound when it is not listed."""
    row = session.get(CalendarRow, on, with_for_update=True)
    if row is None or row.is_removed:
        raise NotFound
    row.is_removed = row.is_edited = True
    _note(session, "day_removed", on, row.reason, by, at)


def set_hours(session: Session, hours: OfficeHours, *, by: Editor, at: datetime) -> None:
    """Give offices other hours."""
    session.merge(Setting(name=OFFICE_HOURS, value=hours.written()))
    _note(session, "hours", None, hours.written(), by, at)


def list_changes(session: Session, most: int = 10) -> Sequence[CalendarChange]:
    """Return the newest changes, the newest first."""
    return session.scalars(select(CalendarChange).order_by(CalendarChange.id.desc()).limit(most)).all()


def _note(session: Session, kind: str, on: date | None, reason: str, by: Editor, at: datetime) -> None:
    session.add(CalendarChange(kind=kind, day_on=on, reason=reason, at=at, by_id=by.id, by_name=by.name))
