"""The outbox: a message is written with its move, leaves afterwards by every way, is tried again, and never twice unseen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.clock import FixedClock
from portal.kernel.errors import InvalidMove
from portal.kernel.transaction import transaction
from portal.notices.channels import Channels, Rejected, Unsure
from portal.notices.delivering import deliver_waiting
from portal.notices.models import Delivery, Notice
from portal.notices.operations import queue, say_arrived, send_again
from portal.notices.rules import HELD, WAITS, Reach
from portal.notices.texts import Wordings
from portal.web.app_state import db, service

VALUES = {"code": "482 913", "minutes": "10"}
NEWS = {"code": "000.00.19.H61-261123-0007", "promised": "07/01/2027", "link": "https://example.vn/tra-cuu/7KQ4M"}
PHONE, EMAIL = "0912345678", "huong@example.com"


class Fake:
    """A channel that remembers, and fails as often as it is told."""

    def __init__(self, fails: int = 0, error: BaseException | None = None, *, drops_repeats: bool = False) -> None:
        self.sent: list[str] = []
        self.fails = fails
        self.error = error or ConnectionError("the gateway does not answer")
        self.drops_repeats = drops_repeats

    def send(self, delivery: Delivery) -> None:
        if self.fails:
            self.fails -= 1
            raise self.error
        self.sent.append(delivery.key)

    def state(self) -> str:
        return "fake"


def a_notice(
    session: Session, clock: FixedClock, *, key: str = "code:1", kind: str = "one_time_code", to: Reach | None = None,
    values: Mapping[str, str] = VALUES, until: datetime | None = None,
) -> Notice | None:  # fmt: skip
    with transaction(session):
        return queue(
            session,
            service(Wordings),
            kind,
            to=to or Reach(phone=PHONE),
            values=values,
            key=key,
            at=clock.now(),
            until=until,
        )


def deliver(session: Session, clock: FixedClock, sms: Fake, email: Fake | None = None, most: int = 50) -> int:
    return deliver_waiting(session, Channels(sms=sms, email=email or Fake()), now=clock.now, most=most)


def the_delivery(session: Session) -> Delivery:
    session.rollback()
    return session.scalars(select(Delivery)).one()


def test_what_is_queued_leaves_once(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    channel, now = Fake(), clock.now()
    assert deliver(session, clock, channel) == 1
    clock.at += timedelta(days=2)
    assert deliver(session, clock, channel) == 0
    assert channel.sent == ["code:1:sms"]
    delivery = the_delivery(session)
    assert (delivery.status, delivery.attempts, delivery.sent_at) == ("sent", 1, now)


def test_it_leaves_by_every_way_the_person_gave(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock, kind="dossier_accepted", values=NEWS, key="both", to=Reach(PHONE, EMAIL))
    a_notice(session, clock, kind="dossier_accepted", values=NEWS, key="mail", to=Reach(email=EMAIL))
    nowhere = a_notice(session, clock, kind="dossier_accepted", values=NEWS, key="none", to=Reach())
    sms, email = Fake(), Fake()
    assert deliver(session, clock, sms, email) == 3
    assert (sms.sent, email.sent) == (["both:sms"], ["both:email", "mail:email"])
    assert nowhere is not None
    assert nowhere.deliveries == []
    assert nowhere.inside.startswith("Hồ sơ 000.00.19.H61-261123-0007 của ông/bà đủ giấy tờ")
    assert "https://" not in nowhere.inside


def test_one_way_that_fails_does_not_hold_up_the_other(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock, kind="dossier_accepted", values=NEWS, key="both", to=Reach(PHONE, EMAIL))
    email = Fake()
    assert deliver(session, clock, Fake(fails=9), email) == 1
    assert email.sent == ["both:email"]


def test_nothing_leaves_for_a_move_that_was_given_up(session: Session, clock: FixedClock) -> None:
    with pytest.raises(LookupError), transaction(session):
        queue(session, service(Wordings), "one_time_code", to=Reach(PHONE), values=VALUES, key="k", at=clock.now())
        raise LookupError
    assert deliver(session, clock, Fake()) == 0


def test_the_same_key_is_one_message(session: Session, clock: FixedClock) -> None:
    assert a_notice(session, clock) is not None
    assert a_notice(session, clock) is None
    assert the_delivery(session).key == "code:1:sms"


def test_a_failing_channel_is_tried_again_after_each_wait(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    channel = Fake(fails=2)
    assert deliver(session, clock, channel) == 0
    assert "does not answer" in the_delivery(session).last_error
    for wait in WAITS[:2]:
        clock.at += wait - timedelta(seconds=1)
        assert deliver(session, clock, channel) == 0
        clock.at += timedelta(seconds=1)
        deliver(session, clock, channel)
    assert channel.sent == ["code:1:sms"]
    assert (the_delivery(session).attempts, the_delivery(session).last_error) == (3, "")


def test_after_the_last_try_it_is_marked_failed_until_somebody_sends_it_again(
    session: Session, clock: FixedClock
) -> None:
    a_notice(session, clock)
    channel = Fake(fails=99)
    for _ in range(len(WAITS) + 1):
        deliver(session, clock, channel)
        clock.at += timedelta(days=1)
    delivery = the_delivery(session)
    assert (delivery.status, delivery.attempts) == ("failed", len(WAITS) + 1)
    channel.fails = 0
    assert deliver(session, clock, channel) == 0
    with transaction(session):
        assert send_again(session, [delivery], by="Võ Hoàng Nam", at=clock.now()) == 1
        assert send_again(session, [delivery], by="Võ Hoàng Nam", at=clock.now()) == 0
    assert deliver(session, clock, channel) == 1
    assert (channel.sent, the_delivery(session).decided_by) == (["code:1:sms"], "Võ Hoàng Nam")


def test_what_is_refused_for_good_is_not_tried_again(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    deliver(session, clock, Fake(fails=1, error=Rejected("550 no such mailbox")))
    assert (the_delivery(session).status, the_delivery(session).last_error) == ("failed", "550 no such mailbox")


def test_a_code_that_is_out_of_date_is_not_sent_any_more(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock, until=clock.now() + timedelta(minutes=10))
    clock.at += timedelta(minutes=10)
    channel = Fake()
    assert deliver(session, clock, channel) == 0
    assert channel.sent == []
    with transaction(session):
        assert send_again(session, [the_delivery(session)], by="ai đó", at=clock.now()) == 0


def test_one_bad_message_does_not_hold_up_the_others(session: Session, clock: FixedClock) -> None:
    for number in range(3):
        a_notice(session, clock, key=f"code:{number}")
    channel = Fake(fails=1)
    assert deliver(session, clock, channel) == 2
    assert channel.sent == ["code:1:sms", "code:2:sms"]


def a_worker_dies_while_sending(session: Session, clock: FixedClock) -> None:
    a_notice(session, clock)
    with pytest.raises(KeyboardInterrupt):
        deliver(session, clock, Fake(fails=1, error=KeyboardInterrupt()))
    assert deliver(session, clock, Fake()) == 0  # still held by the worker that died
    clock.at += HELD


def test_what_a_dead_worker_held_goes_to_a_person_where_repeats_arrive(session: Session, clock: FixedClock) -> None:
    a_worker_dies_while_sending(session, clock)
    channel = Fake()
    assert deliver(session, clock, channel) == 0
    assert the_delivery(session).status == "unsure"
    with transaction(session):
        say_arrived(session, the_delivery(session), by="Võ Hoàng Nam", at=clock.now())
    assert deliver(session, clock, channel) == 0
    assert (channel.sent, the_delivery(session).status) == ([], "sent")
    with pytest.raises(InvalidMove), transaction(session):
        say_arrived(session, the_delivery(session), by="Võ Hoàng Nam", at=clock.now())


def test_what_a_dead_worker_held_is_sent_under_the_same_key_where_repeats_are_dropped(
    session: Session, clock: FixedClock
) -> None:
    a_worker_dies_while_sending(session, clock)
    channel = Fake(drops_repeats=True)
    assert deliver(session, clock, channel) == 1
    assert channel.sent == ["code:1:sms"]


@pytest.mark.parametrize(("drops_repeats", "status"), [(False, "unsure"), (True, "waiting")])
def test_silence_after_handing_over_is_no_reason_to_send_twice(
    session: Session, clock: FixedClock, drops_repeats: bool, status: str
) -> None:
    a_notice(session, clock)
    deliver(session, clock, Fake(fails=1, error=Unsure("timed out"), drops_repeats=drops_repeats))
    assert the_delivery(session).status == status


def test_while_one_worker_sends_the_other_takes_something_else(app: Flask, session: Session, clock: FixedClock) -> None:
    for number in range(2):
        a_notice(session, clock, key=f"code:{number}")
    second = Fake()

    class Slow(Fake):
        def send(self, delivery: Delivery) -> None:
            super().send(delivery)
            with app.app_context():
                deliver(db.session(), clock, second)

    first = Slow()
    assert deliver(session, clock, first, most=1) == 1
    assert (first.sent, second.sent) == (["code:0:sms"], ["code:1:sms"])


def test_a_code_asked_for_while_slow_mail_leaves_goes_next(session: Session, clock: FixedClock) -> None:
    for number in range(3):
        a_notice(session, clock, kind="dossier_accepted", values=NEWS, key=f"mail:{number}", to=Reach(email=EMAIL))
    order: list[str] = []

    class Slow(Fake):
        def send(self, delivery: Delivery) -> None:
            order.append(delivery.key)
            clock.at += HELD
            if len(order) == 1:
                a_notice(session, clock)

    assert deliver(session, clock, Slow(), Slow()) == 4
    assert order == ["mail:0:email", "code:1:sms", "mail:1:email", "mail:2:email"]
    session.rollback()
    assert [d.sent_at for d in session.scalars(select(Delivery).order_by(Delivery.sent_at))][-1] == clock.at


@pytest.mark.parametrize(
    ("at", "leaves"),  # hours of Viet Nam are UTC+7
    [
        (datetime(2026, 11, 23, 13, 0, tzinfo=UTC), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),  # 20:00
        (datetime(2026, 11, 23, 23, 59, tzinfo=UTC), datetime(2026, 11, 24, 0, 0, tzinfo=UTC)),  # 6:59
        (datetime(2026, 11, 23, 12, 59, tzinfo=UTC), datetime(2026, 11, 23, 12, 59, tzinfo=UTC)),  # 19:59
    ],
)
def test_at_night_people_are_left_in_peace_but_for_codes(
    session: Session, clock: FixedClock, at: datetime, leaves: datetime
) -> None:
    clock.at = at
    a_notice(session, clock, kind="dossier_accepted", values=NEWS, key="news")
    a_notice(session, clock, key="code")
    channel = Fake()
    deliver(session, clock, channel)
    assert channel.sent[0] == "code:sms"  # before everything else
    clock.at = leaves - timedelta(seconds=1)
    deliver(session, clock, channel)
    clock.at = leaves
    deliver(session, clock, channel)
    assert channel.sent == ["code:sms", "news:sms"]


def test_what_waited_into_the_night_waits_for_the_morning(session: Session, clock: FixedClock) -> None:
    clock.at = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
    a_notice(session, clock, kind="dossier_accepted", values=NEWS, key="news")
    clock.at += timedelta(minutes=5)
    channel = Fake()
    assert deliver(session, clock, channel) == 0
    clock.at = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    assert deliver(session, clock, channel) == 1
