"""Vietnamese is complete: every text in the code is translated, with the same values in it (`translations/update`)."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.sources import ROOT

TRANSLATIONS = ROOT / "translations"
VALUES = re.compile(r"%\(\w+\)[sd]|%%")


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def texts(value: object) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [str(value or "")]


def ids(catalogue: Catalog) -> set[object]:
    return {m.id for m in catalogue if m.id}


@pytest.fixture(scope="module")
def vi() -> list[Message]:
    return [m for m in read(TRANSLATIONS / "vi" / "LC_MESSAGES" / "messages.po", "vi") if m.id]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[object]:
    """Return every text in the sources, by Babel's own reading of them."""
    pot = tmp_path_factory.mktemp("babel") / "messages.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "--quiet",
        "extract",
        "-F",
        "babel.cfg",
        "-k",
        "N_",
        "-o",
        str(pot),
        ".",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    return ids(read(pot))


def test_vietnamese_has_every_text(extracted: set[object], vi: list[Message]) -> None:
    translated = {m.id for m in vi}
    assert extracted - translated == set(), "not in vi"
    assert translated - extracted == set(), "in vi, no longer in the sources"


def test_nothing_is_left_open_or_in_doubt(vi: list[Message]) -> None:
    assert [m.id for m in vi if not all(texts(m.string))] == [], "not translated"
    assert [m.id for m in vi if m.fuzzy] == [], "fuzzy"


def test_translations_carry_the_same_values(vi: list[Message]) -> None:
    for message in vi:
        wanted = {value for text in texts(message.id) for value in VALUES.findall(text)}
        for text in texts(message.string):
            assert set(VALUES.findall(text)) == wanted, f"{message.id!r} → {text!r}"


def test_translations_are_composed_and_tidy(vi: list[Message]) -> None:
    for message in vi:
        for english, text in zip(texts(message.id), texts(message.string), strict=False):
            assert unicodedata.is_normalized("NFC", text)
            assert text.strip() == text or english.strip() != english, f"blanks around {text!r}"
            assert "  " not in text


def test_english_says_what_the_sources_say() -> None:
    """English is the language of the sources: its catalogue may exist, but must not say anything else by mistake."""
    path = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
    if path.exists():
        assert [m.id for m in read(path, "en") if m.id and m.fuzzy] == []
