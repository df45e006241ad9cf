"""What can be typed into the forms of the catalogue? Every field keeps what was typed, right or wrong."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from portal.catalogue.cells import day_in, day_out
from portal.kernel.errors import N_
from portal.web.forms import LongTextField


class NumberField(StringField):
    """A whole number from `least` to 9.999, or nothing."""

    def __init__(self, *args: Any, least: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.least = least

    @property
    def number(self) -> int | None:
        """Return the number; None when nothing was typed."""
        return int(self.data) if self.data else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no such number."""
        text = self.data or ""
        if text and not (text.isascii() and text.isdigit() and self.least <= int(text) <= 9_999):
            raise ValidationError(N_("Enter a whole number, for example 15"))


class HalfDaysField(StringField):
    """A number of working days, parts included: 0,5."""

    @property
    def number(self) -> float:
        """Return the days."""
        return float((self.data or "0").replace(",", "."))

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no number of days."""
        try:
            right = 0 <= self.number <= 999
        except ValueError:
            right = False
        if not right:
            raise ValidationError(N_("Enter days, for example 2 or 0,5"))


class DayField(StringField):
    """A day written in one box: 31/12/2026, or nothing."""

    @property
    def iso(self) -> str:
        """Return the day as 2026-12-31; "" for none."""
        return day_in(self.data or "")

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day."""
        try:
            day_in(self.data or "")
        except ValueError:
            raise ValidationError(N_("Write the day like 31/12/2026")) from None


class LinesField(LongTextField):
    """A list, one a line."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what stands on the lines that are not empty."""
        return tuple(line.strip() for line in (self.data or "").splitlines() if line.strip())


def shown_day(iso: str) -> str:
    """Return a kept day as it is typed."""
    return day_out(iso)
