"""What kinds of answer are there? One class a kind: how it is read, kept, shown, and which sentence refuses it.

Formats of Vietnamese papers: domain 5.5 (certificates) and 8 (identity numbers, telephone, dates, money).
What is kept is JSON: text, numbers as int or decimal text, days as "2015-03-27", an unknown as {"unknown": true}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from portal.kernel.errors import N_
from portal.kernel.text import nfc, strip_controls

if TYPE_CHECKING:
    from portal.eforms.definition import Question

#: The texts of one input under its suffix: "" for the plain field, ".day", ".unit" and so on for its parts.
Inputs = Mapping[str, Sequence[str]]

UNKNOWN: dict[str, Any] = {"unknown": True}


class Problem(Exception):
    """An answer that cannot be taken; the message says what to do, `part` which input to go to."""

    def __init__(self, message: str, part: str = "", **values: object) -> None:
        super().__init__(message)
        self.message, self.part, self.values = message, part, values


class Names(Protocol):
    """Looks up what answers point to."""

    def unit(self, unit_id: str) -> str:
        """Return the full name of a commune ("Phường Long Châu, tỉnh Vĩnh Long"), or "" when there is none."""
        ...


class FieldType:
    """A line of text; the other kinds refine it."""

    name: ClassVar[str] = "text"
    #: Which component draws it.
    widget: ClassVar[str] = "text"
    inputmode: ClassVar[str] = ""
    autocomplete: ClassVar[str] = ""
    width: ClassVar[str] = "full"
    longest: ClassVar[int] = 200
    #: How many typed fields it costs a citizen (chosen ones cost none).
    typed: ClassVar[int] = 1
    missing: ClassVar[str] = N_("Enter: %(label)s")

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return what is kept, or None for an empty answer; raise Problem."""
        text = tidy(first(inputs))
        if not text:
            return None
        if len(text) > self.longest:
            raise Problem(N_("Use at most %(most)s characters"), most=self.longest)
        return self.take(question, text)

    def take(self, question: Question, text: str) -> Any:
        """Return what is kept for a text that is not empty; raise Problem."""
        return text

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Return what the inputs show for a kept answer: the inverse of `read`."""
        return {"": [str(value)]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Return the answer as a person reads it, on screen and on paper (Vietnamese)."""
        return str(value)


def first(inputs: Inputs, part: str = "") -> str:
    """Return the first text of one input."""
    return next(iter(inputs.get(part, ())), "")


def tidy(text: str) -> str:
    """Return NFC text without control characters, blanks folded to one; line ends stay."""
    return "\n".join(" ".join(strip_controls(nfc(line)).split()) for line in text.splitlines()).strip()


class LongText(FieldType):
    """Several lines."""

    name = "long_text"
    widget = "textarea"
    longest = 4_000


class PersonName(FieldType):
    """A person's name in one field; at least two words, no digits (domain 8)."""

    name = "person_name"
    autocomplete = "name"
    longest = 120

    def take(self, question: Question, text: str) -> str:
        """Fold blanks; refuse digits and single words."""
        text = " ".join(text.split())
        if any(c.isdigit() for c in text):
            raise Problem(N_("A name has no digits"))
        if len(text.split()) < 2:
            raise Problem(N_("Enter the full name, as on the identity card"))
        return text


class Phone(FieldType):
    """A Vietnamese telephone number."""

    name = "phone"
    inputmode = "tel"
    autocomplete = "tel"
    width = "20"

    def take(self, question: Question, text: str) -> str:
        """Drop blanks, dots and +84."""
        bare = re.sub(r"^(\+84|84)(?=[0-9]{9,10}$)", "0", re.sub(r"[\s.\-()]", "", text))
        if not re.fullmatch(r"0[0-9]{9,10}", bare):
            raise Problem(N_("A phone number has 10 digits, for example 0912 345 678"))
        return bare


class Email(FieldType):
    """An e-mail address."""

    name = "email"
    widget = "email"
    inputmode = "email"
    autocomplete = "email"

    def take(self, question: Question, text: str) -> str:
        """Check the shape only: a typing slip is found, odd but right addresses pass."""
        if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@.]+", text):
            raise Problem(N_("An e-mail address looks like ten@example.com"))
        return text


