"""Is the state of the portal told in Vietnamese, also what is wrong with it, on screen and at the command line?"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from portal.storage.scanning import Scanner
from portal.web.app_state import register
from tests.strict_client import StrictClient


class Down:
    """A scanner that does not answer."""

    def scan(self, content: bytes) -> bool:
        raise ConnectionRefusedError

    def state(self) -> str:
        raise ConnectionRefusedError("111")


def test_what_was_looked_at_has_names_and_words(app: Flask, as_officer: Callable[..., StrictClient]) -> None:
    register(app, Scanner, Down())
    text = as_officer("quantri").visit("/quan-tri/").text
    assert "Tài khoản cán bộ" in text and "Kho tệp" in text
    assert "Không kiểm tra được (ConnectionRefusedError: 111)" in text


def test_the_command_line_says_the_same(app: Flask) -> None:
    register(app, Scanner, Down())
    said = app.test_cli_runner().invoke(args=["portal", "check"]).output
    assert "SAI  scanner: Không kiểm tra được (ConnectionRefusedError: 111)" in said
    assert "ok   storage: Ghi được" in said
