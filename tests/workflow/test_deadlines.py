"""Is the promised date the one the law gives, and can the citizen check the sum behind it?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from portal.kernel.clock import ZONE
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar
from portal.workflow.deadlines import (
    Limit,
    LineKind,
    Remaining,
    Segment,
    TimeUsed,
    Unit,
    apology_due,
    appraisal_supplement_due,
    due,
    expected_if_filed,
    first_answer_due,
    hand_over_due,
    remaining,
    shift_for_pause,
    time_used,
)

HOURS = OfficeHours((time(7), time(11)), (time(13), time(17)))


def a_calendar(off: str = "", worked: str = "", confirmed: bool = True) -> WorkingCalendar:
    """Build a calendar of Monday to Friday; `off` is "2014-01-28 Tết; …"."""
    listed = [(False, entry) for entry in off.split(";")]
    listed += [(True, entry) for entry in worked.split(";")]
    days = tuple(
        CalendarDay(on(entry.split()[0]), working, " ".join(entry.split()[1:]), "", confirmed)
        for working, entry in listed
        if entry.strip()
    )
    return WorkingCalendar(HOURS, frozenset(range(5)), days)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def on(text: str) -> date:
    return date.fromisoformat(text)


def working_days(n: int) -> Limit:
    return Limit(n, Unit.WORKING_DAY)


def a_pause(from_text: str, to_text: str) -> Segment:
    return Segment(at(from_text), at(to_text), running=False, reason="chờ nộp thuế")


TET_2014 = a_calendar("; ".join(f"2014-01-{d} Tết" for d in (28, 29, 30, 31))
    + "; 2014-02-03 Tết; 2014-02-04 Tết; 2014-02-05 Tết")  # fmt: skip
VICTORY_2026 = a_calendar("2026-04-30 Chiến thắng; 2026-05-01 Lao động")
NEW_YEAR_2026 = a_calendar("2026-01-01 Tết; 2026-01-02 hoán đổi", worked="2026-01-10 làm bù")
NATIONAL_DAY_2026 = a_calendar(
    "2026-08-31 hoán đổi; 2026-09-01 Quốc khánh; 2026-09-02 Quốc khánh", worked="2026-08-22 làm bù"
)
NEW_YEAR_2027 = a_calendar("2026-01-01 Tết Dương lịch; 2027-01-01 Tết Dương lịch")


@pytest.mark.parametrize(
    ("calendar", "accepted", "n", "promised"),
    [
        (a_calendar(), "2014-02-28 10:00", 3, "2014-03-05 17:00"),
        (TET_2014, "2014-01-27 10:00", 2, "2014-02-07 17:00"),
        (VICTORY_2026, "2026-04-29 16:00", 1, "2026-05-04 17:00"),
        (NEW_YEAR_2026, "2026-01-05 09:00", 5, "2026-01-10 17:00"),  # the swapped Saturday is counted
        (NATIONAL_DAY_2026, "2026-08-28 09:00", 1, "2026-09-03 17:00"),  # off from Saturday 29/8 to 2/9
        (NATIONAL_DAY_2026, "2026-08-21 09:00", 1, "2026-08-22 17:00"),  # worked for Monday 31/8
    ],
)
def test_worked_examples(calendar: WorkingCalendar, accepted: str, n: int, promised: str) -> None:
    assert due(working_days(n), at(accepted), calendar).at == at(promised)


def test_filed_on_monday_23_november_2026_with_two_days_of_checking() -> None:
    limit, checking = working_days(30), working_days(2)
    filed = at("2026-11-23 09:00")
    promise = expected_if_filed(filed, limit, NEW_YEAR_2027, online=True, first_answer=checking)
    assert promise.at == at("2027-01-07 17:00")
    culture_day = a_calendar("2026-11-24 Ngày Văn hóa; 2027-01-01 Tết Dương lịch")
    promise = expected_if_filed(filed, limit, culture_day, online=True, first_answer=checking)
    assert promise.at == at("2027-01-08 17:00")


@pytest.mark.parametrize(
    ("filed", "online", "promised"),
    [
        ("2026-11-23 09:00", True, "2027-01-06 17:00"),  # answered by Tuesday 9:00
        ("2026-11-23 20:00", True, "2027-01-06 17:00"),  # answered by Tuesday 17:00
        ("2026-11-23 09:00", False, "2027-01-05 17:00"),  # accepted at the counter
        ("2026-11-22 09:00", False, "2027-01-05 17:00"),  # Sunday: on Monday morning
    ],
)
def test_expected_date_counts_the_first_answer(filed: str, online: bool, promised: str) -> None:
    promise = expected_if_filed(at(filed), working_days(30), NEW_YEAR_2027, online=online)
    assert promise.at == at(promised)
    assert (promise.lines[0].kind is LineKind.FIRST_ANSWER) is online


@pytest.mark.parametrize(
    ("limit", "accepted", "promised"),
    [
        (Limit(8, Unit.HOUR), "2026-11-23 09:00", "2026-11-24 09:00"),
        (Limit(5, Unit.DAY), "2026-11-23 09:00", "2026-11-30 17:00"),  # the 28th is a Saturday
        (Limit(4, Unit.DAY), "2026-11-23 09:00", "2026-11-27 17:00"),
        (Limit(1, Unit.MONTH), "2026-10-31 09:00", "2026-11-30 17:00"),
        (Limit(3, Unit.MONTH), "2026-11-23 09:00", "2027-02-23 17:00"),
        (Limit(0, Unit.WORKING_DAY), "2026-11-23 09:00", "2026-11-23 17:00"),
        (Limit(0, Unit.WORKING_DAY), "2026-11-23 18:00", "2026-11-24 17:00"),
        (Limit(0, Unit.DAY), "2026-11-23 18:00", "2026-11-24 17:00"),
        (Limit(1, Unit.WORKING_DAY), "2026-11-28 09:00", "2026-11-30 17:00"),
    ],
)
def test_every_unit_is_counted_its_own_way(limit: Limit, accepted: str, promised: str) -> None:
    assert due(limit, at(accepted), a_calendar()).at == at(promised)


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        working_days(-1)


# ---- the sum


def test_the_sum_names_limit_holidays_and_result() -> None:
    tet = "; ".join(f"2026-02-{d} Tết" for d in (16, 17, 18, 19, 20))
    promise = due(working_days(15), at("2026-02-10 09:00"), a_calendar(tet))
    start, limit, skip, result = promise.lines
    assert (start.kind, start.on, start.at) == (
        LineKind.START,
        on("2026-02-10"),
        at("2026-02-10 09:00"),
    )
    assert (limit.kind, limit.count, limit.unit) == (LineKind.LIMIT, 15, Unit.WORKING_DAY)
    assert (skip.kind, skip.reason, skip.count) == (LineKind.SKIP, "Tết", 5)
    assert (skip.on, skip.until) == (on("2026-02-16"), on("2026-02-20"))
    assert (result.kind, result.on, result.at) == (LineKind.RESULT, on("2026-03-10"), promise.at)
    assert promise.is_confirmed


def test_a_swapped_saturday_is_shown_as_a_day_gained() -> None:
    calendar = a_calendar("2026-08-31 Nghỉ hoán đổi", "2026-08-22 Làm bù")
    promise = due(working_days(2), at("2026-08-20 09:00"), calendar)
    assert promise.at == at("2026-08-22 17:00")
    assert [(n.kind, n.count) for n in promise.lines[2:3]] == [(LineKind.EXTRA, 1)]


def test_a_limit_in_days_shows_the_days_off_it_may_not_end_on() -> None:
    calendar = a_calendar("2026-04-30 Chiến thắng; 2026-05-01 Lao động")
    promise = due(Limit(10, Unit.DAY), at("2026-04-20 09:00"), calendar)
    assert promise.at == at("2026-05-04 17:00")
    skips = [(n.reason, n.count, n.on.day) for n in promise.lines if n.kind is LineKind.SKIP]
    assert skips == [("Chiến thắng", 1, 30), ("Lao động", 1, 1), ("", 2, 2)]


def test_a_working_day_is_never_shown_as_a_day_off() -> None:
    promise = due(Limit(0, Unit.DAY), at("2026-11-23 18:00"), a_calendar())
    assert [line.kind for line in promise.lines] == ["start", "limit", "result"]


def test_a_date_resting_on_guesses_says_so() -> None:
    guess = a_calendar("2027-02-04 Tết; 2027-02-05 Tết", confirmed=False)
    assert not due(working_days(3), at("2027-02-02 09:00"), guess).is_confirmed


# ---- pauses


@pytest.mark.parametrize(
    ("paused", "resumed", "promised"),
    [
        ("2026-11-24 09:00", "2026-11-24 16:00", "2026-11-27 17:00"),  # within one day
        ("2026-11-24 09:00", "2026-11-26 08:00", "2026-12-01 17:00"),
        ("2026-11-27 09:00", "2026-11-29 08:00", "2026-11-30 17:00"),  # paid on Sunday
        ("2026-11-26 22:50", "2026-11-26 22:51", "2026-11-27 17:00"),  # asked and paid in one evening
        ("2026-11-27 18:00", "2026-11-29 08:00", "2026-11-27 17:00"),  # over a weekend alone
        ("2026-11-27 18:00", "2026-12-01 08:00", "2026-12-01 17:00"),
        ("2026-11-26 09:00", "2026-11-24 09:00", "2026-11-27 17:00"),  # backwards: nothing
    ],
)
def test_a_pause_pushes_by_whole_working_days(paused: str, resumed: str, promised: str) -> None:
    moved = shift_for_pause(at("2026-11-27 17:00"), at(paused), at(resumed), a_calendar())
    assert moved == at(promised)


def test_a_limit_in_hours_is_pushed_by_hours() -> None:
    pause = a_pause("2026-11-23 10:00", "2026-11-23 14:30")
    promise = due(Limit(8, Unit.HOUR), at("2026-11-23 09:00"), a_calendar(), pauses=[pause])
    assert promise.at == at("2026-11-24 14:00")
    assert [(n.count, n.unit) for n in promise.lines if n.kind is LineKind.PAUSE] == [(3, Unit.HOUR)]


def test_pauses_are_in_the_sum_and_only_finished_ones_count() -> None:
    segments = [
        Segment(at("2026-11-23 09:00"), at("2026-11-24 09:00"), running=True),
        a_pause("2026-11-24 09:00", "2026-11-26 09:00"),
        Segment(at("2026-11-30 09:00"), None, running=False),
    ]
    promise = due(working_days(4), at("2026-11-23 09:00"), a_calendar(), pauses=segments)
    assert promise.at == at("2026-12-01 17:00")
    pauses = [(n.count, n.reason) for n in promise.lines if n.kind is LineKind.PAUSE]
    assert pauses == [(2, "chờ nộp thuế")]


@pytest.mark.parametrize(
    ("submitted", "answered"),
    [
        ("2026-11-23 09:00", "2026-11-24 09:00"),
        ("2026-11-22 22:00", "2026-11-23 17:00"),
        ("2026-11-27 16:00", "2026-11-30 16:00"),
    ],
)
def test_the_first_answer_takes_eight_working_hours(submitted: str, answered: str) -> None:
    assert first_answer_due(at(submitted), a_calendar()) == at(answered)


@pytest.mark.parametrize(
    ("accepted", "handed_over"),
    [
        ("2026-11-23 09:00", "2026-11-23 17:00"),
        ("2026-11-23 15:00", "2026-11-23 17:00"),
        ("2026-11-23 15:10", "2026-11-24 11:00"),
        ("2026-11-27 16:00", "2026-11-30 11:00"),
        ("2026-11-28 09:00", "2026-11-30 11:00"),
    ],
)
def test_hand_over_the_same_day_or_next_morning(accepted: str, handed_over: str) -> None:
    assert hand_over_due(at(accepted), a_calendar()) == at(handed_over)


def test_a_supplement_from_appraisal_goes_within_three_working_days() -> None:
    assert appraisal_supplement_due(at("2026-11-26 09:00"), a_calendar()) == at("2026-12-01 17:00")


def test_an_apology_comes_before_the_day_of_the_promise() -> None:
    assert apology_due(at("2026-11-30 17:00"), a_calendar()) == at("2026-11-27 17:00")


# ---- time left and used


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-20 09:00", Remaining(3, overdue=False, due_today=False)),
        ("2026-11-25 16:59", Remaining(0, overdue=False, due_today=True)),
        ("2026-11-25 17:00", Remaining(0, overdue=False, due_today=True)),
        ("2026-11-25 17:01", Remaining(0, overdue=True, due_today=False)),
        ("2026-11-30 08:00", Remaining(3, overdue=True, due_today=False)),
    ],
)
def test_time_left(now: str, left: Remaining) -> None:
    assert remaining(at("2026-11-25 17:00"), at(now), a_calendar()) == left


def test_time_used_counts_running_and_paused_office_minutes() -> None:
    segments = [
        Segment(at("2026-11-23 09:00"), at("2026-11-24 09:00"), running=True),
        Segment(at("2026-11-24 09:00"), at("2026-11-24 10:30"), running=False),
        Segment(at("2026-11-24 10:30"), None, running=True),
    ]
    assert time_used(segments, at("2026-11-24 14:00"), a_calendar()) == TimeUsed(480 + 90, 90)
    assert time_used(segments, at("2026-11-23 10:00"), a_calendar()) == TimeUsed(60, 0)
