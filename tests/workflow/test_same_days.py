"""Filed at two instants with the same mark, every limit leads through the same days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from portal.kernel.clock import ZONE
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar
from portal.workflow.deadlines import Limit, Unit, expected_if_filed, same_days

CITY = OfficeHours((time(7), time(11)), (time(13), time(17)))
HALVES = OfficeHours((time(7, 30), time(11, 30)), (time(13, 15), time(17)))
HOLIDAYS = tuple(CalendarDay(date(2026, 1, 1) + timedelta(days=n), False, "Nghỉ") for n in (0, 1, 13, 14))
START = datetime(2026, 1, 5, tzinfo=ZONE).astimezone(UTC)

instants = st.builds(lambda minutes, rest: START + timedelta(minutes=minutes, microseconds=rest),
                     st.integers(0, 60 * 24 * 10), st.sampled_from([0, 0, 1, 30_000_000]))  # fmt: skip
limits = st.builds(Limit, st.integers(0, 30), st.sampled_from(Unit))


def days(at: datetime, limit: Limit, calendar: WorkingCalendar, *, online: bool) -> list[object]:
    promise = expected_if_filed(at, limit, calendar, online=online)
    lines = [(line.kind, line.on, line.until, line.count, line.reason) for line in promise.lines]
    return [promise.at.astimezone(ZONE).date(), *lines]


@given(instants, st.timedeltas(timedelta(), timedelta(minutes=70)), limits, st.booleans(),
       st.sampled_from([CITY, HALVES]))  # fmt: skip
@example(START + timedelta(hours=7), timedelta(microseconds=1), Limit(5, Unit.WORKING_DAY), True, CITY)
@example(START + timedelta(hours=15), timedelta(microseconds=1), Limit(5, Unit.DAY), False, CITY)
@example(START + timedelta(hours=15, minutes=30), timedelta(minutes=20), Limit(2, Unit.HOUR), True, CITY)
def test_the_same_mark_means_the_same_days(
    at: datetime, later: timedelta, limit: Limit, online: bool, hours: OfficeHours
) -> None:
    calendar = WorkingCalendar(hours, frozenset(range(5)), HOLIDAYS)
    first, second = (days(moment, limit, calendar, online=online) for moment in (at, at + later))
    assert first == second or same_days(at, hours) != same_days(at + later, hours)


def test_a_mark_lasts_an_hour_where_offices_open_on_the_hour() -> None:
    marks = {same_days(START + timedelta(minutes=minute, seconds=1), CITY) for minute in range(24 * 60)}
    assert len(marks) == 24
