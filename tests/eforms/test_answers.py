"""What counts as answered, what is hidden, what is missing? Judged here, whatever the browser sent."""

from __future__ import annotations

from typing import Any

import pytest

from portal.eforms.answers import (
    Refused,
    missing,
    missing_on,
    printed_places,
    read_page,
    shown_pages,
    shown_questions,
    stopped_by,
    visible,
)
from portal.eforms.definition import EForm, Question
from portal.eforms.telling import rows
from portal.eforms.types import UNKNOWN
from tests.builders.eforms import NAMES, a_form, a_page, a_row


def lines(question: Question, answers: dict[str, Any]) -> tuple[str, ...]:
    return tuple(place.line for place in printed_places(question, answers))


@pytest.fixture
def chain() -> EForm:
    """Each answer opens the next: way of getting the land, several owners, their names; a page for heirs only."""
    return a_form(
        a_page("chu", a_row("nhieu_nguoi", "yes_no"), a_row("ten", "person_name", show_if="nhieu_nguoi == true"),
               a_row("the_chap", "yes_no", unknown=True, show_if='ten != ""'),
               a_row("ngan_hang", show_if="the_chap == true")),
        a_page("thua-ke", a_row("nguoi_mat", "person_name"), show_if='cach == "thua_ke"'),
        a_page("cuoi", a_row("ghi_chu", optional=True), a_row("di_chuc", "yes_no", show_if='nguoi_mat != ""')),
        eligibility=[a_row("cach", "choice", values=("mua", "thua_ke", "khac"), stop_if='cach == "khac"',
                           stop_reason="Mời đến quầy.")],
    )  # fmt: skip


WHOLE: dict[str, Any] = {
    "cach": "thua_ke", "nhieu_nguoi": True, "ten": "Lê Văn Ba", "the_chap": True, "ngan_hang": "NH Nông nghiệp",
    "nguoi_mat": "Lê Văn Tư", "ghi_chu": "", "di_chuc": True,
}  # fmt: skip


def test_a_complete_chain_is_all_visible(chain: EForm) -> None:
    assert visible(chain, WHOLE) == WHOLE
    assert missing(chain, WHOLE) == []


def test_hiding_the_first_answer_drops_the_whole_chain_behind_it(chain: EForm) -> None:
    kept = visible(chain, {**WHOLE, "nhieu_nguoi": False})
    assert not kept.keys() & {"ten", "the_chap", "ngan_hang"}
    assert kept["nguoi_mat"] == "Lê Văn Tư"


def test_hiding_a_page_drops_its_answers_and_what_hangs_on_them(chain: EForm) -> None:
    kept = visible(chain, {**WHOLE, "cach": "mua"})
    assert not kept.keys() & {"nguoi_mat", "di_chuc"}
    assert [page.id for page in shown_pages(chain, {**WHOLE, "cach": "mua"})] == ["chu", "cuoi"]


def test_answers_to_questions_nobody_asks_are_dropped(chain: EForm) -> None:
    assert "la" not in visible(chain, {**WHOLE, "la": "x"})


def test_not_knowing_opens_nothing(chain: EForm) -> None:
    kept = visible(chain, {**WHOLE, "the_chap": UNKNOWN})
    assert kept["the_chap"] == UNKNOWN
    assert "ngan_hang" not in kept


def test_a_page_is_read_in_its_order_and_hidden_fields_are_ignored(chain: EForm) -> None:
    forged = {"nhieu_nguoi": ["no"], "ten": ["1"], "ngan_hang": ["tự chế"], "cach": ["mua"], "la": ["x"]}
    answers, refused = read_page(chain.pages[0].questions, forged, {"cach": "mua"}, NAMES)
    assert answers == {"nhieu_nguoi": False}
    assert refused == []


def test_a_page_of_an_earlier_answer_decides_what_is_asked(chain: EForm) -> None:
    questions = chain.pages[2].questions
    answers, refused = read_page(questions, {"di_chuc": ["yes"]}, {"nguoi_mat": "Lê Văn Tư"}, NAMES)
    assert (answers, refused) == ({"di_chuc": True}, [])
    assert read_page(questions, {"di_chuc": ["yes"]}, {}, NAMES) == ({}, [])


def test_every_refusal_of_a_page_is_told_in_order_and_good_answers_are_kept(chain: EForm) -> None:
    answers, refused = read_page(chain.pages[0].questions, {"nhieu_nguoi": ["yes"], "ten": ["Ba"]}, {}, NAMES)
    assert answers == {"nhieu_nguoi": True}
    assert refused[0] == Refused("ten", "Enter the full name, for example %(example)s", {"example": "Lê Văn Ba"})
    assert [one.field for one in refused] == ["ten"]


