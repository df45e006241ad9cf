"""Do codes and register numbers rise without gaps, whoever gives up or comes at the same time?"""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.dossiers.numbering import next_code, next_number, normal_code
from portal.kernel.transaction import transaction
from tests.builders.together import together

UNIT = "000.00.19.H61"
DAY = date(2026, 11, 23)


def take(session: Session, name: str = "x", times: int = 1) -> list[int]:
    with transaction(session):
        return [next_number(session, name) for _ in range(times)]


def test_numbers_rise_by_one_under_each_name(session: Session) -> None:
    assert [take(session, "x"), take(session, "x"), take(session, "y"), take(session, "x")] == [[1], [2], [1], [3]]


def test_a_number_that_was_given_up_is_given_again(session: Session) -> None:
    take(session)

    class GivenUp(Exception):
        pass

    with pytest.raises(GivenUp), transaction(session):
        assert next_number(session, "x") == 2
        raise GivenUp
    assert take(session) == [2]


def test_two_officers_at_once_never_get_the_same_number_and_leave_no_gap(app: Flask) -> None:
    def ten(session: Session) -> list[int]:
        return [number for _ in range(10) for number in take(session)]

    numbers = together(app, ten, ten)
    assert sorted(numbers[0] + numbers[1]) == list(range(1, 21))


def test_a_code_names_unit_day_and_place_in_the_day(session: Session) -> None:
    with transaction(session):
        codes = [next_code(session, unit, day) for unit, day in
                 [(UNIT, DAY), (UNIT, DAY), ("000.00.12.H61", DAY), (UNIT, date(2026, 11, 24))]]  # fmt: skip
    assert codes == [
        "000.00.19.H61-261123-0001", "000.00.19.H61-261123-0002", "000.00.12.H61-261123-0001", "000.00.19.H61-261124-0001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["000.00.19.H61-261123-0007", "000.00.19.h61-261123-0007", "0000019H612611230007", "000 00 19 H61 261123 0007",
     "000.00.19.H61–261123–0007", " 000-00-19-H61/261123/0007\n"],
)  # fmt: skip
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "000.00.19.H61-261123-0007"


@pytest.mark.parametrize(
    "typed", ["", "so do", "1.013831", "000.00.19.H61-261123", "000.00.19.H61-261123-007", "' OR 1=1"]
)
def test_what_is_no_code_is_known_as_none(typed: str) -> None:
    assert normal_code(typed) == ""


@given(st.integers(1, 10**6), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_code_that_is_given_is_known_again(number: int, day: date) -> None:
    code = f"{UNIT}-{day:%y%m%d}-{number:04d}"
    assert normal_code(code.lower().replace("-", " ").replace(".", "")) == code
