"""How are dates, money and sizes written on screen? One place, Vietnamese habits (dd/mm/yyyy, dot for thousands)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext
from jinja2 import pass_context

from portal.kernel.clock import local, local_date
from portal.workflow.steps import hours_of

NBSP = "\u00a0"


def _day(value: date | datetime | str) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return local_date(value) if isinstance(value, datetime) else value


def date_vi(value: date | datetime | str | None) -> str:
    """Write a day as 23/11/2026; an instant as the day it has in Viet Nam."""
    return f"{_day(value):%d/%m/%Y}" if value else ""


def weekday_name(value: date | int) -> str:
    """Return the name of a day of the week (0 is Monday); it never breaks."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return names[value if isinstance(value, int) else value.weekday()].replace(" ", NBSP)


def long_date_vi(value: date | datetime | str | None) -> str:
    """Write a day with its weekday: "thứ Hai, 23/11/2026"."""
    if not value:
        return ""
    day = _day(value)
    return f"{weekday_name(day)}, {day:%d/%m/%Y}"


def time_vi(value: datetime | None) -> str:
    """Write an instant's time of day: 14:05."""
    return f"{local(value):%H:%M}" if value else ""


def datetime_vi(value: datetime | None) -> str:
    """Write an instant: 14:05, 23/11/2026."""
    return f"{local(value):%H:%M, %d/%m/%Y}" if value else ""


def moment_vi(value: str) -> str:
    """Write an instant kept as ISO text, "" for none."""
    return datetime_vi(datetime.fromisoformat(value)) if value else ""


def deadline_vi(value: datetime | None) -> str:
    """Write an instant that something must happen before: 17:00 thứ Tư, 25/11/2026."""
    return f"{time_vi(value)} {long_date_vi(value)}" if value else ""


def number_vi(value: int | float | Decimal) -> str:
    """Write a number with a dot for thousands and a comma for decimals: 1.258,5."""
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    text = f"{Decimal(str(value)).normalize():,f}"
    return text.translate(str.maketrans(",.", ".,"))


def vnd(value: int | None) -> str:
    """Write money: 1.250.000 đồng."""
    return "" if value is None else number_vi(value) + NBSP + _("dong")


def days_number(value: Decimal | float | int) -> str:
    """Write a number of working days, halves included: 2,5 ngày làm việc; less than half a day in hours."""
    if hours := hours_of(float(value)):
        return ngettext("%(n)s working hour", "%(n)s working hours", hours, n=hours)
    return ngettext("%(n)s working day", "%(n)s working days", int(value), n=number_vi(value))


def filesize(value: int) -> str:
    """Write a size in bytes as people read it: 120 KB, 2,4 MB."""
    if value >= 1024 * 1024:
        return f"{number_vi(round(value / 1024 / 1024, 1))}{NBSP}MB"
    return f"{max(1, round(value / 1024))}{NBSP}KB"


def file_kind(media_type: str) -> str:
    """Return what people call a kind of file: PDF, DOCX."""
    kinds = {"application/pdf": "PDF", "application/msword": "DOC", "image/jpeg": "JPG"}
    return kinds.get(
        media_type, "DOCX" if "wordprocessingml" in media_type else "XLSX" if "sheet" in media_type else ""
    )


def nbsp(value: object) -> str:
    """Keep the words of a short text on one line."""
    return str(value).replace(" ", NBSP)


def phone_vi(value: str) -> str:
    """Write a telephone number in groups: 0912 345 678."""
    return f"{value[:4]} {value[4:7]} {value[7:]}" if len(value) == 10 else value


def masked(value: str) -> str:
    """Write a telephone number or an e-mail address so that only its owner recognises it: 091•••678, ng•••@gmail.com."""
    name, at, domain = (value or "").partition("@")
    if at:
        return f"{name[:2]}•••@{domain}"
    return f"{name[:3]}•••{name[-3:]}" if len(name) >= 9 else "•••"


def in_language(function: Callable[[Any], str]) -> Callable[[Any, Any], str]:
    """Return a filter that Jinja does not work out while compiling: the language is known only when a page is drawn."""

    @pass_context
    def drawn(context: Any, value: Any) -> str:
        return function(value)

    return drawn


def set_up(app: Flask) -> None:
    """Make the formats filters of every template."""
    for function in (
        date_vi,
        long_date_vi,
        time_vi,
        datetime_vi,
        moment_vi,
        deadline_vi,
        number_vi,
        vnd,
        filesize,
        nbsp,
        phone_vi,
        masked,
        days_number,
        file_kind,
    ):
        app.jinja_env.filters[function.__name__] = in_language(function)
