"""How do office hours read? "Đang làm việc, đến 11 giờ"; "Mở lại 7 giờ thứ Hai 30/11"."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.kernel.clock import local, local_date
from portal.web.formats import in_language, nbsp, weekday_name
from portal.workflow.opening import Opening, Week, read_week


def opening_words(opening: Opening, at: datetime) -> str:
    """Say whether the office is open at that instant, and until or from when; why not, on a day off."""
    if opening.until:
        return _("Open now, until %(time)s", time=clock_words(local(opening.until).time()))
    again = _again_words(opening.again_at, at) if opening.again_at else _("Closed now")
    if not opening.reason:
        return again
    if opening.is_certain:
        return _("Closed today: %(reason)s.", reason=opening.reason) + " " + again
    return _("May be closed today: %(reason)s. Please call before you come.", reason=opening.reason) + " " + again


def _again_words(again_at: datetime, at: datetime) -> str:
    clock, day = clock_words(local(again_at).time()), local_date(again_at)
    if day == local_date(at):
        return _("Opens again at %(time)s today", time=clock)
    name = f"{weekday_name(day)} {day:%d/%m}"
    if day == local_date(at) + timedelta(days=1):
        return _("Opens again at %(time)s tomorrow, %(day)s", time=clock, day=name)
    return _("Opens again at %(time)s on %(day)s", time=clock, day=name)


def clock_words(at: time) -> str:
    """Write a time of day as people say it: 7 giờ, 13 giờ 30; it is never broken over two lines."""
    if at.minute:
        return nbsp(_("%(hour)s:%(minute)s", hour=at.hour, minute=f"{at.minute:02}"))
    return nbsp(_("%(hour)s:00", hour=at.hour))


def week_words(week: Week) -> list[str]:
    """Write the hours of a week, days alike in one line; closed days are left out."""
    lines = []
    for spans, group in groupby(range(7), key=lambda day: week.days[day]):
        days = list(group)
        if not spans:
            continue
        first, last = (weekday_name(day) for day in (days[0], days[-1]))
        names = first if len(days) == 1 else _("%(first)s to %(last)s", first=first, last=last)
        hours = ", ".join(f"{clock_words(opens)}–{clock_words(closes)}" for opens, closes in spans)
        lines.append(f"{names[0].upper()}{names[1:]}: {hours}")
    return lines


def hours_words(hours: str) -> str:
    """Write hours as an office writes them in the language of the page; what cannot be read stays as it is."""
    return _hours_words(hours, str(get_locale()))


@lru_cache(maxsize=1_024)
def _hours_words(hours: str, _locale: str) -> str:
    # kept: the line with the telephone stands on every page
    week = read_week(hours)
    return "; ".join(week_words(week)) if week else hours


def set_up(app: Flask) -> None:
    """Make hours readable in templates: `office.hours|hours_words`."""
    app.jinja_env.filters["hours_words"] = in_language(hours_words)
