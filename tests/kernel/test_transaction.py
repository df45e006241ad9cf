"""One place commits: everything or nothing, effects only afterwards, and writers wait for one another."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from portal.catalogue.models import Setting
from portal.kernel.transaction import after_commit, after_rollback, transaction
from portal.web.app_state import db


def kept(session: Session, name: str = "one") -> str | None:
    session.rollback()
    return session.scalar(select(Setting.value).where(Setting.name == name))


def set_to(session: Session, value: str, name: str = "one") -> None:
    session.merge(Setting(name=name, value=value))


def test_what_is_done_inside_is_committed(session: Session) -> None:
    with transaction(session):
        set_to(session, "a")
    assert kept(session) == "a"


def test_an_error_undoes_everything_and_goes_on(session: Session) -> None:
    with pytest.raises(LookupError), transaction(session):
        set_to(session, "a")
        session.flush()
        set_to(session, "b", name="two")
        raise LookupError
    assert kept(session) is None
    assert kept(session, "two") is None


def test_transactions_do_not_nest(session: Session) -> None:
    with pytest.raises(RuntimeError, match="nest"), transaction(session):
        set_to(session, "a")
        with transaction(session):
            pass
    assert kept(session) is None
    with transaction(session):  # and the refusal leaves nothing behind
        set_to(session, "b")
    assert kept(session) == "b"


def test_outside_the_database_itself_refuses_to_write(session: Session) -> None:
    set_to(session, "a")
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(InternalError, match="read-only"):
            session.flush()
    assert kept(session) is None


def test_on_postgresql_statements_stay_prepared_from_one_request_to_the_next(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    for _ in range(7):
        kept(session)
    assert session.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM setting%'"))


def test_changes_made_outside_are_refused_and_not_swept_in(session: Session) -> None:
    session.add(Setting(name="one", value="forgotten"))
    with pytest.raises(RuntimeError, match="outside"), transaction(session):
        pass
    assert kept(session) is None


def test_effects_run_after_the_commit_in_their_order(app: Flask, session: Session) -> None:
    seen: list[str] = []

    def look() -> None:
        with app.app_context():
            seen.append(db.session.scalar(select(Setting.value).where(Setting.name == "one")) or "nothing")

    with transaction(session):
        set_to(session, "a")
        after_commit(session, look)
        after_commit(session, lambda: seen.append("second"))
        assert seen == []
    assert seen[1] == "second"
    assert kept(session) == "a"


def test_effects_of_an_abandoned_transaction_never_run_but_its_undoing_does(session: Session) -> None:
    seen: list[str] = []
    with pytest.raises(LookupError), transaction(session):
        after_commit(session, lambda: seen.append("effect"))
        after_rollback(session, lambda: seen.append("undone"))
        raise LookupError
    assert seen == ["undone"]


def test_undoing_does_not_run_after_a_commit(session: Session) -> None:
    seen: list[str] = []
    with transaction(session):
        after_rollback(session, lambda: seen.append("undone"))
    assert seen == []


def test_a_failing_effect_is_logged_and_the_next_one_runs(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[str] = []

    def fail() -> None:
        raise OSError("the disk is full")

    with transaction(session):
        set_to(session, "a")
        after_commit(session, fail)
        after_commit(session, lambda: seen.append("second"))
    assert seen == ["second"]
    assert kept(session) == "a"
    assert "the disk is full" in caplog.text


def test_what_was_read_before_is_read_again_inside(app: Flask, session: Session) -> None:
    with transaction(session):
        set_to(session, "a")
    row = session.get_one(Setting, "one")
    assert row.value == "a"
    in_another_request(app, lambda other: set_to(other, "b"))
    with transaction(session):
        assert row.value == "b"


def test_two_who_count_at_once_lose_nothing(app: Flask, session: Session) -> None:
    each, errors = 25, []
    with transaction(session):
        set_to(session, "0")

    def count(other: Session) -> None:
        row = other.get_one(Setting, "one", with_for_update=True)
        row.value = str(int(row.value) + 1)

    def many() -> None:
        try:
            for _ in range(each):
                in_another_request(app, count)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=many) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert kept(session) == str(2 * each)


def in_another_request(app: Flask, change: Callable[[Session], None]) -> None:
    """Make a change as another thread's request would."""

    def run() -> None:
        with app.app_context(), transaction(db.session()):
            change(db.session())

    thread = threading.Thread(target=run)
    if threading.current_thread() is threading.main_thread():
        thread.start()
        thread.join()
    else:
        run()
