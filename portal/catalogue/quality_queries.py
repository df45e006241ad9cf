"""How many procedures need mending, and which? One query a question; retired and internal ones are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.catalogue.models import WITH_CONTENT, Procedure, ProcedureLink, ProcedureRevision
from portal.catalogue.operations import set_links
from portal.catalogue.quality import DEAD_LINK, FLAGS, UNREVIEWED, flag_line, links_of, review_limit, reviewed_day
from portal.catalogue.scopes import Scope

_AT_ONCE = 200


def has_flag(flag: str, today: date) -> ColumnElement[bool]:
    """Return the condition that a procedure has one of `quality.FLAGS`: for any list of procedures."""
    if flag == UNREVIEWED:
        return or_(Procedure.reviewed_on.is_(None), Procedure.reviewed_on < review_limit(today))
    said = Procedure.quality.contains(f" {flag} ", autoescape=True)
    return or_(said, Procedure.id.in_(_leading_nowhere())) if flag == DEAD_LINK else said


def _leading_nowhere() -> Any:
    """Select the links to codes under which citizens find nothing; a code may carry the unit behind it."""
    target = aliased(Procedure)
    is_it = target.code.in_((ProcedureLink.target_code, func.substr(ProcedureLink.target_code, 1, 8)))
    return select(ProcedureLink.procedure_id).where(~exists().where(is_it, target.status == "published"))


def count_flags(session: Session, scope: Scope, today: date) -> dict[str, int]:
    """Return how many published procedures have each flag, in the order of the report."""
    counts = [func.count().filter(has_flag(flag, today)) for flag in FLAGS]
    row = session.execute(select(*counts).select_from(Procedure).where(*_looked_at(scope))).one()
    return dict(zip(FLAGS, row, strict=True))


def page_flagged(
    session: Session, scope: Scope, flag: str, today: date, *, offset: int = 0, limit: int = 25
) -> Sequence[Procedure]:
    """Return one page of the published procedures with a flag, with their revisions, by code."""
    query = select(Procedure).where(*_looked_at(scope), has_flag(flag, today)).order_by(Procedure.code)
    return session.scalars(query.options(WITH_CONTENT).offset(offset).limit(limit)).all()


def _looked_at(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return Procedure.status == "published", scope.where(Procedure.code, Procedure.field_code)


def dead_codes(session: Session, procedures: Sequence[Procedure]) -> dict[int, list[str]]:
    """Return by procedure the codes it leads to under which nothing is found."""
    numbers = [one.id for one in procedures]
    links = _leading_nowhere().add_columns(ProcedureLink.target_code).order_by(ProcedureLink.target_code)
    rows = session.execute(links.where(ProcedureLink.procedure_id.in_(numbers)))
    found: dict[int, list[str]] = {}
    for number, code in rows:
        found.setdefault(number, []).append(code)
    return found


def look_at_new(session: Session) -> int:
    """Flag what was published before flags were kept; call it inside a transaction. Returns how many."""
    query = (
        select(Procedure).join(ProcedureRevision, Procedure.revision_id == ProcedureRevision.id)
        .where(Procedure.quality.is_(None)).options(WITH_CONTENT).limit(_AT_ONCE)
    )  # fmt: skip
    count = 0
    while rows := session.scalars(query).all():
        for procedure in rows:
            record = procedure.revision.record
            procedure.quality = flag_line(record)
            procedure.reviewed_on = reviewed_day(record)
        set_links(session, {one.id: links_of(one.revision.record) for one in rows})
        session.flush()  # the next round must not find these again
        count += len(rows)
    return count
