"""When is one office open? Its own week, under the calendar of the State: holidays close it, a swapped Saturday opens it.

A week is written the way offices write it on their door, one group of days a line, and read back strictly:
"Thứ Hai đến thứ Sáu: 7 giờ–11 giờ, 13 giờ–17 giờ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from portal.kernel.clock import ZONE, local_date
from portal.kernel.text import fold
from portal.workflow.calendar import WorkingCalendar

Span = tuple[time, time]
#: How far ahead the next opening is looked for: the longest holiday with a weekend on both sides is shorter.
LOOK_AHEAD = 30

_DAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5,
         "cn": 6, "nhat": 6}  # fmt: skip
_TIME = r"(\d{1,2})\s*(?:giờ|g|h|:)\s*(\d{2})?(?:\s*phút)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:[–—-]|đến)\s*{_TIME}")
_LINE = re.compile(r"([^:\d]*(?:t[2-7][^:\d]*)*):(.*)")


@dataclass(frozen=True)
class Week:
    """The hours of each weekday, Monday first; no hours: closed."""

    days: tuple[tuple[Span, ...], ...]

    def as_data(self) -> list[list[list[str]]]:
        """Return plain JSON data from which `from_data` builds the same week."""
        return [[[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in spans] for spans in self.days]

    @classmethod
    def from_data(cls, data: Sequence[Sequence[Sequence[str]]]) -> Week | None:
        """Build it from stored data; None when there is none."""
        if not data:
            return None
        return cls(tuple(tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans) for spans in data))

    def on(self, day: date, calendar: WorkingCalendar) -> tuple[Span, ...]:
        """Return the hours of one day; a worked Saturday has those of the first working weekday."""
        listed, own = calendar.listed(day), self.days[day.weekday()]
        if listed is None:
            return own
        return (own or next(filter(None, self.days), ())) if listed.working else ()


@dataclass(frozen=True)
class Opening:
    """Whether an office is open at an instant: open until when, else open again when; and why it is closed that day."""

    until: datetime | None = None
    again_at: datetime | None = None
    reason: str = ""
    #: False when today's day off is still only expected.
    is_certain: bool = True


def read_week(text: str) -> Week | None:
    """Read hours as an office writes them; None for anything that could be understood in two ways."""
    found: dict[int, tuple[Span, ...]] = {}
    lines = [line for line in re.split(r"[;\n]", text.lower()) if line.strip()]
    for line in lines:
        match = _LINE.fullmatch(line.strip().rstrip("."))
        days, spans = (_days(match[1]), _spans(match[2])) if match else ((), None)
        if not days or spans is None or found.keys() & set(days):
            return None
        found.update(dict.fromkeys(days, spans))
    return Week(tuple(found.get(day, ()) for day in range(7))) if any(found.values()) else None


def opening_at(week: Week, calendar: WorkingCalendar, at: datetime) -> Opening:
    """Say whether the office is open at that instant, and until or from when."""
    today = local_date(at)
    listed = calendar.listed(today)
    why = (
        (listed.reason, listed.confirmed)
        if listed and not listed.working and week.days[today.weekday()]
        else ("", True)
    )
    for opens, closes in _sessions(week, calendar, today):
        if opens <= at < closes:
            return Opening(until=closes)
        if at < opens:
            return Opening(again_at=opens, reason=why[0], is_certain=why[1])
    return Opening(reason=why[0], is_certain=why[1])


def _sessions(week: Week, calendar: WorkingCalendar, first: date) -> Iterator[tuple[datetime, datetime]]:
    for day in (first + timedelta(days=n) for n in range(LOOK_AHEAD)):
        for opens, closes in week.on(day, calendar):
            yield (
                datetime.combine(day, opens, ZONE).astimezone(UTC),
                datetime.combine(day, closes, ZONE).astimezone(UTC),
            )


def _days(text: str) -> tuple[int, ...]:
    """Return the weekdays a group names: "thứ hai đến thứ sáu", "t7, chủ nhật"."""
    words = fold(re.sub(r"[–—-]", " den ", text).replace(",", " va ")).split()
    found: list[int] = []
    is_range = False
    for word in words:
        if word in _DAYS:
            day = _DAYS[word]
            found += range(found[-1] + 1, day + 1) if is_range and found else [day]
            is_range = False
        elif word == "den":
            is_range = True
        elif word not in ("thu", "va", "chu", "cac", "ngay"):
            return ()
    return tuple(found) if len(set(found)) == len(found) else ()


def _spans(text: str) -> tuple[Span, ...] | None:
    """Return the hours of a day in order, () for "nghỉ", None for what is no hours."""
    if fold(text) in ("nghi", "dong cua"):
        return ()
    spans: list[Span] = []
    for piece in re.split(r",|\bvà\b", text):
        match = _SPAN.fullmatch(piece.strip())
        numbers = [int(n or 0) for n in match.groups()] if match else [99]
        if match is None or max(numbers[::2]) > 23 or max(numbers[1::2]) > 59:
            return None
        spans.append((time(numbers[0], numbers[1]), time(numbers[2], numbers[3])))
    edges = [edge for span in spans for edge in span]
    return tuple(spans) if edges == sorted(set(edges)) else None
