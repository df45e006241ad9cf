"""What time is it? The only module that asks the machine; everything else is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

#: Times are stored in UTC and shown in this zone (UTC+7, no summer time).
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Something that knows the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was set; tests move it by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the instant it was set to."""
        return self.at


def local(at: datetime) -> datetime:
    """Return the instant as a wall clock in Viet Nam shows it."""
    return at.astimezone(ZONE)


def local_date(at: datetime) -> date:
    """Return the day in Viet Nam on which the instant falls."""
    return local(at).date()
