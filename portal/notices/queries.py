"""Which messages went to whom, and which texts are in force?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel.errors import NotFound
from portal.notices.models import FAILED, SENDING, UNSURE, WAITING, Delivery, Notice, NoticeText
from portal.notices.texts import Wording, Wordings

#: What a list of deliveries can be narrowed to.
STATES = {"waiting": (WAITING, SENDING), "sent": ("sent",), "failed": (FAILED,), "unsure": (UNSURE,)}


def list_about(session: Session, subject_key: str) -> Sequence[Notice]:
    """Return the notices about one dossier, newest first."""
    return session.scalars(select(Notice).where(Notice.subject_key == subject_key).order_by(Notice.id.desc())).all()


def page_deliveries(session: Session, *, state: str, offset: int, limit: int) -> tuple[int, Sequence[Delivery]]:
    """Return (how many in that state, "" for all; those of one page, newest first)."""
    query, count = select(Delivery), select(func.count()).select_from(Delivery)
    if state:
        query, count = query.where(Delivery.status.in_(STATES[state])), count.where(Delivery.status.in_(STATES[state]))
    rows = session.scalars(query.order_by(Delivery.id.desc()).offset(offset).limit(limit)).all()
    return session.scalar(count) or 0, rows


def count_deliveries(session: Session) -> dict[str, int]:
    """Return how many deliveries wait, were sent, failed, and are in doubt."""
    found = dict(session.execute(select(Delivery.status, func.count()).group_by(Delivery.status)).all())
    return {state: sum(found.get(status, 0) for status in statuses) for state, statuses in STATES.items()}


def get_delivery(session: Session, delivery_id: int) -> Delivery:
    """Return one delivery; raises NotFound."""
    found = session.get(Delivery, delivery_id)
    if found is None:
        raise NotFound
    return found


def list_failed(session: Session) -> Sequence[Delivery]:
    """Return every delivery that was given up."""
    return session.scalars(select(Delivery).where(Delivery.status == FAILED).order_by(Delivery.id)).all()


def find_newest_to(session: Session, address: str, kind: str) -> Notice | None:
    """Return the newest notice of a kind to one telephone or e-mail address."""
    query = select(Notice).join(Notice.deliveries).where(Delivery.address == address, Notice.kind == kind)
    return session.scalars(query.order_by(Notice.id.desc()).limit(1)).first()


def find_text(session: Session, kind: str) -> NoticeText | None:
    """Return what an administrator wrote last for a kind."""
    query = select(NoticeText).where(NoticeText.kind == kind).order_by(NoticeText.number.desc())
    return session.scalars(query.limit(1)).first()


def list_texts(session: Session, kind: str) -> Sequence[NoticeText]:
    """Return everything administrators wrote for a kind, newest first."""
    return session.scalars(select(NoticeText).where(NoticeText.kind == kind).order_by(NoticeText.number.desc())).all()


def wording_of(session: Session, wordings: Wordings, kind: str) -> Wording:
    """Return the texts in force: the administrator's, else the catalogue's."""
    row = find_text(session, kind)
    return wordings[kind] if row is None or row.is_beginning else Wording(kind, row.sms, row.subject, row.text)
