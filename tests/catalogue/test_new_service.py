"""Adding a service needs no Python: three files dropped into a copy of the catalogue are filed to the receipt, and printed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.loading import load_catalog
from portal.dossiers.models import Dossier
from portal.eforms.definition import read
from portal.eforms.types import TYPES
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from portal.workflow.states import State
from tests.builders.files import a_jpeg
from tests.house.sources import CATALOG
from tests.strict_client import StrictClient

CODE = "9.900001"
NEW = Path(__file__).with_name("new_service")
ON = "Tiếp tục"


@pytest.fixture
def catalogue(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    shutil.copytree(CATALOG, folder)
    for name in (f"{CODE}.toml", f"{CODE}.form.toml"):
        shutil.copy(NEW / name, folder / "procedures" / "van-hoa" / name)
    shutil.copy(NEW / "mau-dieu.toml", folder / "forms" / "mau-dieu.toml")
    with transaction(session):
        load_catalog(session, folder, at=now())


def test_a_service_dropped_into_the_catalogue_is_filed_to_the_receipt(
    as_citizen: Callable[..., StrictClient], session: Session, catalogue: None
) -> None:
    client = as_citizen()
    client.visit(f"/ho-so/moi/{CODE}")
    client.submit(ON, gan_san_bay="no")
    answer_about_the_owner(client)
    answer_about_the_place(client)
    answer_about_the_people(client)
    draft = session.scalars(select(Dossier).where(Dossier.procedure_code == CODE)).one()
    client.visit(f"/ho-so/nhap/{draft.draft_code}/giay-to/dong-y")
    client.submit("Thêm vào hồ sơ", files=[(io.BytesIO(a_jpeg()), "dong-y.jpg")])
    page = client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    assert "1. Lê Thị Hoa; Diều dài: 2,5 m; Có trẻ em đi cùng: Không" in page.text
    client.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert draft.stands is State.SUBMITTED and draft.code and draft.code in client.page.text
    assert draft.answers["length_total"] == "11"
    form = client.get(f"/ho-so/{draft.code}/don/don.pdf")
    printed = words_of(form.data)
    for told in ("Lê Văn Ba", "0100109106", "Thửa đất số 34, tờ bản đồ số 12", "125/2015", "Lê Thị Hoa", "2,5 m", "8,5 m",
                 "27/03/2020", "11 m", "Đã đồng ý", "Phường Long Châu"):  # fmt: skip
        assert told in printed, f"{told!r} in {printed}"


def words_of(pdf: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def answer_about_the_owner(client: StrictClient) -> None:
    client.click("Người xin phép")
    born = {"owner_birth.day": "27", "owner_birth.month": "3", "owner_birth.year": "1965"}
    client.submit(
        ON, {"owner_name": "Lê Văn Ba", "owner_citizen_number": "086065000123", "tax_code": "0100109107", **born}
    )
    assert client.page.errors == [("tax_code", "Mã số thuế sai một số. Xin so lại với giấy.")]
    client.submit(ON, tax_code="0100109106")


def answer_about_the_place(client: StrictClient) -> None:
    """The button of the picture saves what is typed and leads to the paper."""
    assert client.page.h1 == "Thả ở đâu?"
    page = client.page.url
    place = {"place": "29551", "field.parcel": "34", "field.sheet": "12", "register": "125/2015"}
    client.submit("Thêm ảnh", place)
    client.submit("Thêm vào hồ sơ", files=[(io.BytesIO(a_jpeg()), "bai.jpg")])
    assert client.visit(page).by_id("field").get("value") == "34"
    assert "1 tệp" in client.page.text
    client.submit(ON)


def answer_about_the_people(client: StrictClient) -> None:
    assert client.page.h1 == "Những ai thả, diều dài bao nhiêu?"
    client.submit(
        "Thêm người",
        {"helpers.0.helper_name": "Lê Thị Hoa", "helpers.0.kite_length": "2,5", "helpers.0.brings_child": "no"},
    )
    child = {
        "helpers.1.child_birth.day": "27",
        "helpers.1.child_birth.month": "3",
        "helpers.1.child_birth.year": "2020",
    }
    client.submit(ON, {"helpers.1.helper_name": "Lê Văn Tư", "helpers.1.kite_length": "8,5", "helpers.1.brings_child": "yes",
                       "promise": True})  # fmt: skip
    assert "Còn một câu hỏi nữa ở dưới" in client.page.text
    assert "Diều dài tổng cộng 11 m, hơn 10 m" in client.page.text, "told once, then it goes on"
    client.submit(ON, child)


def test_the_new_service_asks_in_every_new_way() -> None:
    form = read(tomllib.loads((NEW / f"{CODE}.form.toml").read_text("utf-8")))
    used = {one.type for question in form.questions() for one in (question, *question.questions)}
    old = {"text", "long_text", "phone", "email", "certificate_serial", "certificate_book_no", "whole_number", "money",
           "area", "date", "choice", "choices", "address"}  # fmt: skip
    assert used == set(TYPES) - old
