"""Which answers cannot be taken, and does the sentence say what to do, at the right input?"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from portal.eforms.types import GROUP, TYPES, Problem
from portal.eforms.types.base import NOT_ANSWERED, nothing_said
from tests.builders.eforms import a_question, read_typed

NAME = "Enter the full name, for example %(example)s"
PHONE = "A phone number has 10 or 11 digits, for example %(example)s"
MAIL = "An e-mail address looks like ten@example.com"
CARD = "The identity number has 12 digits (old card: 9), for example %(example)s"
SERIAL = "The serial has 2 letters and 6 or 8 digits, for example %(example)s"
BOOK = "The register number has letters and digits, for example %(example)s"
NUMBER = "Enter a whole number, for example %(example)s"
MONEY = "Enter the amount in digits, for example %(example)s"
AREA = "Enter the area in square metres, for example %(example)s"
REAL = "%(label)s: enter a real date, for example %(example)s"
YEAR = "%(label)s: enter the year with four digits, for example %(year)s"
PICK = "Choose one of the answers"
TAX = "A tax code has 10, 12 or 13 digits, for example %(example)s"
TAX_DIGIT = "One digit of the tax code is wrong. Compare it with the paper."
REGISTER = "Copy the number from the paper, for example %(example)s"
DECIMAL = "Enter a number, for example %(example)s"
PARCEL, SHEET = "Enter the parcel number, for example 34", "Enter the map sheet number, for example 12"
AHEAD = "%(label)s: this day has not come yet. Check the year."
LIST = "Choose the commune from the list"
LONG = "Use at most %(most)s characters"

PO = Path(__file__).parents[2] / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
#: (kind, typed, msgid of the sentence, input it stands at)
WRONG: list[tuple[str, Any, str, str]] = [
    ("text", "a" * 201, LONG, ""),
    ("long_text", "a" * 4_001, LONG, ""),
    ("person_name", "Nguyễn", NAME, ""),
    ("person_name", "Nguyễn Văn 3", "A name has no digits, for example %(example)s", ""),
    ("person_name", "Lê " + "Ngọc " * 40, LONG, ""),
    ("phone", "912345678", PHONE, ""),
    ("phone", "0912 345", PHONE, ""),
    ("phone", "0912 345 67x", PHONE, ""),
    ("phone", "0912345678901", PHONE, ""),
    ("phone", "09１２345678", PHONE, ""),
    ("email", "ba tu@example.com", MAIL, ""),
    ("email", "batu@example", MAIL, ""),
    ("email", "batu.example.com", MAIL, ""),
    ("email", "a@b@example.com", MAIL, ""),
    ("citizen_number", "0860901234", CARD, ""),
    ("citizen_number", "08609012345O", CARD, ""),
    ("citizen_number", "٠٨٦٠٩٠١٢٣٤٥٦", CARD, ""),
    ("certificate_serial", "BAC 123456", SERIAL, ""),
    ("certificate_serial", "BA 1234567", SERIAL, ""),
    ("certificate_serial", "123456", SERIAL, ""),
    ("certificate_serial", "BA ١٢٣٤٥٦", SERIAL, ""),
    ("certificate_book_no", "CH", BOOK, ""),
    ("certificate_book_no", "CH#00123", BOOK, ""),
    ("certificate_book_no", "1" * 31, LONG, ""),
    ("whole_number", "0", NUMBER, ""),
    ("whole_number", "-3", NUMBER, ""),
    ("whole_number", "1,5", NUMBER, ""),
    ("whole_number", "10000000", NUMBER, ""),
    ("whole_number", "①", NUMBER, ""),
    ("money", "1,5 tỷ", MONEY, ""),
    ("money", "-500.000", MONEY, ""),
    ("money", "350.00", MONEY, ""),
    ("money", "1000000000000001", MONEY, ""),
    ("money", "9" * 25, MONEY, ""),
    ("area", "0", AREA, ""),
    ("area", "-4", AREA, ""),
    ("area", "125,555", AREA, ""),
    ("area", "1e3", AREA, ""),
    ("area", "NaN", AREA, ""),
    ("area", "Infinity", AREA, ""),
    ("area", "hai công", AREA, ""),
    ("area", "1,2,3", AREA, ""),
    ("date", {".day": "31", ".month": "2", ".year": "2015"}, REAL, ".day"),
    ("date", {".day": "29", ".month": "2", ".year": "2023"}, REAL, ".day"),
    ("date", {".day": "", ".month": "2", ".year": "2015"}, REAL, ".day"),
    ("date", {".day": "1", ".month": "hai", ".year": "2015"}, REAL, ".month"),
    ("date", {".day": "1", ".month": "2", ".year": ""}, REAL, ".year"),
    ("date", {".day": "1", ".month": "2", ".year": "65"}, YEAR, ".year"),
    ("date", {".day": "1", ".month": "2", ".year": "2101"}, YEAR, ".year"),
    ("date", {".year": "2015"}, REAL, ".day"),
    ("birth_date", {".year": "65"}, YEAR, ".year"),
    ("birth_date", {".year": "1850"}, YEAR, ".year"),
    ("birth_date", {".day": "1", ".year": "1965"}, REAL, ".month"),
    ("birth_date", {".year": "2027"}, AHEAD, ".year"),
    ("birth_date", {".day": "25", ".month": "11", ".year": "2026"}, AHEAD, ".year"),
    ("tax_code", "010010910", TAX, ""),
    ("tax_code", "01001091067", TAX, ""),
    ("tax_code", "MST0100109106", TAX, ""),
    ("tax_code", "٠١٠٠١٠٩١٠٦", TAX, ""),
    ("tax_code", "0100109107", TAX_DIGIT, ""),
    ("tax_code", "0100109116", TAX_DIGIT, ""),
    ("tax_code", "1100109106-001", TAX_DIGIT, ""),
    ("register_number", "số một trăm", REGISTER, ""),
    ("register_number", "125/15", REGISTER, ""),
    ("register_number", "0/2015", REGISTER, ""),
    ("register_number", "năm 2015", REGISTER, ""),
    ("register_number", "1" * 31, LONG, ""),
    ("number", "hai tấn rưỡi", DECIMAL, ""),
    ("number", "-1", DECIMAL, ""),
    ("number", "1,555", DECIMAL, ""),
    ("number", "1e3", DECIMAL, ""),
    ("number", "NaN", DECIMAL, ""),
    ("number", "٣", DECIMAL, ""),
    ("parcel", {".parcel": "34", ".sheet": ""}, SHEET, ".sheet"),
    ("parcel", {".parcel": "", ".sheet": "12"}, PARCEL, ""),
    ("parcel", {".parcel": "0", ".sheet": "12"}, PARCEL, ""),
    ("parcel", {".parcel": "34", ".sheet": "12a"}, SHEET, ".sheet"),
    ("parcel", {".parcel": "1234567", ".sheet": "12"}, PARCEL, ""),
    ("commune", "99999", LIST, ""),
    ("commune", "elsewhere", LIST, ""),
    ("commune", "Phường Long Châu", LIST, ""),
    ("agency", "so-khac", "Choose the office from the list", ""),
    ("declaration", "no", "Tick the box, or leave it empty", ""),
    ("yes_no", "maybe", PICK, ""),
    ("choice", "khac", PICK, ""),
    ("choices", {"": ["mua", "khac"]}, PICK, ""),
    ("address", {".unit": "", ".line": "Ấp 3"}, "Choose the commune from the list", ".unit"),
    ("address", {".unit": "99999", ".line": "Ấp 3"}, "Choose the commune from the list", ".unit"),
    ("address", {".unit": "29551", ".line": " "}, "Enter the house number, hamlet or street", ".line"),
    ("address", {".unit": "29551", ".line": "a" * 201}, LONG, ".line"),
]


@pytest.mark.parametrize(("kind", "typed", "sentence", "part"), WRONG)
def test_a_wrong_answer_is_refused_with_the_sentence_that_helps(
    kind: str, typed: Any, sentence: str, part: str
) -> None:
    question = a_question(kind, options=("mua", "cho") if kind in ("choice", "choices") else ())
    with pytest.raises(Problem) as refused:
        read_typed(question, typed)
    assert (refused.value.message, refused.value.part) == (sentence, part)
    assert ("most" in refused.value.values) == ("%(most)s" in sentence)


def test_a_refusal_shows_the_example_of_the_hint_and_a_day_its_question() -> None:
    with pytest.raises(Problem) as refused:
        read_typed(a_question("whole_number", hint="Ước chừng, ví dụ: 80. Cán bộ sẽ đo lại."), "x")
    assert refused.value.values == {"example": "80"}
    with pytest.raises(Problem) as refused:
        read_typed(a_question("date", label="Treo từ ngày", hint="Ví dụ: 15/12/2026"), {".day": "31", ".month": "2"})
    assert refused.value.message.startswith("%(label)s: ")
    assert refused.value.values == {"label": "Treo từ ngày", "example": "15/12/2026", "year": "2026"}


@pytest.mark.parametrize(
    ("kind", "label", "said"),
    [
        ("text", "Nơi sinh", ("Enter: %(label)s", "nơi sinh")),
        ("text", "Ghi rõ việc cần dùng", (NOT_ANSWERED, "Ghi rõ việc cần dùng")),
        ("whole_number", "Xin mấy bản?", (NOT_ANSWERED, "Xin mấy bản?")),
        ("choice", "Ai xin bản sao?", ("Choose one: %(label)s", "ai xin bản sao?")),
    ],
)
def test_nothing_answered_is_said_in_a_sentence_that_fits_the_label(
    kind: str, label: str, said: tuple[str, str]
) -> None:
    message, values = nothing_said(TYPES[kind], label)
    assert (message, values["label"]) == said


def test_every_kind_refuses_something() -> None:
    """A group refuses what its questions refuse (test_groups); what nobody types refuses nothing."""
    assert {row[0] for row in WRONG} == {kind for kind in TYPES if TYPES[kind].is_asked and kind != "group"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("0,5", "Enter at least %(least)s"), ("40,5", "Enter at most %(most)s"), ("1", ""), ("40", "")],
)
def test_a_number_lies_between_the_bounds_of_its_question(typed: str, sentence: str) -> None:
    question = a_question("number", unit="tấn", least=1, most=40)
    if not sentence:
        assert read_typed(question, typed) == typed
        return
    with pytest.raises(Problem) as refused:
        read_typed(question, typed)
    assert refused.value.message == sentence and refused.value.values in ({"least": 1}, {"most": 40})


def test_every_sentence_is_short_and_says_what_right_looks_like() -> None:
    """At most twelve words (tiếng) before the example: people read it on a telephone, in the sun."""
    catalog = read_po(io.BytesIO(PO.read_bytes()))
    told = {sentence for _, _, sentence, _ in WRONG} | {TYPES[kind].missing for kind in TYPES}
    for sentence in told:
        shown = str(catalog[sentence].string)
        assert shown, f"not translated: {sentence}"
        assert (
            len(re.findall(r"[^\W\d_]+", shown.partition("ví dụ")[0].replace("%(label)s", "").replace("%(most)s", "")))
            <= 12
        ), shown
    with_example = {sentence for sentence in told if "example" in sentence or "%(" in sentence}
    assert told - with_example == {PICK, LIST, TAX_DIGIT, "Choose the office from the list", "Tick the box, or leave it empty",
                                   "Enter the house number, hamlet or street"}  # fmt: skip


@given(st.sampled_from(sorted(TYPES)), st.dictionaries(
    st.sampled_from(["", ".0.ten", ".1.ten", ".x.ten", ".99.ten", ".parcel", ".sheet", ".day", ".month", ".year", ".unit", ".line", ".unknown"]), st.lists(st.text(max_size=30), max_size=3)))  # fmt: skip
def test_whatever_a_form_carries_is_read_or_refused_never_a_crash(kind: str, typed: dict[str, list[str]]) -> None:
    within = (a_question("person_name", "ten"),) if kind == "group" else ()
    question = a_question(kind, options=("mua", "cho"), unknown=True, questions=within, shows_as="area")
    try:
        kept = read_typed(question, typed)
    except Problem as refused:
        assert refused.message
        return
    if kept not in (None, {"unknown": True}):
        shows = GROUP.row_inputs(question, kept) if kind == "group" else TYPES[kind].inputs(kept)
        assert read_typed(question, shows) == kept
