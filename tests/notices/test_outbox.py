"""The outbox: a message is written with its move, leaves afterwards, is tried again, and never twice by our doing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.operations import WAITS, deliver_waiting, for_telephone, queue
from portal.notices.texts import Wordings
from portal.web.app_state import db, service

VALUES = {"code": "482 913", "minutes": "10"}


class Fake:
    """A channel that remembers, and fails as often as it is told."""

    def __init__(self, fails: int = 0, error: BaseException | None = None) -> None:
        self.sent: list[str] = []
        self.fails = fails
        self.error = error or ConnectionError("the gateway does not answer")

    def send(self, notice: Notice) -> None:
        if self.fails:
            self.fails -= 1
            raise self.error
        self.sent.append(notice.dedupe_key)


def a_notice(
    session: Session, clock: FixedClock, *, key: str = "code:1", values: Mapping[str, str] = VALUES
) -> Notice | None:
    with transaction(session):
        return queue(
            session, service(Wordings), "one_time_code", to="0912345678", values=values, key=key, at=clock.now()
        )


def the_notice(session: Session) -> Notice:
    session.rollback()
    return session.scalars(select(Notice)).one()


def test_what_is_queued_leaves_once(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    channel = Fake()
    assert deliver_waiting(session, channel, at=clock.now()) == 1
    assert deliver_waiting(session, channel, at=clock.now() + timedelta(days=2)) == 0
    assert channel.sent == ["code:1"]
    notice = the_notice(session)
    assert (notice.status, notice.attempts, notice.sent_at) == ("sent", 1, clock.now())


def test_nothing_leaves_for_a_move_that_was_given_up(session: Session, clock: FixedClock) -> None:
    with pytest.raises(LookupError), transaction(session):
        queue(session, service(Wordings), "one_time_code", to="0912345678", values=VALUES, key="k", at=clock.now())
        raise LookupError
    assert deliver_waiting(session, Fake(), at=clock.now()) == 0


def test_the_same_key_is_one_message(session: Session, clock: FixedClock) -> None:
    assert a_notice(session, clock) is not None
    assert a_notice(session, clock) is None
    assert the_notice(session).dedupe_key == "code:1"


def test_a_failing_channel_is_tried_again_after_each_wait(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    channel = Fake(fails=2)
    assert deliver_waiting(session, channel, at=clock.now()) == 0
    assert "does not answer" in the_notice(session).last_error
    for wait in WAITS[:2]:
        clock.at += wait - timedelta(seconds=1)
        assert deliver_waiting(session, channel, at=clock.now()) == 0
        clock.at += timedelta(seconds=1)
        deliver_waiting(session, channel, at=clock.now())
    assert channel.sent == ["code:1"]
    assert the_notice(session).attempts == 3


def test_after_the_last_try_it_is_marked_failed_and_left_alone(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    channel = Fake(fails=99)
    for _ in range(len(WAITS) + 1):
        deliver_waiting(session, channel, at=clock.now())
        clock.at += timedelta(days=1)
    notice = the_notice(session)
    assert (notice.status, notice.attempts) == ("failed", len(WAITS) + 1)
    channel.fails = 0
    assert deliver_waiting(session, channel, at=clock.now()) == 0
    assert channel.sent == []


def test_one_bad_message_does_not_hold_up_the_others(session: Session, clock: FixedClock) -> None:
    for number in range(3):
        a_notice(session, clock, key=f"code:{number}")
    channel = Fake(fails=1)
    assert deliver_waiting(session, channel, at=clock.now()) == 2
    assert channel.sent == ["code:1", "code:2"]


def test_a_worker_killed_while_sending_loses_nothing(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    with pytest.raises(KeyboardInterrupt):
        deliver_waiting(session, Fake(fails=1, error=KeyboardInterrupt()), at=clock.now())
    channel = Fake()
    assert deliver_waiting(session, channel, at=clock.now()) == 0  # still reserved by the worker that died
    clock.at += timedelta(minutes=2)
    assert deliver_waiting(session, channel, at=clock.now()) == 1
    assert channel.sent == ["code:1"]


def test_while_one_worker_sends_the_other_takes_something_else(app: Flask, session: Session, clock: FixedClock) -> None:
    for number in range(2):
        a_notice(session, clock, key=f"code:{number}")
    second = Fake()

    class Slow(Fake):
        def send(self, notice: Notice) -> None:
            super().send(notice)
            with app.app_context():
                deliver_waiting(db.session(), second, at=clock.now())

    first = Slow()
    assert deliver_waiting(session, first, at=clock.now(), most=1) == 1
    assert (first.sent, second.sent) == (["code:0"], ["code:1"])


def test_the_telephone_text_has_no_accents_and_long_values_are_cut() -> None:
    text = for_telephone("Ho so {code}: {reason} {link}", {
        "code": "12", "reason": "Ảnh bị lóa, không đọc được số vào sổ ở trang ba của giấy chứng nhận",
        "link": "https://dichvucong.vinhlong.gov.vn/tra-cuu/" + "x" * 30,
    })  # fmt: skip
    assert text.isascii()
    assert text.startswith("Ho so 12: Anh bi loa, khong doc duoc so vao so")
    assert "..." in text
    assert text.endswith("x" * 30)
