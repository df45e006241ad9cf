"""How far is the deadline of a dossier, in the words of an officer's list?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.web.formats import date_vi, datetime_vi, nbsp
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import remaining
from portal.workflow.states import Clock, State


@dataclass(frozen=True)
class Deadline:
    """How far a deadline is, in words; note: the day itself."""

    text: str
    note: str = ""
    is_late: bool = False
    is_soon: bool = False


class Timed(Protocol):
    """A dossier, or the row of a list, as far as its deadlines go."""

    state: Any
    first_answer_due_at: Any
    promised_at: Any
    answer_by: Any


def deadline_of(dossier: Timed, calendar: WorkingCalendar, at: datetime) -> Deadline:
    """Return the deadline that counts now: first answer, payment, or the promised date."""
    stands = State(dossier.state)
    if stands is State.SUBMITTED and dossier.first_answer_due_at:
        return hours_left(dossier.first_answer_due_at, calendar, at)
    if stands.clock is Clock.PAUSED or stands is State.SUPPLEMENT_BEFORE_INTAKE:
        note = _("the citizen has until %(day)s", day=date_vi(dossier.answer_by)) if dossier.answer_by else ""
        return Deadline(_("clock stopped"), note)
    if dossier.promised_at is None or stands.clock is not Clock.RUNNING:
        return Deadline(date_vi(dossier.promised_at))
    return days_left(dossier.promised_at, calendar, at)


def days_left(due: datetime, calendar: WorkingCalendar, at: datetime) -> Deadline:
    """Count the working days to a promised instant."""
    left = remaining(due, at, calendar)
    if left.overdue and left.working_days:
        text = ngettext("%(n)s working day late", "%(n)s working days late", left.working_days, n=left.working_days)
    elif left.overdue:
        text = _("late since today")
    elif left.due_today:
        text = _("due today")
    else:
        text = ngettext("%(n)s working day left", "%(n)s working days left", left.working_days, n=left.working_days)
    return Deadline(text, date_vi(due), left.overdue, not left.overdue and left.working_days <= 1)


def hours_left(due: datetime, calendar: WorkingCalendar, at: datetime) -> Deadline:
    """Count the working hours to the first answer."""
    hours = calendar.working_minutes_between(at, due) // 60
    if at > due:
        text = _("first answer is late")
    elif hours < 1:
        text = _("less than a working hour left")
    else:
        text = ngettext("%(n)s working hour left", "%(n)s working hours left", hours, n=hours)
    return Deadline(text, nbsp(datetime_vi(due)), at > due, at <= due and hours < 4)