@pytest.mark.parametrize(
    ("kind", "field", "message"),
    [
        ("text", "a", "Enter: %(label)s"),
        ("yes_no", "a", "Choose Yes or No: %(label)s"),
        ("choice", "a", "Choose one: %(label)s"),
        ("choices", "a", "Choose at least one: %(label)s"),
        ("date", "a.day", "Enter the day, month and year: %(label)s"),
        ("parcel", "a", "Enter both numbers: %(label)s"),
        ("commune", "a", "Choose from the list: %(label)s"),
        ("agency", "a", "Choose from the list: %(label)s"),
        ("declaration", "a", "Tick the box if you agree: %(label)s"),
        ("address", "a.unit", "Choose the commune and enter the house number or hamlet: %(label)s"),
    ],
)
def test_an_empty_answer_is_asked_for_by_its_label_at_its_first_input(kind: str, field: str, message: str) -> None:
    form = a_form(a_page("p", a_row("a", kind, label="Họ và tên"), a_row("b", optional=True)))
    assert read_page(form.pages[0].questions, {}, {}, NAMES) == ({}, [Refused(field, message, {"label": "họ và tên"})])


def test_a_part_of_a_field_names_its_own_input(chain: EForm) -> None:
    form = a_form(a_page("p", a_row("a", "address")))
    _, refused = read_page(form.pages[0].questions, {"a.unit": ["29551"], "a.line": [""]}, {}, NAMES)
    assert [one.field for one in refused] == ["a.line"]


def test_fields_of_another_question_with_a_longer_name_are_not_mixed_up() -> None:
    form = a_form(a_page("p", a_row("so"), a_row("so_thua", optional=True)))
    answers, _ = read_page(form.pages[0].questions, {"so_thua": ["12"], "so": ["7"]}, {}, NAMES)
    assert answers == {"so": "7", "so_thua": "12"}


def test_the_reason_of_a_stop_is_given(chain: EForm) -> None:
    assert stopped_by(chain, {"cach": "khac"}) == "Mời đến quầy."
    assert stopped_by(chain, {"cach": "mua"}) == ""
    assert stopped_by(chain, {}) == ""
    assert stopped_by(chain, {"cach": UNKNOWN}) == ""


def test_what_is_missing_is_told_page_by_page_in_the_order_of_the_form(chain: EForm) -> None:
    gaps = missing(chain, {"nhieu_nguoi": True})
    assert [(page.id if page else "", question.id) for page, question in gaps] == [("", "cach"), ("chu", "ten")]


def test_not_knowing_and_leaving_optional_ones_out_are_no_gaps(chain: EForm) -> None:
    answers = {k: v for k, v in {**WHOLE, "the_chap": UNKNOWN}.items() if k != "ghi_chu"}
    assert missing(chain, answers) == []
    assert missing_on(chain.pages[2], answers) == []


def test_an_eligibility_question_that_does_not_apply_is_not_missing() -> None:
    form = a_form(a_page("p", a_row("a")), eligibility=[
        a_row("cach", "choice"), a_row("vi_sao", "choice", show_if='cach == "khong"')])  # fmt: skip
    assert missing(form, {"cach": "co", "a": "x"}) == []
    assert [question.id for _, question in missing(form, {"cach": "khong", "a": "x"})] == ["vi_sao"]


def test_answers_read_as_a_person_says_them(chain: EForm) -> None:
    read = rows(chain.pages[0], {**WHOLE, "the_chap": UNKNOWN}, NAMES)
    assert [(row.question.id, row.text, row.is_unknown) for row in read] == [
        ("nhieu_nguoi", "Có", False), ("ten", "Lê Văn Ba", False), ("the_chap", "Không biết", True),
    ]  # fmt: skip


def test_only_questions_that_apply_are_shown(chain: EForm) -> None:
    assert [q.id for q in shown_questions(chain.pages[0].questions, {"nhieu_nguoi": False})] == ["nhieu_nguoi"]


def test_an_answer_stands_on_every_line_of_the_form_whose_condition_holds() -> None:
    """Who files for themselves is asked once, and named in both blocks of the form."""
    also = [{"line": "nguoi-nop", "show_if": "chinh_chu == true"}, {"line": "dau-thu"}]
    form = a_form(a_page("p1", a_row("ten", prints="ten", prints_also=also), a_row("chinh_chu", "yes_no")))
    name, itself = form.pages[0].questions
    assert lines(name, {"ten": "Ba", "chinh_chu": True}) == ("ten", "nguoi-nop", "dau-thu")
    assert lines(name, {"ten": "Ba", "chinh_chu": False}) == ("ten", "dau-thu")
    assert lines(name, {"ten": "Ba", "chinh_chu": UNKNOWN}) == ("ten", "dau-thu")
    assert lines(itself, {"chinh_chu": True}) == ()
