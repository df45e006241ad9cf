"""Files worked off beside the pages: checked, loaded once, and never lost or half-loaded when a worker dies."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue import import_jobs
from portal.catalogue.import_jobs import HELD, KEPT, MOST_ATTEMPTS, forget_file, queue_check, queue_load, work
from portal.catalogue.import_models import ImportJob
from portal.catalogue.import_queries import count_outcomes, get_job, page_rows
from portal.catalogue.queries import find_by_codes, get_procedure
from portal.catalogue.scopes import Scope
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.web.app_state import db, now, service
from tests.builders.people import the_officer
from tests.builders.procedures import a_procedure, a_record
from tests.builders.together import together

CODE, OTHER = "9.700001", "9.700002"
#: Who lets it through: not the sender, and in charge of everything.
A_COLLEAGUE: dict[str, Any] = {"by": 0, "within": Scope.whole(), "on": date(2026, 11, 23)}


def line(code: str = CODE, **parts: Any) -> bytes:
    record = a_record(code, **{"origin": "import", **parts})
    return json.dumps(record.as_dict(), ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def store(app: Flask, session: Session) -> Store:
    return service(Store)


Sent = Callable[[bytes], int]


@pytest.fixture
def sent(session: Session, store: Store) -> Sent:
    """Upload a file; return the number of its job."""
    officer_id = the_officer(session, "quantri").id

    def send(content: bytes) -> int:
        with transaction(session):
            job = queue_check(
                session, store, content, filename="p.jsonl", ending=".jsonl", officer_id=officer_id, at=now()
            )
            return job.id

    return send


def worked(session: Session, store: Store, **more: Any) -> int:
    count = work(session, store, now=now, **more)
    session.rollback()
    return count


def loaded(session: Session, store: Store, job_id: int) -> ImportJob:
    with transaction(session):
        queue_load(session, job_id, **A_COLLEAGUE)
    worked(session, store)
    return get_job(session, job_id)


def test_a_file_is_checked_without_writing_anything(session: Session, store: Store, sent: Sent) -> None:
    a_procedure(session, a_record(CODE, origin="import", name="Tên cũ"))
    job_id = sent(line(name="Tên mới") + line(OTHER) + b"{\n")
    assert worked(session, store) == 1
    job = get_job(session, job_id)
    assert (job.state, job.phase, job.percent, job.done, job.can_load) == ("done", "check", 100, 3, True)
    assert count_outcomes(session, job_id) == {"new": 1, "changed": 1, "unchanged": 0, "kept": 0, "refused": 1}
    (row,) = page_rows(session, job_id, "changed")
    assert (row.code, row.changes) == (CODE, [["Tên thủ tục", "Tên cũ", "Tên mới"]])
    assert [one.outcome for one in page_rows(session, job_id, offset=1)] == ["new", "refused"]
    assert get_procedure(session, CODE).name == "Tên cũ"


def test_it_is_loaded_when_asked_and_the_bytes_go(session: Session, store: Store, sent: Sent) -> None:
    job_id = sent(line() + line(OTHER))
    worked(session, store)
    key = get_job(session, job_id).file_key
    job = loaded(session, store, job_id)
    assert (job.state, job.phase, job.file_key, job.can_load) == ("done", "load", "", False)
    assert set(find_by_codes(session, [CODE, OTHER])) == {CODE, OTHER}
    with pytest.raises(NotFound):
        store.get(key)
    with pytest.raises(Invalid), transaction(session):
        queue_load(session, job_id, **A_COLLEAGUE)  # a second press of the button


def test_a_contradiction_of_the_record_is_told(session: Session, store: Store, sent: Sent) -> None:
    job_id = sent(line(components=[{"id": "don", "name": "Đơn", "form_files": ["don.docx"]}]))
    worked(session, store)
    assert page_rows(session, job_id)[0].flags == ["level_1_form"]


def test_what_nobody_loads_is_forgotten(session: Session, store: Store, sent: Sent, clock: FixedClock) -> None:
    job_id = sent(line())
    with transaction(session):
        forget_file(session, store, job_id)
    assert get_job(session, job_id).file_key, "a worker still needs it"
    worked(session, store)
    clock.at += KEPT + timedelta(minutes=1)
    worked(session, store)
    job = get_job(session, job_id)
    assert (job.file_key, job.can_load) == ("", False)


class Killed(BaseException):
    """The process is gone: nothing after it runs."""


def kill() -> None:
    raise Killed


def test_a_dead_worker_lets_its_job_go(session: Session, store: Store, sent: Sent, clock: FixedClock) -> None:
    job_id = sent(line() + line(OTHER))
    with pytest.raises(Killed):
        work(session, store, now=now, meanwhile=kill)
    assert get_job(session, job_id).state == "running"
    assert worked(session, store) == 0, "it is still held"
    clock.at += HELD + timedelta(seconds=1)
    assert worked(session, store) == 1
    assert (get_job(session, job_id).state, get_job(session, job_id).attempts) == ("done", 2)


def test_killed_while_loading_loads_nothing_and_then_once(
    session: Session, store: Store, sent: Sent, clock: FixedClock
) -> None:
    job_id = sent(line())
    worked(session, store)
    with transaction(session):
        queue_load(session, job_id, **A_COLLEAGUE)
    with pytest.raises(Killed):
        work(session, store, now=now, meanwhile=kill)
    assert find_by_codes(session, [CODE]) == {}
    clock.at += HELD + timedelta(seconds=1)
    worked(session, store)
    assert get_procedure(session, CODE).revision.number == 1
    assert count_outcomes(session, job_id)["new"] == 1


def test_a_job_that_kills_every_worker_fails_with_a_sentence(
    session: Session, store: Store, sent: Sent, clock: FixedClock
) -> None:
    job_id = sent(line())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            work(session, store, now=now, meanwhile=kill)
        clock.at += HELD + timedelta(seconds=1)
    other = sent(line(OTHER))
    worked(session, store)
    job = get_job(session, job_id)
    assert (job.state, job.problem, job.file_key) == ("failed", import_jobs.DIED, "")
    assert get_job(session, other).state == "done", "the next one is not held up"


def test_two_workers_load_once(session: Session, store: Store, sent: Sent, clock: FixedClock, app: Flask) -> None:
    """The first is slow: while it reads, its hold runs out and a second one does the work."""
    job_id = sent(line())
    worked(session, store)
    with transaction(session):
        queue_load(session, job_id, **A_COLLEAGUE)
    seconds: list[int] = []

    def overtaken() -> None:
        if not seconds:
            clock.at += HELD + timedelta(seconds=1)
            seconds.append(0)
            with app.test_request_context(), Session(db.engine) as other:
                seconds[0] = work(other, store, now=now)

    worked(session, store, meanwhile=overtaken)
    assert seconds == [1]
    job = get_job(session, job_id)
    assert (job.state, job.attempts, get_procedure(session, CODE).revision.number) == ("done", 2, 1)
    assert count_outcomes(session, job_id)["new"] == 1


def test_workers_that_look_in_the_same_moment_take_different_jobs(app: Flask, store: Store, sent: Sent) -> None:
    jobs = [sent(line(f"9.72{n:04}")) for n in range(4)]
    counts = together(app, *[lambda session: work(session, store, now=now)] * 3)
    assert sum(counts) == len(jobs)


def test_what_breaks_is_told_and_not_tried_again(
    session: Session, store: Store, sent: Sent, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = sent(line())
    monkeypatch.setattr(import_jobs, "compare", lambda *_, **__: 1 / 0)
    worked(session, store)
    assert (get_job(session, job_id).state, get_job(session, job_id).problem) == ("failed", import_jobs.BROKEN)
    assert "ZeroDivisionError" in caplog.text
    assert worked(session, store) == 0


def test_a_file_of_too_many_records_is_refused(
    session: Session, store: Store, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_jobs, "MOST_RECORDS", 1)
    job_id = sent(line() + line(OTHER))
    worked(session, store)
    assert get_job(session, job_id).problem == import_jobs.TOO_LONG


def test_how_far_it_is_can_be_seen_meanwhile(session: Session, store: Store, sent: Sent) -> None:
    job_id, seen = sent(b"".join(line(f"9.71{n:04}") for n in range(120))), []
    work(session, store, now=now, meanwhile=lambda: seen.append(get_job(session, job_id).percent))
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert 40 < seen[1] < 50
    assert seen[-1] == 99, "100 only when the rows are written"
