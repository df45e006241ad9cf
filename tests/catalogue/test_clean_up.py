"""The pitfalls counted in the real records, one small record for each: what comes in clean, and what stays apart."""

from __future__ import annotations

import gzip
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.cleaning import NO_UNIT
from portal.catalogue.importing import import_procedures
from portal.catalogue.quality import LEVEL_1_FORM
from portal.catalogue.quality import NO_UNIT as NO_UNIT_FLAG
from portal.catalogue.queries import find_by_codes
from portal.catalogue.reading import read_line
from portal.catalogue.record import Record
from portal.kernel.text import fold
from portal.web.app_state import now
from tests.builders.procedures import a_record

CODE = "1.700001"


def crawled(**parts: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "code": CODE, "base_code": CODE, "name": "Cấp giấy phép thả diều", "agency": "Sở Xây dựng", "level": ["tỉnh"],
        "field": "Diều", "steps": "Nộp hồ sơ.", "quantity": "01 bộ", "deadline": [], "fees": [], "result": ["Giấy phép"],
        "legal_basis": "", "requirements": "", "target": "Công dân Việt Nam", "keywords": "", "decision": "",
        "methods": [method()], "components": [{"case": "", "name": "Đơn đề nghị", "quantity": "1 bản chính"}],
    }  # fmt: skip
    return whole | parts


def method(**parts: Any) -> dict[str, Any]:
    return {"channel": "Trực tiếp", "deadline": "8 Ngày làm việc", "fee": [], "note": "", **parts}


def read(**parts: Any) -> Record:
    return read_line(json.dumps(crawled(**parts), ensure_ascii=False))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (unicodedata.normalize("NFD", "Thủ tục đất đai"), "Thủ tục đất đai"),
        ("Ðăng ký", "Đăng ký"),
        ("\uf0b7 Đăng ký\u00ad\u00a0\tđất  đai", "Đăng ký đất đai"),
        ("<b>Đăng ký</b> &amp; cấp", "Đăng ký & cấp"),
        ("Hoà giải ở cơ sở thuỷ lợi", "Hoà giải ở cơ sở thuỷ lợi"),
        ("Hòa giải ở cơ sở thủy lợi", "Hòa giải ở cơ sở thủy lợi"),
    ],
)
def test_names(written: str, kept: str) -> None:
    assert read(name=written).name == kept


def test_both_placements_of_tones_are_found_alike() -> None:
    assert fold(read(name="Hoà giải thuỷ lợi").name) == fold(read(name="Hòa giải thủy lợi").name)


@pytest.mark.parametrize("nothing", ["Không có thông tin", "--", "Không quy định", "Không"])
def test_placeholders_become_empty_everywhere(nothing: str) -> None:
    record = read(requirements=nothing, agency=nothing, keywords=nothing, field=nothing, result=[nothing], target=nothing,
                  steps=nothing, decision=nothing, components=[{"case": nothing, "name": "Đơn", "quantity": ""}])  # fmt: skip
    assert (record.conditions, record.executing_note, record.keywords, record.field_name) == ("", "", (), "")
    assert (record.results, record.audience_note, record.steps, record.decision_number) == ((), "", (), "")
    assert record.components[0].case == ""


@pytest.mark.parametrize(
    ("cell", "amounts"),
    [
        ("Miễn phí", [0]),
        ("Miễn phí (Không thu phí)", [0]),
        ("Miễn phí (Lệ phí: 100.000 đồng/giấy phép)", [None]),
        ("Miễn phí (Theo Nghị quyết của Hội đồng nhân dân tỉnh)", [None]),
        ("Miễn phí (Mức thu theo Thông tư 10/2024/TT-BTC)", [None]),
        ("Lệ phí: 50,000 VNĐ", [50_000]),
    ],
)
def test_free_is_what_nothing_contradicts(cell: str, amounts: list[int | None]) -> None:
    assert [fee.amount_vnd for fee in read(methods=[method(fee=[cell])]).channels[0].fees] == amounts


def test_free_in_the_cell_and_a_sum_in_the_description_is_not_free() -> None:
    told = "Phí công bố nội dung đăng ký: 100.000 đồng/lần"
    (fee,) = read(methods=[method(fee=["Miễn phí"], note=told)]).channels[0].fees
    assert (fee.amount_vnd, fee.note) == (None, "Xem phần mô tả")


@pytest.mark.parametrize(
    ("fees", "note", "amounts"),
    [
        (["Miễn phí"], "Nộp tại quầy", [0]),
        (["Miễn phí"], "Hình thức nộp Thời hạn giải quyết Phí, lệ phí Mô tả Trực tiếp Miễn phí", [0]),
        (["Miễn phí"], "Lệ phí do tỉnh quy định", []),
        (["150.000 VNĐ"], "", [150_000]),
        (["100.000 VNĐ", "50.000 VNĐ"], "", [None]),
        (["2.000 VNĐ", "Miễn phí"], "", [None]),
    ],
)
def test_fees_that_stand_beside_the_ways_count_for_all_of_them(
    fees: list[str], note: str, amounts: list[int | None]
) -> None:
    record = read(fees=fees, methods=[method(note=note), method(channel="Trực tuyến", note=note)])
    assert [[fee.amount_vnd for fee in way.fees] for way in record.channels] == [amounts, amounts]


