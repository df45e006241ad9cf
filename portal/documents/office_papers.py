"""Which papers does the one-stop office keep for itself? Set from the database whenever they are printed, never stored.

Circular 01/2018/TT-VPCP, forms 05 and 06 (06 and 07 of Circular 03/2025).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portal.documents.rules import OfficePaper


@dataclass(frozen=True, kw_only=True)
class ControlHop:
    """One hop: given by whom when, received by whom when, with what outcome."""

    agency: str
    step: str
    sent_at: datetime
    sent_by: str
    received_at: datetime | None = None
    received_by: str = ""
    outcome: str = ""  # "Đúng hạn", "Quá hạn", "Trước hạn"; empty while it is open


@dataclass(frozen=True, kw_only=True)
class ControlSlip(OfficePaper):
    """Mẫu 05, phiếu kiểm soát quá trình giải quyết hồ sơ (A5): goes along with the dossier."""

    kind: ClassVar[str] = "control_slip"
    template: ClassVar[str] = "control_slip.typ"

    code: str
    owner_name: str
    procedure_name: str
    agency_name: str
    partner_names: str = ""
    promised_at: datetime | None = None
    result_number: str = ""
    secret: str = ""
    track_url: str = ""
    hops: tuple[ControlHop, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One line of the register."""

    number: int
    code: str
    procedure_name: str
    sets: int
    owner_name: str
    contact: str
    agency_name: str
    received_on: date
    promised_on: date | None = None
    handed_over_on: date | None = None
    result_on: date | None = None
    returned_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Register(OfficePaper):
    """Mẫu 06, sổ theo dõi hồ sơ (A4 landscape): the lines of one office, numbered without gaps through the year."""

    kind: ClassVar[str] = "register"
    template: ClassVar[str] = "register.typ"

    year: int
    period: str
    rows: tuple[RegisterRow, ...]
