"""What people say finds the right procedure in the portal's own catalogue."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from portal.search.index import Entry, ProcedureIndex
from portal.search.vocabulary import load_vocabulary

CATALOG = Path(__file__).parents[2] / "catalog"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ProcedureIndex:
    built = ProcedureIndex(tmp_path_factory.mktemp("index"), load_vocabulary(CATALOG / "search"))
    files = sorted(CATALOG.glob("procedures/*/*.toml"))
    rows = [tomllib.loads(file.read_text("utf-8")) for file in files if not file.name.endswith(".form.toml")]
    built.rebuild(
        [
            Entry(
                code=row["code"],
                name=row["name"],
                short_name=row.get("short_name", ""),
                plain=row.get("plain", ""),
                keywords=tuple(row.get("keywords", ())),
                field=row["field"],
                level=row["level"],
                admin_level=row["admin_level"],
            )
            for row in rows
        ],
        stamp="1",
    )
    return built


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("sổ đỏ", "1.013978"), ("so do", "1.013978"), ("soor ddor", "1.013978"),
        ("lam so do o vinh long het bao nhieu tien", "1.013978"), ("sang ten", "1.013831"),
        ("mat so do", "1.012786"), ("tach thua", "1.012784"), ("khai sanh", "1.001193"),
        ("can gi de lam giay khai sinh cho con", "1.001193"), ("jay khai sinh", "1.001193"),
        ("khai sihn", "1.001193"), ("tôi muốn đăng ký giám hộ thì cần làm thủ tục gì", "1.004837"), ("d9a8ng ky1 ke6t1 ho6n", "1.000894"), ("báo tử", "1.000656"),
        ("dangkykethon", "1.000894"), ("giay doc than", "1.004873"), ("sao y", "2.000815"),
        ("chứng thực chữ ký", "2.000884"), ("chuwngs thuwcj chuwx kys", "2.000884"),
        ("coi đất có dính quy hoạch không", "1.012789"), ("tiền mai táng", "1.001731"),
        ("mở quán cà phê", "1.001612"), ("hòa giải tranh chấp đất", "1.012812"),
    ],
)  # fmt: skip
def test_people_find_it_first(typed: str, code: str, index: ProcedureIndex) -> None:
    assert index.search(typed).hits[0].code == code


def test_every_procedure_is_found_by_its_own_name(index: ProcedureIndex) -> None:
    generation = index._generation()
    for document in generation.documents:
        for name in filter(None, (document.entry.name, document.entry.short_name)):
            best = [hit.code for hit in index.search(name).hits[:3]]
            assert document.entry.code in best, name
