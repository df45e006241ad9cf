"""By when is the result promised, why that day, and how much time is used and left?

Counting: Bộ luật Dân sự 2015 articles 144 to 148 (a period begins the day after, and does not end
on a day off); first answer: Nghị định 45/2020 article 11; hand-over, supplement and apology:
Nghị định 61/2018 articles 18 and 19. A promise carries its own sum, so that a screen can show it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import gcd
from typing import Final

from portal.kernel.clock import local, local_date
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar
from portal.workflow.promises import (
    Limit,
    LineKind,
    Promise,
    Remaining,
    Segment,
    SumLine,
    TimeUsed,
    Unit,
)

__all__ = [
    "FIRST_ANSWER", "LATE_FROM", "SUPPLEMENT_WITHIN_DAYS",
    "Limit", "LineKind", "Promise", "Remaining", "Segment", "SumLine", "TimeUsed", "Unit",
    "apology_due", "appraisal_supplement_due", "due", "expected_if_filed", "first_answer_due",
    "hand_over_due", "precheck_due", "remaining", "same_days", "shift_for_pause", "time_used",
]  # fmt: skip

_ONE_DAY = timedelta(days=1)

#: After this hour a dossier is handed over next morning.
LATE_FROM: Final = time(15)
#: From appraisal a supplement is requested within so many working days of acceptance.
SUPPLEMENT_WITHIN_DAYS: Final = 3
#: The agency answers a dossier sent online within eight working hours.
FIRST_ANSWER: Final = Limit(8, Unit.HOUR)


def due(
    limit: Limit,
    accepted_at: datetime,
    calendar: WorkingCalendar,
    *,
    pauses: Iterable[Segment] = (),
) -> Promise:
    """Return when the result is due, counting from the day after acceptance, pauses added.

    `pauses`: segments of the clock; running and unfinished ones are left out. Where a procedure
    restarts after a supplement, pass the instant of the answer as `accepted_at` and no earlier pause.
    """
    start_on = local_date(accepted_at)
    stood = [pause for pause in pauses if not pause.running and pause.to_at is not None]
    pushes = [_pause_line(pause, calendar, limit.unit) for pause in stood]
    if limit.unit in (Unit.DAY, Unit.MONTH):
        last_on = _last_day(limit, start_on) + _ONE_DAY * sum(line.count for line in pushes)
        at = _closing(calendar.add_working_days(last_on, 0), accepted_at, calendar)
        skips, more = list[SumLine](), [*_rolled_lines(calendar, last_on, local_date(at))]
    else:
        first = _worked_until(limit, start_on, accepted_at, calendar)
        at = _pushed_by(first, stood, calendar, limit.unit)
        after = start_on - _ONE_DAY if limit.unit is Unit.HOUR else start_on
        skips = [*_exception_lines(calendar, after, local_date(first))]
        more = [*_exception_lines(calendar, local_date(first), local_date(at))]
    lines = (
        SumLine(LineKind.START, start_on, start_on, at=accepted_at),
        SumLine(LineKind.LIMIT, start_on, start_on, limit.value, limit.unit),
        *skips,
        *pushes,
        *more,
        _result_line(at, calendar),
    )
    return Promise(at, lines)


def _is_late(at: datetime) -> bool:
    return local(at).time() > LATE_FROM


def _worked_until(limit: Limit, start_on: date, accepted_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return the due instant of a limit in office hours or working days before any pause."""
    if limit.unit is Unit.HOUR:
        return calendar.add_working_hours(accepted_at, limit.value)
    return _closing(calendar.add_working_days(start_on, limit.value), accepted_at, calendar)


