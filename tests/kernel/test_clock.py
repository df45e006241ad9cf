"""The clock: UTC inside, Viet Nam's wall clock outside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from portal.kernel.clock import FixedClock, SystemClock, local, local_date


def test_the_machines_clock_is_aware_and_moves() -> None:
    first = SystemClock().now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= SystemClock().now() - first < timedelta(seconds=5)


def test_a_fixed_clock_stands_until_it_is_set() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert clock.now() == clock.now() == datetime(2026, 11, 23, 2, tzinfo=UTC)
    clock.at += timedelta(hours=1)
    assert clock.now().hour == 3


def test_nine_in_viet_nam_is_two_in_utc() -> None:
    assert local(datetime(2026, 11, 23, 2, tzinfo=UTC)).hour == 9


def test_the_day_changes_at_midnight_in_viet_nam() -> None:
    assert local_date(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert local_date(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)) == date(2026, 11, 23)
