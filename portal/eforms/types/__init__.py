"""What kinds of answer are there? One class a kind: how it is read, kept, shown, and which sentence refuses it.

Formats of Vietnamese papers: domain 5.5 (certificates) and 8 (identity numbers, telephone, dates, money).
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.eforms.types.base import UNKNOWN, Doubt, FieldType, Inputs, Key, Names, Problem
from portal.eforms.types.choices import Choice, Choices, YesNo
from portal.eforms.types.days import BirthDate, Day
from portal.eforms.types.groups import Group
from portal.eforms.types.identity import CitizenNumber, RegisterNumber, TaxCode
from portal.eforms.types.land import CertificateBookNo, CertificateSerial, Parcel
from portal.eforms.types.numbers import Area, Computed, Money, Number, WholeNumber
from portal.eforms.types.places import ELSEWHERE, Address, AgencyChoice, Commune, FileOfPaper
from portal.eforms.types.words import Declaration, Email, LongText, PersonName, Phone

__all__ = [
    "COMPUTED",
    "ELSEWHERE",
    "GROUP",
    "TYPES",
    "UNKNOWN",
    "Doubt",
    "FieldType",
    "Inputs",
    "Key",
    "Names",
    "Problem",
]

_kinds: dict[str, FieldType] = {
    kind.name: kind
    for kind in (
        FieldType(), LongText(), PersonName(), Phone(), Email(), Declaration(), CitizenNumber(), TaxCode(), RegisterNumber(),
        CertificateSerial(), CertificateBookNo(), Parcel(), WholeNumber(), Money(), Number(), Area(), Day(), BirthDate(),
        YesNo(), Choice(), Choices(), Address(), Commune(), AgencyChoice(), FileOfPaper(),
    )
}  # fmt: skip
#: Both ask what the other kinds know.
GROUP, COMPUTED = Group(_kinds), Computed(_kinds)
_kinds |= {GROUP.name: GROUP, COMPUTED.name: COMPUTED}
TYPES: Mapping[str, FieldType] = _kinds
