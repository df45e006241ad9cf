"""The administrator's pages for bringing procedures in and for their quality, as a person uses them without a script."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.administration import import_views
from portal.catalogue.import_jobs import work
from portal.catalogue.queries import find_by_codes, get_procedure
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.people import an_officer, the_officer
from tests.builders.procedures import ONESTOP, a_procedure, a_record
from tests.strict_client import StrictClient

CODE, OTHER = "9.700001", "9.700002"
PAGE = "/quan-tri/thu-tuc/nhap"


def line(code: str = CODE, **parts: Any) -> bytes:
    return json.dumps(a_record(code, **{"origin": "import", **parts}).as_dict(), ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def admin(app: Flask, session: Session) -> StrictClient:
    return app.test_client().signed_in(the_officer(session, "quantri"))


@pytest.fixture
def worker(session: Session) -> Callable[[], None]:
    def run() -> None:
        work(session, service(Store), now=now)
        session.rollback()

    return run


def send(admin: StrictClient, content: bytes, name: str) -> Any:
    admin.visit(PAGE)
    return admin.submit("Chạy thử", tep=(io.BytesIO(content), name))


def test_a_file_is_checked_looked_at_and_loaded(
    app: Flask, admin: StrictClient, session: Session, worker: Callable[[], None]
) -> None:
    a_procedure(session, a_record(CODE, origin="import", name="Tên cũ"))
    response = send(admin, line(name="Tên mới") + line(OTHER) + b'{"code": "1.999999"}\n', "thang-11.jsonl")
    assert response.headers["Refresh"] == "3"
    assert "Đang chạy thử: 0%" in admin.page.text
    worker()
    admin.click("Xem lại ngay")
    assert "Đã chạy thử, chưa ghi gì" in admin.page.text
    assert "tất cả: 3" in admin.page.text
    assert "Thiếu tên thủ tục." in admin.page.text
    admin.click("thay đổi: 1")
    assert "Tên cũ → Tên mới" in admin.page.text
    assert OTHER not in admin.page.text
    assert find_by_codes(session, [OTHER]) == {}
    assert "Phải có người khác xem và nhập" in admin.page.text and "Nhập thật" not in admin.page.text
    address = admin.page.url.partition("?")[0]
    assert admin.post(f"{address}/that", data={"csrf_token": token_of(admin)}).status_code == 403
    admin = app.test_client().signed_in(the_officer(session, "kiemsoat"))
    admin.visit(address)
    admin.submit("Nhập thật 2 thủ tục")
    assert "Đang nhập: 0%" in admin.page.text
    worker()
    admin.click("Xem lại ngay")
    assert "Đã nhập" in admin.page.text
    assert get_procedure(session, CODE).name == "Tên mới"
    assert OTHER in find_by_codes(session, [OTHER])


def token_of(client: StrictClient) -> str:
    return next(box.get("value", "") for box in client.page.all("input") if box.get("name") == "csrf_token")


def test_a_file_changes_nothing_of_other_agencies(app: Flask, session: Session, worker: Callable[[], None]) -> None:
    mine, other = "so-nong-nghiep-va-moi-truong", "so-y-te"
    for code, agency in ((CODE, mine), (OTHER, other)):
        a_procedure(session, a_record(code, origin="import", executing_agencies=(agency,), competent_agency=""))
    controller = app.test_client().signed_in(an_officer(session, ("tthc_controller", mine)))
    own = {"name": "Tên mới", "executing_agencies": (mine,), "competent_agency": ""}
    strange = {**own, "executing_agencies": (other,)}
    send(controller, line(**own) + line(OTHER, **own) + line("9.700003", **strange), "p.jsonl")
    worker()
    controller.click("Xem lại ngay")
    assert "thay đổi: 1" in controller.page.text and "không nhận: 2" in controller.page.text
    assert "mà người gửi tệp không phụ trách" in controller.page.text
    address = controller.page.url
    narrow = app.test_client().signed_in(an_officer(session, ("tthc_controller", other)))
    narrow.visit(address)
    assert narrow.submit("Nhập thật 1 thủ tục").status_code == 403
    assert "phụ trách nhiều thủ tục hơn" in narrow.page.text
    chief = app.test_client().signed_in(the_officer(session, "kiemsoat"))
    chief.visit(address)
    chief.submit("Nhập thật 1 thủ tục")
    worker()
    assert (get_procedure(session, CODE).name, get_procedure(session, OTHER).name != "Tên mới") == ("Tên mới", True)
    assert find_by_codes(session, ["9.700003"]) == {}


def test_a_file_can_be_thrown_away(admin: StrictClient, session: Session, worker: Callable[[], None]) -> None:
    send(admin, line(), "p.jsonl")
    worker()
    admin.click("Xem lại ngay")
    admin.submit("Không nhập, xóa tệp")
    assert "Đã xóa tệp. Không có gì được nhập." in admin.page.text
    admin.click("p.jsonl")
    assert "Muốn nhập thật, hãy gửi lại tệp." in admin.page.text
    assert find_by_codes(session, [CODE]) == {}


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "p.jsonl", "trống"),
        (b"%PDF-1.7", "p.jsonl", "JSONL, JSON, XLSX hoặc TOML"),
        (b"MZ\0\0", "p.xlsx", "JSONL, JSON, XLSX hoặc TOML"),
        (gzip.compress(b"MZ\0\0"), "p.jsonl.gz", "JSONL, JSON, XLSX hoặc TOML"),
        (b"name = 'x'", "p.toml", "JSONL, JSON, XLSX hoặc TOML"),
        (b" " * 2_000, "p.jsonl", "tối đa 0 MB"),
    ],
)
def test_a_wrong_file_is_refused_at_the_door(
    admin: StrictClient, content: bytes, name: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_views, "MOST_BYTES", 1_000)
    assert send(admin, content, name).status_code == 422
    assert says in admin.page.text


def test_no_file_at_all(admin: StrictClient) -> None:
    admin.visit(PAGE)
    assert admin.submit("Chạy thử").status_code == 422
    assert "Hãy chọn một tệp." in admin.page.text


def test_many_rows_are_paged(admin: StrictClient, worker: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_views, "PER_PAGE", 2)
    send(admin, b"".join(line(f"9.71{n:04}") for n in range(5)), "p.jsonl")
    worker()
    admin.click("Xem lại ngay")
    admin.click("mới: 5")
    admin.click("Sau")
    assert "9.710002" in admin.page.text
    assert "9.710001" not in admin.page.text


@pytest.mark.parametrize("ending", ["xlsx", "jsonl", "csv"])
def test_everything_can_be_taken_away(admin: StrictClient, session: Session, ending: str) -> None:
    a_procedure(session, a_record(CODE, name="=1+1"))
    response = admin.get(f"/quan-tri/thu-tuc/xuat.{ending}")
    assert f"thu-tuc-2026-11-23.{ending}" in response.headers["Content-Disposition"]
    content = response.get_data()
    if ending == "xlsx":
        names = [row[1].value for row in openpyxl.load_workbook(io.BytesIO(content), read_only=True)["Thủ tục"].rows]
        assert "'=1+1" in names
    else:
        assert CODE in content.decode("utf-8-sig")
        assert ("'=1+1" in content.decode("utf-8-sig")) == (ending == "csv")


def test_the_empty_workbook_comes_back_as_a_file_to_load(admin: StrictClient, worker: Callable[[], None]) -> None:
    content = admin.get("/quan-tri/thu-tuc/mau-nhap.xlsx").get_data()
    assert zipfile.is_zipfile(io.BytesIO(content))
    send(admin, content, "mau-nhap-thu-tuc.xlsx")
    worker()
    admin.click("Xem lại ngay")
    assert "Không có thủ tục nào ở đây." in admin.page.text


def test_who_controls_procedures_may_and_who_takes_in_dossiers_may_not(app: Flask, session: Session) -> None:
    controller = app.test_client().signed_in(an_officer(session, ("tthc_controller", ONESTOP)))
    assert "Nhập thủ tục" in controller.visit(PAGE).text
    assert "Tin nhắn" not in controller.page.text
    clerk = app.test_client().signed_in(an_officer(session, ("intake_officer", ONESTOP)))
    for address in (PAGE, "/quan-tri/thu-tuc/xuat.jsonl", "/quan-tri/thu-tuc/chat-luong"):
        assert clerk.get(address).status_code == 403
    editor = app.test_client().signed_in(the_officer(session, "bientap"))
    assert editor.get("/quan-tri/thu-tuc/xuat.jsonl").status_code == 403, "every procedure, those of others too"


def test_what_wants_mending_is_counted_listed_and_led_to(admin: StrictClient, session: Session) -> None:
    a_procedure(session, a_record("9.800001", level=2, plain="Nộp " + "hồ sơ đầy đủ " * 7, related=["1.999999"]))
    admin.visit("/quan-tri/thu-tuc/chat-luong")
    assert "Mức độ 2, 3 nhưng thiếu mẫu đơn" in admin.page.text
    admin.visit("/quan-tri/thu-tuc/chat-luong?co=no_form")
    hrefs = {a.get("href") for a in admin.page.all("a")}
    assert {"/quan-tri/thu-tuc/9.800001", "/thu-tuc/9.800001"} <= hrefs
    assert "1.999999" in admin.visit("/quan-tri/thu-tuc/chat-luong?co=dead_link").text
    assert "hồ sơ đầy đủ hồ sơ đầy đủ" in admin.visit("/quan-tri/thu-tuc/chat-luong?co=long_sentence").text
    assert "Chất lượng danh mục" in admin.visit("/quan-tri/thu-tuc/chat-luong?co=nonsense&trang=x").text
    assert "9.800001" in admin.visit("/quan-tri/thu-tuc/chat-luong?co=no_form&trang=99").text


def test_an_editor_is_told_what_is_the_own_to_mend(app: Flask, session: Session) -> None:
    for code, agency in (("9.800001", "so-nong-nghiep-va-moi-truong"), ("9.800002", "so-y-te")):
        a_procedure(session, a_record(code, level=2, executing_agencies=(agency,)))
    editor = app.test_client().signed_in(the_officer(session, "bientap"))
    page = editor.visit("/quan-tri/thu-tuc/chat-luong?co=no_form")
    assert "1 thủ tục cần sửa" in page.text and "Sửa 9.800001" in page.text and "9.800002" not in page.text
    controller = app.test_client().signed_in(the_officer(session, "kiemsoat"))
    assert "Xem 9.800002" in controller.visit("/quan-tri/thu-tuc/chat-luong?co=no_form").text


def test_a_file_of_nothing_but_mistakes_says_so(admin: StrictClient, worker: Callable[[], None]) -> None:
    send(admin, b"{nonsense\n[1]\n", "hong.jsonl")
    worker()
    admin.click("Xem lại ngay")
    assert "Tệp này chưa nhập được gì" in admin.page.text and "vẫn nhập được" not in admin.page.text
