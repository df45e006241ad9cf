"""The working calendar: days that differ from the week, hours of offices, and whom a change touches before it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.administration.calendar_forms import TIMES, CalendarDayForm, HoursForm, RemovedDayForm, YearForm
from portal.catalogue.calendar_operations import list_changes, set_day, set_hours, take_day_away
from portal.catalogue.draft_operations import Editor
from portal.catalogue.models import CalendarRow
from portal.catalogue.queries import agency_names, list_calendar, working_calendar
from portal.dossiers.recounting import Impact, Touched, impact
from portal.kernel.clock import local_date
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.sums import calendar_words
from portal.workflow.calendar import OfficeHours, WorkingCalendar

blueprint = Blueprint("calendar", __name__, url_prefix="/quan-tri/lich")
#: How many dossiers stand on the preview by name.
EXAMPLES = 10


@dataclass(frozen=True)
class Agency:
    """What a change does in one agency: how many dates move, and the range of old and new days."""

    name: str
    later: int
    earlier: int
    before: tuple[datetime, datetime]
    after: tuple[datetime, datetime]


@blueprint.get("")
@officer("calendar.edit")
def show() -> ResponseReturnValue:
    """Show the days of a year that differ from the week, with forms to change one or the hours."""
    asked = YearForm(request.args)
    chosen = asked.ngay.data if asked.validate() else ""
    return _page(CalendarDayForm(), _hours_form(), chosen=chosen or "")


@blueprint.get("/xem-truoc")
@officer("calendar.edit")
def preview_day() -> ResponseReturnValue:
    """Show whom a day touches before it is saved."""
    form = CalendarDayForm(request.args)
    if not form.validate():
        return _page(form, _hours_form(), form.problems())
    day = form.day
    calendar = working_calendar(session()).with_day(day.on, day)
    kind = "day_worked" if day.working else "day_off"
    return _preview(calendar, kind, day.on, day.reason, url_for("calendar.save_day"), {
        "on.day": day.on.day, "on.month": day.on.month, "on.year": day.on.year, "working": form.working.data,
        "reason": day.reason, **({"confirmed": "1"} if day.confirmed else {}),
    })  # fmt: skip


@blueprint.post("")
@officer("calendar.edit")
def save_day() -> ResponseReturnValue:
    """Save a day, in force at once; open dossiers follow."""
    form = CalendarDayForm(request.form)
    if not form.validate():
        return _page(form, _hours_form(), form.problems())
    with transaction(session()):
        set_day(session(), form.day, by=_keeper(), at=now())
    return _saved(form.day.on)


@blueprint.get("/bo")
@officer("calendar.edit")
def preview_removal() -> ResponseReturnValue:
    """Show whom it touches when a day is taken away."""
    form = RemovedDayForm(request.args)
    calendar = working_calendar(session())
    listed = calendar.listed(form.on) if form.validate() else None
    if listed is None:
        raise NotFound
    return _preview(
        calendar.with_day(listed.on, None), "day_removed", listed.on, listed.reason, url_for("calendar.remove_day"),
        {"ngay": listed.on.isoformat()},
    )  # fmt: skip


@blueprint.post("/bo")
@officer("calendar.edit")
def remove_day() -> ResponseReturnValue:
    """Take a day away: the week decides again."""
    form = RemovedDayForm(request.form)
    if not form.validate():
        raise NotFound
    with transaction(session()):
        take_day_away(session(), form.on, by=_keeper(), at=now())
    return _saved(form.on)


@blueprint.get("/gio")
@officer("calendar.edit")
def preview_hours() -> ResponseReturnValue:
    """Show whom other office hours touch."""
    form = HoursForm(request.args)
    if not form.validate():
        return _page(CalendarDayForm(), form, form.problems())
    calendar = working_calendar(session()).with_hours(form.hours)
    return _preview(calendar, "hours", None, form.hours.written(), url_for("calendar.save_hours"),
                    {name: form[name].data for name in TIMES})  # fmt: skip


@blueprint.post("/gio")
@officer("calendar.edit")
def save_hours() -> ResponseReturnValue:
    """Save other office hours, in force at once."""
    form = HoursForm(request.form)
    if not form.validate():
        return _page(CalendarDayForm(), form, form.problems())
    with transaction(session()):
        set_hours(session(), form.hours, by=_keeper(), at=now())
    return _saved(None)


def _keeper() -> Editor:
    return Editor(current_user.id, current_user.full_name)


def _saved(on: date | None) -> ResponseReturnValue:
    flash(
        _("The calendar is changed, from now on. Open dossiers follow within minutes; see below how far they are."),
        "success",
    )
    return redirect(url_for("calendar.show", nam=on.year if on else None))


def _hours_form() -> HoursForm:
    hours: OfficeHours = working_calendar(session()).hours
    times = (time for session_ in hours.sessions for time in session_)
    return HoursForm(data={name: f"{time.hour}:{time:%M}" for name, time in zip(TIMES, times, strict=True)})


def _page(
    form: CalendarDayForm, hours: HoursForm, errors: Iterable[tuple[str, str]] = (), chosen: str = ""
) -> ResponseReturnValue:
    asked, errors = YearForm(request.args), list(errors)
    today = local_date(now())
    year = asked.nam.data if asked.validate() and asked.nam.data else today.year
    days = list_calendar(session(), year)
    listed = next((day for day in days if f"{day.day_on}" == chosen), None)
    return render_template(
        "administration/calendar.html", year=year, days=days, form=_form_of(listed) if listed else form, listed=listed,
        hours=hours, errors=errors, wrong=dict(errors), this_year=today.year, changes=list_changes(session()),
        words=calendar_words,
    ), 422 if errors else 200  # fmt: skip


def _form_of(day: CalendarRow) -> CalendarDayForm:
    """Return the form with a listed day in it."""
    return CalendarDayForm(data={
        "on": day.day_on.isoformat(), "working": "yes" if day.is_working else "no", "reason": day.reason,
        "confirmed": day.is_confirmed,
    })  # fmt: skip


def _preview(
    calendar: WorkingCalendar, kind: str, on: date | None, reason: str, action: str, kept: dict[str, object]
) -> ResponseReturnValue:
    """Show what would follow, with a form that carries on what was typed."""
    found = impact(session(), calendar, since=on, at=now())
    return render_template(
        "administration/calendar_preview.html", found=found, agencies=_by_agency(found), examples=found.touched[:EXAMPLES],
        kept=kept, action=action, heading=calendar_words(kind, on, reason), year=on.year if on else None,
        later=sum(one.after > one.before for one in found.touched),
    )  # fmt: skip


def _by_agency(found: Impact) -> list[Agency]:
    names = agency_names(session(), sorted({one.agency_code for one in found.touched}))
    grouped: dict[str, list[Touched]] = defaultdict(list)
    for one in found.touched:
        grouped[names.get(one.agency_code, one.agency_code)].append(one)
    return [
        Agency(
            name, sum(one.after > one.before for one in those), sum(one.after < one.before for one in those),
            _range([one.before for one in those]), _range([one.after for one in those]),
        )
        for name, those in sorted(grouped.items())
    ]  # fmt: skip


def _range(instants: list[datetime]) -> tuple[datetime, datetime]:
    return min(instants), max(instants)
