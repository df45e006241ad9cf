"""What is a limit, a promise and the sum behind it? The values `deadlines` reckons with.

Limits carry their unit, as the procedure states it: "ngày" and "ngày làm việc" are not the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """The unit a limit is written in. HOUR is an office hour; DAY is a calendar day."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as the procedure states it. Raises ValueError when negative."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse a limit that runs backwards."""
        if self.value < 0:
            raise ValueError(f"a limit is not negative: {self.value}")


class LineKind(StrEnum):
    """What a line of the sum says."""

    FIRST_ANSWER = "first_answer"  #: on..until: from sending to acceptance at the latest
    START = "start"  #: on: day of acceptance
    LIMIT = "limit"  #: count and unit
    SKIP = "skip"  #: on..until: days off that made it later; reason "" is a weekend
    EXTRA = "extra"  #: on..until: swapped days worked, that made it earlier
    PAUSE = "pause"  #: on..until: the clock stood still; count and unit are what it pushed
    APOLOGY = "apology"  #: on: the day given instead of the promised one, with an apology
    RESULT = "result"  #: on: the promised day, at: the instant


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of the sum behind a promise; `confirmed` is False where a day off is still a guess."""

    kind: LineKind
    on: date
    until: date
    count: int = 0
    unit: Unit = Unit.WORKING_DAY
    reason: str = ""
    at: datetime | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Promise:
    """The promised instant in UTC (closing time, for limits in days) and the sum behind it."""

    at: datetime
    lines: tuple[SumLine, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether every day in the sum is announced; if not, say that the date may move."""
        return all(line.confirmed for line in self.lines)

    def sum_data(self) -> list[dict[str, Any]]:
        """Return the lines as plain JSON data, to be kept beside the promised date."""
        return [
            {
                "kind": line.kind.value,
                "on": line.on.isoformat(),
                "until": line.until.isoformat(),
                "count": line.count,
                "unit": line.unit.value,
                "reason": line.reason,
                "confirmed": line.confirmed,
            }
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a dossier's clock, running or paused; `to_at` None while it lasts."""

    from_at: datetime
    to_at: datetime | None
    running: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """Working days left, or gone by since, when `overdue`."""

    working_days: int
    overdue: bool
    due_today: bool


@dataclass(frozen=True, slots=True)
class TimeUsed:
    """Office minutes during which the clock ran, and during which it stood still."""

    running_minutes: int
    paused_minutes: int
