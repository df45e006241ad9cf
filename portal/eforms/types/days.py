"""Which answers are days? A day in three boxes, and a birth of which some know only the year (domain 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.eforms.types.base import FieldType, Inputs, Names, Problem, example_of, first, tidy
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question


#: What is said of a day, alone and with the name of the question.
_REAL = N_("Enter a real date, for example %(example)s")
_YEAR = N_("Enter the year with four digits, for example %(year)s")
_AHEAD = N_("This day has not come yet. Check the year.")
_NAMED = {
    _REAL: N_("%(label)s: enter a real date, for example %(example)s"),
    _YEAR: N_("%(label)s: enter the year with four digits, for example %(year)s"),
    _AHEAD: N_("%(label)s: this day has not come yet. Check the year."),
}


def _named(problem: Problem, question: Question, example: str) -> Problem:
    """Return what is wrong with a day, with the question it is about where that has a name."""
    values = {"example": example, "year": example.rpartition("/")[2]}
    if not question.label:
        return Problem(problem.message, problem.part, **values)
    return Problem(_NAMED[problem.message], problem.part, label=question.label.rstrip("?: "), **values)


class Day(FieldType):
    """A day in three boxes; kept as "2015-03-27"."""

    name = "date"
    widget = "date"
    typed = 1
    missing = N_("Enter the day, month and year: %(label)s")
    first_part = ".day"
    _parts = ((".day", 2), (".month", 2), (".year", 4))

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the day; refuse one that does not exist."""
        typed = {part: tidy(first(inputs, part)) for part, _ in self._parts}
        if not any(typed.values()):
            return None
        try:
            return self._kept(typed, names)
        except Problem as problem:
            raise _named(problem, question, example_of(question, self._usual(names))) from None

    def _usual(self, names: Names) -> str:
        """Return the day that stands as an example where the hint gives none."""
        return f"{names.today():%d/%m/%Y}"

    def _kept(self, typed: Mapping[str, str], names: Names) -> Any:
        return self._real_day(typed).isoformat()

    def _real_day(self, typed: Mapping[str, str]) -> date:
        for part, _ in self._parts:
            if not re.fullmatch(r"[0-9]{1,4}", typed[part]):
                raise Problem(_REAL, part)
        try:
            day = date(*(int(typed[part]) for part in (".year", ".month", ".day")))
        except ValueError:
            raise Problem(_REAL, ".day") from None
        if not 1900 <= day.year <= 2100:
            raise Problem(_YEAR, ".year")
        return day

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show the three boxes."""
        year, month, day = str(value).split("-")
        return {".day": [day], ".month": [month], ".year": [year]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 27/03/2015."""
        return "/".join(reversed(str(value).split("-")))

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write 2015-03-27, or the year."""
        return str(value)


class BirthDate(Day):
    """A birth date, or only its year for people whose papers have no more; kept as "1965-03-27" or "1965"."""

    name = "birth_date"

    def _usual(self, names: Names) -> str:
        return "27/03/1965"

    def _kept(self, typed: Mapping[str, str], names: Names) -> Any:
        if typed[".year"] and not typed[".day"] and not typed[".month"]:
            if not re.fullmatch(r"(19|20)[0-9]{2}", typed[".year"]):
                raise Problem(_YEAR, ".year")
            kept, is_ahead = typed[".year"], int(typed[".year"]) > names.today().year
        else:
            day = self._real_day(typed)
            kept, is_ahead = day.isoformat(), day > names.today()
        if is_ahead:
            raise Problem(_AHEAD, ".year")
        return kept

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show three boxes, or only the year."""
        return {".year": [value]} if len(str(value)) == 4 else super().inputs(value)
