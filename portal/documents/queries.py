"""Which slips does a dossier have?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.models import Slip
from portal.dossiers.models import Dossier
from portal.kernel.errors import NotFound


def list_slips(session: Session, dossier: Dossier) -> Sequence[Slip]:
    """Return the slips of a dossier in the order they were issued."""
    return session.scalars(select(Slip).where(Slip.dossier_id == dossier.id).order_by(Slip.id)).all()


def newest_slips(session: Session, dossier_ids: Sequence[int], kind: str) -> dict[int, Slip]:
    """Return the newest slip of that kind of each dossier that has one."""
    query = select(Slip).where(Slip.dossier_id.in_(dossier_ids), Slip.kind == kind).order_by(Slip.id)
    return {slip.dossier_id: slip for slip in session.scalars(query)}


def get_slip(session: Session, dossier: Dossier, kind: str, number: int | None = None) -> Slip:
    """Return the newest slip of a kind, or the one of that number (`Slip.id`); NotFound when there is none."""
    query = select(Slip).where(Slip.dossier_id == dossier.id, Slip.kind == kind).order_by(Slip.id.desc()).limit(1)
    if number is not None:
        query = query.where(Slip.id == number)
    slip = session.scalars(query).first()
    if slip is None:
        raise NotFound
    return slip
