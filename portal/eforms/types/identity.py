"""Which numbers name a person or a business? Identity card, tax code, number in a civil register (domain 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.eforms.types.base import NUMBER, Doubt, FieldType, Key, Problem, example_of
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question

#: Values under which forms ask for the sex, as the citizen number tells it (odd: female).
_FEMALE = {"nam": False, "nu": True, "male": False, "female": True}


class CitizenNumber(FieldType):
    """Number of the identity card: 12 digits, or 9 of the old one (domain 8)."""

    name = "citizen_number"
    inputmode = "numeric"
    width = "20"

    def take(self, question: Question, text: str) -> str:
        """Drop blanks and dots."""
        bare = re.sub(r"[\s.\-]", "", text)
        if not re.fullmatch(r"[0-9]{12}|[0-9]{9}", bare):
            raise Problem(
                N_("The identity number has 12 digits (old card: 9), for example %(example)s"),
                example=example_of(question, "086165000123"),
            )
        return bare

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Find by the number."""
        return ((NUMBER, str(value)),)

    def doubts(self, question: Question, value: Any, answers: Mapping[str, Any]) -> list[Doubt]:
        """Compare it with birth and sex, where the question names who they belong to."""
        number, found = str(value), []
        if len(number) != 12:
            return []
        born = str(answers.get(question.matches_birth) or "")[:4]
        if born and born != _year_in(number):
            found.append(Doubt(N_("This number belongs to somebody born in %(number)s, not %(answer)s. Check both."),
                               {"number": _year_in(number), "answer": born}))  # fmt: skip
        sex = _FEMALE.get(str(answers.get(question.matches_sex)))
        if sex is not None and sex != (int(number[3]) % 2 == 1):
            found.append(Doubt(N_("This number belongs to a woman. Check it and the sex.") if sex is False
                               else N_("This number belongs to a man. Check it and the sex.")))  # fmt: skip
        return found


def _year_in(number: str) -> str:
    """Return the birth year that a number of 12 digits carries: century and sex, then two digits."""
    return f"{19 + int(number[3]) // 2}{number[4:6]}"


class TaxCode(FieldType):
    """Tax code: 10 digits with a check digit, 13 for a branch, or the 12 of the person's own number (since 1/7/2025)."""

    name = "tax_code"
    inputmode = "numeric"
    width = "20"
    _weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)

    def take(self, question: Question, text: str) -> str:
        """Drop blanks, dots and dashes; return "1500123456", "1500123456-001" or twelve digits."""
        bare = re.sub(r"[\s.\-]", "", text)
        if not re.fullmatch(r"[0-9]{10}|[0-9]{12}|[0-9]{13}", bare):
            raise Problem(
                N_("A tax code has 10, 12 or 13 digits, for example %(example)s"),
                example=example_of(question, "0100109106"),
            )
        if len(bare) != 12 and not self._adds_up(bare):
            raise Problem(N_("One digit of the tax code is wrong. Compare it with the paper."))
        return f"{bare[:10]}-{bare[10:]}" if len(bare) == 13 else bare

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Find by the digits, as they are typed without a dash."""
        return ((NUMBER, str(value).replace("-", "")),)

    def _adds_up(self, bare: str) -> bool:
        total = sum(int(digit) * weight for digit, weight in zip(bare, self._weights, strict=False))
        return 10 - total % 11 == int(bare[9])


class RegisterNumber(FieldType):
    """Number under which something stands in a register, as papers have it: "125/2015", "45", "45/TLKT-BS"."""

    name = "register_number"
    width = "20"
    longest = 30

    def take(self, question: Question, text: str) -> str:
        """Drop "Số" and blanks; a year has four digits, letters of the office may follow."""
        bare = re.sub(r"^(số|so)(?=[\d:.\s])[\s:.]*|\s", "", text, flags=re.IGNORECASE).upper()
        match = re.fullmatch(r"([0-9]{1,6})(?:[/\-]((?:19|20)[0-9]{2}))?(?:[/\-]([A-ZĐ]{1,6}(?:-[A-ZĐ]{1,4})?))?", bare)
        if not match or not int(match[1]):
            raise Problem(
                N_("Copy the number from the paper, for example %(example)s"), example=example_of(question, "125/2015")
            )
        return "/".join(filter(None, match.groups()))
