"""Bytes and row appear together or not at all; names are shown, never used."""

from __future__ import annotations

import stat
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel.clock import FixedClock
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.storage.inspect import inspect
from portal.storage.models import StoredFile
from portal.storage.operations import discard, keep, shown_name
from portal.storage.scanning import NoScanner
from portal.storage.store import DiskStore
from portal.storage.views import bytes_response
from tests.builders.files import a_jpeg, a_pdf


@pytest.fixture
def store(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "kept")


def files_of(store: DiskStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def kept(session: Session, store: DiskStore, clock: FixedClock, filename: str = "sổ đỏ.jpg") -> StoredFile:
    photograph = inspect(a_jpeg(), filename, most_bytes=10**6, scanner=NoScanner())
    with transaction(session):
        return keep(session, store, photograph, filename=filename, at=clock.now())


def test_what_is_kept_comes_back(session: Session, store: DiskStore, clock: FixedClock) -> None:
    row = kept(session, store, clock)
    content = store.get(row.key)
    assert (row.sha256, row.size_bytes) == (sha256(content).hexdigest(), len(content))
    assert (row.filename, row.media_type) == ("sổ đỏ.jpg", "image/jpeg")
    assert store.get(row.preview_key).startswith(b"\xff\xd8")


def test_given_up_with_its_transaction_nothing_is_left(session: Session, store: DiskStore, clock: FixedClock) -> None:
    photograph = inspect(a_jpeg(), "a.jpg", most_bytes=10**6, scanner=NoScanner())
    with pytest.raises(LookupError), transaction(session):
        keep(session, store, photograph, filename="a.jpg", at=clock.now())
        assert len(files_of(store)) == 2
        raise LookupError
    assert files_of(store) == []
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_discarded_bytes_go_only_when_the_row_is_gone(session: Session, store: DiskStore, clock: FixedClock) -> None:
    row = kept(session, store, clock)
    with pytest.raises(LookupError), transaction(session):
        discard(session, store, row)
        raise LookupError
    assert len(files_of(store)) == 2
    with transaction(session):
        discard(session, store, row)
        assert len(files_of(store)) == 2
    assert files_of(store) == []


def test_only_the_portals_user_reads_kept_files(store: DiskStore) -> None:
    key = store.put(b"x")
    [path] = files_of(store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.name == key


@pytest.mark.parametrize("key", ["../secret-key", "..", "", "a/b", "/etc/passwd", "a\0b"])
def test_a_key_is_no_path(store: DiskStore, key: str) -> None:
    with pytest.raises(NotFound):
        store.get(key)


def test_an_unknown_key_is_not_found_and_deleting_it_is_no_error(store: DiskStore) -> None:
    with pytest.raises(NotFound):
        store.get("nothing")
    store.delete("nothing")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("sổ đỏ.jpg", "sổ đỏ.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\Users\Hường\anh.png", "anh.jpg"),
        ("/tuyet/doi.jpeg", "doi.jpg"),
        ("don.pdf.exe", "don.pdf.jpg"),
        ("xin\r\nSet-Cookie: a=b.jpg", "xin Set-Cookie: a=b.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("...", "tep.jpg"),
        ("", "tep.jpg"),
        ("s\u006f\u0302\u0309.jpg", "sổ.jpg"),
        ("a" * 300 + ".jpg", "a" * 80 + ".jpg"),
    ],
)
def test_names_are_made_harmless(typed: str, shown: str) -> None:
    assert shown_name(typed, "jpg") == shown


def test_an_answer_never_runs_in_the_browser(app: Flask) -> None:
    with app.test_request_context():
        response = bytes_response(a_pdf(), "application/pdf", "sổ đỏ.pdf", download=True)
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''s%E1%BB%95%20%C4%91%E1%BB%8F.pdf"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"].startswith("private")
