"""How does a message leave? Queued in the transaction of its move, delivered afterwards with retries.

A worker that dies between sending and noting it may send twice; the dedupe key travels with the message, so that a
gateway can drop the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.text import plain_ascii
from portal.kernel.transaction import transaction
from portal.notices.channels import Channel
from portal.notices.models import Notice
from portal.notices.texts import Wordings

#: Waits between tries; after the last the notice is marked failed and shown to an administrator.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
_HELD = timedelta(minutes=2)


def queue(
    session: Session, wordings: Wordings, kind: str, *, to: str, values: Mapping[str, str], key: str, at: datetime,
    subject_key: str = "",
) -> Notice | None:  # fmt: skip
    """Write a notice beside the move it tells of; None when one with this key exists already."""
    if session.scalars(select(Notice.id).where(Notice.dedupe_key == key)).first() is not None:
        return None
    wording = wordings[kind]
    notice = Notice(
        kind=kind, recipient=to, subject_key=subject_key, sms=for_telephone(wording.sms, values),
        title=wording.subject.format_map(values), text=wording.text.format_map(values), dedupe_key=key,
        created_at=at, next_try_at=at,
    )  # fmt: skip
    session.add(notice)
    return notice


def for_telephone(text: str, values: Mapping[str, str]) -> str:
    """Return the short text without accents; long values are cut, the whole stands behind the link."""
    short = {
        name: shorten(plain_ascii(value), 40, placeholder="...") for name, value in values.items() if name != "link"
    }
    return plain_ascii(text.format_map({**short, "link": values.get("link", "")}))


def deliver_waiting(session: Session, channel: Channel, *, at: datetime, most: int = 50) -> int:
    """Send what waits; return how many left. Several workers may run: each takes other rows."""
    sent = 0
    for notice_id in _take(session, at, most):
        notice = session.get_one(Notice, notice_id)
        try:
            channel.send(notice)
        except Exception as error:  # whatever a gateway throws is a failed try, not a crash
            with transaction(session):
                _note_failure(session.get_one(Notice, notice_id), str(error) or type(error).__name__, at)
            continue
        with transaction(session):
            notice = session.get_one(Notice, notice_id)
            notice.status, notice.sent_at, notice.attempts = "sent", at, notice.attempts + 1
        sent += 1
    return sent


def _take(session: Session, at: datetime, most: int) -> list[int]:
    """Reserve waiting notices for two minutes and return their numbers."""
    waiting = select(Notice).where(Notice.status == "waiting", Notice.next_try_at <= at).order_by(Notice.id).limit(most)
    if session.scalars(waiting.limit(1)).first() is None:
        return []  # looking takes no lock: an idle worker disturbs nobody
    due = waiting.with_for_update(skip_locked=True)
    with transaction(session):
        rows = session.scalars(due).all()
        for notice in rows:
            notice.next_try_at = at + _HELD
        return [notice.id for notice in rows]


def _note_failure(notice: Notice, error: str, at: datetime) -> None:
    notice.last_error = error[:500]
    if notice.attempts >= len(WAITS):
        notice.status = "failed"
    else:
        notice.next_try_at = at + WAITS[notice.attempts]
    notice.attempts += 1
