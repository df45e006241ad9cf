"""What is typed or answered stands in its place on the form of the law, letter for letter."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.catalogue.loading import read_procedures
from portal.catalogue.record import Record
from portal.documents.filling import Written, from_answers, printed_form
from portal.documents.render import render
from portal.documents.rules import Paper
from portal.eforms.answers import printed_places, visible
from portal.eforms.definition import Question
from portal.eforms.legal_form import LegalForm, read
from portal.eforms.types import TYPES, UNKNOWN
from tests.builders.answers import answers_for
from tests.builders.eforms import NAMES, a_form, a_page, a_row

Read = Callable[[Paper], str]
ONLINE = [record for record in read_procedures(Path(__file__).parents[2] / "catalog") if record.is_online]
SAMPLE = Path(__file__).with_name("sample_form.toml")


@pytest.fixture
def form() -> LegalForm:
    """A form with every kind of line."""
    return read(tomllib.loads(SAMPLE.read_text("utf-8")), source=SAMPLE.name)


def keyed(form: LegalForm, **ids: int) -> LegalForm:
    """Give lines of the sample an id: `id=number` counts them from 0."""
    names = {number: name for name, number in ids.items()}
    count = iter(range(99))
    sections = tuple(
        replace(s, lines=tuple(replace(line, id=names.get(next(count), "")) for line in s.lines)) for s in form.sections
    )
    return replace(form, sections=sections)


def test_every_kind_of_line_carries_what_was_written(form: LegalForm, read: Read) -> None:
    written = Written(
        values={
            "1.1": ("Trần Văn Đẹp",), "1.2": ("05/01/1990",), "1.5": ("Nữ",), "2.1": ("Chuyển nhượng", "Góp vốn"),
            "2.2": ("Dòng một\nDòng hai",), "3.2": ("Lê Thị Bưởi",),
        },
        tables={"2.3": (("", "12", "34", "125,5"), ("Cả dòng một câu",)), "2.4": (("", "Bên A", "Bên B"),)},
        addressee="Chi nhánh Long Hồ",
    )  # fmt: skip
    text = read(printed_form(form, written))
    for words in (
        "Kính gửi: Chi nhánh Long Hồ", "a) Tên: (viết chữ in hoa) Trần Văn Đẹp", "05 / 01 / 1990", "X Nữ",
        "X Chuyển nhượng", "Góp vốn", "Dòng một Dòng hai", "1 12 34 125,5", "2 Cả dòng một câu", "Họ và tên Bên A Bên B",
        "Lê Thị Bưởi",
    ):  # fmt: skip
        assert words in text, words
    assert "X Nam" not in text


def test_a_year_alone_leaves_dots_for_day_and_month(form: LegalForm, read: Read) -> None:
    assert "……… / ……… / 1965" in read(printed_form(form, Written(values={"1.2": ("1965",)})))


def test_a_form_half_filled_has_dots_where_nothing_was_written(form: LegalForm, read: Read) -> None:
    text = read(printed_form(form, Written(values={"1.1": ("Trần Văn Đẹp",)})))
    assert "Ngày sinh: ……… / ………" in text
    assert "…………, ngày …… tháng …… năm" in text


def test_a_long_text_and_many_rows_run_on(form: LegalForm, read: Read) -> None:
    lines = "\n".join(f"Điều thứ {n} cần ghi" for n in range(60))
    rows = tuple(("", str(n), "", "") for n in range(30))
    text = read(printed_form(form, Written(values={"2.2": (lines,)}, tables={"2.3": rows})))
    assert "Điều thứ 59 cần ghi" in text
    assert "30 29" in text


def letters(text: str) -> str:
    """Return what must be the same on paper: letters without blanks, and without the marks that let words break."""
    return re.sub(r"[\s\u200b]+", "", text)


#: Everything a Vietnamese person may type, and everything the typesetter might take for its own.
TEXT = st.text(st.sampled_from("aăâđêôơưẰỮýẺ Ồi0123456789#*_$`\\<>@=-+/[]{}()\"'~^&%.,:;?!|"), min_size=1, max_size=80)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, TEXT)
@example('#read("/etc/passwd")', "*x* $a_b$ <c> @d \\ = E // /* `raw` ~ --- ... http://x.y")
@example("W" * 80, "- + 1. / 1/2 12/2026/NĐ-CP 'a' \"b\"")
def test_any_text_is_printed_letter_for_letter(form: LegalForm, tmp_path: Path, one: str, other: str) -> None:
    written = Written(
        values={"1.1": (one,), "2.2": (f"{other}\n{one}",), "1.2": (other,), "2.1": (one,), "3.2": (other,)},
        tables={"2.3": (("", one, other, ""), (other,))}, addressee=one,
    )  # fmt: skip
    sheet = tmp_path / "form.pdf"
    sheet.write_bytes(render(printed_form(form, written)))
    done = subprocess.run(["pdftotext", "-raw", sheet, "-"], capture_output=True, check=True)
    text = letters(done.stdout.decode())
    assert text.count(letters(one)) >= 4
    assert text.count(letters(other)) >= 3


def test_answers_land_on_the_lines_their_questions_name(form: LegalForm, read: Read) -> None:
    form = keyed(form, ten=0, sinh=1, gioi_tinh=4, ly_do=5, noi_dung=6, thua=7, ky=10)
    eform = a_form(
        a_page(
            "p1", a_row("name", "person_name", prints="ten"), a_row("born", "birth_date", prints="sinh"),
            a_row("sex", "choice", prints="gioi_tinh", options=[{"value": "m", "label": "Nam"}, {"value": "f", "label": "Nữ"}]),
            a_row("why", "choices", prints="ly_do", values=("Chuyển nhượng", "Vì cớ khác")),
        ),
        a_page(
            "p2", a_row("area", "area", prints="noi_dung", label="Diện tích?"), a_row("price", "money", prints="noi_dung", label="Giá"),
            a_row("sheet", "whole_number", prints="noi_dung", label="Tờ bản đồ", unknown=True),
            a_row("others", "long_text", prints="thua"), a_row("secret", prints="ky", show_if="name == 'x'"), a_row("free"),
        ),
    )  # fmt: skip
    answers: dict[str, Any] = {
        "name": "Trần Văn Đẹp", "born": "1965", "sex": "f", "why": ["Chuyển nhượng", "Vì cớ khác"], "area": "1258.5",
        "price": 350_000_000, "sheet": UNKNOWN, "others": "Lê Văn A, con\nLê Văn B, con", "secret": "ẩn", "free": "không in",
    }  # fmt: skip
    written = from_answers(form, eform, answers, NAMES)
    assert written.values["noi_dung"] == ("Diện tích: 1.258,5 m²", "Giá: 350.000.000 đồng")
    assert written.tables["thua"] == (("Lê Văn A, con",), ("Lê Văn B, con",))
    text = read(printed_form(form, written))
    for words in (
        "Trần Văn Đẹp",
        "/ 1965",
        "X Nữ",
        "X Chuyển nhượng",
        "Vì cớ khác",
        "Diện tích: 1.258,5 m²",
        "2 Lê Văn B, con",
    ):
        assert words in text, words
    assert "ẩn" not in text.split() and "không in" not in text


def test_several_answers_share_a_line(form: LegalForm) -> None:
    form = keyed(form, ten=0)
    eform = a_form(a_page("p1", a_row("a", prints="ten"), a_row("b", "birth_date", prints="ten")))
    printed = printed_form(form, from_answers(form, eform, {"b": "1965-03-27", "a": "Đẹp"}, NAMES))
    assert printed.sections[0].lines[0].values == ("Đẹp", "27/03/1965")


@pytest.mark.parametrize("record", ONLINE, ids=lambda record: record.code)
def test_every_service_prints_every_answer_it_says_it_prints(record: Record, read: Read) -> None:
    answers = answers_for(record)
    assert record.eform is not None and record.printed_forms
    text = letters(
        "".join(read(printed_form(f, from_answers(f, record.eform, answers, NAMES))) for f in record.printed_forms)
    )
    kept = visible(record.eform, answers)
    for question in record.eform.questions():
        value = kept.get(question.id)
        if value in (None, UNKNOWN) or not printed_places(question, kept):
            continue
        for part in said(question, value):
            assert letters(part) in text, f"{question.id}: {part}"


def said(question: Question, value: Any) -> list[str]:
    """Return everything that must stand on paper; of a group each answer of each row."""
    if question.type == "group" and any(one.printing_lines for one in question.questions):
        return [part for row in value for one in question.questions for part in said(one, row[one.id])]
    places = [also.part for also in question.prints_also] or [""]
    texts = [text for part in places for text in TYPES[question.type].printed(question, value, NAMES, part)]
    return [line for text in texts for line in text.splitlines()]
