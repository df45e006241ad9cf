"""How does a waiting message reach its person, once? Taken one by one, tried again with growing waits, then given up.

Before a message is handed over it is marked as being sent. A worker that dies in between leaves that mark: where the
other side drops repeats it is tried again under the same key, elsewhere a person decides; nothing goes out twice unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.kernel.transaction import transaction
from portal.notices.channels import Channels, Rejected, Unsure
from portal.notices.models import FAILED, SENDING, SENT, UNSURE, WAITING, Delivery
from portal.notices.rules import HELD, WAITS, is_quiet, next_moment

_LONGEST_ERROR = 500


def deliver_waiting(session: Session, channels: Channels, *, now: Callable[[], datetime], most: int = 50) -> int:
    """Send what waits, codes first; return how many left. Several workers may run: each takes other rows.

    The clock is asked before each: a code queued while slow mail was leaving goes next, and a mark counts from when it is set.
    """
    _find_abandoned(session, channels, now())
    sent = 0
    for _ in range(most):
        delivery = _take(session, now())
        if delivery is None:
            break
        sent += _try(session, channels, delivery, now)
    return sent


def _take(session: Session, at: datetime) -> Delivery | None:
    """Mark the next delivery as being sent and return it; None when nothing may leave now."""
    due = select(Delivery.id).where(Delivery.status == WAITING, Delivery.next_try_at <= at)
    if is_quiet(at):
        due = due.where(Delivery.is_urgent)
    due = due.order_by(Delivery.is_urgent.desc(), Delivery.id).limit(1)
    if session.scalars(due).first() is None:
        return None  # looking takes no lock: an idle worker disturbs nobody
    with transaction(session):
        taken = session.scalars(due.with_for_update(skip_locked=True)).first()
        if taken is None:
            return None
        delivery = session.get_one(Delivery, taken)
        delivery.status, delivery.next_try_at = SENDING, at + HELD
    return session.get(Delivery, taken)


def _try(session: Session, channels: Channels, delivery: Delivery, now: Callable[[], datetime]) -> bool:
    """Hand one delivery over and note what became of it; say whether it left."""
    channel, number = channels[delivery.channel], delivery.id
    if delivery.notice.valid_until is not None and delivery.notice.valid_until <= now():
        return _note(session, number, FAILED, "out of date before it could be sent", now())
    try:
        channel.send(delivery)
    except Unsure as error:
        return _note(session, number, WAITING if channel.drops_repeats else UNSURE, _said(error), now())
    except Rejected as error:
        return _note(session, number, FAILED, _said(error), now())
    except Exception as error:  # whatever else a channel throws is a failed try, not a crash
        return _note(session, number, WAITING, _said(error), now())
    return _note(session, number, SENT, "", now())


def _note(session: Session, number: int, status: str, error: str, at: datetime) -> bool:
    with transaction(session):
        delivery = session.get_one(Delivery, number)
        delivery.last_error, delivery.attempts = error, delivery.attempts + 1
        delivery.status = FAILED if status == WAITING and delivery.attempts > len(WAITS) else status
        if delivery.status == SENT:
            delivery.sent_at = at
        elif delivery.status == WAITING:
            later = at + WAITS[delivery.attempts - 1]
            delivery.next_try_at = next_moment(later, urgent=delivery.is_urgent)
    return status == SENT


def _find_abandoned(session: Session, channels: Channels, at: datetime) -> None:
    """Look for deliveries whose worker never came back."""
    left = (Delivery.status == SENDING, Delivery.next_try_at <= at)
    if session.scalars(select(Delivery.id).where(*left).limit(1)).first() is None:
        return
    with transaction(session):
        for name, channel in channels.by_name.items():
            status = WAITING if channel.drops_repeats else UNSURE
            session.execute(
                update(Delivery)
                .where(*left, Delivery.channel == name)
                .values(status=status, attempts=Delivery.attempts + 1, last_error="the worker stopped while sending")
            )


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:_LONGEST_ERROR]
