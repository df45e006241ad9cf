"""Files of every kind through import and export: dry run, one transaction, round trips, the commands."""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from portal.catalogue.bulk import prepared, publish_all
from portal.catalogue.changes import Change
from portal.catalogue.exporting import export_procedures
from portal.catalogue.importing import import_procedures
from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.operations import publish
from portal.catalogue.record import Channel, Component, Fee, Record
from portal.catalogue.workbook import write_workbook
from portal.kernel.database import Base, prepare_engine
from portal.kernel.transaction import transaction
from portal.workflow.deadlines import Limit, Unit
from tests.builders.procedures import a_full_record

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
RECORD = Record(
    "2.000815", "Chứng thực bản sao", 2, field="chung-thuc", field_name="Chứng thực", origin="import",
    admin_level="commune", audiences=("citizen",), executing_note="=Ủy ban nhân dân cấp xã",
    channels=(Channel("counter", Limit(1, Unit.WORKING_DAY), "", (Fee("Phí", "fee", 2000),)),),
    components=(Component("c1", "Bản chính", originals=1), Component("c2", "Nộp tại quầy", is_note=True)),
)  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Callable[[str], Session]]:
    engines = []

    def opened(name: str) -> Session:
        engine = create_engine(f"sqlite:///{tmp_path / name}.db")
        prepare_engine(engine)
        Base.metadata.create_all(engine)
        engines.append(engine)
        return Session(engine)

    yield opened
    for engine in engines:
        engine.dispose()


@pytest.fixture
def database(empty: Callable[[str], Session]) -> Iterator[Session]:
    with empty("portal") as session:
        yield session


def fill(session: Session, *records: Record) -> None:
    with transaction(session):
        for record in records:
            publish(session, record, agencies={}, at=AT)


def write(path: Path, *records: Record) -> Path:
    path.write_text("\n".join(json.dumps(record.as_dict()) for record in records), encoding="utf-8")
    return path


def revisions(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ProcedureRevision)) or 0


def outcomes(session: Session, path: Path, **options: Any) -> list[str]:
    return [row.outcome for row in import_procedures(session, path, at=AT, **options).rows]


def test_a_dry_run_tells_every_change_and_writes_nothing(database: Session, tmp_path: Path) -> None:
    ours = replace(RECORD, code="2.000001", origin="catalog")
    fill(database, RECORD, replace(RECORD, code="2.000002"), ours)
    changed = replace(RECORD, name="Chứng thực bản sao từ bản chính", components=RECORD.components[:1])
    file = write(tmp_path / "p.jsonl", changed, replace(RECORD, code="2.000002"), replace(RECORD, code="2.000003"),
                 replace(ours, name="Của nơi khác", origin="import"), replace(RECORD, name=""))  # fmt: skip
    report = import_procedures(database, file, at=AT, dry_run=True)
    assert [(row.line, row.code, row.outcome) for row in report.rows] == [
        (1, "2.000815", "changed"), (2, "2.000002", "unchanged"), (3, "2.000003", "new"), (4, "2.000001", "kept"),
        (5, "2.000815", "refused"),
    ]  # fmt: skip
    assert report.rows[0].changes == (
        Change("Tên thủ tục", "Chứng thực bản sao", "Chứng thực bản sao từ bản chính"),
        Change("Giấy tờ", "Nộp tại quầy: lời dặn", ""),
    )
    assert revisions(database) == 3
    assert database.scalar(select(func.count()).select_from(Procedure)) == 3


def test_a_dry_run_foretells_the_import(database: Session, tmp_path: Path) -> None:
    fill(database, RECORD)
    file = write(tmp_path / "p.jsonl", replace(RECORD, name="Tên mới"), replace(RECORD, code="2.000003"))
    foretold = outcomes(database, file, dry_run=True)
    assert foretold == outcomes(database, file) == ["changed", "new"]
    assert outcomes(database, file) == ["unchanged", "unchanged"]


def test_our_own_edited_export_changes_our_own(database: Session, tmp_path: Path) -> None:
    ours = replace(RECORD, origin="catalog")
    fill(database, ours)
    assert outcomes(database, write(tmp_path / "p.jsonl", replace(ours, name="Tên mới"))) == ["changed"]


def test_lists_show_what_was_imported(database: Session, tmp_path: Path) -> None:
    fill(database, RECORD)
    import_procedures(database, write(tmp_path / "p.jsonl", replace(RECORD, name="Tên mới", level=1)), at=AT)
    procedure = database.scalars(select(Procedure)).one()
    assert (procedure.name, procedure.level, procedure.limit_value, procedure.fee_vnd) == ("Tên mới", 1, 1, 2000)
    assert (procedure.revision.number, procedure.revision.record.name, procedure.changed_at) == (2, "Tên mới", AT)


