"""Which facts stand on each paper of the one-stop office?

Circular 01/2018/TT-VPCP, forms 01 to 04, for the slips; the portal's own receipt of sending, checklist and forms beside
them. A paper is frozen facts: whoever makes one has already asked the database, the calendar and the clock. Instants are
aware UTC, text is NFC Vietnamese. An empty text prints a dotted line where the law wants the field, else nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portal.documents.snapshots import Snapshot, to_plain
from portal.eforms.legal_form import FormLine


@dataclass(frozen=True, kw_only=True)
class Office:
    """The counter in whose name a paper goes out, and where people find it."""

    name: str  # bộ phận tiếp nhận và trả kết quả, or the centre's own name
    superior: str = ""  # the agency above it
    place: str = ""  # địa danh of the date line: the province or the commune
    address: str = ""
    hours: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a list of papers: what it is, and how it stands or in which copy."""

    name: str
    note: str = ""


class Paper:
    """What all papers share: a kind, a template, a snapshot."""

    kind: ClassVar[str]
    template: ClassVar[str]

    @property
    def made_at(self) -> datetime | None:
        """The instant the paper is from; None for a blank one. The PDF is dated by it."""
        return None

    def as_dict(self) -> Snapshot:
        """Return the facts as JSON-safe values; `kinds.paper_from_dict` reads them back."""
        plain: Snapshot = to_plain(self)
        return plain


@dataclass(frozen=True, kw_only=True)
class SendingReceipt(Paper):
    """Phiếu xác nhận đã gửi hồ sơ (A5): the machine's answer, before any officer has looked."""

    kind: ClassVar[str] = "sending_receipt"
    template: ClassVar[str] = "sending_receipt.typ"

    office: Office
    code: str
    secret: str  # the four characters that open the tracking page
    procedure_name: str
    owner_name: str
    submitter_name: str
    sent_at: datetime
    first_answer_by: datetime
    expected_on: date | None = None
    papers: tuple[Item, ...] = ()
    track_url: str = ""
    helper: str = ""  # who filed it for the owner, in what capacity

    @property
    def made_at(self) -> datetime:
        """The instant of sending."""
        return self.sent_at


@dataclass(frozen=True, kw_only=True)
class OfficePaper(Paper):
    """What every paper of an office has in common: who issued it, under which number, when."""

    office: Office
    number: str = ""  # "05/TNHS"; empty prints dots before the symbol
    issued_at: datetime

    @property
    def made_at(self) -> datetime:
        """The instant of issue."""
        return self.issued_at


@dataclass(frozen=True, kw_only=True)
class SlipFacts(OfficePaper):
    """What forms 01 to 04 of the circular have in common."""

    code: str
    owner_name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    procedure_name: str  # nội dung yêu cầu giải quyết
    submitter_name: str = ""
    officer_name: str = ""
    secret: str = ""
    track_url: str = ""
    helper: str = ""  # who filed it for the owner, in what capacity


@dataclass(frozen=True, kw_only=True)
class IntakeReceipt(SlipFacts):
    """Mẫu 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả (A5): from here the clock runs."""

    kind: ClassVar[str] = "intake_receipt"
    template: ClassVar[str] = "intake_receipt.typ"

    papers: tuple[Item, ...]
    sets: int = 1
    limit: str  # "08 ngày làm việc"
    received_at: datetime
    promised_at: datetime
    sum_lines: tuple[str, ...] = ()  # how the promised date comes about, in small print
    collect_at: str  # where the person chose to receive the result
    book_year: int
    book_sequence: int
    fee_vnd: int | None = None  # None: nothing is said about money


@dataclass(frozen=True, kw_only=True)
class Want:
    """One thing asked for in a supplement request, and why."""

    what: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementRequest(SlipFacts):
    """Mẫu 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (A5): everything, once."""

    kind: ClassVar[str] = "supplement_request"
    template: ClassVar[str] = "supplement_request.typ"

    wants: tuple[Want, ...]
    reason: str = ""
    answer_by: datetime | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class SupplementReceipt(SlipFacts):
    """Giấy biên nhận bổ sung hồ sơ (A5): what was handed in for a request, and the date it gives the dossier now."""

    kind: ClassVar[str] = "supplement_receipt"
    template: ClassVar[str] = "supplement_receipt.typ"

    given: tuple[Item, ...]
    received_at: datetime
    is_at_counter: bool = False
    promised_at: datetime | None = None  # None: not accepted yet, `first_answer_by` counts
    sum_lines: tuple[str, ...] = ()
    first_answer_by: datetime | None = None
    sent_to: str = ""  # who has the dossier, when another office than the one in charge took it in


