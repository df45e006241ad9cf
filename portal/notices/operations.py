"""How is a message written, and what may an administrator do about one? Queued in the transaction of its move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel.errors import N_, Invalid, InvalidMove
from portal.notices.models import FAILED, SENT, UNSURE, WAITING, Delivery, Notice, NoticeText
from portal.notices.queries import find_text, wording_of
from portal.notices.rules import URGENT, Reachable, for_telephone, most_characters, next_moment, ways_of
from portal.notices.texts import Fault, Wording, Wordings, faults_of


def queue(
    session: Session, wordings: Wordings, kind: str, *, to: Reachable, values: Mapping[str, str], key: str, at: datetime,
    subject_key: str = "", until: datetime | None = None,
) -> Notice | None:  # fmt: skip
    """Write a notice beside the move it tells of; None when one with this key exists already.

    It goes by every way the person gave; who gave none reads it in the dossier. After `until` it is not sent any more.
    """
    if session.scalars(select(Notice.id).where(Notice.dedupe_key == key)).first() is not None:
        return None
    wording, urgent = wording_of(session, wordings, kind), kind in URGENT
    notice = Notice(
        kind=kind, subject_key=subject_key, sms=for_telephone(wording.sms, values, most_characters(kind)), dedupe_key=key, created_at=at,
        title=" ".join(wording.subject.format_map(values).split()), text=wording.text.format_map(values), valid_until=until,
        deliveries=[
            Delivery(channel=channel, address=address, key=f"{key}:{channel}", is_urgent=urgent,
                     next_try_at=next_moment(at, urgent=urgent))
            for channel, address in ways_of(to)
        ],
    )  # fmt: skip
    session.add(notice)
    return notice


def send_again(session: Session, deliveries: Iterable[Delivery], *, by: str, at: datetime) -> int:
    """Let what did not go out be tried anew, under the same key; return how many there are. What is out of date stays."""
    count = 0
    for delivery in deliveries:
        until = delivery.notice.valid_until
        if delivery.status not in (FAILED, UNSURE) or (until is not None and until <= at):
            continue
        delivery.status, delivery.attempts, delivery.decided_by = WAITING, 0, by
        delivery.next_try_at = next_moment(at, urgent=delivery.is_urgent)
        count += 1
    return count


def say_arrived(session: Session, delivery: Delivery, *, by: str, at: datetime) -> None:
    """Note that a message of which nobody knew whether it left has arrived; InvalidMove for any other."""
    if delivery.status != UNSURE:
        raise InvalidMove(N_("This message is not in doubt any more."))
    delivery.status, delivery.sent_at, delivery.decided_by = SENT, at, by


class Refused(Invalid):
    """Texts that cannot be sent; `faults` says why, field by field."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults[0].message, **faults[0].values)
        self.faults = faults


def change_text(
    session: Session, wordings: Wordings, wording: Wording, *, number: int, by: str, at: datetime
) -> NoticeText | None:
    """Write the texts of a kind anew; they count from the next message on. None when they say so already.

    `number` is that of the texts the person looked at (0: the catalogue's). Raises Refused.
    """
    if found := faults_of(wording):
        raise Refused(found)
    if wording == wording_of(session, wordings, wording.kind):
        return None
    return _write(session, wording, number, by, at)


def restore_text(session: Session, kind: str, *, number: int, by: str, at: datetime) -> NoticeText | None:
    """Bring the catalogue's texts of a kind back; None when they are in force."""
    newest = find_text(session, kind)
    if newest is None or newest.is_beginning:
        return None
    return _write(session, Wording(kind, "", "", ""), number, by, at)


def _write(session: Session, wording: Wording, number: int, by: str, at: datetime) -> NoticeText:
    last = session.scalar(select(func.max(NoticeText.number)).where(NoticeText.kind == wording.kind)) or 0
    if last != number:
        message = N_("Somebody has changed these texts meanwhile. Look at them again before you change them.")
        raise Refused([Fault("", message, {})])
    row = NoticeText(
        kind=wording.kind, number=last + 1, sms=wording.sms, subject=wording.subject, text=wording.text, changed_by=by,
        changed_at=at,
    )  # fmt: skip
    session.add(row)
    return row
