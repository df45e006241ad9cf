"""Does the calendar know working days and hours as an office in Vĩnh Long keeps them?"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.clock import ZONE
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar

HOURS = OfficeHours((time(7), time(11)), (time(13), time(17)))
CATALOG = Path(__file__).parents[2] / "catalog" / "calendar.toml"


def a_calendar(off: str = "", worked: str = "") -> WorkingCalendar:
    days = [CalendarDay(date.fromisoformat(on), False, "Nghỉ lễ") for on in off.split()]
    days += [CalendarDay(date.fromisoformat(on), True, "Làm bù") for on in worked.split()]
    return WorkingCalendar(HOURS, frozenset(range(5)), tuple(days))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def on(text: str) -> date:
    return date.fromisoformat(text)


NEW_YEAR_2026 = a_calendar(off="2026-01-01 2026-01-02", worked="2026-01-10")


def test_weekdays_are_worked_unless_listed_and_a_swapped_saturday_is_too() -> None:
    assert NEW_YEAR_2026.is_working_day(on("2026-01-05"))
    assert not NEW_YEAR_2026.is_working_day(on("2026-01-02"))
    assert not NEW_YEAR_2026.is_working_day(on("2026-01-03"))
    assert NEW_YEAR_2026.is_working_day(on("2026-01-10"))


def test_the_reason_of_a_day_is_the_listed_one() -> None:
    assert NEW_YEAR_2026.why(on("2026-01-02")) == "Nghỉ lễ"
    assert NEW_YEAR_2026.why(on("2026-01-10")) == "Làm bù"
    assert NEW_YEAR_2026.why(on("2026-01-03")) == ""


def test_a_year_without_an_announcement_is_not_certain() -> None:
    guess = CalendarDay(on("2027-02-05"), False, "Tết", confirmed=False)
    days = (*NEW_YEAR_2026.days, guess)
    calendar = WorkingCalendar(HOURS, frozenset(range(5)), days)
    assert calendar.is_confirmed(on("2026-01-02")) and calendar.is_confirmed(on("2026-06-01"))
    assert not calendar.is_confirmed(on("2027-02-05"))
    assert not calendar.is_confirmed(on("2027-06-01"))
    assert not calendar.is_confirmed(on("2028-06-01"))


def test_working_days_are_counted_from_the_day_after() -> None:
    assert NEW_YEAR_2026.add_working_days(on("2025-12-31"), 1) == on("2026-01-05")
    assert NEW_YEAR_2026.add_working_days(on("2026-01-08"), 2) == on("2026-01-10")
    assert NEW_YEAR_2026.add_working_days(on("2026-01-08"), 0) == on("2026-01-08")
    assert NEW_YEAR_2026.add_working_days(on("2026-01-01"), 0) == on("2026-01-05")
    assert NEW_YEAR_2026.working_days_between(on("2025-12-31"), on("2026-01-10")) == 6
    assert NEW_YEAR_2026.working_days_between(on("2026-01-10"), on("2025-12-31")) == -6
    assert NEW_YEAR_2026.working_day_before(on("2026-01-05")) == on("2025-12-31")


def test_the_office_opens_at_seven_and_closes_at_five_in_viet_nam() -> None:
    assert a_calendar().opens_at(on("2026-11-23")) == datetime(2026, 11, 23, 0, tzinfo=UTC)
    assert a_calendar().closes_at(on("2026-11-23")) == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert HOURS.hours_a_day == 8


@pytest.mark.parametrize(
    ("moment", "next_moment"),
    [
        ("2026-11-23 08:15", "2026-11-23 08:15"),
        ("2026-11-23 06:00", "2026-11-23 07:00"),
        ("2026-11-23 11:00", "2026-11-23 11:00"),
        ("2026-11-23 11:01", "2026-11-23 13:00"),
        ("2026-11-23 17:00", "2026-11-23 17:00"),
        ("2026-11-23 17:01", "2026-11-24 07:00"),
        ("2026-11-27 20:00", "2026-11-30 07:00"),
    ],
)
def test_the_next_working_moment(moment: str, next_moment: str) -> None:
    assert a_calendar().next_working_moment(at(moment)) == at(next_moment)
    assert a_calendar().is_working_moment(at(moment)) == (moment == next_moment)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 09:00", 8, "2026-11-24 09:00"),
        ("2026-11-23 07:00", 8, "2026-11-23 17:00"),
        ("2026-11-23 07:00", 4, "2026-11-23 11:00"),
        ("2026-11-23 10:30", 1, "2026-11-23 13:30"),
        ("2026-11-27 16:30", 0.75, "2026-11-30 07:15"),
        ("2026-11-28 09:00", 0, "2026-11-30 07:00"),
        ("2026-11-23 17:00", 1, "2026-11-24 08:00"),
    ],
)
def test_adding_working_hours(start: str, hours: float, end: str) -> None:
    assert a_calendar().add_working_hours(at(start), hours) == at(end)


def test_minutes_between_leave_out_noon_nights_and_days_off() -> None:
    calendar = a_calendar(off="2026-11-24")
    assert calendar.working_minutes_between(at("2026-11-23 10:00"), at("2026-11-23 14:00")) == 120
    assert calendar.working_minutes_between(at("2026-11-23 16:00"), at("2026-11-25 08:00")) == 120
    assert calendar.working_minutes_between(at("2026-11-25 08:00"), at("2026-11-23 16:00")) == -120
    assert calendar.working_minutes_between(at("2026-11-28 08:00"), at("2026-11-29 08:00")) == 0


def test_the_half_day_ends_at_eleven_or_at_five() -> None:
    assert a_calendar().session_ends_at(at("2026-11-23 08:00")) == at("2026-11-23 11:00")
    assert a_calendar().session_ends_at(at("2026-11-23 12:00")) == at("2026-11-23 17:00")


def test_only_listed_days_that_differ_from_the_week_are_exceptions() -> None:
    calendar = a_calendar(off="2026-01-01 2026-01-02 2026-01-03", worked="2026-01-10 2026-01-08")
    found = [day.on.day for day in calendar.exceptions(on("2026-01-01"), on("2026-01-31"))]
    assert found == [2, 10]


def test_calendars_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        a_calendar(off="2026-01-01", worked="2026-01-01")
    with pytest.raises(ValueError, match="weekdays"):
        WorkingCalendar(HOURS, frozenset())
    with pytest.raises(ValueError, match="weekdays"):
        WorkingCalendar(HOURS, frozenset({7}))
    with pytest.raises(ValueError, match="rise"):
        OfficeHours((time(7), time(11)), (time(10), time(17)))
    with pytest.raises(ValueError, match="zone"):
        a_calendar().next_working_moment(datetime(2026, 1, 1, 8))
    with pytest.raises(ValueError, match="forwards"):
        a_calendar().add_working_days(on("2026-01-01"), -1)
    with pytest.raises(ValueError, match="forwards"):
        a_calendar().add_working_hours(at("2026-01-01 08:00"), -1)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(
    lambda naive: naive.replace(tzinfo=UTC, second=0, microsecond=0)
)
some_days = st.sets(st.dates(date(2025, 1, 1), date(2028, 1, 31)), max_size=30)


def an_irregular_calendar(flipped: set[date]) -> WorkingCalendar:
    days = tuple(CalendarDay(day, day.weekday() > 4, "hoán đổi") for day in flipped)
    return WorkingCalendar(HOURS, frozenset(range(5)), days)


@given(some_days, moments, st.integers(0, 400))
def test_hours_added_are_the_minutes_between(flipped: set[date], start: datetime, n: int) -> None:
    calendar = an_irregular_calendar(flipped)
    end = calendar.add_working_hours(start, n / 4)
    assert calendar.is_working_moment(end)
    assert calendar.working_minutes_between(start, end) == n * 15


@given(some_days, moments, st.integers(0, 60))
def test_days_added_are_the_days_between(flipped: set[date], start: datetime, n: int) -> None:
    calendar = an_irregular_calendar(flipped)
    end = calendar.add_working_days(start.date(), n)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start.date(), end) == (n or end > start.date())


@given(some_days, moments, st.timedeltas(timedelta(0), timedelta(40)), st.timedeltas(timedelta(0)))
def test_time_between_adds_up(flipped: set[date], a: datetime, step: timedelta, further: timedelta) -> None:
    calendar, minute = an_irregular_calendar(flipped), timedelta(minutes=1)
    b = a + step // minute * minute
    c = b + further % timedelta(40) // minute * minute
    between = calendar.working_minutes_between
    assert between(a, b) + between(b, c) == between(a, c) >= 0


def the_provinces_calendar() -> WorkingCalendar:
    content = tomllib.loads(CATALOG.read_text(encoding="utf-8"))
    hours = content["hours"]
    morning, afternoon = (
        (time.fromisoformat(hours[half][0]), time.fromisoformat(hours[half][1])) for half in ("morning", "afternoon")
    )
    days = tuple(
        CalendarDay(on(d["date"]), d["working"], d["reason"], d["source"], d["confirmed"]) for d in content["days"]
    )
    weekdays = frozenset(content.get("weekdays", hours.get("weekdays")))
    return WorkingCalendar(OfficeHours(morning, afternoon), weekdays, days)


def test_the_catalogue_has_the_swapped_days_of_2026() -> None:
    calendar = the_provinces_calendar()
    for day, worked in {
        "2026-01-02": False, "2026-01-10": True, "2026-08-31": False, "2026-08-22": True,
        "2026-02-16": False, "2026-02-20": False, "2026-04-27": False, "2026-05-04": True,
    }.items():  # fmt: skip
        assert calendar.is_working_day(on(day)) is worked, day
        assert calendar.is_confirmed(on(day)), day
    assert calendar.why(on("2026-01-02")) and calendar.why(on("2026-08-22"))
    assert not calendar.is_confirmed(on("2027-01-07")), "2027 is not announced yet"
