"""Good answers to any e-form: one value a kind of field, conditions respected, no eligibility question stops.

`answers_for(record)` takes the first answer that goes on; `answers_for(record, truong_hop="thua_ke")` another way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.catalogue.record import Record
from portal.eforms.answers import visible
from portal.eforms.definition import Question
from portal.eforms.expressions import comparable, holds
from portal.eforms.types import TYPES

#: Phường Long Châu, tỉnh Vĩnh Long: a commune of today, with its own agency and its land branch.
LONG_CHAU = "29551"
#: One good value of each kind of field, as it is kept; what has options or two answers is tried in order.
GOOD: Mapping[str, Any] = {
    "text": "Một dòng chữ", "long_text": "Dòng thứ nhất\nDòng thứ hai", "person_name": "Nguyễn Thị Ửng Hường",
    "phone": "0912345678", "email": "ung.huong@example.com", "citizen_number": "086190000001",
    "certificate_serial": "BA 123456", "certificate_book_no": "CH 00123", "whole_number": 3, "money": 350_000_000,
    "area": "125.5", "number": "2.5", "tax_code": "0100109106", "register_number": "125/2015",
    "parcel": {"parcel": 34, "sheet": 12}, "commune": LONG_CHAU, "declaration": True, "agency": "so-xd", "date": "2026-11-02", "birth_date": "1965-03-27",
    "address": {"unit": LONG_CHAU, "line": "Số 12, khóm 2"},
}  # fmt: skip


def answers_for(record: Record, **choices: Any) -> dict[str, Any]:
    """Return an answer to every question that is shown, optional ones too; `choices` are taken as they are.

    AssertionError when a choice belongs to no question shown, or no answer of an eligibility question goes on.
    """
    form = record.eform
    assert form is not None, f"{record.code} cannot be filed online"
    kept: dict[str, Any] = {}
    for item in form.eligibility:
        if holds(item.question.show_if, comparable(kept)):
            kept[item.question.id] = _going_on(item.question, item.stop_if, kept, choices)
    for page in form.pages:
        if holds(page.show_if, comparable(kept)):
            for question in page.questions:
                if TYPES[question.type].is_asked and holds(question.show_if, comparable(kept)):
                    kept[question.id] = choices[question.id] if question.id in choices else good_values(question)[0]
    assert choices.keys() <= kept.keys(), f"not asked: {sorted(choices.keys() - kept.keys())}"
    return visible(form, kept)  # what is computed comes with it


def good_values(question: Question) -> list[Any]:
    """Return values that the question takes, as they are kept."""
    if not TYPES[question.type].is_asked:
        return []
    if question.type == "yes_no":
        return [True, False]
    if question.type == "group":
        return [[{one.id: good_values(one)[0] for one in question.questions}]]
    values = [option.value for option in question.options]
    if question.type == "choices":
        return [[value] for value in values]
    return values or [GOOD[question.type]]


def _going_on(question: Question, stop_if: str, kept: Mapping[str, Any], choices: Mapping[str, Any]) -> Any:
    if question.id in choices:
        return choices[question.id]
    for value in good_values(question):
        if not stop_if or not holds(stop_if, comparable({**kept, question.id: value})):
            return value
    raise AssertionError(f"every answer to {question.id} stops")
