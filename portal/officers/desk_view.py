"""How did this officer look at lists last? Kept with the officer, so that another machine shows the same."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, Procedure
from portal.dossiers.queues import Narrowing
from portal.dossiers.work_models import DeskView
from portal.identity.models import Officer
from portal.officers.queue_forms import COLUMNS, FIRST_COLUMNS


def kept_view(session: Session, officer: Officer) -> tuple[Narrowing, tuple[str, ...]]:
    """Return the filters and columns of the last visit."""
    row = session.get(DeskView, officer.id)
    if row is None:
        return Narrowing(), FIRST_COLUMNS
    known = {key: str(row.filters.get(key, "")) for key in asdict(Narrowing())}
    return Narrowing(**known), tuple(key for key in COLUMNS if key in row.columns)


def keep_view(session: Session, officer_id: int, narrowed: Narrowing, columns: tuple[str, ...]) -> None:
    """Keep filters and columns for the next visit."""
    session.merge(DeskView(officer_id=officer_id, filters=asdict(narrowed), columns=list(columns)))


def choices(session: Session, officer: Officer) -> tuple[dict[str, str], dict[str, str]]:
    """Return the procedures that can be filed and the agencies of this officer, by code, in one statement."""
    agencies = sorted({grant.agency for grant in officer.grants if grant.holds(officer.on)})
    names = select(Procedure.code, Procedure.short_name, Procedure.name).where(Procedure.is_online)
    rows = session.execute(
        union_all(names, select(Agency.code, Agency.name, Agency.name).where(Agency.code.in_(agencies)))
    ).all()
    held = set(agencies)
    titles = {code: short or name for code, short, name in rows if code not in held}
    return dict(sorted(titles.items(), key=lambda item: item[1])), {c: n for c, _, n in rows if c in held}
