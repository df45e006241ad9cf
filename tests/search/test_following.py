"""Does the index follow the catalogue without making anybody wait, once a node, and by what has changed only?"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.catalogue.operations import count_change
from portal.catalogue.queries import change_stamp, count_published
from portal.kernel.transaction import transaction
from portal.search import changes, following, store
from portal.search.following import Beside, catch_up
from portal.search.index import ProcedureIndex
from portal.search.queries import Finder
from tests.builders.procedures import a_procedure, a_record

KITES, CRICKETS = "Cấp giấy phép thả diều trên ruộng", "Cấp giấy phép chơi đá dế trên đồng"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many procedures each index built since holds."""
    sizes: list[int] = []
    write = store.write

    def counting(*args: object) -> int:
        sizes.append(write(*args))  # type: ignore[arg-type]
        return sizes[-1]

    monkeypatch.setattr(store, "write", counting)
    return sizes


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Nothing is written before it is opened."""
    opened = threading.Event()
    make = following.changes_since

    def waiting(*args: object) -> object:
        assert opened.wait(60)
        return make(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(following, "changes_since", waiting)
    yield opened
    opened.set()


def codes(finder: Finder, session: Session, query: str) -> list[str]:
    finder._looked_at = float("-inf")
    return list(finder.find(session, query).codes)


def retire(session: Session, procedure: Procedure) -> None:
    with transaction(session):
        procedure.status = "retired"
        count_change(session)


def test_one_change_is_found_without_building_anew(finder: Finder, session: Session, built: list[int]) -> None:
    assert "1.013831" in codes(finder, session, "sang ten")
    procedure = a_procedure(session, a_record("1.777771", name=KITES))
    assert codes(finder, session, "thả diều")[0] == procedure.code
    a_procedure(session, a_record("1.777771", name=CRICKETS, plain=""))
    assert codes(finder, session, "đá dế")[0] == procedure.code
    assert procedure.code not in codes(finder, session, "thả diều")
    retire(session, procedure)
    assert procedure.code not in codes(finder, session, "đá dế")
    assert len(codes(finder, session, "")) == count_published(session)
    assert built == [], "an index was built anew for one procedure"


def test_suggestions_follow_too(finder: Finder, session: Session) -> None:
    codes(finder, session, "")
    a_procedure(session, a_record("1.777771", name=KITES))
    codes(finder, session, "")
    assert [one.code for one in finder.suggest(session, "thả di")] == ["1.777771"]
    a_procedure(session, a_record("1.777771", name=CRICKETS, plain=""))
    codes(finder, session, "")
    assert finder.suggest(session, "thả di") == []
    assert [one.code for one in finder.suggest(session, "chơi đá dế")] == ["1.777771"]


def test_what_the_body_says_follows(finder: Finder, session: Session) -> None:
    codes(finder, session, "")
    a_procedure(session, a_record("1.777771", name=KITES, conditions="Dây diều phải dệt bằng sợi zylon."))
    assert codes(finder, session, "zylon") == ["1.777771"]


def test_another_process_takes_over_what_was_changed(
    finder: Finder, session: Session, tmp_path: Path, built: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes(finder, session, "")
    other = ProcedureIndex(tmp_path / "index", finder.vocabulary)
    other.take_newest()
    a_procedure(session, a_record("1.777771", name=KITES))
    codes(finder, session, "")
    monkeypatch.setattr(store, "load", None)  # nothing is read anew
    catch_up(other, session)
    assert other.search("thả diều").codes[0] == "1.777771"
    assert (other.searched(), built) == (change_stamp(session), [])


def test_a_process_that_begins_later_reads_the_changes(finder: Finder, session: Session, tmp_path: Path) -> None:
    for number, name in enumerate((KITES, CRICKETS)):
        a_procedure(session, a_record(f"1.77777{number}", name=name))
        codes(finder, session, "")
    fresh = ProcedureIndex(tmp_path / "index", finder.vocabulary)
    assert fresh.is_healthy() and fresh.stamp() == change_stamp(session)
    assert fresh.search("thả diều").codes[0] == "1.777770"


def test_after_many_changes_it_is_built_anew(
    finder: Finder, session: Session, built: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST", 2)
    codes(finder, session, "")
    for number in range(4):
        a_procedure(session, a_record(f"1.77777{number}"))
    assert len(codes(finder, session, "thả diều trên ruộng")) >= 4
    assert built == [count_published(session)]


def test_changes_that_cannot_be_read_are_healed(
    finder: Finder, session: Session, tmp_path: Path, built: list[int]
) -> None:
    codes(finder, session, "")
    a_procedure(session, a_record("1.777771", name=KITES))
    codes(finder, session, "")
    next((tmp_path / "index").glob("g-*/changes-1.json")).write_text("{", "utf-8")
    fresh = ProcedureIndex(tmp_path / "index", finder.vocabulary)
    assert not fresh.is_healthy()
    catch_up(fresh, session)
    assert fresh.search("thả diều").codes[0] == "1.777771" and len(built) == 1


def test_nobody_waits_while_it_catches_up(finder: Finder, session: Session, gate: threading.Event) -> None:
    before = codes(finder, session, "")
    finder.patience = 0.0
    a_procedure(session, a_record("1.777771", name=KITES))
    assert codes(finder, session, "") == before, "others go on with the index before"
    gate.set()
    finder._beside.wait(60)
    assert codes(finder, session, "thả diều")[0] == "1.777771"


def test_while_there_is_no_index_the_database_answers(
    finder: Finder, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(tmp_path / "index")
    finder.patience = 0.0
    opened, rebuild = threading.Event(), ProcedureIndex.rebuild

    def waiting(*args: object, **options: object) -> None:
        assert opened.wait(60)
        rebuild(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ProcedureIndex, "rebuild", waiting)
    assert "1.001193" in codes(finder, session, "KHAI SINH")
    assert (finder.index.searched(), finder.suggest(session, "khai")) == (None, [])
    opened.set()
    finder._beside.wait(60)
    assert codes(finder, session, "khai sanh")[0] == "1.001193"
    assert finder.index.searched() == change_stamp(session)


def test_an_index_damaged_in_use_is_built_anew(
    finder: Finder, session: Session, tmp_path: Path, built: list[int]
) -> None:
    codes(finder, session, "")
    for path in [path for path in (tmp_path / "index").glob("g-*/*") if path.is_file()]:
        path.unlink()
    assert "1.001193" in codes(finder, session, "khai sinh"), "the database answers"
    assert codes(finder, session, "khai sanh")[0] == "1.001193"
    assert built == [count_published(session)]


def test_two_processes_of_a_node_build_once(
    finder: Finder, app: Flask, session: Session, tmp_path: Path, built: list[int]
) -> None:
    shutil.rmtree(tmp_path / "index")
    engine = session.connection().engine

    def begin() -> None:
        with Session(engine) as own:
            catch_up(ProcedureIndex(tmp_path / "index", finder.vocabulary), own)

    processes = [threading.Thread(target=begin) for _ in range(3)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert built == [count_published(session)]


def test_after_a_failure_it_pauses(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    tried: list[int] = []

    def full(_session: Session) -> None:
        tried.append(1)
        raise OSError("no space left")

    beside, engine = Beside(full), session.connection().engine
    for _ in range(3):
        beside.start(engine)
        beside.wait(60)
    assert len(tried) == 1 and "no space left" in caplog.text


def test_what_did_not_change_is_not_read(finder: Finder, session: Session) -> None:
    codes(finder, session, "")
    newest = finder.index.take_newest()
    changed = following.changes_since(newest, session)
    assert changed is not None and len(changed) == 0
    procedure = session.scalars(select(Procedure).where(Procedure.code == "1.013831")).one()
    with transaction(session):
        procedure.agency_name = "Nơi khác"
    changed = following.changes_since(newest, session)
    assert changed is not None and [entry.code for entry in changed.new] == ["1.013831"]


def test_whoever_comes_while_it_is_begun_does_not_fail(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    beside, engine = Beside(lambda _session: None), session.connection().engine
    begin = threading.Thread.start

    def another_comes_first(thread: threading.Thread) -> None:
        beside.wait(60)
        begin(thread)

    monkeypatch.setattr(threading.Thread, "start", another_comes_first)
    beside.start(engine)
    beside.wait(60)
