"""What is kept of a good answer, how does it read, and does editing it again bring back what was typed?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.eforms.definition import Question
from portal.eforms.types import TYPES, UNKNOWN
from tests.builders.eforms import NAMES, TODAY, a_question, read_typed, shown

WAYS = ("mua", "cho", "doi")

#: (kind, typed, kept, as a person reads it)
GOOD: list[tuple[str, Any, Any, str]] = [
    ("text", "  Khóm 3,\tphường 2 ", "Khóm 3, phường 2", "Khóm 3, phường 2"),
    ("text", "Nguye\u0302\u0303n", "Nguyễn", "Nguyễn"),
    ("text", "a\u200bb\x07c", "abc", "abc"),
    ("long_text", "dòng  một\r\ndòng hai\n\n", "dòng một\ndòng hai", "dòng một\ndòng hai"),
    ("person_name", " Nguyễn   Thị\u00a0Ửng ", "Nguyễn Thị Ửng", "Nguyễn Thị Ửng"),
    ("person_name", "Thạch Thị Sa-Rây", "Thạch Thị Sa-Rây", "Thạch Thị Sa-Rây"),
    ("person_name", "H'Hen Niê", "H'Hen Niê", "H'Hen Niê"),
    ("phone", "0912 345 678", "0912345678", "0912345678"),
    ("phone", "+84 912.345.678", "0912345678", "0912345678"),
    ("phone", "(84) 912-345-678", "0912345678", "0912345678"),
    ("phone", "02703 823 456", "02703823456", "02703823456"),
    ("email", "ba.tu+dat@example.com.vn", "ba.tu+dat@example.com.vn", "ba.tu+dat@example.com.vn"),
    ("citizen_number", "086 090 123 456", "086090123456", "086090123456"),
    ("citizen_number", "331.123.456", "331123456", "331123456"),
    ("certificate_serial", "ba123456", "BA 123456", "BA 123456"),
    ("certificate_serial", "B 123456", "B 123456", "B 123456"),
    ("certificate_serial", "đa-12345678", "ĐA 12345678", "ĐA 12345678"),
    ("certificate_book_no", "ch.00123", "CH 00123", "CH 00123"),
    ("certificate_book_no", "01234/qsdđ/12", "01234/QSDĐ/12", "01234/QSDĐ/12"),
    ("whole_number", " 1 5 ", 15, "15"),
    ("money", "350.000.000", 350_000_000, "350.000.000 đồng"),
    ("money", "350,000,000 đồng", 350_000_000, "350.000.000 đồng"),
    ("money", "1 250 000 VNĐ", 1_250_000, "1.250.000 đồng"),
    ("money", "500000đ", 500_000, "500.000 đồng"),
    ("money", "0", 0, "0 đồng"),
    ("area", "125,5", "125.5", "125,5 m²"),
    ("area", "125.5 m2", "125.5", "125,5 m²"),
    ("area", "1.258,50 m²", "1258.5", "1.258,5 m²"),
    ("area", "12.500", "12500", "12.500 m²"),
    ("area", "100", "100", "100 m²"),
    ("date", {".day": "7", ".month": "03", ".year": "2015"}, "2015-03-07", "07/03/2015"),
    ("date", {".day": "29", ".month": "2", ".year": "2024"}, "2024-02-29", "29/02/2024"),
    ("birth_date", {".day": "27", ".month": "3", ".year": "1965"}, "1965-03-27", "27/03/1965"),
    ("birth_date", {".year": "1948"}, "1948", "1948"),
    ("tax_code", "0100109106", "0100109106", "0100109106"),
    ("tax_code", "0100 109 106 - 001", "0100109106-001", "0100109106-001"),
    ("tax_code", "086165000123", "086165000123", "086165000123"),
    ("register_number", " Số: 125 / 2015", "125/2015", "125/2015"),
    ("register_number", "125", "125", "125"), ("register_number", "số 45/tlkt-bs", "45/TLKT-BS", "45/TLKT-BS"),
    ("register_number", "7-1998", "7/1998", "7/1998"),
    ("number", "2,5 tấn", "2.5", "2,5 tấn"),
    ("number", "1.250", "1250", "1.250 tấn"),
    ("number", "0", "0", "0 tấn"),
    ("parcel", {".parcel": "34", ".sheet": " 1 2"}, {"parcel": 34, "sheet": 12}, "Thửa đất số 34, tờ bản đồ số 12"),
    ("commune", "29551", "29551", "Phường Long Châu, tỉnh Vĩnh Long"),
    ("agency", "so-xd", "so-xd", "Sở Xây dựng"),
    ("declaration", "yes", True, "Đã đồng ý"),
    ("yes_no", "yes", True, "Có"),
    ("yes_no", "no", False, "Không"),
    ("choice", "cho", "cho", "Chọn cho"),
    ("choices", {"": ["doi", "mua"]}, ["mua", "doi"], "Chọn mua; Chọn doi"),
    ("address", {".unit": "29551", ".line": " 12  Nguyễn Huệ "}, {"unit": "29551", "line": "12 Nguyễn Huệ"},
     "12 Nguyễn Huệ, Phường Long Châu, tỉnh Vĩnh Long"),
    ("address", {".unit": "elsewhere", ".line": "Quận 5, TP.HCM"}, {"unit": "elsewhere", "line": "Quận 5, TP.HCM"},
     "Quận 5, TP.HCM, tỉnh, thành phố khác"),
]  # fmt: skip


#: What nobody types: rows of a group have tests of their own, a computed value and a file read nothing.
TYPED = sorted(kind for kind in TYPES if TYPES[kind].is_asked and kind != "group")
#: (kind, kept, as another program takes it, by what the dossier is found)
TOLD: list[tuple[str, Any, str, tuple[str, str] | None]] = [
    ("text", "Khóm 3", "Khóm 3", None),
    ("long_text", "một\nhai", "một\nhai", None),
    ("person_name", "Lê Văn Ba", "Lê Văn Ba", None),
    ("phone", "0912345678", "0912345678", ("phone", "0912345678")),
    ("email", "ba@example.com", "ba@example.com", None),
    ("citizen_number", "086090123456", "086090123456", ("number", "086090123456")),
    ("tax_code", "0100109106-001", "0100109106-001", ("number", "0100109106001")),
    ("register_number", "125/2015", "125/2015", None),
    ("certificate_serial", "BA 123456", "BA 123456", ("certificate", "BA123456")),
    ("certificate_book_no", "CH 00123", "CH 00123", None),
    ("parcel", {"parcel": 34, "sheet": 12}, "12/34", ("parcel", "12/34")),
    ("whole_number", 15, "15", None),
    ("money", 350_000_000, "350000000", None),
    ("number", "2.5", "2.5", None),
    ("area", "1258.5", "1258.5", None),
    ("date", "2015-03-27", "2015-03-27", None),
    ("birth_date", "1948", "1948", None),
    ("yes_no", False, "false", None),
    ("choice", "cho", "cho", None),
    ("choices", ["mua", "doi"], "mua;doi", None),
    ("address", {"unit": "29551", "line": "Khóm 3"}, "Khóm 3, Phường Long Châu, tỉnh Vĩnh Long", None),
    ("commune", "29551", "29551", None),
    ("agency", "so-xd", "so-xd", None),
    ("declaration", True, "true", None),
]  # fmt: skip


def the_question(kind: str, **more: Any) -> Question:
    if kind == "number":
        more.setdefault("unit", "tấn")
    return a_question(kind, options=WAYS if kind in ("choice", "choices") else (), **more)


@pytest.mark.parametrize(("kind", "typed", "kept", "text"), GOOD)
def test_a_good_answer_is_kept_tidy_and_reads_well(kind: str, typed: Any, kept: Any, text: str) -> None:
    question = the_question(kind)
    assert read_typed(question, typed) == kept
    assert shown(question, kept) == text


@pytest.mark.parametrize(("kind", "kept"), [(kind, kept) for kind, _, kept, _ in GOOD])
def test_what_the_inputs_show_reads_back_the_same(kind: str, kept: Any) -> None:
    assert read_typed(the_question(kind), TYPES[kind].inputs(kept)) == kept


@pytest.mark.parametrize("kind", TYPED)
def test_every_kind_has_a_good_example_and_takes_nothing_for_nothing(kind: str) -> None:
    assert kind in {row[0] for row in GOOD}
    empty = {
        "": [] if kind == "choices" else "",
        **dict.fromkeys((".day", ".month", ".year", ".unit", ".parcel"), ""),
        ".line": "  ",
    }
    assert read_typed(the_question(kind), empty) is None
    assert read_typed(the_question(kind), {}) is None


@pytest.mark.parametrize("kind", sorted(set(TYPED) - {"choices"}))
def test_i_do_not_know_is_an_answer_where_it_is_offered(kind: str) -> None:
    ticked = {"": ["unknown"]} if TYPES[kind].widget == "radios" else {".unknown": ["1"], "": ["rác"]}
    assert read_typed(the_question(kind, unknown=True), ticked) == UNKNOWN


def test_a_forged_i_do_not_know_counts_for_nothing_where_it_is_not_offered() -> None:
    assert read_typed(the_question("whole_number"), {".unknown": ["1"]}) is None


@pytest.mark.parametrize(("kind", "kept", "exported", "found"), TOLD)
def test_an_answer_is_exported_bare_and_found_by_what_is_its_own(
    kind: str, kept: Any, exported: str, found: tuple[str, str] | None
) -> None:
    question = the_question(kind)
    assert TYPES[kind].exported(question, kept, NAMES) == exported
    assert TYPES[kind].found_by(question, kept) == ((found,) if found else ())


def test_every_kind_says_how_it_is_exported_and_found() -> None:
    assert {row[0] for row in TOLD} == set(TYPED)


@pytest.mark.parametrize("kind", ["computed", "file"])
def test_what_nobody_types_reads_nothing_whatever_is_sent(kind: str) -> None:
    assert read_typed(the_question(kind, shows_as="area", formula="sum(a)"), {"": "99", ".0.a": "x"}) is None


def test_a_parcel_prints_each_number_where_the_form_has_a_place_for_it() -> None:
    kept = {"parcel": 34, "sheet": 12}
    printed = [TYPES["parcel"].printed(the_question("parcel"), kept, NAMES, part) for part in ("parcel", "sheet", "")]
    assert printed == [("34",), ("12",), ("Thửa đất số 34, tờ bản đồ số 12",)]


@given(st.integers(0, 10**15))
def test_any_amount_of_money_survives_showing_and_typing_again(amount: int) -> None:
    question = the_question("money")
    assert read_typed(question, TYPES["money"].inputs(amount)) == amount
    assert read_typed(question, shown(question, amount)) == amount


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999999.99"), places=2))
def test_any_area_survives_showing_and_typing_again(area: Decimal) -> None:
    question = the_question("area")
    kept = read_typed(question, f"{area:f}".replace(".", ","))
    assert Decimal(kept) == area
    assert read_typed(question, TYPES["area"].inputs(kept)) == kept
    assert read_typed(question, shown(question, kept)) == kept


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["date", "birth_date"]))
def test_any_day_that_has_come_survives_showing_and_typing_again(day: date, kind: str) -> None:
    typed = {".day": str(day.day), ".month": str(day.month), ".year": str(day.year)}
    kept = read_typed(the_question(kind), typed)
    assert date.fromisoformat(kept) == day
    assert read_typed(the_question(kind), TYPES[kind].inputs(kept)) == kept
