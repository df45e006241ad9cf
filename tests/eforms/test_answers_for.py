"""Are the good answers of the builder good for every kind of field and every form?"""

from __future__ import annotations

from typing import Any

import pytest

from portal.eforms.answers import missing, read_answer, stopped_by, visible
from portal.eforms.types import TYPES
from tests.builders.answers import answers_for, good_values
from tests.builders.eforms import NAMES, a_page, a_question, a_row
from tests.builders.procedures import an_online_record

SERVICE = {
    "eligibility": [a_row("cach", "choice", values=("khac", "mua", "cho"), stop_if='cach == "khac"', stop_reason="Mời đến quầy."),
                    a_row("co_so", "yes_no", stop_if="co_so == true", stop_reason="Mời đến quầy.")],
    "pages": [a_page("p1", a_row("owner_name", "person_name"), a_row("gia", "money", show_if='cach == "mua"'),
                     a_row("ghi_chu", optional=True)),
              a_page("p2", a_row("nguoi_cho", "person_name"), show_if='cach == "cho"')],
}  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in TYPES if TYPES[kind].is_asked and kind != "group"])
def test_the_good_value_of_a_kind_is_what_its_field_would_keep(kind: str) -> None:
    question = a_question(kind, options=("a", "b") if kind in ("choice", "choices") else ())
    for value in good_values(question):
        typed = {question.id + part: texts for part, texts in TYPES[kind].inputs(value).items()}
        assert read_answer(question, typed, NAMES) == value


@pytest.mark.parametrize(
    ("choices", "asked"),
    [
        ({}, {"cach", "co_so", "owner_name", "gia", "ghi_chu"}),
        ({"cach": "cho"}, {"cach", "co_so", "owner_name", "ghi_chu", "nguoi_cho"}),
        ({"owner_name": "Lê Thị Sáu"}, {"cach", "co_so", "owner_name", "gia", "ghi_chu"}),
    ],
)
def test_what_is_shown_is_answered_and_nothing_stops(choices: dict[str, Any], asked: set[str]) -> None:
    record = an_online_record(eform=SERVICE)
    assert record.eform is not None
    answers = answers_for(record, **choices)
    assert answers.keys() == asked
    assert answers == visible(record.eform, answers)
    assert missing(record.eform, answers) == []
    assert stopped_by(record.eform, answers) == ""
    assert choices.items() <= answers.items()


def test_a_choice_of_a_question_that_is_not_shown_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="nguoi_cho"):
        answers_for(an_online_record(eform=SERVICE), nguoi_cho="Lê Thị Sáu")
