"""How is the sum behind a promised date put into words? One line a step, so that anybody can count along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _

from portal.web.formats import NBSP, date_vi, days_number, in_language, long_date_vi, number_vi


def limit_words(value: int | None, unit: str) -> str:
    """Write a limit with its unit: 8 ngày làm việc."""
    return "" if value is None or not unit else _limit_words(value, unit, str(get_locale()))


@lru_cache(maxsize=1_024)
def _limit_words(value: int, unit: str, _locale: str) -> str:
    # kept: a list says the same few limits again and again
    if unit == "working_day":
        return days_number(value)
    if unit == "hour":
        return ngettext("%(n)s working hour", "%(n)s working hours", value, n=number_vi(value))
    if unit == "month":
        return ngettext("%(n)s month", "%(n)s months", value, n=number_vi(value))
    return ngettext("%(n)s calendar day", "%(n)s calendar days", value, n=number_vi(value))


def set_up(app: Flask) -> None:
    """Make limits readable in templates: `limit|limit_words`, `procedure|limit_line`."""
    app.jinja_env.filters["limit_words"] = in_language(lambda limit: limit_words(limit.value, limit.unit.value))
    app.jinja_env.filters["limit_line"] = in_language(lambda p: limit_words(p.limit_value, p.limit_unit))


def sum_words(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write the lines of a sum (`effects.sum_data`) in the language of the page."""
    return [text for line in lines if (text := _line(line))]


def sum_words_vi(lines: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Write the lines of a sum in Vietnamese, for paper."""
    with force_locale("vi"):
        return tuple(sum_words(lines))


def _line(line: Mapping[str, Any]) -> str:
    kind, reason = line["kind"], line["reason"]
    days = date_vi(line["on"]) if line["on"] == line["until"] else f"{date_vi(line['on'])}–{date_vi(line['until'])}"
    doubt = "" if line["confirmed"] else " " + _("(not yet officially confirmed)")
    if kind == "first_answer":
        return _("The officer answers by %(day)s at the latest", day=long_date_vi(line["until"]))
    if kind == "start":
        return _("Received on %(day)s; counted from the next day", day=long_date_vi(line["until"]))
    if kind == "limit":
        return _("Time by the rules: %(limit)s", limit=limit_words(line["count"], line["unit"]))
    if kind == "skip":
        return _("Not counted: %(days)s, %(reason)s", days=days, reason=reason or _("weekend")) + doubt
    if kind == "extra":
        return _("Counted, although a weekend: %(days)s, %(reason)s", days=days, reason=reason) + doubt
    if kind == "pause":
        return _("Clock stopped %(days)s: %(count)s added", days=days, count=limit_words(line["count"], line["unit"]))
    if kind == "apology":
        return _("New date, given with an apology: %(day)s", day=long_date_vi(line["on"]))
    return _("Result: %(day)s", day=long_date_vi(line["on"])) + doubt


def limit_words_vi(value: int, unit: str) -> str:
    """Write a limit in Vietnamese, for paper."""
    with force_locale("vi"):
        return limit_words(value, unit)


def stop_reason_vi(last_day: date) -> str:
    """Say in Vietnamese why a dossier is stopped: nothing came by the last day."""
    with force_locale("vi"):
        return _("By %(day)s we had not received what was asked for.", day=long_date_vi(last_day))


def calendar_words(kind: str, on: date | None, reason: str) -> str:
    """Say what was changed in the working calendar (a kind of `catalogue.calendar_models`), in one sentence."""
    if kind == "hours":
        return _("Office hours are now %(hours)s", hours=reason.replace("-", "–").replace(" ", ", "))
    day = long_date_vi(on).replace(NBSP, " ")  # it stands in headings and messages
    return {
        "day_off": _("Offices are closed on %(day)s: %(reason)s", day=day, reason=reason),
        "day_worked": _("Offices work on %(day)s: %(reason)s", day=day, reason=reason),
        "day_removed": _(
            "%(day)s counts as an ordinary day again (%(reason)s)", day=day[:1].upper() + day[1:], reason=reason
        ),
    }[kind]


def calendar_words_vi(kind: str, on: date | None, reason: str) -> str:
    """Say it in Vietnamese, for histories and messages."""
    with force_locale("vi"):
        return calendar_words(kind, on, reason)
