"""Which answers point to a place or an office? An address, a commune alone, an agency; a file among the papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.eforms.types.base import FieldType, Inputs, Names, Problem, first, tidy
from portal.eforms.types.choices import OneOf
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question

#: What the list of communes offers for people who live elsewhere in the country.
ELSEWHERE = "elsewhere"


class Address(FieldType):
    """A commune of the province and a free line; kept as {"unit": id, "line": text} (three levels since 1/7/2025)."""

    name = "address"
    widget = "address"
    missing = N_("Choose the commune and enter the house number or hamlet: %(label)s")
    first_part = ".unit"

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the address; the commune must be one of the list, the line must not be empty."""
        unit, line = tidy(first(inputs, ".unit")), tidy(first(inputs, ".line"))
        if not unit and not line:
            return None
        if not unit or (unit != ELSEWHERE and not names.unit(unit)):
            raise Problem(N_("Choose the commune from the list"), ".unit")
        if not line:
            raise Problem(N_("Enter the house number, hamlet or street"), ".line")
        if len(line) > self.longest:
            raise Problem(N_("Use at most %(most)s characters"), ".line", most=self.longest)
        return {"unit": unit, "line": line}

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show both parts."""
        return {".unit": [value["unit"]], ".line": [value["line"]]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write line, commune and province."""
        return ", ".join(filter(None, (value["line"], names.unit(value["unit"]))))


class Commune(OneOf):
    """A commune alone, found in the list under its name of today or a former one; kept as the id of today's."""

    name = "commune"
    widget = "commune"
    missing = N_("Choose from the list: %(label)s")
    _refusal = N_("Choose the commune from the list")

    def offers(self, question: Question, value: str, names: Names) -> bool:
        """Offer the communes of the province; their ids are the numbers of the statistics office."""
        return value != ELSEWHERE and bool(names.unit(value))

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the commune and the province."""
        return names.unit(value)


class AgencyChoice(OneOf):
    """One of the agencies of the kinds that the question names; kept as its code."""

    name = "agency"
    widget = "agency"
    missing = N_("Choose from the list: %(label)s")
    _refusal = N_("Choose the office from the list")

    def offers(self, question: Question, value: str, names: Names) -> bool:
        """Offer today's agencies of these kinds."""
        return value in {known for known, _ in names.agencies(question.agency_kinds)}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the name, also of an agency that is no longer."""
        return names.agency(value) or str(value)


class FileOfPaper(FieldType):
    """The place among the questions from where a paper is photographed; its files lie with the papers, not here."""

    name = "file"
    widget = "file"
    typed = 0
    is_asked = False

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Read nothing: files are inspected and kept by the page of the paper."""
        return None