def test_a_limit_without_a_unit_is_flagged_never_guessed() -> None:
    way = read(methods=[method(deadline="15")]).channels[0]
    assert (way.limit, way.limit_note) == (None, f"15 {NO_UNIT}")


def test_several_deadlines_are_all_kept() -> None:
    cells = ("05 ngày làm việc; 08 ngày làm việc; 10 ngày làm việc", "2 Tháng")
    first, second = read(methods=[method(deadline=cell) for cell in cells]).channels
    assert (first.limit_note, second.limit_note) == (cells[0], "")
    assert second.limit is not None


def test_instructions_of_quantity_0_are_no_papers() -> None:
    rows = [{"case": "", "name": name, "quantity": quantity} for name, quantity in
            (("Đơn", "1 bản chính"), ("Giấy tờ phải xuất trình", "0 bản chính,0 bản sao"))]  # fmt: skip
    record = read(components=rows)
    assert [one.name for one in record.papers] == ["Đơn"]
    assert [one.name for one in record.notes] == ["Giấy tờ phải xuất trình"]


@pytest.mark.parametrize(
    ("texts", "results", "codes"),
    [
        (["Giấy phép\nMã: KQ.H37 0002"], ("Giấy phép",), ("KQ.H37 0002",)),
        (["Chứng nhận thuốc thú yMã: KQ.G10.000246...văn bản trả lời.."], ("Chứng nhận thuốc thú y", "văn bản trả lời.."),
         ("KQ.G10.000246", "")),
        (["Quyết định cấp lạiMã: utwChứng chỉ hành nghề"], ("Quyết định cấp lại", "Chứng chỉ hành nghề"), ()),
        (["Giấy phépMã: KQ.G12.000548KBNN trả lời"], ("Giấy phép", "KBNN trả lời"), ("KQ.G12.000548", "")),
        (["Mã số rừng trồng được cấp"], ("Mã số rừng trồng được cấp",), ()),
        (["Giấy phép", "Giấy phép"], ("Giấy phép",), ()),
    ],
)  # fmt: skip
def test_results_and_their_codes(texts: list[str], results: tuple[str, ...], codes: tuple[str, ...]) -> None:
    record = read(result=texts)
    assert (record.results, record.result_codes) == (results, codes)


@pytest.mark.parametrize(
    ("decision", "number", "day"),
    [
        ("Số QĐ: 1404/QĐ-UBND\nNgày hiệu lực: 2023-07-04", "1404/QĐ-UBND", "2023-07-04"),
        ("2103/QĐ-UBND – Ngày hiệu lực: 27/9/2023", "2103/QĐ-UBND", "2023-09-27"),
        ("2103/QĐ-UBND – Ngày hiệu lực: 31/02/2023", "2103/QĐ-UBND", ""),
        ("1000/QĐ-BNNMT", "1000/QĐ-BNNMT", ""),
    ],
)
def test_the_decision_tells_from_when(decision: str, number: str, day: str) -> None:
    record = read(decision=decision)
    assert (record.decision_number, record.valid_from) == (number, day)


@pytest.mark.parametrize(
    ("address", "level"),
    [("https://csdl.example.vn/download_file.jsp?ma=3fe6", 2), ("https://csdl.example.vn/download_file.jsp?ma=", 1),
     ("javascript:alert(1)", 1), ("", 1)],
)  # fmt: skip
def test_an_address_of_a_form_makes_level_2(address: str, level: int) -> None:
    record = read(components=[{"case": "", "name": "Đơn", "quantity": "1 bản chính", "form": address}])
    assert (record.level, record.components[0].form_url) == (level, address if level == 2 else "")


def test_a_local_code_beside_the_national_one_is_kept() -> None:
    record = read(code="QLKTN001")
    assert (record.code, record.local_code) == (CODE, "QLKTN001")


# ---- in the database


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_bytes(gzip.compress("\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()))
    return path


def test_twins_under_two_codes_and_internal_ones(session: Session, tmp_path: Path) -> None:
    rows = [crawled(code=code, base_code=code) for code in (CODE, "1.700002", "5.700003", "6.700004")]
    assert import_procedures(session, write(tmp_path / "p.jsonl.gz", *rows), at=now()).new == 4
    assert set(find_by_codes(session, [row["code"] for row in rows])) == {CODE, "1.700002"}


def test_a_repealed_procedure_is_not_shown(session: Session, tmp_path: Path) -> None:
    record = a_record(CODE, origin="import", publication_status="repealed")
    import_procedures(session, write(tmp_path / "p.jsonl.gz", record.as_dict()), at=now())
    assert find_by_codes(session, [CODE]) == {}


def test_contradictions_are_told_with_the_row(session: Session, tmp_path: Path) -> None:
    form = {"id": "don", "name": "Đơn", "form_url": "https://example.org/don"}
    rows = [a_record(CODE, origin="import", components=[form]).as_dict(),
            crawled(code="1.700002", base_code="1.700002", methods=[method(deadline="15")])]  # fmt: skip
    report = import_procedures(session, write(tmp_path / "p.jsonl.gz", *rows), at=now(), dry_run=True)
    assert [row.flags for row in report.rows] == [(LEVEL_1_FORM,), (NO_UNIT_FLAG,)]
