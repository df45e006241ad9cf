"""Hours of one office: read as written on the door, held against the calendar of the State."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from portal.kernel.clock import ZONE
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar
from portal.workflow.opening import Week, opening_at, read_week

USUAL = "Thứ Hai đến thứ Sáu: 7 giờ–11 giờ, 13 giờ–17 giờ"
HOURS = OfficeHours((time(7), time(11)), (time(13), time(17)))


def at(text: str) -> datetime:
    """Return an instant from the wall clock of November 2026: "23 09:00"."""
    day, clock = text.split()
    return datetime.combine(date(2026, 11, int(day)), time.fromisoformat(clock), ZONE)


def calendar(*days: CalendarDay) -> WorkingCalendar:
    return WorkingCalendar(HOURS, frozenset(range(5)), days)


def week(text: str = USUAL) -> Week:
    found = read_week(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (USUAL, ["07:00-11:00 13:00-17:00"] * 5 + ["", ""]),
        ("T2-T6: 7h30-11h30, 13h30–17h\nThứ Bảy: 7:30–11:30", ["07:30-11:30 13:30-17:00"] * 5 + ["07:30-11:30", ""]),
        ("Thứ Ba, thứ Năm: 8 giờ đến 10 giờ 30", ["", "08:00-10:30", "", "08:00-10:30", "", "", ""]),
        ("T2 - CN: 0:00-23:59", ["00:00-23:59"] * 7),
        ("thứ tư: 7:00-11:00 và 13:00-16:00; chủ nhật: nghỉ.", ["", "", "07:00-11:00 13:00-16:00", "", "", "", ""]),
    ],
)  # fmt: skip
def test_hours_are_read_as_offices_write_them(text: str, days: list[str]) -> None:
    found = week(text)
    assert [" ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in spans) for spans in found.days] == days
    assert Week.from_data(found.as_data()) == found


@pytest.mark.parametrize(
    "text",
    [
        "", "Giờ hành chính", "Thứ Hai đến thứ Sáu", "T2: 17:00-7:00", "T2: 7:00-11:00, 10:00-12:00", "T2: 7-11", "T2: 25:00-26:00",
        "T2-T6: 7:00-11:00\nT6: 7:00-9:00", "Hằng ngày: 7:00-11:00", "T2: nghỉ", "T2: 7:00-11:00 trừ ngày lễ", "T8: 7:00-11:00",
    ],
)  # fmt: skip
def test_what_could_be_understood_in_two_ways_is_not_read(text: str) -> None:
    assert read_week(text) is None


def test_no_hours_are_no_week() -> None:
    assert Week.from_data([]) is None


@pytest.mark.parametrize(
    ("moment", "until", "again"),
    [
        ("23 06:59", "", "23 07:00"),
        ("23 07:00", "23 11:00", ""),
        ("23 10:59", "23 11:00", ""),
        ("23 11:00", "", "23 13:00"),
        ("23 17:00", "", "24 07:00"),
        ("27 17:00", "", "30 07:00"),
        ("28 09:00", "", "30 07:00"),
    ],
)  # fmt: skip
def test_open_until_and_open_again(moment: str, until: str, again: str) -> None:
    found = opening_at(week(), calendar(), at(moment))
    assert (found.until, found.again_at) == (at(until) if until else None, at(again) if again else None)
    assert found.reason == ""


def test_a_holiday_closes_the_office_and_says_why() -> None:
    holiday = CalendarDay(date(2026, 11, 23), False, "Quốc khánh")
    found = opening_at(week(), calendar(holiday), at("23 09:00"))
    assert (found.until, found.again_at, found.reason, found.is_certain) == (None, at("24 07:00"), "Quốc khánh", True)


def test_a_day_off_that_is_only_expected_is_told_as_such() -> None:
    expected = CalendarDay(date(2026, 11, 24), False, "Ngày Văn hóa Việt Nam", confirmed=False)
    assert not opening_at(week(), calendar(expected), at("24 09:00")).is_certain


def test_a_worked_saturday_has_the_hours_of_a_weekday() -> None:
    swapped = calendar(CalendarDay(date(2026, 11, 28), True, "Làm bù"))
    assert opening_at(week(), swapped, at("28 09:00")).until == at("28 11:00")
    own = week("T2-T6: 7:00-11:00; T7: 8:00-9:00")
    assert opening_at(own, swapped, at("28 08:30")).until == at("28 09:00")


def test_an_office_open_on_sundays_is_open_on_sundays() -> None:
    found = opening_at(week("T2-CN: 6:00-20:00"), calendar(), at("29 19:00"))
    assert found.until == at("29 20:00").astimezone(UTC)


def test_an_office_closed_for_longer_than_we_look_ahead_has_no_next_opening() -> None:
    days = [CalendarDay(date.fromordinal(date(2026, 11, 23).toordinal() + n), False, "Nghỉ") for n in range(40)]
    assert opening_at(week(), calendar(*days), at("23 09:00")).again_at is None
