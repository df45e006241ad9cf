"""Changes between two versions: told by name, readable, and never silent about a difference."""

from dataclasses import fields, replace
from typing import Any

import pytest

from portal.catalogue.changes import Change, changes
from portal.catalogue.record import Asked, Channel, Component, Fee, LegalBasis, Record, Told, from_dict
from portal.eforms.legal_form import LegalForm
from portal.workflow.deadlines import Limit, Unit
from portal.workflow.steps import Step, StepKind

FEE = Fee("Lệ phí", "charge", 50_000)
COUNTER = Channel("counter", Limit(8, Unit.WORKING_DAY), "", (FEE,))
OLD = Record(
    "1.004238", "Cấp giấy phép", 2, channels=(COUNTER, Channel("post")),
    components=(Component("c1", "Đơn đề nghị", originals=1), Component("c2", "Bản vẽ thiết kế", copies=2)),
    steps=(Told("Bước 1", "Nộp hồ sơ"), Told("Bước 2", "Nhận kết quả")),
    legal_bases=(LegalBasis("50/2014/QH13", "Luật Xây dựng"),), questions=(Asked("Mất bao lâu?", "8 ngày"),),
    process=(Step("nhan", "Tiếp nhận", "Đang nhận", StepKind.INTAKE, "onestop", "intake_officer", 0.5),),
    audiences=("citizen",), valid_from="2025-07-01",
)  # fmt: skip


def told(**parts: Any) -> list[Change]:
    return changes(OLD, replace(OLD, **parts))


def test_nothing_changed() -> None:
    assert told() == []


def test_plain_fields_are_told_in_words() -> None:
    assert told(name="Cấp phép", audiences=("citizen", "business"), valid_from="2026-01-01") == [
        Change("Tên thủ tục", "Cấp giấy phép", "Cấp phép"),
        Change("Có hiệu lực từ", "01/07/2025", "01/01/2026"),
        Change("Đối tượng", "Công dân", "Công dân; Doanh nghiệp"),
    ]


def test_a_limit_and_a_fee() -> None:
    new = replace(COUNTER, limit=Limit(10, Unit.DAY), fees=(replace(FEE, amount_vnd=None, note="Theo nghị quyết"),))
    assert told(channels=(new, Channel("post"))) == [
        Change("Tại quầy: thời hạn", "8 ngày làm việc", "10 ngày"),
        Change("Tại quầy: phí, lệ phí: Lệ phí", "50.000 đồng, lệ phí", "chưa rõ mức, lệ phí, Theo nghị quyết"),
    ]


def test_an_internal_step_is_told_by_the_names_of_desk_and_role() -> None:
    (step,) = OLD.process
    assert told(process=(replace(step, days=0.125),)) == [
        Change("Quy trình nội bộ: Tiếp nhận", "Đang nhận, 0,5 ngày làm việc, Bộ phận Một cửa, cán bộ tiếp nhận",
               "Đang nhận, 1 giờ làm việc, Bộ phận Một cửa, cán bộ tiếp nhận"),
    ]  # fmt: skip


def test_a_way_that_came_and_one_that_went() -> None:
    assert told(channels=(COUNTER, Channel("online", Limit(5, Unit.DAY)))) == [
        Change("Cách nộp", "Qua bưu điện; không ghi", ""),
        Change("Cách nộp", "", "Qua mạng; 5 ngày"),
    ]


def test_a_paper_in_front_changes_no_other() -> None:
    first = Component("c1", "Giấy ủy quyền", copies=1, need="if_any")
    moved = tuple(replace(one, id=f"c{n}") for n, one in enumerate(OLD.components, 2))
    assert told(components=(first, *moved)) == [Change("Giấy tờ", "", "Giấy ủy quyền: 1 bản sao, nếu có")]


def test_papers_changed_renamed_and_gone() -> None:
    don, _ = OLD.components
    assert told(components=(replace(don, originals=2),)) == [
        Change("Giấy tờ: Đơn đề nghị", "1 bản chính", "2 bản chính"),
        Change("Giấy tờ", "Bản vẽ thiết kế: 2 bản sao", ""),
    ]
    renamed = replace(OLD.components[1], name="Bản vẽ thiết kế xây dựng")
    assert told(components=(don, renamed)) == [
        Change("Giấy tờ", "Bản vẽ thiết kế: 2 bản sao", "Bản vẽ thiết kế xây dựng: 2 bản sao")
    ]