class CitizenNumber(FieldType):
    """Number of the identity card: 12 digits, or 9 of the old one (domain 8)."""

    name = "citizen_number"
    inputmode = "numeric"
    width = "20"

    def take(self, question: Question, text: str) -> str:
        """Drop blanks and dots."""
        bare = re.sub(r"[\s.\-]", "", text)
        if not re.fullmatch(r"[0-9]{12}|[0-9]{9}", bare):
            raise Problem(N_("The identity number has 12 digits (old card: 9)"))
        return bare


class CertificateSerial(FieldType):
    """Serial of a land certificate: one or two letters and 6 digits, 8 since 2025 (TT 10/2024; domain 5.5)."""

    name = "certificate_serial"
    width = "20"

    def take(self, question: Question, text: str) -> str:
        """Return it as "BA 123456"."""
        match = re.fullmatch(r"([A-ZĐ]{1,2})([0-9]{6}|[0-9]{8})", re.sub(r"[\s.\-]", "", text.upper()))
        if not match:
            raise Problem(N_("The serial has 2 letters and 6 or 8 digits, for example BA 123456"))
        return f"{match[1]} {match[2]}"


class CertificateBookNo(FieldType):
    """Register number of a land certificate, for example "CH 00123" (domain 5.5)."""

    name = "certificate_book_no"
    width = "20"
    longest = 30

    def take(self, question: Question, text: str) -> str:
        """Fold case and blanks; old registers used many shapes, so only the characters are checked."""
        text = re.sub(r"[\s.\-]+", " ", text.upper())
        if not re.fullmatch(r"[A-ZĐ0-9/ ]+", text) or not any(c.isdigit() for c in text):
            raise Problem(N_("The register number has letters and digits, for example CH 00123"))
        return text


class WholeNumber(FieldType):
    """A whole number above zero."""

    name = "whole_number"
    inputmode = "numeric"
    width = "10"
    most: ClassVar[int] = 9_999_999

    def take(self, question: Question, text: str) -> int:
        """Accept digits only; blanks are dropped."""
        bare = re.sub(r"\s", "", text)
        if not re.fullmatch(r"[0-9]{1,15}", bare) or not 0 < int(bare) <= self.most:
            raise Problem(N_("Enter a whole number, for example 15"))
        return int(bare)


class Money(WholeNumber):
    """An amount in đồng, kept as an integer."""

    name = "money"
    width = "20"
    most = 10**15

    def take(self, question: Question, text: str) -> int:
        """Accept dots or commas between thousands and the word đồng."""
        bare = re.sub(r"(đồng|đ|vnd|vnđ)$", "", text.lower().strip()).strip()
        bare = re.sub(r"(?<=\d)[.,\s](?=\d{3}(\D|$))", "", bare)
        if not re.fullmatch(r"[0-9]{1,16}", bare) or int(bare) > self.most:
            raise Problem(N_("Enter the amount in digits, for example 350.000.000"))
        return int(bare)

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show thousands apart."""
        return {"": [f"{value:,}".replace(",", ".")]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 350.000.000 đồng."""
        return f"{value:,}".replace(",", ".") + " đồng"


class Area(FieldType):
    """An area in square metres, one decimal or two, kept as decimal text."""

    name = "area"
    inputmode = "decimal"
    width = "10"

    def take(self, question: Question, text: str) -> str:
        """Accept 125,5 and 125.5 and 1.258,5; a dot before three digits at the end parts thousands."""
        bare = re.sub(r"\s|m2|m²", "", text.lower())
        if "," in bare:
            bare = bare.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"\d{1,3}(\.\d{3})+", bare):
            bare = bare.replace(".", "")
        try:
            value = Decimal(bare)
        except InvalidOperation:
            value = Decimal(0)
        if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", bare) or value <= 0:
            raise Problem(N_("Enter the area in square metres, for example 125,5"))
        return f"{value.normalize():f}"

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show a decimal comma."""
        return {"": [str(value).replace(".", ",")]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 1.258,5 m²."""
        return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,")) + " m²"


