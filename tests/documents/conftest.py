"""One paper of every kind, about people who do not exist; and what poppler reads in a PDF."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.documents.filling import Written, printed_form
from portal.documents.office_papers import ControlHop, ControlSlip, Register, RegisterRow
from portal.documents.render import render
from portal.documents.rules import (
    ApologySlip,
    Checklist,
    ConsentSlip,
    IntakeReceipt,
    Item,
    Office,
    Paper,
    PapersOfCase,
    PrintedForm,
    RefusalSlip,
    SendingReceipt,
    StopNotice,
    SupplementReceipt,
    SupplementRequest,
    Want,
)
from portal.eforms.legal_form import read as read_legal_form

NAME = "Nguyễn Thị Ửng Hường"
CODE = "000.00.12.H61-261123-0007"
PROCEDURE = "Đăng ký biến động quyền sử dụng đất do chuyển nhượng, tặng cho, thừa kế"
TRACK = "https://dichvucong.vinhlong.gov.vn/tra-cuu/000.00.12.H61-261123-0007?k=X7K2"

OFFICE = Office(
    name="Bộ phận Tiếp nhận và Trả kết quả",
    superior="UBND Phường Long Châu",
    place="Vĩnh Long",
    address="88 Hoàng Thái Hiếu, phường Long Châu, tỉnh Vĩnh Long",
    hours="7:00–11:00, 13:00–17:00, thứ Hai đến thứ Sáu",
    phone="0270 3823 456",
)
LONG_OFFICE = Office(
    name="Trung tâm Phục vụ hành chính công và Hỗ trợ doanh nghiệp các phường phía Bắc thành phố",
    superior="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân tỉnh Vĩnh Long",
    place="Vĩnh Long",
    address=OFFICE.address,
    phone=OFFICE.phone,
)

FORM: dict[str, Any] = tomllib.loads(Path(__file__).with_name("sample_form.toml").read_text(encoding="utf-8"))


def at(day: int, month: int, year: int, hour: int, minute: int = 0) -> datetime:
    """An instant by the wall clock in Viet Nam, from 07:00 on."""
    return datetime(year, month, day, hour - 7, minute, tzinfo=UTC)


ITEMS = (
    Item(name="Giấy chứng nhận quyền sử dụng đất đã cấp", note="01 bản chính"),
    Item(name="Hợp đồng chuyển nhượng đã công chứng", note="01 bản chính"),
    Item(name="Tờ khai lệ phí trước bạ", note="02 bản chính"),
)

SLIP: dict[str, Any] = {
    "office": OFFICE,
    "issued_at": at(5, 2, 2026, 8, 30),
    "code": CODE,
    "owner_name": NAME,
    "address": "Ấp Phước Lợi A, xã Phú Quới, tỉnh Vĩnh Long",
    "phone": "0912 345 678",
    "procedure_name": PROCEDURE,
    "submitter_name": NAME,
    "officer_name": "Thạch Thị Sa Rây",
    "secret": "X7K2",
    "track_url": TRACK,
}


def a_sending_receipt(**changes: Any) -> SendingReceipt:
    facts: dict[str, Any] = {
        "office": OFFICE,
        "code": CODE,
        "secret": "X7K2",
        "procedure_name": PROCEDURE,
        "owner_name": NAME,
        "submitter_name": "Trần Văn Đẹp",
        "sent_at": at(23, 11, 2026, 14, 5),
        "first_answer_by": at(25, 11, 2026, 17),
        "expected_on": date(2027, 1, 7),
        "papers": (
            Item(name="Giấy chứng nhận đã cấp", note="đã gửi 2 ảnh"),
            Item(name="Hợp đồng chuyển nhượng đã công chứng", note="sẽ mang đến"),
        ),
        "track_url": TRACK,
    }
    return SendingReceipt(**(facts | changes))


def an_intake_receipt(**changes: Any) -> IntakeReceipt:
    facts: dict[str, Any] = SLIP | {
        "number": "05/TNHS",
        "papers": ITEMS,
        "limit": "08 ngày làm việc",
        "received_at": at(5, 2, 2026, 8, 30),
        "promised_at": at(24, 2, 2026, 17),
        "sum_lines": (
            "8 ngày làm việc, tính từ thứ Sáu, 06/02/2026",
            "trừ Tết Nguyên đán, 16/02 đến 20/02/2026: 5 ngày",
            "= 17:00 thứ Ba, 24/02/2026",
        ),
        "collect_at": "Bộ phận Một cửa",
        "fee_vnd": 1_250_000,
        "book_year": 2026,
        "book_sequence": 7,
    }
    return IntakeReceipt(**(facts | changes))


def a_supplement_request(**changes: Any) -> SupplementRequest:
    facts: dict[str, Any] = SLIP | {
        "number": "12/HDHS",
        "wants": (
            Want(
                what="Chụp lại trang 3 của Giấy chứng nhận",
                reason="ảnh bị lóa, không đọc được số vào sổ",
            ),
            Want(what="Năm sinh của bên nhận", reason="khác với căn cước"),
        ),
        "answer_by": at(3, 3, 2026, 17),
        "contact_name": "bà Thạch Thị Sa Rây",
        "contact_phone": "0270 3823 456",
    }
    return SupplementRequest(**(facts | changes))


def a_supplement_receipt(**changes: Any) -> SupplementReceipt:
    facts: dict[str, Any] = SLIP | {
        "given": (
            Item(name="Giấy chứng nhận đã cấp", note="đã nhận bản chính, 1 tệp, bản điện tử"),
            Item(name="Năm sinh của bên nhận", note="đã sửa phần khai"),
        ),
        "received_at": at(2, 3, 2026, 9, 15),
        "is_at_counter": True,
        "promised_at": at(12, 3, 2026, 17),
        "sum_lines": ("8 ngày làm việc, tính từ thứ Ba, 03/03/2026", "= 17:00 thứ Năm, 12/03/2026"),
    }
    return SupplementReceipt(**(facts | changes))


def a_refusal_slip(**changes: Any) -> RefusalSlip:
    facts: dict[str, Any] = SLIP | {
        "reason": "Thửa đất đang có quyết định kê biên của cơ quan thi hành án.",
        "advice": "Nộp lại khi quyết định kê biên được gỡ.",
    }
    return RefusalSlip(**(facts | changes))


def an_apology_slip(**changes: Any) -> ApologySlip:
    facts: dict[str, Any] = SLIP | {
        "number": "03/PXL",
        "agency_name": "Chi nhánh Văn phòng Đăng ký đất đai khu vực Long Hồ",
        "received_at": at(5, 2, 2026, 8, 30),
        "promised_at": at(24, 2, 2026, 17),
        "reason": "phải đo đạc lại ranh giới thửa đất do mốc cũ bị sạt lở.",
        "new_promised_at": at(3, 3, 2026, 17),
        "signer_title": "Giám đốc",
        "signer_name": "Lâm Quốc Khánh",
    }
    return ApologySlip(**(facts | changes))


def a_stop_notice(**changes: Any) -> StopNotice:
    facts: dict[str, Any] = SLIP | {
        "number": "02/TB",
        "agency_name": "Chi nhánh Văn phòng Đăng ký đất đai khu vực Long Hồ",
        "received_at": at(5, 2, 2026, 8, 30),
        "reason": "Đến hết thứ Ba, 03/03/2026 chưa nhận được giấy tờ đã đề nghị bổ sung.",
        "advice": "Ông/bà nộp lại lúc nào cũng được.",
    }
    return StopNotice(**(facts | changes))


def a_control_slip(**changes: Any) -> ControlSlip:
    facts: dict[str, Any] = {
        "office": OFFICE, "issued_at": at(9, 2, 2026, 8), "code": CODE, "procedure_name": "Đăng ký biến động",
        "owner_name": NAME, "agency_name": "Chi nhánh Văn phòng Đăng ký đất đai khu vực Long Hồ", "partner_names": "Thuế cơ sở 1",
        "promised_at": at(24, 2, 2026, 17), "secret": "7K2M", "track_url": TRACK,
        "hops": (
            ControlHop(agency="Trung tâm Phục vụ hành chính công tỉnh", step="Tiếp nhận", sent_at=at(5, 2, 2026, 8, 30),
                       sent_by="Lê Thị Mười", received_at=at(5, 2, 2026, 8, 30), received_by="Lê Thị Mười",
                       outcome="Đúng hạn"),
            ControlHop(agency="Chi nhánh khu vực Long Hồ", step="Thẩm tra", sent_at=at(5, 2, 2026, 15),
                       sent_by="Lê Thị Mười"),
        ),
    }  # fmt: skip
    return ControlSlip(**(facts | changes))


def a_register(**changes: Any) -> Register:
    row = RegisterRow(
        number=7, code=CODE, procedure_name="Sang tên đất", sets=1, owner_name=NAME, contact="Khóm 2, phường Long Châu, 0912 345 678",
        agency_name="Chi nhánh khu vực Long Hồ", received_on=date(2026, 2, 5), promised_on=date(2026, 2, 24),
        handed_over_on=date(2026, 2, 5), note="Trung tâm Phục vụ hành chính công tỉnh",
    )  # fmt: skip
    facts: dict[str, Any] = {
        "office": OFFICE, "issued_at": at(9, 2, 2026, 8), "year": 2026, "period": "Tháng 2, 2026", "rows": (row,),
    }  # fmt: skip
    return Register(**(facts | changes))


def a_checklist(**changes: Any) -> Checklist:
    facts: dict[str, Any] = {
        "office": OFFICE,
        "procedure_name": "Sang tên sổ đỏ khi mua bán, tặng cho, thừa kế",
        "plain": "Ghi tên người mới vào sổ đất sau khi mua, được cho hoặc được thừa kế.",
        "cases": (
            PapersOfCase(papers=ITEMS),
            PapersOfCase(
                case="Nếu được thừa kế",
                papers=(
                    Item(name="Văn bản chia thừa kế đã công chứng", note="01 bản chính"),
                    Item(name="Giấy khai sinh chứng minh quan hệ", note="nếu có"),
                ),
            ),
        ),
        "fees": ("Lệ phí cấp giấy chứng nhận: 100.000 đồng", "Lệ phí trước bạ: 0,5% giá đất"),
        "limit": "8 ngày làm việc",
        "page_url": "https://dichvucong.vinhlong.gov.vn/thu-tuc/1.013831",
        "reviewed_on": date(2026, 11, 1),
    }
    return Checklist(**(facts | changes))


def a_consent_slip(**changes: Any) -> ConsentSlip:
    facts: dict[str, Any] = {
        "code": "DPW94N", "owner_name": NAME, "helper_name": "Trần Văn Bé", "helper_phone": "0987654321",
        "capacity": "người thân, người quen", "procedure_name": "Sang tên đất (mã thủ tục 1.013831)", "place": "Vĩnh Long",
        "printed_at": at(23, 11, 2026, 14, 5), "version": "1", "page_url": "https://dichvucong.vinhlong.gov.vn/ho-so/",
    }  # fmt: skip
    return ConsentSlip(**(facts | changes))


def a_form(**changes: Any) -> PrintedForm:
    """The sample form, blank; every kind of line is on it."""
    return replace(printed_form(read_legal_form(FORM)), **changes)


def a_filled_form(**changes: Any) -> PrintedForm:
    """The sample form of a dossier that was sent, a few lines of it filled in."""
    written = Written(
        values={"1.1": (NAME,), "1.2": ("27/03/1965",), "1.5": ("Nữ",)}, addressee="Chi nhánh khu vực Long Hồ"
    )
    about = {"place": "Vĩnh Long", "code": CODE, "sent_at": at(23, 11, 2026, 14, 5), "track_url": TRACK}
    return replace(printed_form(read_legal_form(FORM), written, **about), **changes)


BUILDERS = {
    "sending_receipt": a_sending_receipt,
    "intake_receipt": an_intake_receipt,
    "supplement_request": a_supplement_request,
    "supplement_receipt": a_supplement_receipt,
    "refusal_slip": a_refusal_slip,
    "apology_slip": an_apology_slip,
    "stop_notice": a_stop_notice,
    "control_slip": a_control_slip,
    "register": a_register,
    "checklist": a_checklist,
    "consent_slip": a_consent_slip,
    "form": a_form,
    "filled_form": a_filled_form,
}


Build = Callable[..., Paper]
Read = Callable[[Paper], str]


@pytest.fixture
def build() -> Build:
    """Make the paper of a kind, with some facts changed."""

    def make(kind: str, **changes: Any) -> Paper:
        return BUILDERS[kind](**changes)

    return make


@pytest.fixture
def long_office() -> Office:
    """A counter whose names do not fit on one line beside the motto."""
    return LONG_OFFICE


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Print a paper and read its text back in the order it was set, spaces evened out."""

    def text(paper: Paper) -> str:
        sheet = tmp_path / "paper.pdf"
        sheet.write_bytes(render(paper))
        done = subprocess.run(["pdftotext", "-raw", str(sheet), "-"], capture_output=True, check=True)
        return " ".join(done.stdout.decode().split())

    return text
