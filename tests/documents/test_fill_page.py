"""Fill in on screen, then print: every kind of line has its field, nothing is required, kept or lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.documents.fill_forms import typed_columns
from portal.documents.shelf import FormShelf
from portal.eforms.legal_form import FormLine
from portal.web.app_state import config, register
from tests.builders.procedures import a_procedure
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

PRINT = "Tải đơn đã điền (PDF)"
PAGE = "/mau-don/mau-thu/dien"
Read = Callable[[bytes], str]


@pytest.fixture(autouse=True)
def sample(app: Flask, tmp_path: Path) -> None:
    """A catalogue with one form that has every kind of line."""
    (tmp_path / "own" / "forms").mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("sample_form.toml"), tmp_path / "own" / "forms" / "mau-thu.toml")
    register(app, FormShelf, FormShelf(tmp_path / "own", tmp_path / "sheets"))


@pytest.fixture
def words(tmp_path: Path) -> Read:
    def read(pdf: bytes) -> str:
        (tmp_path / "form.pdf").write_bytes(pdf)
        done = subprocess.run(["pdftotext", "-raw", tmp_path / "form.pdf", "-"], capture_output=True, check=True)
        return " ".join(done.stdout.decode().split())

    return read


def printed(client: StrictClient, **typed: object) -> bytes:
    answer = client.submit(PRINT, **{name.replace("__", "."): value for name, value in typed.items()})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return answer.data


def token(client: StrictClient) -> str:
    return next(e.get("value", "") for e in client.page.all("input") if e.get("name") == "csrf_token")


def test_every_kind_of_line_has_its_field(client: StrictClient) -> None:
    page = client.visit(PAGE)
    kinds = [
        (e.get("type") or e.tag.rpartition("}")[2], e.get("name"))
        for e in page.all("input", "textarea")
        if e.get("name")
    ]
    for field in (
        ("text", "kinh_gui"), ("text", "o_1_1"), ("checkbox", "o_1_5"), ("checkbox", "o_2_1"), ("textarea", "o_2_2"),
    ):  # fmt: skip
        assert field in kinds
    names = {name for _, name in kinds}
    assert {"o_1_2.day", "o_1_2.month", "o_1_2.year", "o_2_3.0.1", "o_2_3.0.3", "o_2_4.0.1", "o_2_4.1.2"} <= names
    assert "o_2_3.1.1" not in names and "o_2_3.0.0" not in names
    assert "Cổng không lưu lại những gì ông/bà ghi ở đây" in page.text
    assert "Ký tay sau khi in: Bên chuyển quyền" in page.text


def test_what_was_typed_is_printed_in_its_place(client: StrictClient, words: Read) -> None:
    client.visit(PAGE)
    text = words(
        printed(
            client, kinh_gui="Chi nhánh Long Hồ", o_1_1="Trần Văn Đẹp", o_1_2__day="5", o_1_2__month="1", o_1_2__year="1990",
            o_1_5=["Nữ"], o_2_2="Dòng một\nDòng hai", o_2_3__0__1="12", o_2_4__1__2="1991",
        )
    )  # fmt: skip
    for said in (
        "Kính gửi: Chi nhánh Long Hồ",
        "Trần Văn Đẹp",
        "05 / 01 / 1990",
        "X Nữ",
        "Dòng một Dòng hai",
        "1 12",
        "Năm sinh 1991",
    ):
        assert said in text, said


def test_nothing_is_required(client: StrictClient, words: Read) -> None:
    client.visit(PAGE)
    assert "Ngày sinh: ……… / ………" in words(printed(client))


def test_nothing_is_kept(app: Flask, client: StrictClient, tmp_path: Path) -> None:
    client.visit(PAGE)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with counted_statements(app) as statements:
        answer = client.submit(PRINT, o_1_1="Trần Văn Đẹp")
    assert not [line for line in statements if not line.startswith("SELECT")]
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - before <= {tmp_path / "form.pdf"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''mau-thu-da-dien.pdf"


def test_a_wrong_day_gets_a_sentence_and_loses_nothing(client: StrictClient) -> None:
    client.visit(PAGE)
    typed = {
        "o_1_1": "Trần Văn Đẹp",
        "o_1_2.day": "31",
        "o_1_2.month": "2",
        "o_1_2.year": "1990",
        "o_1_5": ["Nam"],
        "o_2_3.0.1": "12",
    }
    assert client.submit(PRINT, **typed).status_code == 422
    assert client.page.errors == [("o_1_2", "Nhập ngày có thật, ví dụ 27/03/1965")]
    sent = {e.get("name"): e.get("value") for e in client.page.all("input")}
    assert (sent["o_1_1"], sent["o_1_2.day"], sent["o_2_3.0.1"]) == ("Trần Văn Đẹp", "31", "12")
    assert [e.get("value") for e in client.page.all("input") if e.get("checked") is not None] == ["Nam"]


def test_a_row_more_for_the_asking_and_nothing_is_lost(client: StrictClient, words: Read) -> None:
    client.visit(PAGE)
    for turn in range(4):
        answer = client.submit("Thêm dòng Thửa đất", **{f"o_2_3.{turn}.1": str(turn + 10), "o_1_2.day": "99"})
        assert answer.status_code == 200
    assert "Dòng 5" in client.page.text
    client.submit(PRINT, **{"o_1_2.day": "5", "o_1_2.month": "1", "o_1_2.year": "1990"})
    answer = client.submit(PRINT, **{"o_1_2.day": "5", "o_1_2.month": "1", "o_1_2.year": "1990", "o_2_3.4.1": "14"})
    assert "1 10 2 11 3 12 4 13 5 14" in words(answer.data)


def test_rows_end_somewhere(client: StrictClient) -> None:
    client.visit(PAGE)
    client.post(PAGE, data={"csrf_token": token(client), "o_2_3.rows": "999", "them": "o_2_3"})
    assert "Dòng 30" in client.page.text and "Dòng 31" not in client.page.text
    assert not [b for b in client.page.all("button") if b.get("name") == "them"]


def test_what_was_not_offered_is_not_ticked(client: StrictClient, words: Read) -> None:
    client.visit(PAGE)
    answer = client.post(PAGE, data={"csrf_token": token(client), "o_1_5": "Khác", "o_9_9": "x"})
    assert "Khác" not in words(answer.data)


def test_from_a_procedure_the_way_back_leads_there(client: StrictClient, session: Session) -> None:
    code = a_procedure(session, short_name="Thả diều").code
    client.visit(f"{PAGE}?thu-tuc={code}")
    assert any(f"/thu-tuc/{code}" in a.get("href", "") for a in client.page.all("a"))
    client.submit("Thêm dòng Thửa đất")
    assert any(f"/thu-tuc/{code}" in a.get("href", "") for a in client.page.all("a"))


def test_an_unknown_form_is_not_found(client: StrictClient) -> None:
    for address in ("/mau-don/khong-co/dien", "/mau-don/khong-co.pdf", "/mau-don/khong-co.docx", "/mau-don/..%2fx.pdf"):
        assert client.get(address).status_code == 404


def test_more_than_a_form_holds_is_refused(client: StrictClient) -> None:
    client.visit(PAGE)
    assert client.post(PAGE, data={"csrf_token": token(client), "o_2_2": "a" * 300_000}).status_code == 413


def test_every_form_of_the_catalogue_can_be_filled(app: Flask, client: StrictClient) -> None:
    catalog = config_folder(app)
    register(app, FormShelf, FormShelf(catalog, catalog.parent / "unused"))
    for path in sorted((catalog / "forms").glob("*.toml")):
        client.visit(f"/mau-don/{path.stem}/dien")


def config_folder(app: Flask) -> Path:
    with app.app_context():
        return config().catalog_dir


def test_what_is_signed_by_hand_is_not_typed() -> None:
    table = FormLine(kind="table", columns=("STT", "Họ và tên", "Chữ ký"))
    assert list(typed_columns(table)) == [1]
