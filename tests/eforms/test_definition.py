"""Does a wrong form definition say which file, which place and what to mend, all at once?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from portal.eforms.definition import DefinitionError, read
from portal.eforms.types import TYPES
from tests.builders.eforms import a_form, a_page, a_row

LAND = Path(__file__).parents[2] / "catalog" / "procedures" / "dat-dai" / "1.013831.form.toml"


def mistakes(data: Mapping[str, Any]) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as refused:
        read(data, source="x.form.toml")
    return refused.value.problems


def mistakes_of(*rows: Mapping[str, Any]) -> tuple[str, ...]:
    return mistakes({"pages": [a_page("p1", *rows)]})


@pytest.mark.parametrize(
    ("row", "place_and_mend"),
    [
        (a_row("a", "drawing"), "x.form.toml page 1, question a: type 'drawing' does not exist; use one of address, agency"),
        ({"id": "a", "type": "text"}, "x.form.toml page 1, question a: 'label' is missing; add it"),
        ({"type": "text", "label": "A"}, "x.form.toml page 1, question ?: 'id' is missing; add it"),
        (a_row("a", "choice", values=()), "x.form.toml page 1, question a: a choice needs at least two options"),
        (a_row("a", "choices", values=("mot",)), "x.form.toml page 1, question a: a choice needs at least two options"),
        (a_row("a", requierd=True), "x.form.toml page 1, question a: unknown key 'requierd'; remove it"),
        (a_row("a", show_if="b == true"), "x.form.toml page p1, question a: asks about 'b', which is not asked before it"),
        (a_row("a", show_if="a == true"), "x.form.toml page p1, question a: asks about 'a', which is not asked before it"),
        (a_row("a", show_if="len(b)"), "x.form.toml page p1, question a: Call is not allowed in the condition 'len(b)'"),
        ({"id": "a", "type": "choice", "label": "A", "options": [{"value": "x", "label": "X"}, {"label": "Y"}]},
         "x.form.toml page 1, question a: option 2 needs a value and a label"),
        ({"id": "a", "type": "choice", "label": "A", "options": [{"value": "x", "label": "X"}, {"value": "x", "label": "Y"}]},
         "x.form.toml page 1, question a: two options have the value 'x'; choose another"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_place_and_mend(row: Mapping[str, Any], place_and_mend: str) -> None:
    assert any(line.startswith(place_and_mend) for line in mistakes_of(row)), mistakes_of(row)


def test_a_question_may_not_have_the_id_of_another() -> None:
    assert mistakes_of(a_row("a"), a_row("a", "phone")) == (
        "x.form.toml page p1, question a: the id 'a' is used twice; choose another",
    )
    two_pages = {"pages": [a_page("p1", a_row("a")), a_page("p2", a_row("a"))]}
    assert mistakes(two_pages) == ("x.form.toml page p2, question a: the id 'a' is used twice; choose another",)


def test_a_page_may_not_have_the_id_of_another() -> None:
    """The second could never be opened."""
    two_pages = {"pages": [a_page("p1", a_row("a")), a_page("p1", a_row("b"))]}
    assert mistakes(two_pages) == ("x.form.toml page p1: the id 'p1' is used twice; choose another",)


def test_a_condition_may_ask_only_about_what_came_before() -> None:
    later = mistakes_of(a_row("a", show_if="b == true"), a_row("b", "yes_no"))
    assert later == ("x.form.toml page p1, question a: asks about 'b', which is not asked before it",)
    read({"pages": [a_page("p1", a_row("b", "yes_no"), a_row("a", show_if="b == true"))]})


def test_what_is_printed_a_second_time_may_depend_on_any_question() -> None:
    """Whether who files is the owner is asked after the owner's name."""
    also = [{"line": "nguoi-nop", "show_if": "b == true"}]
    read({"pages": [a_page("p1", a_row("a", prints_also=also), a_row("b", "yes_no"))]})
    assert mistakes_of(a_row("a", prints_also=also)) == (
        "x.form.toml question a, prints_also nguoi-nop: asks about 'b', which is not asked",
    )
    assert mistakes_of(a_row("a", prints_also=[{"show_if": ""}])) == (
        "x.form.toml page 1, question a: prints_also needs a line",
    )


def test_a_page_s_condition_may_not_ask_about_the_page_itself() -> None:
    wrong = mistakes({"pages": [a_page("p1", a_row("a", "yes_no"), show_if="a == true")]})
    assert wrong == ("x.form.toml page p1: asks about 'a', which is not asked before it",)


def test_a_stop_may_ask_about_its_own_question_only_or_earlier_ones() -> None:
    good = a_row("a", "choice", stop_if='a == "co"', stop_reason="Chưa nộp được.")
    read({"eligibility": [good], "pages": [a_page("p1", a_row("b"))]})
    wrong = mistakes({"eligibility": [{**good, "stop_if": 'b == "x"'}], "pages": [a_page("p1", a_row("b"))]})
    assert wrong == ("x.form.toml eligibility a: asks about 'b', which is not asked before it",)


def test_a_page_needs_its_names_and_a_question() -> None:
    assert mistakes({"pages": [{"id": "p1"}]}) == (
        "x.form.toml page 1: 'title' is missing; add it",
        "x.form.toml page 1: 'task' is missing; add it",
        "x.form.toml page 1: no question; add one or remove the page",
    )


def test_the_branch_is_decided_by_an_address() -> None:
    wrong = mistakes({"routes_by": "a", "pages": [a_page("p1", a_row("a"))]})
    assert wrong == ("x.form.toml: routes_by 'a' is no address question",)
    read({"routes_by": "a", "pages": [a_page("p1", a_row("a", "address"))]})


def test_all_mistakes_are_told_at_once() -> None:
    assert len(mistakes_of(a_row("a", "drawing"), a_row("b", show_if="zz == 1"), a_row("b"))) == 3


def test_a_form_survives_being_kept_as_plain_data() -> None:
    form = read(tomllib.loads(LAND.read_text(encoding="utf-8")))
    assert read(form.as_dict()) == form
    assert form.routes_by == "parcel_address"
    assert len(form.eligibility) == 2
    assert form.page("thua-dat") is form.pages[2]
    assert form.page("khong-co") is None


def test_what_is_printed_twice_survives_being_kept_as_plain_data() -> None:
    form = a_form(
        a_page("p1", a_row("a", "yes_no", prints_also=[{"line": "x", "show_if": "a == true"}, {"line": "y"}]))
    )
    assert read(form.as_dict()) == form
    assert [also.line for also in form.pages[0].questions[0].prints_also] == ["x", "y"]


def test_a_citizen_types_at_most_a_page_or_two() -> None:
    """The land form stays within the fields a person types (chosen ones cost nothing)."""
    form = read(tomllib.loads(LAND.read_text(encoding="utf-8")))
    always = [q for q in form.questions() if not q.optional and not q.show_if]
    assert sum(TYPES[q.type].typed for q in always) <= 15
    ids = [question.id for question in form.questions()]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", question_id) for question_id in ids)


def test_questions_come_in_the_order_a_citizen_meets_them() -> None:
    form = a_form(a_page("p1", a_row("b")), a_page("p2", a_row("c")), eligibility=[a_row("a", "choice")])
    assert [question.id for question in form.questions()] == ["a", "b", "c"]
