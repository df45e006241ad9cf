"""Which imports were asked for, how far are they, and what became of their records?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue.import_models import ImportJob, ImportRow
from portal.kernel.errors import NotFound

#: What can become of a record, in the order of the report.
OUTCOMES = ("new", "changed", "unchanged", "kept", "refused")


def get_job(session: Session, job_id: int) -> ImportJob:
    """Return one import; NotFound when there is none."""
    job = session.get(ImportJob, job_id)
    if job is None:
        raise NotFound
    return job


def list_jobs(session: Session, *, limit: int = 10) -> Sequence[ImportJob]:
    """Return the newest imports."""
    return session.scalars(select(ImportJob).order_by(ImportJob.id.desc()).limit(limit)).all()


def count_outcomes(session: Session, job_id: int) -> Mapping[str, int]:
    """Return how many records have each outcome."""
    query = select(ImportRow.outcome, func.count()).where(ImportRow.job_id == job_id).group_by(ImportRow.outcome)
    found = dict(session.execute(query).all())
    return {outcome: found.get(outcome, 0) for outcome in OUTCOMES}


def page_rows(
    session: Session, job_id: int, outcome: str = "", *, offset: int = 0, limit: int = 25
) -> Sequence[ImportRow]:
    """Return one page of what became of the records, in the order of the file."""
    query = select(ImportRow).where(ImportRow.job_id == job_id).order_by(ImportRow.position)
    if outcome:
        query = query.where(ImportRow.outcome == outcome)
    return session.scalars(query.offset(offset).limit(limit)).all()
