"""Export: what is written, and that it comes back byte by byte."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.catalogue.exporting import export_procedures
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.importing import import_procedures
from portal.catalogue.operations import publish
from portal.catalogue.reading import read_line
from portal.catalogue.record import Channel, Component, Fee, LegalBasis, Record, Told, from_dict
from portal.kernel.database import Base, prepare_engine
from portal.kernel.transaction import transaction
from portal.workflow.deadlines import Limit, Unit
from tests.builders.procedures import an_online_record

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
PLAIN = Record(
    "2.000815", "Chứng thực bản sao", 2, field="chung-thuc", origin="import",
    audiences=("citizen",), steps=(Told("Bước 1", "Nộp hồ sơ\ntại quầy"),),
    channels=(Channel("counter", Limit(1, Unit.WORKING_DAY), "", (Fee("Phí", "fee", 2000),)),
              Channel("post", None, "Theo hẹn", (Fee("Phí", "fee", None, "Theo giá cước"),))),
    components=(Component("c1", "Bản chính"),), legal_bases=(LegalBasis("23/2015/NĐ-CP"),),
)  # fmt: skip
ONLINE = {
    "code": "1.013831", "name": "Đăng ký biến động", "level": 3, "origin": "catalog",
    "channels": [{"channel": "online", "limit": {"value": 3, "unit": "working_day"}}],
    "process": an_online_record().as_dict()["process"],
    "eform": {"pages": [{"id": "dat", "title": "Thửa đất", "task": "Thửa đất",
                         "questions": [{"id": "so_to", "type": "text", "label": "Số tờ"}]}]},
}  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Callable[[str], Session]:
    def opened(name: str) -> Session:
        engine = create_engine(f"sqlite:///{tmp_path / name}.db")
        prepare_engine(engine)
        Base.metadata.create_all(engine)
        return Session(engine)

    return opened


def fill(session: Session, *records: Record) -> None:
    with transaction(session):
        for record in records:
            publish(session, record, agencies={}, at=AT)


def test_one_line_each_ordered_by_code(empty: Callable[[str], Session], tmp_path: Path) -> None:
    with empty("a") as session:
        fill(session, PLAIN, from_dict(ONLINE), replace(PLAIN, code="6.000001"))
        assert export_procedures(session, tmp_path / "p.jsonl") == 3
    lines = (tmp_path / "p.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["1.013831", "2.000815", "6.000001"]
    assert from_dict(json.loads(lines[1])).as_dict() == PLAIN.as_dict()


@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz"])
def test_exported_imported_exported_is_equal(empty: Callable[[str], Session], tmp_path: Path, name: str) -> None:
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    with empty("a") as session:
        fill(session, PLAIN, from_dict(ONLINE))
        export_procedures(session, tmp_path / "1" / name)
    with empty("b") as session:
        report = import_procedures(session, tmp_path / "1" / name, at=AT)
        assert (report.new, report.refused) == (2, [])
        export_procedures(session, tmp_path / "2" / name)
        assert import_procedures(session, tmp_path / "1" / name, at=AT).unchanged == 2
    assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_gz_is_compressed(empty: Callable[[str], Session], tmp_path: Path) -> None:
    with empty("a") as session:
        fill(session, PLAIN)
        export_procedures(session, tmp_path / "p.jsonl.gz")
    assert json.loads(gzip.decompress((tmp_path / "p.jsonl.gz").read_bytes()))["code"] == "2.000815"


def test_only_the_current_revision_is_written(empty: Callable[[str], Session], tmp_path: Path) -> None:
    with empty("a") as session:
        fill(session, PLAIN)
        fill(session, replace(PLAIN, name="Tên mới"))
        assert export_procedures(session, tmp_path / "p.jsonl") == 1
    assert json.loads((tmp_path / "p.jsonl").read_text("utf-8"))["name"] == "Tên mới"


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "3"},
        {"level": 4},
        {"level": True},
        {"admin_level": "world"},
        {"results": "Giấy"},
        {"results": [7]},
        {"channels": "online"},
        {"channels": [{"channel": "pigeon"}]},
        {"channels": [{"channel": "post", "limit": {"value": 5, "unit": "century"}}]},
        {"channels": [{"channel": "post", "limit": {"value": 10**12, "unit": "day"}}]},
        {"channels": [{"channel": "post", "fees": [{"amount_vnd": -5}]}]},
        {"channels": [{"channel": "post", "fees": [{"amount_vnd": "5"}]}]},
        {"components": [{"id": "c1", "name": "A"}, {"id": "c1", "name": "B"}]},
        {"components": [{"id": "c1", "name": None}]},
        {"plain": "\ud800"},
        {"eform": {"pages": []} | {"pages": [{"id": "x"}]}},
    ],
)
def test_a_line_that_only_looks_exported_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ImportProblem) as refused:
        read_line(json.dumps(PLAIN.as_dict() | wrong))
    assert refused.value.code == "2.000815"
