"""Does the index follow the database, heal when it is damaged, and give way to the database when it cannot be read?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.queries import change_stamp, count_published
from portal.search import queries
from portal.search.following import entry_of
from portal.search.index import IndexUnavailable, ProcedureIndex
from portal.search.queries import Finder, codes_like
from tests.builders.procedures import a_procedure, a_record


def search(finder: Finder, session: Session, query: str) -> list[str]:
    finder._looked_at = float("-inf")
    return list(finder.find(session, query).codes)


def unreadable(*_: object, **__: object) -> object:
    raise IndexUnavailable("no disk")


def test_an_index_that_is_missing_is_built(finder: Finder, session: Session, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "index")
    assert "1.013831" in search(finder, session, "so do")
    assert finder.index.is_healthy() and finder.index.stamp() == change_stamp(session)


def test_an_index_whose_pointer_is_rubbish_is_built_anew(finder: Finder, session: Session, tmp_path: Path) -> None:
    (tmp_path / "index" / "CURRENT").write_bytes(b"rubbish")
    assert "1.013831" in search(finder, session, "so do")
    assert finder.index.is_healthy()


def test_an_index_that_lost_its_files_is_built_anew(finder: Finder, session: Session, tmp_path: Path) -> None:
    for path in [path for path in (tmp_path / "index").glob("g-*/*") if path.is_file()]:
        path.unlink()
    assert "1.013831" in search(finder, session, "so do")
    assert finder.index.is_healthy()


def test_it_looks_only_now_and_then(finder: Finder, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LOOK_EVERY", 3_600)
    search(finder, session, "so do")
    procedure, now = a_procedure(session), finder.find(session, "thả diều trên ruộng")
    assert procedure.code not in now.codes
    assert procedure.code in search(finder, session, "thả diều trên ruộng")


def test_without_an_index_the_database_answers_more_simply(
    finder: Finder, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProcedureIndex, "search", unreadable)
    for query, code in (
        ("chuyen nhuong quyen su dung dat", "1.013831"),
        ("1.013831", "1.013831"),
        ("KHAI SINH", "1.001193"),
    ):
        assert code in search(finder, session, query)


def test_without_an_index_everything_is_still_there(
    finder: Finder, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProcedureIndex, "search", unreadable)
    assert len(search(finder, session, "")) == count_published(session)
    assert search(finder, session, "%' OR 1=1") == []


def test_a_folder_that_cannot_be_written_does_not_stop_the_search(
    finder: Finder, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    a_procedure(session)
    monkeypatch.setattr(ProcedureIndex, "rebuild", full)
    assert "1.013831" in search(finder, session, "so do")


def test_the_index_holds_exactly_what_is_published(finder: Finder, session: Session) -> None:
    a_procedure(session, a_record("5.000001"))
    assert finder.rebuild(session) == count_published(session)


def test_what_a_procedure_says_of_who_and_what_is_searched_too(session: Session) -> None:
    procedure = a_procedure(
        session, who="Chủ ruộng", results=["Giấy phép"], keywords=["diều sáo"], steps=[{"title": "Nộp", "text": "Ký"}]
    )
    entry = entry_of(procedure, procedure.revision.content)
    assert entry.body.split() == ["Chủ", "ruộng", "Giấy", "phép", "Nộp", "Ký"]
    assert entry.keywords == ("diều sáo",)


def test_codes_that_begin_with_a_code_are_found(session: Session) -> None:
    for code in ("1.777777.H56", "1.777777.H61", "1.777778"):
        a_procedure(session, a_record(code))
    assert codes_like(session, "1.777777") == ["1.777777.H56", "1.777777.H61"]
    assert codes_like(session, "1.77777") == codes_like(session, "1.77777%") == []
