"""Virus scanning: asked of a real clamd that knows one signature of ours; infected files come in nowhere."""

from __future__ import annotations

import io
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.errors import Invalid
from portal.storage.inspect import inspect
from portal.storage.models import StoredFile
from portal.storage.office import inspect_form
from portal.storage.scanning import Clamd, NoScanner, Scanner, ScannerDown, scanner_at
from portal.web.app_state import register
from tests.builders.dossiers import ANSWERS, a_draft
from tests.builders.files import a_jpeg, a_pdf
from tests.strict_client import StrictClient

HARM = b"PORTAL-TEST-SIGNATURE-7f3a"
MOST = 2 * 1024 * 1024
CLAMD = Path("/usr/sbin/clamd")


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Return the addresses (unix, tcp) of a running clamd."""
    assert CLAMD.exists(), "install clamav-daemon (./test does)"
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db" / "portal.ndb").write_text(f"Portal.Test:0:*:{HARM.hex()}\n")
    port = a_free_port()
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {folder}/db\nLocalSocket {folder}/clamd.ctl\nTCPSocket {port}\nTCPAddr 127.0.0.1\n"
        f"Foreground yes\nStreamMaxLength {MOST}\nLogFile {folder}/clamd.log\n"
    )
    process = subprocess.Popen([CLAMD, "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    addresses = f"unix:{folder}/clamd.ctl", f"tcp:127.0.0.1:{port}"
    wait_for(Clamd(addresses[0]))
    yield addresses
    process.terminate()
    process.wait()


def wait_for(scanner: Scanner) -> None:
    for _ in range(200):
        try:
            scanner.state()
        except ScannerDown:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("clamd did not start")


def infected_pdf() -> bytes:
    return a_pdf() + b"\n%" + HARM


def test_clean_is_clean_and_harm_is_refused_over_both_kinds_of_sockets(clamd: tuple[str, str]) -> None:
    for address in clamd:
        scanner = scanner_at(address)
        assert scanner.state() == "clamd answers"
        assert scanner.scan(a_jpeg()) is True
        assert scanner.scan(b"x" * (MOST - 1)) is True
        with pytest.raises(Invalid, match="virus"):
            scanner.scan(b"x" * 200_000 + HARM)


def test_what_is_kept_says_whether_it_was_looked_at(clamd: tuple[str, str]) -> None:
    assert inspect(a_jpeg(), "a.jpg", most_bytes=MOST, scanner=Clamd(clamd[0])).is_scanned
    assert not inspect(a_jpeg(), "a.jpg", most_bytes=MOST, scanner=NoScanner()).is_scanned
    assert inspect_form(a_pdf(), "a.pdf", most_bytes=MOST, scanner=Clamd(clamd[0])).is_scanned


def test_more_than_the_scanner_takes_is_refused_not_waved_through(clamd: tuple[str, str]) -> None:
    with pytest.raises(Invalid, match="right now"):
        Clamd(clamd[0]).scan(b"x" * (3 * MOST))


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:1"])
def test_a_scanner_that_does_not_answer_lets_nothing_in(address: str) -> None:
    with pytest.raises(Invalid, match="right now"):
        scanner_at(address).scan(a_jpeg())
    with pytest.raises(ScannerDown):
        scanner_at(address).state()


def test_without_a_scanner_nothing_is_looked_at_and_that_is_said() -> None:
    assert scanner_at("").scan(HARM) is False
    assert "not scanned" in scanner_at("").state()


def test_an_infected_paper_of_a_citizen_is_refused_and_not_kept(
    app: Flask, session: Session, as_citizen: Callable[..., StrictClient], clamd: tuple[str, str]
) -> None:
    register(app, Scanner, Clamd(clamd[0]))
    draft = a_draft(session, answers=ANSWERS)
    client = as_citizen()
    client.visit(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    files = [(io.BytesIO(infected_pdf()), "so-do.pdf"), (io.BytesIO(a_jpeg()), "anh.jpg")]
    assert client.submit("Thêm vào hồ sơ", files=files).status_code == 422
    assert "so-do.pdf: Tệp này có vi-rút" in client.page.text
    [kept] = session.scalars(select(StoredFile)).all()
    assert (kept.filename, kept.scanned_at is not None) == ("anh.jpg", True)
