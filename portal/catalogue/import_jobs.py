"""How does a file that somebody uploaded become procedures? Checked by a worker, then loaded by one when asked.

A worker holds its job for a while and says so again as it goes on. One that dies lets go by itself: the job is taken
up again, and after some tries failed with a sentence. Loading and noting that it is done are one transaction, so
that a job taken up twice loads once.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from portal.catalogue.import_models import ImportJob, ImportRow
from portal.catalogue.importing import Comparison, Row, compare, load_compared
from portal.catalogue.scopes import Scope, scope_of
from portal.identity.models import Officer
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, NotAllowed, NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import after_commit, after_rollback, transaction
from portal.storage.operations import shown_name
from portal.storage.store import Store

log = logging.getLogger(__name__)

#: What sender and loader must be allowed.
ACTION = "catalogue.import"
#: How long a worker holds a job without saying anything; how often a job is tried; how long a file waits to be loaded.
HELD = timedelta(minutes=3)
MOST_ATTEMPTS = 3
KEPT = timedelta(hours=24)
#: A province has 1,782 procedures; more lines are a mistake.
MOST_RECORDS = 20_000
_BEAT_EVERY = 50
_LONGEST_TEXT, _MOST_CHANGES = 600, 60

DIED = N_(
    "The work stopped several times in the middle. Nothing was written. Please send the file again or call the administrator."
)
BROKEN = N_("Something unexpected happened. Nothing was written. Please call the administrator.")
TOO_LONG = N_("This file has more than %(most)s records. Cut it into several files.")
GONE = N_("The file is no longer kept. Please send it again.")


class _LostHold(Exception):
    """Another worker has taken the job over."""


class _TooLong(Exception):
    """More records than any province has."""


def queue_check(
    session: Session, store: Store, content: bytes, *, filename: str, ending: str, officer_id: int, at: datetime
) -> ImportJob:
    """Keep the file and let a worker say what it would change."""
    key = store.put(content)
    after_rollback(session, partial(store.delete, key))
    name = shown_name(f"{filename.removesuffix(ending)}.x", ending.removeprefix("."))  # not .jsonl.jsonl.gz
    job = ImportJob(filename=name, ending=ending, file_key=key, officer_id=officer_id, created_at=at)
    session.add(job)
    session.flush()  # its number is its address
    return job


def queue_load(session: Session, job_id: int, *, by: int, within: Scope, on: date) -> None:
    """Let a worker load what was checked; Invalid when the file was not checked, was loaded or is gone.

    As with what is written on screen, another person lets it through. Raises NotAllowed for the sender, and for who is in
    charge of less (`within`) than the sender.
    """
    job = _locked(session, job_id)
    if not job.can_load:
        raise Invalid(GONE)
    if job.officer_id == by:
        raise NotAllowed(N_("You sent this file yourself. Another person must look at it and load it."))
    if not within.includes(_scope_of_sender(session, job, on)):
        raise NotAllowed(
            N_(
                "Who sent this file is in charge of more procedures than you. Somebody in charge of all of them must load it."
            )
        )
    job.phase, job.state, job.done, job.attempts = "load", "waiting", 0, 0


def forget_file(session: Session, store: Store, job_id: int) -> None:
    """Delete the bytes of a job nobody works on; what was found out stays."""
    job = _locked(session, job_id)
    if job.file_key and not job.is_going_on:
        _delete_bytes(session, store, job)


def work(
    session: Session, store: Store, *, now: Callable[[], datetime], meanwhile: Callable[[], object] = lambda: None
) -> int:
    """Work off what waits; return how many jobs. `meanwhile` is called now and then: a long file holds nothing else up."""
    _forget_old(session, store, now())
    count = 0
    while (taken := _take(session, store, now())) is not None:
        _run(session, store, *taken, now=now, meanwhile=meanwhile)
        count += 1
    return count


def _locked(session: Session, job_id: int) -> ImportJob:
    job = session.get(ImportJob, job_id, with_for_update=True)
    if job is None:
        raise NotFound
    return job


def _delete_bytes(session: Session, store: Store, job: ImportJob) -> None:
    after_commit(session, partial(store.delete, job.file_key))
    job.file_key = ""


def _forget_old(session: Session, store: Store, at: datetime) -> None:
    is_old = (ImportJob.file_key != "", ImportJob.state.in_(("done", "failed")), ImportJob.finished_at < at - KEPT)
    for job_id in session.scalars(select(ImportJob.id).where(*is_old)).all():
        with transaction(session):
            forget_file(session, store, job_id)


def _take(session: Session, store: Store, at: datetime) -> tuple[int, str] | None:
    """Take the oldest job that waits or was let go: (its number, our mark); several workers take different ones."""
    lapsed = (ImportJob.state == "running") & (ImportJob.held_until < at)
    free = select(ImportJob).where(or_(ImportJob.state == "waiting", lapsed)).order_by(ImportJob.id).limit(1)
    if session.scalars(free).first() is None:
        return None  # looking takes no lock: an idle worker disturbs nobody
    with transaction(session):
        job = session.scalars(free.with_for_update(skip_locked=True)).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _fail(session, store, job, DIED, at)
            return _NOTHING_TO_RUN
        job.state, job.attempts, job.held_by, job.held_until = "running", job.attempts + 1, token(), at + HELD
        return job.id, job.held_by


#: A job was failed instead of taken: there may be more.
_NOTHING_TO_RUN = (0, "")


def _run(
    session: Session,
    store: Store,
    job_id: int,
    mark: str,
    *,
    now: Callable[[], datetime],
    meanwhile: Callable[[], object],
) -> None:
    if not job_id:
        return
    try:
        compared = _compared(session, store, job_id, mark, now=now, meanwhile=meanwhile)
        with transaction(session):
            job = _held(session, job_id, mark)
            if job.phase == "load":
                load_compared(session, compared, at=now())
                _delete_bytes(session, store, job)
            _finish(session, job, compared, now())
    except _LostHold:
        log.warning("import job %s was taken over by another worker", job_id)
    except _TooLong:
        _give_up(session, store, job_id, mark, TOO_LONG, now())
    except NotFound:
        _give_up(session, store, job_id, mark, GONE, now())
    except Exception:
        log.exception("import job %s failed", job_id)
        _give_up(session, store, job_id, mark, BROKEN, now())


def _compared(
    session: Session,
    store: Store,
    job_id: int,
    mark: str,
    *,
    now: Callable[[], datetime],
    meanwhile: Callable[[], object],
) -> Comparison:
    """Read and compare the file, saying how far it is."""

    def progress(done: int, total: int) -> None:
        if max(done, total) > MOST_RECORDS:
            raise _TooLong
        if done % _BEAT_EVERY == 1 or done == total:
            with transaction(session):
                held = _held(session, job_id, mark)
                held.done, held.total, held.held_until = done, total, now() + HELD
            meanwhile()

    job = session.get_one(ImportJob, job_id)
    is_load, ending, content = job.phase == "load", job.ending, store.get(job.file_key)
    within = _scope_of_sender(session, job, local_date(now()))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tep{ending}"
        path.write_bytes(content)
        del content
        return compare(session, path, tell=True, prepare=is_load, within=within, progress=progress)


def _scope_of_sender(session: Session, job: ImportJob, on: date) -> Scope:
    """Return whose procedures the file may change: those its sender is in charge of today."""
    sender = session.get_one(Officer, job.officer_id)
    return scope_of(session, sender.grants, ACTION, on) if sender.is_active else Scope()


def _held(session: Session, job_id: int, mark: str) -> ImportJob:
    job = _locked(session, job_id)
    if job.held_by != mark:
        raise _LostHold
    return job


def _give_up(session: Session, store: Store, job_id: int, mark: str, problem: str, at: datetime) -> None:
    with transaction(session):
        job = _locked(session, job_id)
        if job.held_by == mark:
            _fail(session, store, job, problem, at)


def _fail(session: Session, store: Store, job: ImportJob, problem: str, at: datetime) -> None:
    job.state, job.problem, job.finished_at, job.held_by, job.held_until = "failed", problem, at, "", None
    _delete_bytes(session, store, job)


def _finish(session: Session, job: ImportJob, compared: Comparison, at: datetime) -> None:
    """Note what became of every record, in place of what was noted before."""
    session.execute(delete(ImportRow).where(ImportRow.job_id == job.id))
    rows = [_row(job.id, position, row) for position, row in enumerate(compared.report.rows)]
    if rows:
        session.execute(insert(ImportRow), rows)
    job.state, job.finished_at, job.held_by, job.held_until = "done", at, "", None
    job.done = job.total = len(rows)


def _row(job_id: int, position: int, row: Row) -> dict[str, object]:
    changes = [[_cut(one.field_label), _cut(one.before), _cut(one.after)] for one in row.changes[:_MOST_CHANGES]]
    return {
        "job_id": job_id, "position": position, "line": row.line, "code": row.code, "name": _cut(row.name),
        "outcome": row.outcome, "place": row.place, "reason": row.reason, "changes": changes, "flags": list(row.flags),
    }  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