def test_steps_bases_and_questions_by_name() -> None:
    assert told(steps=(OLD.steps[0], Told("Bước 2", "Nhận tại nhà"))) == [
        Change("Các bước: Bước 2", "Nhận kết quả", "Nhận tại nhà")
    ]
    assert told(legal_bases=()) == [Change("Căn cứ", "50/2014/QH13: Luật Xây dựng", "")]
    assert told(questions=(Asked("Mất bao lâu?", "10 ngày"),)) == [Change("Hay hỏi: Mất bao lâu?", "8 ngày", "10 ngày")]


def test_another_order_is_a_change() -> None:
    (change,) = told(components=OLD.components[::-1])
    assert change.field_label == "Giấy tờ: thứ tự"


def eform(label: str, **parts: Any) -> dict[str, Any]:
    question = {"id": "so_to", "type": "text", "label": label}
    page = {"id": "dat", "title": "Thửa đất", "task": "Thửa đất", "questions": [question]}
    return {"eform": {"pages": [page | parts]}}


def test_e_forms_by_their_questions() -> None:
    before, after = (from_dict(OLD.as_dict() | eform(label)) for label in ("Số tờ", "Số tờ bản đồ"))
    assert changes(before, after) == [Change("Biểu mẫu điện tử", "Số tờ", "Số tờ bản đồ")]
    assert changes(OLD, before) == [Change("Biểu mẫu điện tử", "", "1 câu hỏi")]
    assert changes(before, from_dict(OLD.as_dict() | eform("Số tờ", title="Đất")))


def test_a_step_under_another_name_is_one_change() -> None:
    words = "Trả lời các câu hỏi, chụp giấy tờ, bấm Gửi hồ sơ."
    before, after = (replace(OLD, steps=(Told(title, words),)) for title in ("Khai và gửi", "Nộp qua mạng"))
    assert changes(before, after) == [Change("Các bước", f"Khai và gửi: {words}", f"Nộp qua mạng: {words}")]
    [blank] = changes(before, replace(before, steps=(*before.steps, Told())))
    assert (blank.before, blank.after) == ("", "(chưa viết gì)"), "a row that says nothing yet is told as one"


def test_a_form_printed_from_answers_came_changed_and_went() -> None:
    form = LegalForm(id="mau-1", title="Tờ khai")
    (before, after) = (replace(OLD, printed_forms=(one,)) for one in (form, replace(form, number="Mẫu 1")))
    label = "Mẫu đơn in từ phần đã khai"
    assert changes(OLD, before) == [Change(label, "", "Tờ khai")]
    assert changes(before, after) == [Change(label, "Tờ khai", "Tờ khai, bản mới")]
    assert changes(after, OLD) == [Change(label, "Tờ khai", "")]


@pytest.mark.parametrize("name", [field.name for field in fields(Record) if field.name not in ("code", "eform")])
def test_no_field_changes_in_silence(name: str) -> None:
    value = getattr(OLD, name)
    other: Any = {str: "khác", int: 3, tuple: ("khác",)}[type(value)]
    if name == "printed_forms":
        other = (LegalForm(id="mau-1", title="Tờ khai"),)
    if name in ("channels", "components", "steps", "legal_bases", "questions", "process"):
        other = ()
    assert told(**{name: other})


@pytest.mark.parametrize(
    "other",
    [{"id": "don"}, {"show_if": "a"}, {"generated": True}, {"look_at": "chữ ký"}, {"is_note": True}, {"form": "m1"},
     {"case": "Cấp lại"}, {"need": "if_any"}, {"note": "bản gốc"}, {"copies": 3}, {"files": ("khoa",)}],
)  # fmt: skip
def test_no_part_of_a_paper_changes_in_silence(other: dict[str, Any]) -> None:
    assert told(components=(replace(OLD.components[0], **other), OLD.components[1]))
