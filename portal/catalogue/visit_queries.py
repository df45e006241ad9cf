"""Which procedures were opened most often lately? Counts by day are kept for twelve months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, case, delete, func, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.catalogue.visit_models import ProcedureVisit

LATELY, WEEK, KEPT = timedelta(days=30), timedelta(days=7), timedelta(days=366)


@dataclass(frozen=True)
class Visited:
    """One procedure: how often it was opened in the last 7 and the last 30 days."""

    code: str
    title: str
    week: int
    month: int


def page_visited(session: Session, today: date, *, offset: int = 0, limit: int = 20) -> tuple[int, Sequence[Visited]]:
    """Return (how many published procedures were opened in 30 days, one page of them), the most visited first."""
    listed = _listed(today)
    total = session.scalar(select(func.count()).select_from(listed.subquery())) or 0
    return total, _visited(session, listed.offset(offset).limit(limit))


def most_visited(session: Session, today: date, *, at_least: int, most: int) -> list[str]:
    """Return the codes opened at least so often in 30 days, the most visited first."""
    return [row.code for row in _visited(session, _listed(today).limit(most)) if row.month >= at_least]


def _listed(today: date) -> Select[Any, Any, Any, Any, Any]:
    is_lately, month = ProcedureVisit.seen_on > today - LATELY, func.sum(ProcedureVisit.count)
    week = func.sum(case((ProcedureVisit.seen_on > today - WEEK, ProcedureVisit.count), else_=0))
    return (
        select(Procedure.code, Procedure.name, Procedure.short_name, week, month)
        .join(ProcedureVisit, ProcedureVisit.code == Procedure.code).where(Procedure.status == "published", is_lately)
        .group_by(Procedure.code, Procedure.name, Procedure.short_name).order_by(month.desc(), Procedure.code)
    )  # fmt: skip


def _visited(session: Session, listed: Select[Any, Any, Any, Any, Any]) -> list[Visited]:
    rows = session.execute(listed).all()
    return [Visited(code, short_name or name, seven, thirty) for code, name, short_name, seven, thirty in rows]


def forget_old_visits(session: Session, today: date) -> None:
    """Delete what is older than twelve months."""
    session.execute(delete(ProcedureVisit).where(ProcedureVisit.seen_on < today - KEPT))
