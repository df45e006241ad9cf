"""Which answers of an old form fit a new one, and what is the person told of the others?"""

from __future__ import annotations

from typing import Any

import pytest

from portal.eforms.definition import EForm
from portal.eforms.revising import Carried, Differences, carry_over, differences
from portal.eforms.types import UNKNOWN
from tests.builders.eforms import NAMES, a_form, a_page, a_row


def a_form_of(*questions: dict[str, Any]) -> EForm:
    return a_form(a_page("p", *questions))


def carried(old: dict[str, Any], new: dict[str, Any], value: Any) -> Carried:
    return carry_over(a_form_of(old), a_form_of(new), {"a": value}, NAMES)


def test_what_came_went_and_changed_is_told_by_its_label() -> None:
    old = a_form_of(a_row("a"), a_row("b"), a_row("c", "choice"), a_row("d"), a_row("e", prints="x"))
    new = a_form_of(
        a_row("a"), a_row("n"), a_row("c", "choice", values=("co", "khac")), a_row("d", "phone"), a_row("e")
    )
    assert differences(old, new) == Differences(("Câu n",), ("Câu b",), ("Câu c", "Câu d"))
    assert differences(old, old) == Differences()


def test_another_order_or_another_page_is_no_difference() -> None:
    assert (
        differences(a_form_of(a_row("a"), a_row("b")), a_form(a_page("q", a_row("b")), a_page("p", a_row("a"))))
        == Differences()
    )


@pytest.mark.parametrize(
    ("old", "new", "value", "kept"),
    [
        (a_row("a"), a_row("a", optional=True), "Khóm 3", "Khóm 3"),
        (a_row("a"), a_row("a", "long_text"), "Khóm 3", "Khóm 3"),
        (a_row("a"), a_row("a", "certificate_serial"), "ba123456", "BA 123456"),
        (a_row("a", "choice", values=("co", "khong")), a_row("a", "choice", values=("co", "khac")), "co", "co"),
        (a_row("a", "choices", values=("x", "y")), a_row("a", "choices", values=("y", "x")), ["x"], ["x"]),
        (a_row("a", "area"), a_row("a", "area", unknown=True), "120.5", "120.5"),
        (a_row("a", unknown=True), a_row("a", unknown=True), UNKNOWN, UNKNOWN),
    ],
)  # fmt: skip
def test_an_answer_that_fits_comes_along(old: dict[str, Any], new: dict[str, Any], value: Any, kept: Any) -> None:
    assert carried(old, new, value) == Carried({"a": kept})


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        (a_row("a"), a_row("a", "certificate_serial"), "sổ hồng"),
        (a_row("a"), a_row("a", "yes_no"), "yes"),
        (a_row("a", "yes_no"), a_row("a"), True),
        (a_row("a", "choice", values=("co", "khong")), a_row("a", "choice", values=("co", "khac")), "khong"),
        (a_row("a", "choices", values=("x", "y")), a_row("a", "choices", values=("x", "z")), ["x", "y"]),
        (a_row("a", "date"), a_row("a"), "2015-03-27"),
        (a_row("a", unknown=True), a_row("a"), UNKNOWN),
        (a_row("a", "long_text"), a_row("a", "group", item="người", questions=[a_row("b")]), "Ba\nTư"),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_asked_for_again(old: dict[str, Any], new: dict[str, Any], value: Any) -> None:
    assert carried(old, new, value) == Carried({}, again=("Câu a",))


def test_an_answer_nobody_asks_for_any_more_is_named() -> None:
    assert carried(a_row("a"), a_row("b"), "Khóm 3") == Carried({}, gone=("Câu a",))


def test_two_questions_made_one_take_their_answers_along() -> None:
    old = a_form_of(a_row("ban_do", "whole_number", unknown=True), a_row("thua", "whole_number", unknown=True))
    new = a_form_of(a_row("dat", "parcel", unknown=True, replaces={"parcel": "thua", "sheet": "ban_do"}))
    assert differences(old, new) == Differences(changed=("Câu dat",))
    assert carry_over(old, new, {"ban_do": 12, "thua": 34}, NAMES) == Carried({"dat": {"parcel": 34, "sheet": 12}})
    assert carry_over(old, new, {"ban_do": UNKNOWN, "thua": UNKNOWN}, NAMES) == Carried({"dat": UNKNOWN})
    assert carry_over(old, new, {"ban_do": UNKNOWN, "thua": 34}, NAMES) == Carried({}, again=("Câu dat",))
    assert carry_over(old, new, {}, NAMES) == Carried({})


def test_of_rows_what_fits_stays_in_its_row() -> None:
    old = a_row("a", "group", item="người", questions=[a_row("ten"), a_row("so"), a_row("cu")])
    new = a_row("a", "group", item="người", questions=[a_row("ten"), a_row("so", "phone"), a_row("moi")])
    people = [{"ten": "Ba", "so": "0912345678", "cu": "x"}, {"ten": "Tư", "so": "không có"}]
    assert carried(old, new, people) == Carried({"a": [{"ten": "Ba", "so": "0912345678"}, {"ten": "Tư"}]})


def test_what_the_new_form_hides_does_not_come_along() -> None:
    old, new = (
        a_form_of(a_row("a", "yes_no"), a_row("b")),
        a_form_of(a_row("a", "yes_no"), a_row("b", show_if="a == true")),
    )
    assert carry_over(old, new, {"a": False, "b": "x"}, NAMES).kept == {"a": False}


def test_what_is_worked_out_is_worked_out_anew() -> None:
    total = a_row("t", "computed", formula="sum(a)", shows_as="area", how="x")
    old, new = a_form_of(a_row("a", "area"), total), a_form_of(a_row("a", "area"), {**total, "formula": "sum(a, a)"})
    assert carry_over(old, new, {"a": "2", "t": "2"}, NAMES) == Carried({"a": "2", "t": "4"})
