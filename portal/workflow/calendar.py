"""What is working time: which days, which hours, and how much lies between two instants?

A calendar is a value: office hours, a weekly rule, and listed days that override it (holidays,
compensatory days off, swapped Saturdays), each with its reason and source. Nothing here knows a
holiday; the list is data, because the State announces it anew every year (Bộ luật Lao động 2019,
articles 111 and 112). Instants go in aware and come out in UTC; days are days in Viet Nam.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from portal.kernel.clock import ZONE

_ONE_DAY = timedelta(days=1)

#: Opening and closing time on a wall clock in Viet Nam.
Session = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The two halves of an office day. Raises ValueError unless the four times rise."""

    morning: Session
    afternoon: Session

    def __post_init__(self) -> None:
        """Refuse hours that overlap or run backwards."""
        times = [*self.morning, *self.afternoon]
        if times != sorted(set(times)):
            raise ValueError(f"office hours must rise: {times}")

    def written(self) -> str:
        """Return the four times as they are kept: 07:00-11:00 13:00-17:00."""
        return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in self.sessions)

    @property
    def sessions(self) -> tuple[Session, Session]:
        """Morning and afternoon, in order."""
        return self.morning, self.afternoon

    @property
    def hours_a_day(self) -> float:
        """Working hours in one day."""
        midnight = datetime.min
        spans = (
            datetime.combine(midnight, closes) - datetime.combine(midnight, opens) for opens, closes in self.sessions
        )
        return sum(spans, timedelta()) / timedelta(hours=1)


