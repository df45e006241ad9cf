"""What do those who keep the catalogue see of it? Scope is part of every query, never a filter afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from portal.catalogue.draft_models import ProcedureDraft, ProcedureEvent
from portal.catalogue.models import WITH_CONTENT, Agency, Field, Procedure, ProcedureAgency, ProcedureRevision
from portal.catalogue.rules import CODE
from portal.catalogue.scopes import Scope, agencies_below, of_agencies
from portal.kernel.errors import NotFound
from portal.kernel.text import fold


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; "" and 0 mean all."""

    text: str = ""
    field: str = ""
    level: int = 0
    agency: str = ""
    status: str = ""
    drafted: bool = False


def page_procedures(
    session: Session, scope: Scope, wanted: Wanted, *, offset: int, limit: int
) -> tuple[int, Sequence[tuple[Procedure, ProcedureDraft | None]]]:
    """Return (how many in all, one page of them, each with its open change), by name."""
    where = [scope.where(Procedure.code, Procedure.field_code), *_conditions(session, wanted)]
    joined = select(Procedure, ProcedureDraft).outerjoin(ProcedureDraft, ProcedureDraft.code == Procedure.code)
    counted = select(func.count(Procedure.id)).outerjoin(ProcedureDraft, ProcedureDraft.code == Procedure.code)
    total = session.scalar(counted.where(*where)) or 0
    ordered = joined.where(*where).order_by(Procedure.name_key, Procedure.code)
    rows = session.execute(ordered.options(defer(ProcedureDraft.content)).offset(offset).limit(limit))
    return total, [(procedure, draft) for procedure, draft in rows]


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Procedure.name_key.contains(word, autoescape=True) for word in fold(wanted.text).split()
    ]
    if wanted.field:
        found.append(Procedure.field_code == wanted.field)
    if wanted.level:
        found.append(Procedure.level == wanted.level)
    if wanted.agency:
        found.append(of_agencies(Procedure.code, agencies_below(session, wanted.agency)))
    if wanted.status:
        found.append(Procedure.status == wanted.status)
    if wanted.drafted:
        found.append(ProcedureDraft.id.is_not(None))
    return found


def list_new(session: Session, scope: Scope) -> Sequence[ProcedureDraft]:
    """Return the drafts of procedures that are not in the catalogue yet."""
    known = select(Procedure.id).where(Procedure.code == ProcedureDraft.code).exists()
    mine = scope.where(ProcedureDraft.code, ProcedureDraft.field_code)
    query = select(ProcedureDraft).where(mine, ~known).order_by(ProcedureDraft.created_at.desc())
    return session.scalars(query.options(defer(ProcedureDraft.content))).all()


def count_in_review(session: Session, scope: Scope) -> int:
    """Return how many changes wait for a second person."""
    mine = scope.where(ProcedureDraft.code, ProcedureDraft.field_code)
    query = select(func.count()).select_from(ProcedureDraft).where(mine, ProcedureDraft.state == "in_review")
    return session.scalar(query) or 0


def find_any(session: Session, code: str) -> Procedure | None:
    """Return a procedure whatever its status, with its current revision."""
    query = select(Procedure).where(Procedure.code == code).options(WITH_CONTENT)
    return session.scalars(query).first()


def find_draft(session: Session, code: str) -> ProcedureDraft | None:
    """Return the open change of a procedure."""
    return session.scalars(select(ProcedureDraft).where(ProcedureDraft.code == code)).first()


def _published(procedure: Procedure) -> tuple[ColumnElement[bool], ...]:
    return ProcedureRevision.procedure_id == procedure.id, ProcedureRevision.base_id.is_(None)


def list_revisions(session: Session, procedure: Procedure) -> Sequence[ProcedureRevision]:
    """Return what was published, newest first, without the content."""
    query = select(ProcedureRevision).where(*_published(procedure))
    return session.scalars(query.order_by(ProcedureRevision.number.desc())).all()


def get_revision(session: Session, procedure: Procedure, number: int) -> ProcedureRevision:
    """Return one revision by its number; NotFound when there is none."""
    query = select(ProcedureRevision).where(*_published(procedure), ProcedureRevision.number == number)
    revision = session.scalars(query).first()
    if revision is None:
        raise NotFound
    return revision


def list_events(session: Session, code: str, *, most: int = 30) -> Sequence[ProcedureEvent]:
    """Return what was done by hand, newest first."""
    query = select(ProcedureEvent).where(ProcedureEvent.code == code).order_by(ProcedureEvent.id.desc()).limit(most)
    return session.scalars(query).all()


def all_agencies(session: Session) -> dict[str, str]:
    """Return the names of all agencies by code, by name."""
    return dict(session.execute(select(Agency.code, Agency.name).order_by(Agency.name)).all())


def all_fields(session: Session) -> dict[str, str]:
    """Return the names of the province's fields by code, in their order."""
    return dict(session.execute(select(Field.code, Field.name).order_by(Field.position)).all())


def agencies_in_use(session: Session) -> dict[str, str]:
    """Return the agencies that some procedure belongs to, by name."""
    used = select(ProcedureAgency.agency_code).distinct()
    query = select(Agency.code, Agency.name).where(Agency.code.in_(used)).order_by(Agency.name)
    return dict(session.execute(query).all())


def find_successor(session: Session, code: str) -> tuple[Procedure | None, Procedure | None]:
    """Return (the retired procedure under this code, what took its place); chains are followed to their end.

    The code may carry the unit behind it, as in `queries.get_procedure`.
    """
    wanted = [code, code[:8]] if CODE.fullmatch(code) else [code]
    query = select(Procedure).where(Procedure.code.in_(wanted), Procedure.status == "retired")
    here = retired = session.scalars(query.order_by(func.length(Procedure.code).desc())).first()
    passed = {retired.code} if retired else set()
    while here is not None and here.status == "retired" and here.successor_code not in ("", *passed):
        passed.add(here.successor_code)
        here = session.scalars(select(Procedure).where(Procedure.code == here.successor_code)).first()
    return retired, here if here is not None and here.status == "published" else None
