"""How did this officer look at lists last? Kept with the officer, so that another machine shows the same."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict

from sqlalchemy.orm import Session

from portal.dossiers.queue_queries import Narrowing
from portal.dossiers.work_models import DeskView
from portal.identity.models import Officer
from portal.officers.queue_forms import COLUMNS, FIRST_COLUMNS, narrowing_of


def kept_view(
    session: Session, officer: Officer, procedures: Container[str], agencies: Container[str]
) -> tuple[Narrowing, tuple[str, ...]]:
    """Return the filters and columns of the last visit, without a procedure or an agency that is no longer offered."""
    row = session.get(DeskView, officer.id)
    if row is None:
        return Narrowing(), FIRST_COLUMNS
    return narrowing_of(row.filters, procedures, agencies), tuple(key for key in COLUMNS if key in row.columns)


def keep_view(session: Session, officer_id: int, narrowed: Narrowing, columns: tuple[str, ...]) -> None:
    """Keep filters and columns for the next visit."""
    session.merge(DeskView(officer_id=officer_id, filters=asdict(narrowed), columns=list(columns)))