def _closing(end_on: date, accepted_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return closing time that day, the next working day for what was accepted after it ("the same day", in the evening)."""
    late = calendar.closes_at(end_on) < accepted_at
    return calendar.closes_at(calendar.add_working_days(end_on, 1) if late else end_on)


def _pushed_by(at: datetime, stood: Iterable[Segment], calendar: WorkingCalendar, unit: Unit) -> datetime:
    for pause in stood:
        assert pause.to_at is not None  # `due` leaves out what has not ended
        at = shift_for_pause(at, pause.from_at, pause.to_at, calendar, unit=unit)
    return at


def _last_day(limit: Limit, start_on: date) -> date:
    """Return the last calendar day of a limit in days or months, a day off or not."""
    if limit.unit is Unit.DAY:
        return start_on + _ONE_DAY * limit.value
    years, month = divmod(start_on.month - 1 + limit.value, 12)
    year, month = start_on.year + years, month + 1
    return date(year, month, min(start_on.day, monthrange(year, month)[1]))


def _exception_lines(calendar: WorkingCalendar, after: date, until: date) -> Iterator[SumLine]:
    """Yield a line for each run of listed days in (after, until] that changed a working-day count."""
    listed = calendar.exceptions(after, until)
    for (working, _), run in groupby(listed, key=lambda day: (day.working, day.reason)):
        yield _run_line(LineKind.EXTRA if working else LineKind.SKIP, list(run))


def _rolled_lines(calendar: WorkingCalendar, last_on: date, end_on: date) -> Iterator[SumLine]:
    """Yield a line for each run of days off on which a limit in days may not end."""
    passed = (last_on + _ONE_DAY * i for i in range((end_on - last_on).days))
    off = [
        CalendarDay(on, False, calendar.why(on), confirmed=calendar.is_confirmed(on))
        for on in passed
        if not calendar.is_working_day(on)
    ]
    for _, run in groupby(off, key=lambda day: day.reason):
        yield replace(_run_line(LineKind.SKIP, list(run)), unit=Unit.DAY)


def _run_line(kind: LineKind, run: Sequence[CalendarDay]) -> SumLine:
    confirmed = all(day.confirmed for day in run)
    return SumLine(kind, run[0].on, run[-1].on, len(run), reason=run[0].reason, confirmed=confirmed)


def _result_line(at: datetime, calendar: WorkingCalendar) -> SumLine:
    on = local_date(at)
    return SumLine(LineKind.RESULT, on, on, at=at, confirmed=calendar.is_confirmed(on))


def _pause_line(pause: Segment, calendar: WorkingCalendar, unit: Unit) -> SumLine:
    assert pause.to_at is not None  # `due` leaves out what has not ended
    unit = Unit.DAY if unit is Unit.MONTH else unit
    pushed = _pushed(pause.from_at, pause.to_at, calendar, unit)
    return SumLine(LineKind.PAUSE, local_date(pause.from_at), local_date(pause.to_at), pushed, unit, pause.reason)


def _pushed(paused_from: datetime, paused_to: datetime, calendar: WorkingCalendar, unit: Unit) -> int:
    """Return by how many whole working days (hours, calendar days: as the limit is counted) a pause pushes.

    Days are counted as a calendar shows them, from the day of the pause to the day work can go on:
    whoever has the two dates can check it, and cutting a pause in two gains nothing. A pause in which nobody would have
    worked anyway, in a night or over a day off, pushes nothing.
    """
    if unit is Unit.HOUR:
        return -(-calendar.working_minutes_between(paused_from, paused_to) // 60)
    goes_on = calendar.next_working_moment(paused_to)
    if calendar.next_working_moment(paused_from) == goes_on:
        return 0
    paused_on, resumes_on = local_date(paused_from), local_date(goes_on)
    if unit is Unit.DAY:
        return max(0, (resumes_on - paused_on).days)
    return max(0, calendar.working_days_between(paused_on, resumes_on))


def shift_for_pause(
    at: datetime,
    paused_from: datetime,
    paused_to: datetime,
    calendar: WorkingCalendar,
    *,
    unit: Unit = Unit.WORKING_DAY,
) -> datetime:
    """Return the due instant pushed by the paused office hours or working days; never earlier."""
    pushed = _pushed(paused_from, paused_to, calendar, unit)
    if pushed <= 0:
        return at
    if unit is Unit.HOUR:
        moved = calendar.add_working_hours(at, pushed)
        return moved if at < paused_from else max(moved, calendar.next_working_moment(paused_to))
    on = local_date(at)
    moved_on = calendar.add_working_days(on, pushed)
    return at + (moved_on - on)  # no summer time in Viet Nam: the wall clock stays


def same_days(at: datetime, hours: OfficeHours) -> str:
    """Return a mark: filed at two instants with the same mark, every limit leads through the same days.

    Days turn over at midnight, and where a whole number of office hours ends: all stand on one grid of minutes. An instant on the grid stands alone, because it still belongs to the day before it.
    """
    wall = local(at)
    stands = (*hours.morning, *hours.afternoon)
    grid = timedelta(minutes=gcd(60, *(stand.hour * 60 + stand.minute for stand in stands)))
    whole, rest = divmod(wall.replace(tzinfo=None) - datetime.combine(wall.date(), time()), grid)
    return f"{wall.date()}/{whole}{'+' if rest else ''}"


def first_answer_due(submitted_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return by when a dossier sent at any hour is accepted, refused or sent back with a request."""
    return calendar.add_working_hours(submitted_at, FIRST_ANSWER.value)


def precheck_due(asked_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return by when an officer says what is missing in a draft: one working day, a promise of the house, not of the law."""
    return calendar.add_working_hours(asked_at, FIRST_ANSWER.value)


def expected_if_filed(
    at: datetime,
    limit: Limit,
    calendar: WorkingCalendar,
    *,
    online: bool,
    first_answer: Limit = FIRST_ANSWER,
) -> Promise:
    """Return the latest due date if filed at `at`: online, the whole first answer comes before.

    At the counter a dossier is accepted when the office is open, so no first answer is added.
    """
    answered = due(first_answer, at, calendar)
    accepted_at = answered.at if online else calendar.next_working_moment(at)
    promise = due(limit, accepted_at, calendar)
    if not online:
        return promise
    answer = SumLine(
        LineKind.FIRST_ANSWER,
        local_date(at),
        local_date(accepted_at),
        first_answer.value,
        first_answer.unit,
        at=accepted_at,
    )
    days_off = (line for line in answered.lines if line.kind in (LineKind.SKIP, LineKind.EXTRA))
    return replace(promise, lines=(answer, *days_off, *promise.lines))


def remaining(promised_at: datetime, now: datetime, calendar: WorkingCalendar) -> Remaining:
    """Return how far `now` is from the promised instant, in working days."""
    days = calendar.working_days_between(local_date(now), local_date(promised_at))
    overdue = now > promised_at
    today = local_date(now) == local_date(promised_at)
    return Remaining(abs(days), overdue, due_today=today and not overdue)


def time_used(segments: Iterable[Segment], now: datetime, calendar: WorkingCalendar) -> TimeUsed:
    """Return the office minutes used and stood still until `now`; later time is left out."""
    used = {True: 0, False: 0}
    for segment in segments:
        until = min(segment.to_at or now, now)
        minutes = calendar.working_minutes_between(segment.from_at, until)
        used[segment.running] += max(0, minutes)
    return TimeUsed(used[True], used[False])


def hand_over_due(accepted_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return by when the counter hands over: closing time, or next working morning after 15:00."""
    on = local_date(accepted_at)
    if calendar.is_working_day(on) and not _is_late(accepted_at):
        return calendar.closes_at(on)
    next_on = calendar.add_working_days(on, 1)
    return calendar.session_ends_at(calendar.opens_at(next_on))


def appraisal_supplement_due(accepted_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return until when appraisal may still ask the citizen for a supplement."""
    on = calendar.add_working_days(local_date(accepted_at), SUPPLEMENT_WITHIN_DAYS)
    return calendar.closes_at(on)


def apology_due(promised_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return until when an apology is in good time: the end of the working day before."""
    return calendar.closes_at(calendar.working_day_before(local_date(promised_at)))
