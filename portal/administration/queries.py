"""How much is there? The few figures of the administrators' pages."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue.models import CalendarRow, ProcedureRevision
from portal.dossiers.models import Dossier
from portal.workflow.states import State

_ENDS = [state.value for state in State if state.is_end]


def count_dossiers(session: Session) -> tuple[int, int, int]:
    """Return (drafts, open dossiers, finished ones)."""
    draft, ended = Dossier.state == State.DRAFT.value, Dossier.state.in_(_ENDS)
    row = session.execute(
        select(func.count().filter(draft), func.count().filter(~draft & ~ended), func.count().filter(ended))
    )
    drafts, running, done = row.one()
    return drafts, running, done


def unconfirmed_days(session: Session) -> tuple[int, date | None]:
    """Return (how many listed days of the calendar are still a guess, the first of them)."""
    query = select(func.count(), func.min(CalendarRow.day_on)).where(~CalendarRow.is_confirmed)
    count, first = session.execute(query).one()
    return count, first


def open_dossiers_by_revision(session: Session, code: str) -> dict[int, int]:
    """Return how many open dossiers of a procedure each published revision holds; drafts of citizens are none."""
    idle = [State.DRAFT.value, *_ENDS]
    published = func.coalesce(ProcedureRevision.base_id, ProcedureRevision.id)
    query = select(published, func.count()).join(Dossier.revision)
    query = query.where(Dossier.procedure_code == code, Dossier.state.not_in(idle))
    return dict(session.execute(query.group_by(published)).all())
