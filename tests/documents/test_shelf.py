"""Blank forms are made once; a changed definition is a new sheet at once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from portal.documents.shelf import FormShelf
from portal.kernel.errors import NotFound


@pytest.fixture
def shelf(tmp_path: Path) -> FormShelf:
    (tmp_path / "catalog" / "forms").mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("sample_form.toml"), tmp_path / "catalog" / "forms" / "mau-thu.toml")
    return FormShelf(tmp_path / "catalog", tmp_path / "sheets")


def sheets(shelf: FormShelf) -> list[str]:
    return sorted(path.suffix for path in shelf.folder.iterdir())


def test_a_sheet_is_made_once(shelf: FormShelf) -> None:
    first = shelf.sheet("mau-thu", "pdf")
    assert sheets(shelf) == [".pdf"]
    (path,) = shelf.folder.iterdir()
    made = path.stat().st_mtime_ns
    assert shelf.sheet("mau-thu", "pdf") == first
    assert FormShelf(shelf.catalog, shelf.folder).sheet("mau-thu", "pdf") == first
    assert path.stat().st_mtime_ns == made


def test_what_is_offered_has_its_true_size(shelf: FormShelf) -> None:
    offered = shelf.offered("mau-thu")
    assert offered is not None
    assert {sheet.kind: sheet.size_bytes for sheet in offered.sheets} == {
        kind: len(shelf.sheet("mau-thu", kind)) for kind in ("pdf", "docx")
    }


def test_a_changed_definition_is_a_new_sheet(shelf: FormShelf) -> None:
    before = shelf.sheet("mau-thu", "pdf")
    path = shelf.catalog / "forms" / "mau-thu.toml"
    path.write_text(path.read_text("utf-8").replace("a) Tên", "a) Họ và tên"), "utf-8")
    os.utime(path, ns=(1, 1))
    assert shelf.sheet("mau-thu", "pdf") != before
    assert sheets(shelf) == [".pdf", ".pdf"]


def test_a_sheet_thrown_away_is_made_again(shelf: FormShelf) -> None:
    before = shelf.sheet("mau-thu", "pdf")
    shutil.rmtree(shelf.folder)
    assert shelf.sheet("mau-thu", "pdf") == before


def test_all_sheets_are_made_beforehand_once(shelf: FormShelf) -> None:
    assert shelf.make_all() == 2
    assert sheets(shelf) == [".docx", ".pdf"]
    assert shelf.make_all() == 0


@pytest.mark.parametrize("form_id", ["khong-co", "", "../forms/mau-thu", "mau-thu.toml", "/etc/passwd"])
def test_an_unknown_form_is_not_found(shelf: FormShelf, form_id: str) -> None:
    with pytest.raises(NotFound):
        shelf.form(form_id)
    assert shelf.offered(form_id) is None
