"""Which lines does the register of an office hold?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, contains_eager

from portal.dossiers.models import Dossier
from portal.dossiers.register_models import RegisterEntry
from portal.kernel.clock import ZONE


def page_register(
    session: Session, office: str, first: date, last: date, *, offset: int = 0, limit: int = 50
) -> tuple[int, Sequence[RegisterEntry]]:
    """Return (how many in all, some) lines entered from the first to the last day, both counted, by their numbers."""
    where = _entered(office, first, last)
    total = session.scalar(select(func.count()).select_from(RegisterEntry).where(where)) or 0
    query = select(RegisterEntry).join(RegisterEntry.dossier).where(where)
    query = query.order_by(RegisterEntry.year, RegisterEntry.number).offset(offset).limit(limit)
    whole = contains_eager(RegisterEntry.dossier)
    query = query.options(
        whole.joinedload(Dossier.revision), whole.joinedload(Dossier.citizen), whole.selectinload(Dossier.legs),
        whole.selectinload(Dossier.events),
    )  # fmt: skip
    return total, session.scalars(query).all()


def _entered(office: str, first: date, last: date) -> ColumnElement[bool]:
    """Return the lines of an office entered in these days of Viet Nam."""
    since, until = datetime.combine(first, time.min, ZONE), datetime.combine(last, time.max, ZONE)
    return and_(
        RegisterEntry.agency_code == office, RegisterEntry.entered_at >= since, RegisterEntry.entered_at <= until
    )