def read_hours(text: str) -> OfficeHours:
    """Return office hours as `OfficeHours.written` writes them. Raises ValueError for anything else."""
    morning, afternoon = (
        (time.fromisoformat(opens), time.fromisoformat(closes))
        for opens, closes in (session.split("-") for session in text.split(" "))
    )
    return OfficeHours(morning, afternoon)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that the weekly rule does not decide, or that the State has named."""

    on: date
    working: bool
    reason: str
    source: str = ""
    confirmed: bool = True  #: False while the yearly announcement is still a guess


@dataclass(frozen=True)
class WorkingCalendar:
    """Hours, working weekdays (Monday is 0) and the listed days. Raises ValueError when unusable."""

    hours: OfficeHours
    weekdays: frozenset[int]
    days: tuple[CalendarDay, ...] = ()
    _listed: Mapping[date, CalendarDay] = field(init=False, repr=False, compare=False)
    #: The sessions of days that were asked for: a page of a list asks for the same days again and again.
    _worked: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        """Index the listed days; refuse a day listed twice and a week without work."""
        listed = {day.on: day for day in self.days}
        if len(listed) != len(self.days):
            raise ValueError("a day is listed twice in the calendar")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError(f"working weekdays must be some of 0 to 6: {sorted(self.weekdays)}")
        object.__setattr__(self, "_listed", listed)

    def with_day(self, on: date, day: CalendarDay | None) -> WorkingCalendar:
        """Return the calendar in which that day is listed so; None: in which it is not listed, and the week decides."""
        others = tuple(other for other in self.days if other.on != on)
        return WorkingCalendar(self.hours, self.weekdays, (*others, day) if day else others)

    def with_hours(self, hours: OfficeHours) -> WorkingCalendar:
        """Return the calendar with other office hours."""
        return WorkingCalendar(hours, self.weekdays, self.days)

    # ---- days

    def listed(self, on: date) -> CalendarDay | None:
        """Return what is listed for that day; None where the weekly rule decides."""
        return self._listed.get(on)

    def is_working_day(self, on: date) -> bool:
        """Say whether offices work that day."""
        day = self._listed.get(on)
        return day.working if day else on.weekday() in self.weekdays

    def why(self, on: date) -> str:
        """Return the listed reason for that day; "" for an ordinary working day or weekend."""
        day = self._listed.get(on)
        return day.reason if day else ""

    def is_confirmed(self, on: date) -> bool:
        """Say whether the day is certain: confirmed where listed, else when its year is announced.

        A year counts as announced once one of its listed days is confirmed; until then any of its
        ordinary days may still be swapped.
        """
        day = self._listed.get(on)
        if day:
            return day.confirmed
        return any(other.on.year == on.year and other.confirmed for other in self.days)

    def exceptions(self, after: date, until: date) -> tuple[CalendarDay, ...]:
        """Return the listed days in (after, until] that differ from the weekly rule, in order."""
        days = (
            day
            for on, day in self._listed.items()
            if after < on <= until and day.working != (on.weekday() in self.weekdays)
        )
        return tuple(sorted(days, key=lambda day: day.on))

    def add_working_days(self, on: date, n: int) -> date:
        """Return the n-th working day after `on`; for 0, `on` itself or the next working day."""
        if n < 0:
            raise ValueError("working days are counted forwards")
        if n == 0:
            return on if self.is_working_day(on) else self.add_working_days(on, 1)
        while n:
            on += _ONE_DAY
            n -= self.is_working_day(on)
        return on

    def working_day_before(self, on: date) -> date:
        """Return the last working day before `on`."""
        on -= _ONE_DAY
        while not self.is_working_day(on):
            on -= _ONE_DAY
        return on

    def working_days_between(self, a: date, b: date) -> int:
        """Return how many working days lie in (a, b]; negative when `b` comes first."""
        if b < a:
            return -self.working_days_between(b, a)
        return sum(self.is_working_day(a + _ONE_DAY * i) for i in range(1, (b - a).days + 1))

    # ---- hours

    def opens_at(self, on: date) -> datetime:
        """Return when the morning begins that day, whether or not it is worked."""
        return _instant(on, self.hours.morning[0])

    def closes_at(self, on: date) -> datetime:
        """Return when the afternoon ends that day, whether or not it is worked."""
        return _instant(on, self.hours.afternoon[1])

    def is_working_moment(self, at: datetime) -> bool:
        """Say whether offices are open; the closing minute itself counts as open."""
        return self.next_working_moment(at) == at

    def next_working_moment(self, at: datetime) -> datetime:
        """Return `at` if offices are open then, else the next opening."""
        opens, _ = next(self._sessions_from(at))
        return max(opens, _utc(at))

    def session_ends_at(self, at: datetime) -> datetime:
        """Return the end of the half day `at` falls in, or of the next one."""
        _, closes = next(self._sessions_from(at))
        return closes

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """Return the instant when that many office hours (fractions allowed) have gone by."""
        if hours < 0:
            raise ValueError("working hours are counted forwards")
        left = timedelta(hours=hours)
        for opens, closes in self._sessions_from(at):
            start = max(opens, _utc(at))
            if left <= closes - start:
                return start + left
            left -= closes - start
        raise AssertionError("unreachable: a calendar always has a next session")

    def working_minutes_between(self, a: datetime, b: datetime) -> int:
        """Return the whole office minutes from `a` to `b`; negative when `b` comes first."""
        if b < a:
            return -self.working_minutes_between(b, a)
        worked = timedelta()
        for opens, closes in self._sessions_from(a):
            if opens >= b:
                break
            worked += min(closes, _utc(b)) - max(opens, _utc(a))
        return worked // timedelta(minutes=1)

    def _sessions_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the sessions, without end, of which the first closes at or after `at`."""
        first = _utc(at).astimezone(ZONE).date()
        for i in count():
            for opens, closes in self._sessions_on(first + _ONE_DAY * i):
                if closes >= at:
                    yield opens, closes

    def _sessions_on(self, on: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the sessions of a day, none when it is not worked."""
        known = self._worked.get(on)
        if known is None:
            sessions = self.hours.sessions if self.is_working_day(on) else ()
            known = self._worked[on] = tuple((_instant(on, opens), _instant(on, closes)) for opens, closes in sessions)
        return known


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone says nothing")
    return at.astimezone(UTC)


def _instant(on: date, wall: time) -> datetime:
    return datetime.combine(on, wall, ZONE).astimezone(UTC)
