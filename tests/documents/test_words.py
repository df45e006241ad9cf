"""Days, hours, numbers and sums of money as an official paper writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.words import (
    NBSP,
    day_forms,
    instant_forms,
    money,
    number_in_words,
)


@pytest.mark.parametrize(
    ("vnd", "said"),
    [
        (0, "Không đồng"),
        (4, "Bốn đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (1_000, "Một nghìn đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (50_000, "Năm mươi nghìn đồng"),
        (100_010, "Một trăm nghìn không trăm mười đồng"),
        (1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (
            21_021_021,
            "Hai mươi mốt triệu không trăm hai mươi mốt nghìn không trăm hai mươi mốt đồng",
        ),
        (1_000_000_000, "Một tỷ đồng"),
        (2_500_000_000, "Hai tỷ năm trăm triệu đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
        (1_000_000_000_004, "Một nghìn tỷ không trăm linh bốn đồng"),
    ],
)
def test_a_sum_is_said_as_on_a_receipt(vnd: int, said: str) -> None:
    assert number_in_words(vnd) == said


SPOKEN = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def read_sum(said: str) -> int:
    """Read a spoken sum back, word by word, knowing nothing of how it was made."""
    total = group = ones = 0
    for word in said.lower().removesuffix(" đồng").split():
        if word in SPOKEN:
            ones = SPOKEN[word]
        elif word == "mười":
            group, ones = group + 10, 0
        elif word == "mươi":
            group, ones = group + ones * 10, 0
        elif word == "trăm":
            group, ones = group + ones * 100, 0
        elif word in ("triệu", "nghìn"):
            total += (group + ones) * (1_000_000 if word == "triệu" else 1_000)
            group = ones = 0
        elif word == "tỷ":
            total = (total + group + ones) * 1_000_000_000
            group = ones = 0
        else:
            assert word == "linh", word
    return total + group + ones


@given(st.integers(0, 10**17))
def test_a_spoken_sum_can_be_read_back(vnd: int) -> None:
    assert read_sum(number_in_words(vnd)) == vnd


@given(st.integers(1, 10**12))
def test_a_spoken_sum_is_one_clean_sentence(vnd: int) -> None:
    said = number_in_words(vnd)
    assert said[0].isupper() and said.endswith(" đồng") and "  " not in said
    assert not any(wrong in said for wrong in ("mươi một", "mươi năm", "mười năm", "linh không"))


def test_a_sum_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="-5"):
        number_in_words(-5)


def test_money_has_dots_between_thousands() -> None:
    assert money(1_250_000) == f"1.250.000{NBSP}đồng"
    assert money(0) == f"0{NBSP}đồng"


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 23), "ngày 23 tháng 11 năm 2026"),
    ],
)
def test_small_days_and_the_first_two_months_take_a_zero(on: date, said: str) -> None:
    assert day_forms(on)["spoken"].replace(NBSP, " ") == said


def test_a_day_names_its_weekday() -> None:
    assert day_forms(date(2026, 11, 23))["long"] == f"thứ{NBSP}Hai,{NBSP}23/11/2026"
    assert day_forms(date(2026, 11, 29))["long"] == f"Chủ{NBSP}nhật,{NBSP}29/11/2026"


def test_an_instant_is_told_in_the_time_of_viet_nam() -> None:
    forms = instant_forms(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert {way: said.replace(NBSP, " ") for way, said in forms.items()} == {
        "day_spoken": "ngày 23 tháng 11 năm 2026",
        "short": "06:30, 23/11/2026",
        "long": "06:30 thứ Hai, 23/11/2026",
        "spoken": "06 giờ 30 phút, ngày 23 tháng 11 năm 2026",
    }


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        instant_forms(datetime(2026, 11, 23, 8, 0))
