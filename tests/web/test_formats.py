"""How dates, money and sizes look on screen: Vietnamese habits, nothing broken over two lines."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.web import formats as f

NB = f.NBSP
AT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (f.date_vi(date(2026, 1, 2)), "02/01/2026"),
        (f.date_vi(AT), "23/11/2026"),
        (f.date_vi(LATE), "24/11/2026"),
        (f.date_vi("2026-11-23"), "23/11/2026"),
        (f.date_vi("2026-11-23T17:30:00+00:00"), "24/11/2026"),
        (f.date_vi(None), ""),
        (f.time_vi(AT), "14:05"),
        (f.time_vi(None), ""),
        (f.datetime_vi(AT), "14:05, 23/11/2026"),
        (f.datetime_vi(None), ""),
        (f.moment_vi(AT.isoformat()), "14:05, 23/11/2026"),
        (f.moment_vi(""), ""),
        (f.number_vi(1250000), "1.250.000"),
        (f.number_vi(1258.5), "1.258,5"),
        (f.number_vi(Decimal("100")), "100"),
        (f.number_vi(0), "0"),
        (f.number_vi(-1500), "-1.500"),
        (f.filesize(0), f"1{NB}KB"),
        (f.filesize(120 * 1024), f"120{NB}KB"),
        (f.filesize(int(2.4 * 1024 * 1024)), f"2,4{NB}MB"),
        (f.nbsp("09:00 thứ Tư"), f"09:00{NB}thứ{NB}Tư"),
        (f.phone_vi("0912345678"), "0912 345 678"),
        (f.phone_vi("02703823456"), "02703823456"),
        (f.masked("0912345678"), "091•••678"),
        (f.masked("113"), "•••"),
    ],
)
def test_values_look_as_people_write_them(value: str, text: str) -> None:
    assert value == text


IN_WORDS: list[tuple[str, Any, object, str]] = [
    ("vi", f.long_date_vi, date(2026, 11, 23), f"thứ{NB}Hai, 23/11/2026"),
    ("vi", f.long_date_vi, date(2026, 11, 29), f"Chủ{NB}nhật, 29/11/2026"),
    ("vi", f.long_date_vi, None, ""),
    ("en", f.long_date_vi, date(2026, 11, 23), "Monday, 23/11/2026"),
    ("vi", f.deadline_vi, AT, f"14:05 thứ{NB}Hai, 23/11/2026"),
    ("vi", f.deadline_vi, None, ""),
    ("vi", f.vnd, 1_250_000, f"1.250.000{NB}đồng"),
    ("vi", f.vnd, 0, f"0{NB}đồng"),
    ("vi", f.vnd, None, ""),
    ("vi", f.days_number, Decimal("2.5"), "2,5 ngày làm việc"),
    ("vi", f.days_number, 1, "1 ngày làm việc"),
    ("vi", f.days_number, 0.125, "1 giờ làm việc"),
    ("vi", f.days_number, Decimal("0.5"), "0,5 ngày làm việc"),
    ("en", f.days_number, 1, "1 working day"),
    ("en", f.days_number, 8, "8 working days"),
]


@pytest.mark.empty_database
def test_words_follow_the_language_numbers_do_not(app: Flask) -> None:
    for locale, function, value, text in IN_WORDS:
        with app.test_request_context(), force_locale(locale):
            assert function(value) == text