class Day(FieldType):
    """A day in three boxes; kept as "2015-03-27"."""

    name = "date"
    widget = "date"
    typed = 1
    missing = N_("Enter the day, month and year: %(label)s")
    _parts = ((".day", 2), (".month", 2), (".year", 4))

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the day; refuse one that does not exist or lies ahead."""
        typed = {part: tidy(first(inputs, part)) for part, _ in self._parts}
        if not any(typed.values()):
            return None
        return self._kept(typed)

    def _kept(self, typed: Mapping[str, str]) -> Any:
        return self._real_day(typed).isoformat()

    def _real_day(self, typed: Mapping[str, str]) -> date:
        for part, _ in self._parts:
            if not re.fullmatch(r"[0-9]{1,4}", typed[part]):
                raise Problem(N_("Enter a real date, for example 27/03/1965"), part)
        try:
            day = date(*(int(typed[part]) for part in (".year", ".month", ".day")))
        except ValueError:
            raise Problem(N_("Enter a real date, for example 27/03/1965"), ".day") from None
        if not 1900 <= day.year <= 2100:
            raise Problem(N_("Enter the year with four digits, for example 1965"), ".year")
        return day

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show the three boxes."""
        year, month, day = str(value).split("-")
        return {".day": [day], ".month": [month], ".year": [year]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 27/03/2015."""
        return "/".join(reversed(str(value).split("-")))


class BirthDate(Day):
    """A birth date, or only its year for people whose papers have no more; kept as "1965-03-27" or "1965"."""

    name = "birth_date"

    def _kept(self, typed: Mapping[str, str]) -> Any:
        if typed[".year"] and not typed[".day"] and not typed[".month"]:
            if not re.fullmatch(r"(19|20)\d\d", typed[".year"]):
                raise Problem(N_("Enter the year with four digits, for example 1965"), ".year")
            return typed[".year"]
        return self._real_day(typed).isoformat()

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show three boxes, or only the year."""
        return {".year": [value]} if len(str(value)) == 4 else super().inputs(value)


class YesNo(FieldType):
    """Yes or no; kept as a bool."""

    name = "yes_no"
    widget = "radios"
    typed = 0
    missing = N_("Choose Yes or No: %(label)s")

    def take(self, question: Question, text: str) -> bool:
        """Accept "yes" and "no"."""
        if text not in ("yes", "no"):
            raise Problem(N_("Choose one of the answers"))
        return text == "yes"

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Tick the radio."""
        return {"": ["yes" if value else "no"]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write Có or Không."""
        return "Có" if value else "Không"


class Choice(FieldType):
    """One of several options."""

    name = "choice"
    widget = "radios"
    typed = 0
    missing = N_("Choose one: %(label)s")

    def take(self, question: Question, text: str) -> str:
        """Accept only what was offered."""
        if text not in {option.value for option in question.options}:
            raise Problem(N_("Choose one of the answers"))
        return text

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the label of the option."""
        return next((option.label for option in question.options if option.value == value), str(value))


class Choices(FieldType):
    """Several options."""

    name = "choices"
    widget = "checkboxes"
    typed = 0
    missing = N_("Choose at least one: %(label)s")

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the chosen values in the order of the form."""
        chosen = set(inputs.get("", ()))
        if chosen - {option.value for option in question.options}:
            raise Problem(N_("Choose one of the answers"))
        return [option.value for option in question.options if option.value in chosen] or None

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Tick the boxes."""
        return {"": list(value)}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the labels."""
        return "; ".join(option.label for option in question.options if option.value in value)


#: What the list of communes offers for people who live elsewhere in the country.
ELSEWHERE = "elsewhere"


class Address(FieldType):
    """A commune of the province and a free line; kept as {"unit": id, "line": text} (three levels since 1/7/2025)."""

    name = "address"
    widget = "address"
    missing = N_("Choose the commune and enter the house number or hamlet: %(label)s")

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


TYPES: Mapping[str, FieldType] = {
    kind.name: kind
    for kind in (
        FieldType(), LongText(), PersonName(), Phone(), Email(), CitizenNumber(), CertificateSerial(),
        CertificateBookNo(), WholeNumber(), Money(), Area(), Day(), BirthDate(), YesNo(), Choice(), Choices(), Address(),
    )
}  # fmt: skip
