"""What was published by hand survives everything that is loaded; what leaves comes back the same."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.draft_operations import start_retirement
from portal.catalogue.draft_queries import find_any
from portal.catalogue.exporting import export_procedures
from portal.catalogue.importing import import_procedures
from portal.catalogue.loading import load_catalog
from portal.catalogue.queries import get_procedure
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.procedure_drafts import a_change_in_review, editor, let_through, open_change
from tests.builders.procedures import a_procedure

CATALOG = Path(__file__).parents[2] / "catalog"
TODAY = date(2026, 11, 23)
CODE = "1.001193"


def edited(session: Session, code: str = CODE) -> None:
    let_through(session, a_change_in_review(session, get_procedure(session, code), plain="Sửa tay."), TODAY)


def load_changed(session: Session, tmp_path: Path) -> dict[str, int]:
    """Load a catalogue in which the plain line of every birth registration is another."""
    folder = tmp_path / "catalog"
    shutil.copytree(CATALOG, folder)
    path = folder / "procedures" / "ho-tich" / f"{CODE}.toml"
    path.write_text(path.read_text("utf-8").replace('plain = "', 'plain = "Mới: ', 1), "utf-8")
    with transaction(session):
        return dict(load_catalog(session, folder, at=now()))


def test_loading_leaves_what_was_edited_and_says_kept(session: Session, tmp_path: Path) -> None:
    edited(session)
    counts = load_changed(session, tmp_path)
    assert (counts["kept"], counts.get("changed", 0)) == (1, 0)
    assert get_procedure(session, CODE).plain == "Sửa tay."


def test_loading_changes_what_nobody_edited(session: Session, tmp_path: Path) -> None:
    assert load_changed(session, tmp_path)["changed"] == 1
    assert get_procedure(session, CODE).plain.startswith("Mới: ")


def test_loading_does_not_bring_back_what_was_retired(session: Session, tmp_path: Path) -> None:
    with transaction(session):
        start_retirement(session, get_procedure(session, CODE), successor="", reason="x", by=editor(session), at=now())
    let_through(session, open_change(session, CODE), TODAY)
    assert load_changed(session, tmp_path)["kept"] == 1
    found = find_any(session, CODE)
    assert found is not None
    assert found.status == "retired"


def test_an_import_keeps_it_unless_forced(session: Session, tmp_path: Path) -> None:
    before = tmp_path / "before.jsonl"
    export_procedures(session, before)
    edited(session)
    report = import_procedures(session, before, at=now())
    assert [row.code for row in report.rows if row.outcome == "kept"] == [CODE]
    assert (report.changed, get_procedure(session, CODE).plain) == (0, "Sửa tay.")
    forced = import_procedures(session, before, at=now(), force=True)
    assert [row.code for row in forced.rows if row.outcome == "changed"] == [CODE]
    found = get_procedure(session, CODE)
    assert (found.plain != "Sửa tay.", found.is_edited, found.revision.number) == (True, True, 3)


def test_exported_imported_and_exported_again_the_files_are_equal(app: Flask, session: Session, tmp_path: Path) -> None:
    edited(session)
    edited(session, a_procedure(session, origin="import").code)
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    export_procedures(session, first)
    report = import_procedures(session, first, at=now())
    assert (report.new, report.changed, report.kept) == (0, 0, 0)
    export_procedures(session, second)
    assert first.read_bytes() == second.read_bytes()
