"""Rows that repeat, values worked out, warnings: what is kept, what is missing, what a wrong definition is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from portal.eforms.answers import Refused, missing, read_page, visible
from portal.eforms.definition import DefinitionError, EForm, read
from portal.eforms.telling import Warned, exported, found_by, rows, warned
from portal.eforms.types import GROUP, UNKNOWN
from tests.builders.eforms import NAMES, a_form, a_page, a_row

PEOPLE = a_row(
    "nguoi", "group", item="người", most=3, questions=[
        a_row("ten", "person_name", label="Họ và tên"), a_row("so", "citizen_number", label="Số căn cước", matches_birth="sinh", unknown=True),
        a_row("sinh", "birth_date", label="Ngày sinh", optional=True), a_row("vo", "yes_no", label="Là vợ chồng?"),
        a_row("cuoi", "date", label="Ngày cưới", show_if="vo == true and rieng == false")],
)  # fmt: skip
SPLIT = a_form(
    a_page("dau", a_row("rieng", "yes_no"), a_row("cu", "area", unknown=True)),
    a_page("nguoi", PEOPLE, show_if="rieng == false"),
    a_page("thua", a_row("moi", "group", item="thửa", least=2, questions=[a_row("dt", "area")]),
           a_row("tong", "computed", formula="sum(moi.dt)", shows_as="area", how="Cộng các thửa.",
                 warnings=[{"show_if": "tong != cu", "say": "Tổng {tong}, sổ ghi {cu}."}]),
           a_row("lech", "computed", formula="difference(tong, cu)", shows_as="number", how="Trừ.", show_if="tong != cu")),
    a_page("giay", a_row("dong_y", show_if="count(nguoi) > 1")),
)  # fmt: skip
HOA = {"ten": "Lê Thị Hoa", "so": "086165000123", "vo": False}


def typed(group: str, *people: Mapping[str, str]) -> dict[str, list[str]]:
    return {f"{group}.{n}.{key}": [text] for n, row in enumerate(people) for key, text in row.items()}


def read_people(*people: Mapping[str, str], before: Mapping[str, Any] | None = None) -> tuple[Any, list[Refused]]:
    answers, refused = read_page(SPLIT.pages[1].questions, typed("nguoi", *people), before or {"rieng": False}, NAMES)
    return answers.get("nguoi"), refused


def test_each_row_is_read_as_its_questions_say() -> None:
    kept, refused = read_people({"ten": " Lê  Thị Hoa", "so": "086 165 000 123", "vo": "no"})
    assert (kept, refused) == ([HOA], [])


def test_a_row_with_nothing_in_it_is_no_row() -> None:
    kept, refused = read_people(
        {"ten": "", "so": ""}, {"ten": "Lê Thị Hoa", "so.unknown": "1", "vo": "no"}, {"ten": " "}
    )
    assert (kept, refused) == ([{**HOA, "so": UNKNOWN}], [])
    assert read_people({"ten": ""}) == (None, [Refused("nguoi", "Add at least one: %(label)s", {"label": "câu nguoi"})])


def test_what_is_wrong_names_its_row_and_what_is_right_is_kept() -> None:
    kept, refused = read_people({"ten": "Hoa", "so": "086165000123", "vo": "no"}, {"ten": "Lê Văn Ba", "so": "12"})
    assert [(one.field, one.row, one.item, one.is_missing) for one in refused] == [
        ("nguoi.0.ten", 1, "người", False), ("nguoi.1.so", 2, "người", False), ("nguoi.1.vo", 2, "người", True),
    ]  # fmt: skip
    assert kept == [{"so": "086165000123", "vo": False}, {"ten": "Lê Văn Ba"}]


def test_a_question_hidden_in_its_row_is_neither_read_nor_missed() -> None:
    forged = {
        "ten": "Lê Thị Hoa",
        "so": "086165000123",
        "vo": "no",
        "cuoi.day": "1",
        "cuoi.month": "1",
        "cuoi.year": "2000",
    }
    assert read_people(forged) == ([HOA], [])
    _, refused = read_people({**forged, "vo": "yes", "cuoi.day": ""})
    assert [one.field for one in refused] == ["nguoi.0.cuoi.day"]


def test_more_rows_than_the_law_has_room_for_are_refused() -> None:
    _, (refused,) = read_people(*[{"ten": "Lê Thị Hoa", "so": "086165000123", "vo": "no"}] * 4)
    assert (refused.field, refused.values) == ("nguoi", {"most": 3})


@pytest.mark.parametrize(
    "name", ["nguoi.99.ten", "nguoi.-1.ten", "nguoi.x.ten", "nguoi.٣.ten", "nguoi.0", "nguoi.0.la", "nguoi.1e9.ten"]
)
def test_forged_rows_count_for_nothing(name: str) -> None:
    answers, refused = read_page(SPLIT.pages[1].questions, {name: ["Lê Thị Hoa"]}, {"rieng": False}, NAMES)
    assert (answers, [one.field for one in refused]) == ({}, ["nguoi"])


def test_what_the_inputs_show_reads_back_the_same() -> None:
    kept = [HOA, {"ten": "Lê Văn Ba", "so": UNKNOWN, "sinh": "1948", "vo": True, "cuoi": "1970-01-01"}]
    shows = {f"nguoi{part}": texts for part, texts in GROUP.row_inputs(SPLIT.pages[1].questions[0], kept).items()}
    assert read_page(SPLIT.pages[1].questions, shows, {"rieng": False}, NAMES) == ({"nguoi": kept}, [])


# ---- hidden, missing, worked out


def test_what_is_hidden_is_absent_inside_rows_and_with_its_page() -> None:
    wedding = {**HOA, "cuoi": "1990-01-01", "la": "x"}
    assert visible(SPLIT, {"rieng": False, "nguoi": [wedding]})["nguoi"] == [HOA]
    assert "nguoi" not in visible(SPLIT, {"rieng": True, "nguoi": [HOA]})
    assert visible(SPLIT, {"rieng": False, "nguoi": "một dòng chữ"}) == {"rieng": False}


def test_counting_rows_opens_a_question_and_closes_it_again() -> None:
    two = {"rieng": False, "nguoi": [HOA, HOA], "dong_y": "có"}
    assert "dong_y" in visible(SPLIT, two)
    assert "dong_y" not in visible(SPLIT, {**two, "nguoi": [HOA]})
    assert "dong_y" not in visible(SPLIT, {**two, "rieng": True})


def test_a_row_that_lacks_something_is_missing_until_it_has_it() -> None:
    def open_ones(**more: Any) -> list[str]:
        answers = {
            "rieng": False,
            "cu": UNKNOWN,
            "nguoi": [HOA],
            "moi": [{"dt": "1"}, {"dt": "2"}],
            "dong_y": "x",
            **more,
        }
        return [question.id for _, question in missing(SPLIT, answers)]

    assert open_ones() == []
    assert open_ones(nguoi=[HOA, {"ten": "Lê Văn Ba"}]) == ["nguoi"]
    assert open_ones(moi=[{"dt": "1"}]) == ["moi"]
    assert open_ones(nguoi=[{**HOA, "vo": True}]) == ["nguoi"]


def test_a_value_is_worked_out_anew_whatever_was_kept_or_sent() -> None:
    kept = visible(SPLIT, {"cu": "300", "moi": [{"dt": "120.5"}, {"dt": "79.5"}], "tong": "1", "lech": "7"})
    assert (kept["tong"], kept["lech"]) == ("200", "-100")
    assert "tong" not in visible(SPLIT, {"tong": "999"})
    answers, _ = read_page(
        SPLIT.pages[2].questions, {"tong": ["5"], **typed("moi", {"dt": "1"}, {"dt": "2"})}, {}, NAMES
    )
    assert "tong" not in answers


# ---- warnings


def odd(answers: Mapping[str, Any], form: EForm = SPLIT) -> list[Warned]:
    kept = visible(form, answers)
    return warned(list(form.questions()), kept, NAMES, form.questions())


def test_a_sum_that_differs_is_told_with_both_numbers_and_holds_nobody_up() -> None:
    answers = {"cu": "300", "moi": [{"dt": "120.5"}, {"dt": "79.5"}]}
    assert odd(answers) == [Warned("tong", "Tổng 200 m², sổ ghi 300 m².", {})]
    assert odd({**answers, "cu": "200"}) == [] == odd({**answers, "cu": UNKNOWN})


SEX = [{"value": "nam", "label": "Nam"}, {"value": "nu", "label": "Nữ"}]
ONE = a_form(a_page("p", a_row("sinh", "birth_date", optional=True), a_row("phai", "choice", options=SEX, optional=True),
                    a_row("so", "citizen_number", matches_birth="sinh", matches_sex="phai")))  # fmt: skip


@pytest.mark.parametrize(
    ("number", "born", "sex", "says"),
    [
        ("086165000123", "1965-03-27", "nu", []),
        ("086165000123", "1965", "nu", []),
        ("086165000123", "1966", "nu", ["born"]),
        ("086165000123", "1965", "nam", ["woman"]),
        ("086065000123", "1965", "nu", ["man"]),
        ("086165000123", "1966", "nam", ["born", "woman"]),
        ("086305000123", "2005-01-01", "nu", []),
        ("086305000123", "1905", "nu", ["born"]),
        ("331123456", "1966", "nam", []),
        ("086165000123", None, None, []),
        ("086165000123", UNKNOWN, UNKNOWN, []),
    ],
)
def test_a_citizen_number_that_disagrees_is_doubted_not_refused(
    number: str, born: Any, sex: Any, says: list[str]
) -> None:
    given = {"so": number, "sinh": born, "phai": sex}
    found = odd({key: value for key, value in given.items() if value is not None}, ONE)
    assert [one.field for one in found] == ["so"] * len(says)
    assert all(f" {word}" in one.message for word, one in zip(says, found, strict=True))


def test_a_doubt_within_a_row_names_the_row() -> None:
    (found,) = odd({"rieng": False, "nguoi": [HOA, {**HOA, "sinh": "1970"}]})
    assert (found.field, found.row, found.item, found.values) == (
        "nguoi.1.so",
        2,
        "người",
        {"number": "1965", "answer": "1970"},
    )


# ---- told


def test_rows_are_read_exported_and_found() -> None:
    answers = {"rieng": False, "nguoi": [HOA, {"ten": "Lê Văn Ba", "so": UNKNOWN, "vo": True}]}
    (told,) = rows(SPLIT.pages[1], answers, NAMES)
    assert told.text.splitlines() == [
        "1. Lê Thị Hoa; Số căn cước: 086165000123; Là vợ chồng: Không", "2. Lê Văn Ba; Số căn cước: Không biết; Là vợ chồng: Có",
    ]  # fmt: skip
    assert exported(SPLIT, answers, NAMES)["nguoi"] == "Lê Thị Hoa;086165000123;;false;\nLê Văn Ba;;;true;"
    assert found_by(SPLIT, answers) == {("number", "086165000123")}


# ---- definitions


def mistakes(*questions: Mapping[str, Any], **more: Any) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as refused:
        read({"pages": [a_page("p1", *questions)], **more}, source="x.form.toml")
    return refused.value.problems


def group(*questions: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return a_row("g", "group", questions=list(questions) or [a_row("b")], **{"item": "người", **more})


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (a_row("g", "group", item="người"), "page 1, question g: a group needs questions; add them"),
        (group(item=""), "page 1, question g: a group needs 'item', what one of its rows is called"),
        (group(unknown=True), "page 1, question g: a group cannot be unknown; let its questions be"),
        (group(least=3, most=2), "page 1, question g: 'least' to 'most' must lie between 0 and 50, in this order"),
        (group(most=51), "page 1, question g: 'least' to 'most' must lie between 0 and 50, in this order"),
        (group(group()), "page 1, question g: g: the type 'group' cannot stand within a group; move it out"),
        (group(a_row("b", prefill="profile.name")), "page 1, question g: b: a question of a group cannot be filled in"),
        (group(a_row("b"), a_row("b")), "page 1, question g: the id 'b' is used twice in the group; choose another"),
        (group(a_row("b", "drawing")), "page 1, question g, question b: type 'drawing' does not exist"),
        (group(a_row("b", show_if="c == 1")), "page p1, question g: b: asks about 'c', which is not asked before it"),
        (group(a_row("g")), "page p1, question g: g: the id 'g' is used outside the group too; choose another"),
        (a_row("asked"), "page 1, question asked: the id 'asked' belongs to the page itself; choose another"),
        (a_row("a", item="người"), "page 1, question a: 'item' is for the type 'group'; remove it, or change the type"),
        (a_row("a", least=1), "page 1, question a: 'least' and 'most' are for the types 'group' and 'number'; remove them"),
        (a_row("a", "computed", shows_as="area"), "page 1, question a: a computed value needs a formula, and says how"),
        (a_row("a", "computed", formula="count(a)", how="x", shows_as="date"), "page 1, question a: shows_as 'date' is no number"),
        (a_row("a", "computed", formula="sum(z)", how="x", shows_as="area"), "page p1, question a: asks about 'z', which is not"),
        (a_row("a", formula="1"), "page 1, question a: 'formula' is for the type 'computed'; remove it, or change the type"),
        (a_row("a", "file"), "page 1, question a: a file needs the id of its paper ('paper')"),
        (a_row("a", agency_kinds=["x"]), "page 1, question a: 'agency_kinds' is for the type 'agency'"),
        (a_row("a", "citizen_number", matches_birth="z"), "question a: matches_birth names 'z', which is not asked"),
        (a_row("a", warnings=[{"say": "x"}]), "page 1, question a: warning 1 needs show_if and say"),
        (a_row("a", warnings=[{"show_if": "z == 1", "say": "x"}]), "question a, warning: asks about 'z', which is not asked"),
        (a_row("a", warnings=[{"show_if": "a == 1", "say": "{z}"}]), "question a, warning: {z} is no question; use the id of one"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_place_and_mend(row: Mapping[str, Any], says: str) -> None:
    assert any(line.startswith(f"x.form.toml {says}") for line in mistakes(row)), mistakes(row)


def test_a_formula_names_a_question_of_the_group() -> None:
    total = a_row("t", "computed", formula="sum(g.c)", shows_as="area", how="Cộng.")
    assert mistakes(group(), total) == ("x.form.toml page p1, question t: asks about g.c, but g has b",)
    plain = a_row("t", "computed", formula="sum(a.c)", shows_as="area", how="Cộng.")
    assert mistakes(a_row("a"), plain) == (
        "x.form.toml page p1, question t: asks about a.c, but a has no questions: it is no group",
    )


def test_who_may_file_is_not_decided_by_rows() -> None:
    told = mistakes(a_row("a"), eligibility=[group()])
    assert told == ("x.form.toml eligibility g: the type 'group' cannot decide who may file; move it to a page",)


def test_groups_survive_being_kept_as_plain_data() -> None:
    assert read(SPLIT.as_dict()) == SPLIT