@dataclass(frozen=True, kw_only=True)
class RefusalSlip(SlipFacts):
    """Mẫu 03, phiếu từ chối (A5): not accepted at the counter, or refused after appraisal."""

    kind: ClassVar[str] = "refusal_slip"
    template: ClassVar[str] = "refusal_slip.typ"

    reason: str
    advice: str = ""  # how to do it again, in plain words
    after_appraisal: bool = False


@dataclass(frozen=True, kw_only=True)
class ApologySlip(SlipFacts):
    """Mẫu 04, phiếu xin lỗi và hẹn lại ngày trả kết quả (A5): at most once in a dossier's life."""

    kind: ClassVar[str] = "apology_slip"
    template: ClassVar[str] = "apology_slip.typ"

    agency_name: str  # who is late, and apologises
    received_at: datetime
    promised_at: datetime
    reason: str
    new_promised_at: datetime
    signer_title: str = "Thủ trưởng cơ quan"
    signer_name: str = ""


@dataclass(frozen=True, kw_only=True)
class StopNotice(SlipFacts):
    """Thông báo dừng giải quyết hồ sơ (A5, TT 03/2025 Mẫu 05): nobody supplemented it, or it was taken back."""

    kind: ClassVar[str] = "stop_notice"
    template: ClassVar[str] = "stop_notice.typ"

    agency_name: str
    received_at: datetime  # accepted, or sent when it never was
    reason: str
    is_withdrawn: bool = False
    advice: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentSlip(Paper):
    """Giấy đồng ý nhờ nộp hồ sơ (A5): an owner without a telephone lets somebody file for them."""

    kind: ClassVar[str] = "consent_slip"
    template: ClassVar[str] = "consent_slip.typ"

    code: str
    owner_name: str
    helper_name: str
    helper_phone: str = ""
    capacity: str
    procedure_name: str
    place: str = ""
    printed_at: datetime
    version: str
    page_url: str = ""

    @property
    def made_at(self) -> datetime:
        """The instant of printing."""
        return self.printed_at


@dataclass(frozen=True, kw_only=True)
class PapersOfCase:
    """The papers of one case of a procedure; a procedure without cases has a single unnamed one."""

    case: str = ""
    papers: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Checklist(Paper):
    """The list of papers to bring (A4, large print), for the refrigerator door."""

    kind: ClassVar[str] = "checklist"
    template: ClassVar[str] = "checklist.typ"

    office: Office
    procedure_name: str
    plain: str = ""
    cases: tuple[PapersOfCase, ...]
    fees: tuple[str, ...] = ()
    limit: str = ""
    page_url: str = ""
    reviewed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PrintedLine(FormLine):
    """A line with what stands on it: texts in the order they were given; nothing prints dots to write on."""

    values: tuple[str, ...] = ()
    #: Rows of a table, a cell a column; a row of one cell is as wide as the table.
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedSection:
    """A part of a form under one heading."""

    heading: str = ""
    lines: tuple[PrintedLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedForm(Paper):
    """A form of the law (A4): blank, to fill in by hand, or with what people wrote in its places."""

    kind: ClassVar[str] = "form"
    template: ClassVar[str] = "form.typ"

    id: str
    number: str = ""
    title: str
    issued_with: str = ""
    recipient: str = ""
    addressee: str = ""  # what is written on the dots of the recipient
    sections: tuple[PrintedSection, ...] = ()
    code: str = ""  # the dossier whose answers stand on it
    place: str = ""
    sent_at: datetime | None = None
    track_url: str = ""

    @property
    def made_at(self) -> datetime | None:
        """The instant of sending, when its dossier has been sent."""
        return self.sent_at
