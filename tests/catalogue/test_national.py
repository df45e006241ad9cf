"""The national portal's own JSON: what one record becomes, its mixed types and its traps."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.reading import read_file, read_line
from portal.catalogue.record import Channel, Component, Record
from portal.workflow.deadlines import Limit, Unit


def national(**parts: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "code": "1.004238", "name": "Cấp giấy phép mẫu", "isProvince": True, "isWard": False,
        "executionSteps": [{"name": "Nộp hồ sơ", "description": "<p>Nộp tại quầy.</p>"}],
        "executionMethods": [method()],
        "executionCases": [{"name": "Bao gồm", "profileComponents": [paper()]}],
        "categoriesDetails": [{"name": "Hoạt động xây dựng", "code": "G17-XD01"}],
        "departmentsExecuting": [{"name": "Sở Xây dựng"}, None, {"name": "Phòng Kinh tế"}],
        "departmentsAuthority": [{"name": "Ủy ban nhân dân tỉnh"}],
        "legalBasisesDetails": [{"name": "Luật Xây dựng", "code": "50/2014/QH13"}],
        "resultsDetails": [{"name": "Giấy phép", "code": "KQ01"}], "type": "TTHC được luật giao quy định chi tiết",
        "description": "Cho nhà ở riêng lẻ.",
        "subjectTypesDetails": [{"name": "Công dân Việt Nam"}, {"name": "Tổ chức (không bao gồm doanh nghiệp, HTX)"}],
        "requirementsAndConditions": "Không có thông tin", "keywords": "giấy phép; xây nhà",
        "procedureProposal": {"proposalNumber": "12/QĐ-BXD", "decisionDate": "2025-07-01T00:00:00", "issuingAgency": "Bộ Xây dựng"},
    }  # fmt: skip
    return whole | parts


def method(**parts: Any) -> dict[str, Any]:
    whole = {"submissionMethod": "DIRECT", "processingTime": 8, "processingTimeUnit": "WORKING_DAY", "fees": []}
    return whole | parts


def paper(**parts: Any) -> dict[str, Any]:
    return {"name": "Đơn đề nghị", "originalQty": 1, "copyQty": 0, "required": False} | parts


def read(**parts: Any) -> Record:
    return read_line(json.dumps(national(**parts), ensure_ascii=False))


def way(**parts: Any) -> Channel:
    return read(executionMethods=[method(**parts)]).channels[0]


def component(**parts: Any) -> Component:
    return read(executionCases=[{"profileComponents": [paper(**parts)]}]).components[0]


def test_a_whole_record() -> None:
    record = read()
    assert (record.code, record.name, record.level, record.origin) == ("1.004238", "Cấp giấy phép mẫu", 1, "import")
    assert (record.field, record.field_name, record.admin_level) == (
        "hoat-dong-xay-dung", "Hoạt động xây dựng", "province"
    )  # fmt: skip
    assert record.executing_note == "Sở Xây dựng; Phòng Kinh tế"
    assert record.competent_agency == "Ủy ban nhân dân tỉnh"
    assert (record.audiences, record.audience_note) == (("citizen", "organisation"), "")
    assert (record.results, record.keywords, record.conditions) == (("Giấy phép",), ("giấy phép", "xây nhà"), "")
    assert (record.decision_number, record.decision_date, record.decision_issuer) == (
        "12/QĐ-BXD",
        "2025-07-01",
        "Bộ Xây dựng",
    )
    assert (record.kind, record.description, record.result_codes) == (
        "TTHC được luật giao quy định chi tiết", "Cho nhà ở riêng lẻ.", ("KQ01",)
    )  # fmt: skip
    assert [(step.title, step.text) for step in record.steps] == [("Nộp hồ sơ", "Nộp tại quầy.")]
    assert [(basis.number, basis.title) for basis in record.legal_bases] == [("50/2014/QH13", "Luật Xây dựng")]
    assert [(one.channel, one.limit) for one in record.channels] == [("counter", Limit(8, Unit.WORKING_DAY))]


def test_the_envelope_of_an_answer_is_taken_off() -> None:
    assert read_line(json.dumps({"code": "OK", "data": national()})).code == "1.004238"


@pytest.mark.parametrize(
    ("written", "channels"),
    [("ONLINE", ["online"]), ("POSTAL", ["post"]), ("DIRECT", ["counter"]),
     ("DIRECT_AND_ONLINE", ["counter", "online"]), ("PIGEON", ["counter"])],
)  # fmt: skip
def test_ways_to_hand_in(written: str, channels: list[str]) -> None:
    record = read(executionMethods=[method(submissionMethod=written)])
    assert [one.channel for one in record.channels] == channels


@pytest.mark.parametrize(
    ("value", "unit", "limit", "note"),
    [
        (5, "DAY", Limit(5, Unit.DAY), ""),
        ("15", "WORKING_DAY", Limit(15, Unit.WORKING_DAY), ""),
        (4.0, "HOUR", Limit(4, Unit.HOUR), ""),
        (1, "YEAR", Limit(12, Unit.MONTH), ""),
        (2, "MONTH", Limit(2, Unit.MONTH), ""),
        (20, "OTHER", None, "20 (nguồn không ghi đơn vị)"),
        (None, "OTHER", None, ""),
        (0, "DAY", None, ""),
    ],
)
def test_limits(value: object, unit: str, limit: Limit | None, note: str) -> None:
    channel = way(processingTime=value, processingTimeUnit=unit)
    assert (channel.limit, channel.limit_note) == (limit, note)


@pytest.mark.parametrize(
    ("fee", "amount", "note"),
    [
        ({"value": 50000, "description": ""}, 50_000, ""),
        ({"value": "50000.0", "description": "một hồ sơ"}, 50_000, "một hồ sơ"),
        ({"value": 0}, 0, ""),
        ({"value": 0, "description": "Không thu phí."}, 0, ""),
        ({"value": 0, "description": "Theo Nghị quyết của HĐND tỉnh"}, None, "Theo Nghị quyết của HĐND tỉnh"),
        ({"value": None, "description": "Theo bảng giá"}, None, "Theo bảng giá"),
    ],
)
def test_a_sum_is_free_only_where_nothing_else_is_said(fee: dict[str, Any], amount: int | None, note: str) -> None:
    (one,) = way(fees=[fee]).fees
    assert (one.amount_vnd, one.note) == (amount, note)


def test_a_fee_that_says_nothing_is_no_fee() -> None:
    assert way(fees=[{"type": "FEE", "value": None}]).fees == ()


@pytest.mark.parametrize(
    ("originals", "copies", "is_note"), [(1, 0, False), ("0", 2, False), (0, 0, True), ("0", "00", True),
                                         (None, None, False), (0, None, False)],
)  # fmt: skip
def test_quantity_0_is_a_note_and_a_missing_one_is_not(originals: object, copies: object, is_note: bool) -> None:
    assert component(originalQty=originals, copyQty=copies).is_note is is_note


def test_what_only_the_portal_understands_is_left_out() -> None:
    assert read(type="NORMAL", resultsDetails=[{"name": "Giấy phép"}]).kind == ""
    assert read(resultsDetails=[{"name": "Giấy phép"}, {"name": "Giấy phép", "code": ""}]).result_codes == ()
    assert component(code="GT0001").doc_code == "GT0001"


def test_a_form_makes_level_2() -> None:
    record = read(executionCases=[{"profileComponents": [paper(attachments=[{"fileName": "Mau 01.docx"}])]}])
    assert (record.level, record.components[0].form_files) == (2, ("Mau 01.docx",))


def test_cases_are_kept_and_headings_are_not() -> None:
    cases = [{"name": name, "profileComponents": [paper()]} for name in ("Thành phần hồ sơ", "Cấp lại")]
    assert [one.case for one in read(executionCases=cases).components] == ["", "Cấp lại"]


def test_required_counts_only_where_the_record_uses_it() -> None:
    def needs(*required: bool) -> list[str]:
        rows = [paper(required=one) for one in required]
        return [one.need for one in read(executionCases=[{"profileComponents": rows}]).components]

    assert needs(False, False) == ["required", "required"]
    assert needs(True, False) == ["required", "if_any"]


def test_one_description_with_several_steps_is_cut() -> None:
    text = "Bước 1: Nộp hồ sơ.\nBước 2: Nhận kết quả."
    assert [step.title for step in read(executionSteps=[{"name": "", "description": text}]).steps] == [
        "Bước 1", "Bước 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"executionMethods": "DIRECT"}, {"executionCases": ["Đơn"]}, {"name": "--"}, {"code": ""},
              {"resultsDetails": [7]}],
)  # fmt: skip
def test_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ImportProblem):
        read(**wrong)


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"data": rows}, lambda rows: {"items": rows}])
def test_a_json_file_may_hold_a_list(wrap: Any, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text(json.dumps(wrap([national(), 7, national(code="1.000002")])), encoding="utf-8")
    first, bad, last = (found for _, found in read_file(file, {}))
    assert isinstance(bad, ImportProblem)
    assert [one.code for one in (first, last) if isinstance(one, Record)] == ["1.004238", "1.000002"]
