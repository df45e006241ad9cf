"""Which answers stand on a land certificate? Serial, register number, the parcel (TT 10/2024; domain 5.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portal.eforms.types.base import (
    CERTIFICATE,
    PARCEL,
    FieldType,
    Inputs,
    Key,
    Names,
    Problem,
    example_of,
    first,
    tidy,
)
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question


class CertificateSerial(FieldType):
    """Serial of a land certificate: one or two letters and 6 digits, 8 since 2025 (TT 10/2024; domain 5.5)."""

    name = "certificate_serial"
    width = "20"

    def take(self, question: Question, text: str) -> str:
        """Return it as "BA 123456"."""
        match = re.fullmatch(r"([A-ZĐ]{1,2})([0-9]{6}|[0-9]{8})", re.sub(r"[\s.\-]", "", text.upper()))
        if not match:
            raise Problem(
                N_("The serial has 2 letters and 6 or 8 digits, for example %(example)s"),
                example=example_of(question, "BA 123456"),
            )
        return f"{match[1]} {match[2]}"

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Find by letters and digits."""
        return ((CERTIFICATE, str(value).replace(" ", "")),)


class CertificateBookNo(FieldType):
    """Register number of a land certificate, for example "CH 00123" (domain 5.5)."""

    name = "certificate_book_no"
    width = "20"
    longest = 30

    def take(self, question: Question, text: str) -> str:
        """Fold case and blanks; old registers used many shapes, so only the characters are checked."""
        text = re.sub(r"[\s.\-]+", " ", text.upper())
        if not re.fullmatch(r"[A-ZĐ0-9/ ]+", text) or not any(c.isdigit() for c in text):
            raise Problem(
                N_("The register number has letters and digits, for example %(example)s"),
                example=example_of(question, "CH 00123"),
            )
        return text


class Parcel(FieldType):
    """A parcel of land: its number and its map sheet together; kept as {"parcel": 34, "sheet": 12}."""

    name = "parcel"
    widget = "parcel"
    typed = 2
    missing = N_("Enter both numbers: %(label)s")
    parts = ("parcel", "sheet")

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return both numbers; one without the other finds no parcel."""
        typed = {part: re.sub(r"\s", "", tidy(first(inputs, f".{part}"))) for part in self.parts}
        if not any(typed.values()):
            return None
        for part, text in typed.items():
            if not re.fullmatch(r"[0-9]{1,6}", text) or not int(text):
                sentence = (
                    N_("Enter the parcel number, for example 34")
                    if part == "parcel"
                    else N_("Enter the map sheet number, for example 12")
                )
                raise Problem(sentence, "" if part == "parcel" else f".{part}")
        return {part: int(text) for part, text in typed.items()}

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show both boxes."""
        return {f".{part}": [str(value[part])] for part in self.parts}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write both with their words."""
        return f"Thửa đất số {value['parcel']}, tờ bản đồ số {value['sheet']}"

    def printed(self, question: Question, value: Any, names: Names, part: str = "") -> tuple[str, ...]:
        """Write one of the numbers where the form has a place for each."""
        return (str(value[part]),) if part in self.parts else super().printed(question, value, names)

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write map sheet and parcel as 12/34."""
        return f"{value['sheet']}/{value['parcel']}"

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Find by map sheet and parcel; which commune they lie in, the form knows."""
        return ((PARCEL, f"{value['sheet']}/{value['parcel']}"),)
