"""Which messages went to whom?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.models import Notice


def list_about(session: Session, subject_key: str) -> Sequence[Notice]:
    """Return the notices about one dossier, newest first."""
    return session.scalars(select(Notice).where(Notice.subject_key == subject_key).order_by(Notice.id.desc())).all()


def list_newest(session: Session, *, most: int = 100) -> Sequence[Notice]:
    """Return the newest notices of all, newest first."""
    return session.scalars(select(Notice).order_by(Notice.id.desc()).limit(most)).all()


def find_newest_to(session: Session, recipient: str, kind: str) -> Notice | None:
    """Return the newest notice of a kind to one telephone."""
    query = select(Notice).where(Notice.recipient == recipient, Notice.kind == kind).order_by(Notice.id.desc())
    return session.scalars(query.limit(1)).first()