def test_nothing_is_half_loaded(database: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_revisions, parts = publish_all.__globals__["_write_revisions"], iter(range(2))

    def fail(*args: object, **more: object) -> None:
        if next(parts, None) is None:
            raise RuntimeError("the disk is full")
        write_revisions(*args, **more)

    monkeypatch.setitem(publish_all.__globals__, "_write_revisions", fail)
    file = write(tmp_path / "p.jsonl", *(replace(RECORD, code=f"2.{n:06}") for n in range(450)))
    with pytest.raises(RuntimeError):
        import_procedures(database, file, at=AT)
    assert revisions(database) == 0


def test_what_somebody_else_changed_meanwhile_is_left_alone(database: Session) -> None:
    fill(database, RECORD)
    ready = [prepared(replace(RECORD, name="Bản nhập"), standing=RECORD.fingerprint(), agencies={}),
             prepared(replace(RECORD, code="2.000002"), standing="", agencies={})]  # fmt: skip
    fill(database, replace(RECORD, name="Vừa sửa"), replace(RECORD, code="2.000002", name="Vừa thêm"))
    with transaction(database):
        assert publish_all(database, ready, at=AT) == {"2.000815", "2.000002"}
    assert database.scalars(select(Procedure.name).order_by(Procedure.code)).all() == ["Vừa thêm", "Vừa sửa"]


@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz", "p.xlsx"])
def test_exported_imported_exported_is_equal(empty: Callable[[str], Session], tmp_path: Path, name: str) -> None:
    first, second = tmp_path / f"1{name}", tmp_path / f"2{name}"
    full = a_full_record("1.000002")
    assert [field.name for field in fields(full) if not getattr(full, field.name)] == [], "a field this test forgot"
    with empty("a") as session:
        fill(session, RECORD, replace(RECORD, code="1.000001", conditions="x" * 40_000, origin="catalog"), full)
        assert export_procedures(session, first) == 3
        assert outcomes(session, first) == ["unchanged"] * 3
    with empty("b") as session:
        assert outcomes(session, first) == ["new"] * 3
        export_procedures(session, second)
    assert first.read_bytes() == second.read_bytes()


def test_csv_is_an_overview_that_excel_opens(database: Session, tmp_path: Path) -> None:
    fill(database, RECORD)
    assert export_procedures(database, tmp_path / "p.csv") == 1
    content = (tmp_path / "p.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(content.decode("utf-8-sig").splitlines())
    assert (row["Mã thủ tục"], row["Thời hạn"], row["Phí, lệ phí"], row["Số giấy tờ"]) == (
        "2.000815", "1 ngày làm việc", "2.000 đồng", "1"
    )  # fmt: skip
    assert row["Cơ quan thực hiện"] == "'=Ủy ban nhân dân cấp xã"


def test_another_ending_is_refused_and_nothing_is_written(database: Session, tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        export_procedures(database, tmp_path / "p.docx")
    assert not (tmp_path / "p.docx").exists()


TOML = """
code = "2.000908"
name = "Cấp bản sao từ sổ gốc"
level = {level}
field = "chung-thuc"
decision = {{ number = "12/QĐ-UBND", date = "2025-07-01", issuer = "UBND tỉnh" }}
valid_to = "2027-12-31"
[[channels]]
channel = "counter"
limit = {{ value = 1, unit = "day" }}
"""


def test_toml_one_file_and_a_folder(database: Session, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    (folder / "procedures" / "chung-thuc").mkdir(parents=True)
    (folder / "fields.toml").write_text('[[fields]]\ncode = "chung-thuc"\nname = "Chứng thực"\n', encoding="utf-8")
    one = folder / "procedures" / "chung-thuc" / "2.000908.toml"
    one.write_text(TOML.format(level=1), encoding="utf-8")
    one.with_name("bad.toml").write_text(TOML.format(level=7), encoding="utf-8")
    one.with_name("worse.toml").write_text("code =", encoding="utf-8")
    assert outcomes(database, one) == ["new"]
    report = import_procedures(database, folder, at=AT)
    assert [(row.place, row.outcome) for row in report.rows] == [
        ("", "changed"), ("bad.toml", "refused"), ("worse.toml", "refused"),
    ]  # fmt: skip
    revision = database.scalars(select(Procedure)).one().revision
    assert (revision.record.field_name, revision.record.decision_number) == ("Chứng thực", "12/QĐ-UBND")
    assert (revision.record.decision_issuer, revision.record.valid_to) == ("UBND tỉnh", "2027-12-31")


def test_a_workbook_is_known_by_its_content(database: Session, tmp_path: Path) -> None:
    write_workbook(tmp_path / "p.dat", [RECORD])
    assert outcomes(database, tmp_path / "p.dat") == ["new"]


@pytest.mark.parametrize("name", ["p.xlsx", "p.json", "p.jsonl", "p.toml"])
def test_a_file_of_nonsense_is_refused_not_a_crash(database: Session, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00nonsense = \xff")
    assert outcomes(database, tmp_path / name) == ["refused"]


def test_a_packed_json_list(database: Session, tmp_path: Path) -> None:
    (tmp_path / "p.json.gz").write_bytes(gzip.compress(json.dumps([RECORD.as_dict()]).encode()))
    assert outcomes(database, tmp_path / "p.json.gz") == ["new"]


@pytest.mark.empty_database
def test_the_commands(app: Flask, tmp_path: Path) -> None:
    def run(*words: object) -> str:
        result = app.test_cli_runner().invoke(args=["portal", *map(str, words)])
        assert result.exit_code == 0, result.output
        return result.output

    file = write(tmp_path / "p.jsonl", RECORD, replace(RECORD, name=""))
    assert "Chạy thử, chưa ghi gì: 1 mới" in run("import-procedures", file, "--dry-run")
    assert run("import-procedures", file).splitlines()[-1].startswith("1 mới, 0 thay đổi")
    told = run("import-procedures", write(file, replace(RECORD, level=1)), "--dry-run")
    assert "dòng 1: 2.000815: thay đổi: Chứng thực bản sao\n    Mức độ: 2 → 1\n" in told
    assert "1 thủ tục" in run("export-procedures", tmp_path / "p.xlsx")
    assert "0 mới, 0 thay đổi, 1 không đổi" in run("import-procedures", tmp_path / "p.xlsx")
    assert "mau.xlsx" in run("procedure-template", tmp_path / "mau.xlsx")
    wrong = app.test_cli_runner().invoke(args=["portal", "export-procedures", str(tmp_path / "p.docx")])
    assert (wrong.exit_code, ".xlsx" in wrong.output) == (2, True)
