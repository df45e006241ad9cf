"""Workbooks: what is written comes back, what people type is understood, what is wrong is named cell by cell."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue.cells import code_in, day_in, neutralised, number_in, restored, text_in
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.record import Channel, Component, Fee, LegalBasis, Record, Told, from_dict
from portal.catalogue.workbook import read_workbook, write_template, write_workbook
from portal.catalogue.workbook_columns import BASES, FEES, PAPERS, PROCEDURES, SHEETS, STEPS, WAYS_IN
from portal.workflow.deadlines import Limit, Unit

WHOLE = Record(
    "1.013830", "Cấp giấy phép", 2, short_name="Xin phép", field="xay-dung", field_name="Xây dựng",
    admin_level="province", executing_agencies=("so-xd", "so-nn"), audiences=("citizen", "foreigner"),
    results=("Giấy phép", "Văn bản trả lời"), dossier_sets=2, keywords=("xây nhà",), conditions="a)\nb)",
    decision_number="12/QĐ", decision_date="2025-07-01", delivery="mot_phan", origin="import", local_code="VLG-12",
    kind="TTHC được luật giao quy định chi tiết", description="Mô tả", delegated_agency="Phòng Kinh tế",
    intake_address="Số 12, đường Hoàng Thái Hiếu", result_codes=("KQ.G17.000123", "KQ.G17.000124"),
    decision_issuer="Bộ Xây dựng", publication_status="amended", valid_from="2025-07-01", valid_to="2027-02-28",
    channels=(
        Channel("counter", Limit(8, Unit.WORKING_DAY), "kể từ khi đủ hồ sơ", (
            Fee("Lệ phí", "charge", 50_000), Fee("Phí", "fee", None, "Theo nghị quyết"))),
        Channel("counter", Limit(1, Unit.MONTH), "", (Fee("Phí", "price", 0),)),
        Channel("post", None, "Theo hẹn", description="Gửi thư"),
    ),
    components=(Component("don", "Đơn", originals=1, form="mau-21", doc_code="GT1", form_files=("Mau 21.docx", "Mau 21.pdf"),
                form_url="https://example.org/mau?ma=1"), Component("c9", "Nộp một bản", is_note=True),
                Component("x", "Bản vẽ", case="Nhà ở", copies=3, need="if_any", generated=True, show_if="a == 1")),
    steps=(Told("Bước 1", "Nộp hồ sơ\ntại quầy", "Nhà ở"), Told("", "=CMD()")),
    legal_bases=(LegalBasis("50/2014/QH13", "Luật Xây dựng", "2014-06-18", "Quốc hội"),),
)  # fmt: skip


def read_back(path: Path, *records: Record) -> list[Record | ImportProblem]:
    write_workbook(path, records)
    return [found for _, found in read_workbook(path)]


Filled = Callable[..., list[tuple[int, Record | ImportProblem]]]


@pytest.fixture
def filled(tmp_path: Path) -> Filled:
    """Fill in the template as a person does, {sheet: [{header: value}]}, and read it."""

    def fill(sheets: dict[str, list[dict[str, Any]]]) -> list[tuple[int, Record | ImportProblem]]:
        path = tmp_path / "p.xlsx"
        write_template(path)
        book = openpyxl.load_workbook(path)
        for name, rows in sheets.items():
            heads = [column.header for column in SHEETS[name]]
            for row in rows:
                assert row.keys() <= set(heads)
                book[name].append([row.get(head) for head in heads])
        book.save(path)
        return list(read_workbook(path))

    return fill


MAIN = {"Mã thủ tục": "1.004238", "Tên thủ tục": "Cấp giấy phép"}
ROW = {"Mã thủ tục": "1.004238"}


def the_problem(found: list[tuple[int, Record | ImportProblem]]) -> tuple[int, str, str]:
    ((line, problem),) = found
    assert isinstance(problem, ImportProblem)
    return line, problem.place, problem.reason


def test_a_record_comes_back(tmp_path: Path) -> None:
    assert read_back(tmp_path / "p.xlsx", WHOLE) == [WHOLE]


def test_what_no_column_carries_comes_back(tmp_path: Path) -> None:
    data = {
        "code": "1.013831", "name": "Đăng ký biến động", "level": 3,
        "keywords": ["hai\ndòng"], "channels": [{"channel": "online", "fees": [{"name": "Phí", "kind": "tạm thu"}]}],
        "questions": [{"q": "Hỏi?", "a": "Đáp."}],
        "process": [{"id": "nhan", "name": "Tiếp nhận", "plain": "Đang nhận", "kind": "intake", "agency": "onestop",
                     "role": "intake_officer", "days": 0.5}],
        "eform": {"pages": [{"id": "dat", "title": "Thửa", "task": "Thửa",
                             "questions": [{"id": "so_to", "type": "text", "label": "Số tờ"}]}]},
    }  # fmt: skip
    record = from_dict(data)
    assert read_back(tmp_path / "p.xlsx", record) == [record]


def test_a_text_longer_than_a_cell_comes_back(tmp_path: Path) -> None:
    record = replace(WHOLE, conditions="=điều kiện " * 4_500, steps=(Told("", "bước " * 9_000 + "hết"),))
    record = replace(record, conditions=record.conditions.strip())
    assert read_back(tmp_path / "p.xlsx", record) == [record]


def test_equal_catalogues_make_equal_files(tmp_path: Path) -> None:
    for name in ("1.xlsx", "2.xlsx"):
        write_workbook(tmp_path / name, [WHOLE])
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


#: Letters that break spreadsheets: formula signs, quotes, line ends, a private-use glyph, decomposed tones.
_TEXT = st.text(st.sampled_from("aĐ ố=+-@'\"\n\t_x<&\uf0b7\u0301\u00a0🙂"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    name=_TEXT, texts=st.lists(_TEXT, max_size=3), amount=st.none() | st.integers(0, 10**9), limit=st.integers(0, 99)
)
def test_any_text_comes_back(
    name: str, texts: list[str], amount: int | None, limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    record = Record(
        "1.000001", f"Tên {name}", 1, conditions=name, results=tuple(texts), keywords=tuple(texts[:1]),
        channels=(Channel("post", Limit(limit, Unit.DAY), name, (Fee(name, "fee", amount, name),)),),
        components=(Component("c1", f"Giấy {name}", note=name),), steps=tuple(Told(text, name) for text in texts),
    )  # fmt: skip
    assert read_back(tmp_path_factory.mktemp("book") / "p.xlsx", record) == [record]


@given(st.text(st.sampled_from("'=+-@ab"), max_size=6))
def test_no_text_is_a_formula_and_every_one_is_restored(text: str) -> None:
    assert neutralised(text)[:1] not in tuple("=+-@")
    assert restored(neutralised(text)) == text


def test_formulas_are_written_as_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "p.xlsx", [replace(WHOLE, name="=HYPERLINK(1)")])
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    cell = book[PROCEDURES]["B2"]
    assert (cell.value, cell.data_type) == ("'=HYPERLINK(1)", "s")


def test_who_edits_a_cell_wins_over_the_machine_column(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_workbook(path, [replace(WHOLE, conditions="hai  \uf0b7  điều kiện")])
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book[PROCEDURES][1]]
    book[PROCEDURES].cell(2, heads.index("Yêu cầu, điều kiện") + 1).value = "một điều kiện"
    book.save(path)
    ((_, record),) = read_workbook(path)
    assert isinstance(record, Record)
    assert record.conditions == "một điều kiện"


def test_a_row_filled_in_by_hand(filled: Filled) -> None:
    ((line, record),) = filled({
        PROCEDURES: [{"Mã thủ tục": 1.00423, "Tên thủ tục": " Cấp giấy phép ", "Mức độ": 2, "Số bộ hồ sơ": 2.0,
                      "Đối tượng": "công dân\nTổ chức", "Ngày quyết định": datetime(2025, 7, 1)}],
        WAYS_IN: [{"Mã thủ tục": "1.004230", "Cách nộp": "Trực tiếp", "Thời hạn": "8", "Đơn vị": "Ngày làm việc"},
                  {"Mã thủ tục": "1.004230", "Cách nộp": "bưu chính"}],
        FEES: [{"Mã thủ tục": "1.004230", "Tên khoản thu": "Phí", "Số tiền": "50.000 đồng"}],
        PAPERS: [{"Mã thủ tục": "1.004230", "Tên giấy tờ": "Đơn", "Bản chính": 1, "Là lời dặn": "không"}],
    })  # fmt: skip
    assert isinstance(record, Record)
    assert (line, record.code, record.name, record.level, record.origin) == (
        2,
        "1.004230",
        "Cấp giấy phép",
        2,
        "import",
    )
    assert (record.audiences, record.decision_date, record.dossier_sets) == (
        ("citizen", "organisation"), "2025-07-01", 2
    )  # fmt: skip
    assert [(way.channel, way.limit, [fee.amount_vnd for fee in way.fees]) for way in record.channels] == [
        ("counter", Limit(8, Unit.WORKING_DAY), [50_000]),
        ("post", None, [50_000]),
    ]
    assert [(paper.id, paper.originals) for paper in record.components] == [("c1", 1)]


@pytest.mark.parametrize(
    ("sheet", "row", "place", "reason"),
    [
        (WAYS_IN, {"Cách nộp": "Trực tiếp", "Thời hạn": "tám"}, "tờ Cách nộp, ô C2", "Dòng 2: thời hạn phải là số."),
        (WAYS_IN, {"Cách nộp": "Trực tiếp", "Thời hạn": 7.5}, "tờ Cách nộp, ô C2", "Dòng 2: thời hạn phải là số."),
        (WAYS_IN, {"Cách nộp": "Bồ câu"}, "tờ Cách nộp, ô B2",
         "Dòng 2: cách nộp phải là một trong: Trực tuyến, Trực tiếp, Bưu chính."),
        (WAYS_IN, {"Thời hạn": 5}, "tờ Cách nộp, ô B2", "Dòng 2: thiếu cách nộp."),
        (WAYS_IN, {"Cách nộp": "Trực tiếp", "Thời hạn": 5}, "tờ Cách nộp, dòng 2",
         "Dòng 2: thời hạn phải có cả số và đơn vị."),
        (FEES, {"Cách nộp": "Bưu chính"}, "tờ Lệ phí, dòng 2",
         "Dòng 2: tờ Cách nộp không có dòng «Bưu chính» thứ 1 của thủ tục này."),
        (PAPERS, {"Bản chính": 1}, "tờ Giấy tờ, ô D2", "Dòng 2: thiếu tên giấy tờ."),
        (PAPERS, {"Tên giấy tờ": "Đơn", "Là lời dặn": "chắc"}, "tờ Giấy tờ, ô P2",
         "Dòng 2: là lời dặn phải là có hoặc không."),
        (BASES, {"Ngày ban hành": "32/01/2026"}, "tờ Căn cứ, ô D2",
         "Dòng 2: ngày ban hành phải là ngày, viết như 31/12/2026."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(filled: Filled, sheet: str, row: dict[str, Any], place: str, reason: str) -> None:
    _, found_place, found_reason = the_problem(filled({PROCEDURES: [MAIN], sheet: [ROW | row]}))
    assert (found_place, found_reason) == (place, reason)


def test_the_other_procedures_are_read(filled: Filled) -> None:
    other = {"Mã thủ tục": "1.000002", "Tên thủ tục": "Thủ tục khác"}
    (line, problem), (_, record) = filled({PROCEDURES: [MAIN | {"Mức độ": 9}, other]})
    assert isinstance(problem, ImportProblem)
    assert (line, problem.code, problem.place) == (2, "1.004238", "tờ Thủ tục, ô C2")
    assert isinstance(record, Record)
    assert record.code == "1.000002"


def test_every_wrong_cell_is_named_at_once(filled: Filled) -> None:
    found = filled({PROCEDURES: [MAIN | {"Số bộ hồ sơ": "hai"}], STEPS: [ROW | {"Nội dung": "x"}],
                    PAPERS: [ROW, ROW]})  # fmt: skip
    assert [line for line, _ in found] == [2, 2, 3]


def test_a_row_of_no_procedure_is_named(filled: Filled) -> None:
    found = filled({PROCEDURES: [MAIN], STEPS: [{"Mã thủ tục": "1.999999", "Nội dung": "x"}]})
    assert isinstance(found[0][1], Record)
    assert the_problem(found[1:]) == (2, "tờ Các bước, dòng 2", "Dòng 2: mã 1.999999 không có ở tờ Thủ tục.")


def test_a_missing_sheet_or_column_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    for spoil, words in ((lambda book: book.remove(book[PAPERS]), "Giấy tờ"),
                         (lambda book: book[STEPS].delete_cols(3), "Tên bước")):  # fmt: skip
        write_workbook(path, [WHOLE])
        book = openpyxl.load_workbook(path)
        spoil(book)
        book.save(path)
        assert words in the_problem(list(read_workbook(path)))[2]


@pytest.mark.parametrize("content", [b"PK\x03\x04 cut", b"not a workbook", b""])
def test_what_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_bytes(content)
    assert "XLSX" in the_problem(list(read_workbook(tmp_path / "p.xlsx")))[2]


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "p.xlsx", "w") as packed:
        packed.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert "không được phép" in the_problem(list(read_workbook(tmp_path / "p.xlsx")))[2]


def test_the_template_is_empty_and_explains_itself(tmp_path: Path) -> None:
    write_template(tmp_path / "p.xlsx")
    assert list(read_workbook(tmp_path / "p.xlsx")) == []
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert [cell.value for cell in book["Cách nộp"][1]][:4] == ["Mã thủ tục", "Cách nộp", "Thời hạn", "Đơn vị"]
    assert any("ngày làm việc" in str(row[2].value) for row in book["Hướng dẫn"].iter_rows())


def test_cells_as_people_write_them() -> None:
    assert [number_in(cell) for cell in (8, 8.0, "8", "1.250.000", "50,000 VNĐ", " ", None)] == [
        8, 8, 8, 1_250_000, 50_000, None, None,
    ]  # fmt: skip
    for wrong in ("tám", "8 ngày", -1, 7.5, True, 10**12):
        with pytest.raises(ValueError):
            number_in(wrong)
    assert [day_in(cell) for cell in ("1/7/2025", "01-07-2025", "2025-07-01", "")] == ["2025-07-01"] * 3 + [""]
    assert [code_in(cell) for cell in (1.01383, "1.013830", " 1.013830.h61 ")] == [
        "1.013830", "1.013830", "1.013830.H61",
    ]  # fmt: skip
    assert text_in("Ho\u0300a _x000D_\nbình ") == "Hòa \nbình"
