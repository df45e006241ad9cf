"""Which things are true of every promise, whatever the calendar, the limit and the hour?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from portal.kernel.clock import local_date
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar
from portal.workflow.deadlines import (
    Limit,
    LineKind,
    Segment,
    Unit,
    due,
    expected_if_filed,
    first_answer_due,
    remaining,
)

HOURS = OfficeHours((time(7), time(11)), (time(13), time(17)))

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 30)).map(
    lambda naive: naive.replace(tzinfo=UTC, second=0, microsecond=0)
)
limits = st.one_of(
    st.builds(Limit, st.integers(0, 40), st.just(Unit.HOUR)),
    st.builds(Limit, st.integers(0, 60), st.sampled_from([Unit.DAY, Unit.WORKING_DAY])),
    st.builds(Limit, st.integers(0, 6), st.just(Unit.MONTH)),
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
flips = st.sets(days, max_size=25)
lengths = st.timedeltas(timedelta(0), timedelta(30))


def an_irregular_calendar(flipped: set[date]) -> WorkingCalendar:
    listed = tuple(CalendarDay(day, day.weekday() > 4, "hoán đổi") for day in flipped)
    return WorkingCalendar(HOURS, frozenset(range(5)), listed)


def with_holiday(calendar: WorkingCalendar, holiday: date) -> WorkingCalendar:
    others = tuple(day for day in calendar.days if day.on != holiday)
    return WorkingCalendar(HOURS, calendar.weekdays, (*others, CalendarDay(holiday, False, "lễ mới")))


@given(flips, limits, moments)
def test_a_promise_is_a_working_moment_after_acceptance(flipped: set[date], limit: Limit, accepted: datetime) -> None:
    calendar = an_irregular_calendar(flipped)
    promise = due(limit, accepted, calendar)
    assert calendar.is_working_moment(promise.at) and promise.at >= accepted
    if limit.unit is not Unit.HOUR:
        assert promise.at == calendar.closes_at(local_date(promise.at))


@given(flips, days, limits, moments, st.booleans())
def test_a_new_holiday_never_makes_a_promise_earlier(
    flipped: set[date], holiday: date, limit: Limit, filed: datetime, online: bool
) -> None:
    before = an_irregular_calendar(flipped)
    after = with_holiday(before, holiday)
    old, new = (due(limit, filed, c).at for c in (before, after))
    assert new >= old
    old, new = (expected_if_filed(filed, limit, c, online=online).at for c in (before, after))
    assert new >= old
    assert first_answer_due(filed, after) >= first_answer_due(filed, before)


@given(flips, limits, moments, lengths, lengths)
def test_a_pause_never_makes_a_promise_earlier_and_ends_on_a_working_moment(
    flipped: set[date], limit: Limit, accepted: datetime, wait: timedelta, length: timedelta
) -> None:
    calendar = an_irregular_calendar(flipped)
    pause = Segment(accepted + wait, accepted + wait + length, running=False)
    plain = due(limit, accepted, calendar)
    paused = due(limit, accepted, calendar, pauses=[pause])
    assert paused.at >= plain.at
    assert calendar.is_working_moment(paused.at)


@given(flips, days, limits, moments, lengths, lengths)
def test_a_new_holiday_never_makes_a_paused_promise_earlier(
    flipped: set[date], holiday: date, limit: Limit, accepted: datetime, wait: timedelta, length: timedelta
) -> None:
    before = an_irregular_calendar(flipped)
    after = with_holiday(before, holiday)
    pause = Segment(accepted + wait, accepted + wait + length, running=False)
    assume(pause.from_at <= due(limit, accepted, before).at)  # a late one stays late
    old, new = (due(limit, accepted, c, pauses=[pause]).at for c in (before, after))
    assert new >= old and after.is_working_moment(new)


@given(flips, days, limits, moments)
def test_a_holiday_added_and_taken_away_again_leaves_the_promise_as_it_was(
    flipped: set[date], holiday: date, limit: Limit, accepted: datetime
) -> None:
    before = an_irregular_calendar(flipped)
    listed = before.listed(holiday)
    there_and_back = with_holiday(before, holiday).with_day(holiday, listed)
    assert due(limit, accepted, there_and_back).at == due(limit, accepted, before).at


@given(flips, days, limits, moments)
def test_days_after_the_promise_do_not_touch_it(
    flipped: set[date], holiday: date, limit: Limit, accepted: datetime
) -> None:
    """So that a change of the calendar needs to look only at promises from its day on."""
    calendar = an_irregular_calendar(flipped)
    promised = due(limit, accepted, calendar).at
    for changed in (with_holiday(calendar, holiday), calendar.with_day(holiday, CalendarDay(holiday, True, "bù"))):
        if holiday > local_date(promised):
            assert due(limit, accepted, changed).at == promised


@given(flips, st.integers(1, 40), moments, lengths, lengths, lengths)
def test_cutting_a_pause_in_two_gains_nothing(
    flipped: set[date], n: int, accepted: datetime, wait: timedelta, one: timedelta, two: timedelta
) -> None:
    calendar = an_irregular_calendar(flipped)
    start = calendar.next_working_moment(accepted + wait)
    middle = calendar.next_working_moment(start + one)
    end = middle + two
    whole = [Segment(start, end, running=False)]
    parts = [Segment(start, middle, running=False), Segment(middle, end, running=False)]
    limit = Limit(n, Unit.WORKING_DAY)
    assert due(limit, accepted, calendar, pauses=whole).at == due(limit, accepted, calendar, pauses=parts).at


@given(flips, st.integers(1, 40), moments, lengths, lengths)
def test_the_lines_add_up_to_the_date(
    flipped: set[date], n: int, accepted: datetime, wait: timedelta, length: timedelta
) -> None:
    calendar = an_irregular_calendar(flipped)
    pause = Segment(accepted + wait, accepted + wait + length, running=False)
    promise = due(Limit(n, Unit.WORKING_DAY), accepted, calendar, pauses=[pause])
    ordinary = WorkingCalendar(HOURS, calendar.weekdays)
    signs = {LineKind.LIMIT: 1, LineKind.PAUSE: 1, LineKind.SKIP: 1, LineKind.EXTRA: -1}
    total = sum(line.count * signs.get(line.kind, 0) for line in promise.lines)
    counted_from = promise.lines[0].until
    assert ordinary.working_days_between(counted_from, promise.lines[-1].on) == total


@given(flips, moments, moments)
def test_time_left_and_gone_by_mirror_each_other(flipped: set[date], promised: datetime, now: datetime) -> None:
    left = remaining(promised, now, an_irregular_calendar(flipped))
    assert left.working_days >= 0
    assert left.overdue == (now > promised)
    assert not (left.overdue and left.due_today)
