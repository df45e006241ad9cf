"""A session that runs out costs no word, on whatever page; signing out everywhere closes all of them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction
from portal.web import held_rows
from portal.web.held_models import HeldForm
from tests.builders.dossiers import a_complete_draft, a_returned_dossier, a_sent_dossier
from tests.builders.files import a_jpeg
from tests.builders.people import code_sent
from tests.builders.supplements import a_dossier_asked_before_intake
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
#: Longer than a cookie, as a citizen writes when something is wrong.
LONG = ("Tôi gửi thêm giấy tờ của thửa đất, ranh phía đông đã đổi từ năm 2014. " * 40).strip()

#: What is typed where: builder, page, button, field, words, part of the form's address.
PLACES = {
    "message": (a_sent_dossier, "/nhan", "Gửi lời nhắn", "text", LONG, "text"),
    "withdrawal": (a_sent_dossier, "/rut", "Xin rút hồ sơ", "reason", "Đất đã bán cho người khác rồi.", "reason"),
    "rating": (a_returned_dossier, "/danh-gia", "", "text", LONG[:1900], "text"),
    "paper one does not have": (
        a_dossier_asked_before_intake, "/bo-sung", "", "words", "Sổ đang thế chấp ở ngân hàng.", "words-gcn",
    ),
}  # fmt: skip
FORMS = {"rating": "danh-gia", "paper one does not have": "khong-co"}


def identify_again(client: StrictClient, session: Session) -> None:
    assert client.page.h1 == "Ông/bà dùng số điện thoại nào?"
    assert "những gì đã gõ vẫn còn" in client.page.text
    client.submit("Gửi mã xác nhận", phone="0912345678")
    client.submit("Tiếp tục", code=code_sent(session))


def end_every_session(session: Session, dossier: Dossier) -> None:
    with transaction(session):
        dossier.citizen.session_epoch += 1


def value_of(client: StrictClient, name: str) -> str:
    box = client.page.by_id(name)
    return ((box.text if box.tag == "textarea" else box.get("value")) or "").strip()


@pytest.mark.parametrize("place", PLACES)
def test_what_was_typed_is_there_again_after_identifying(as_citizen: Browser, session: Session, place: str) -> None:
    build, path, button, name, words, box = PLACES[place]
    dossier = build(session)
    client = as_citizen()
    client.visit(f"/ho-so/{dossier.code}{path}")
    end_every_session(session, dossier)
    client.submit(button, {name: words}, form=FORMS.get(place, ""))
    identify_again(client, session)
    assert client.page.url == f"/ho-so/{dossier.code}{path}"
    assert value_of(client, box) == words
    assert session.scalars(select(HeldForm)).all() == []
    client.visit(f"/ho-so/{dossier.code}{path}")
    assert value_of(client, box) == ""


def test_an_old_cookie_takes_nobody_else_s_form(session: Session) -> None:
    mine = held_rows.put([("words", "của tôi")])
    assert held_rows.take(mine) == [["words", "của tôi"]]
    assert held_rows.put([("words", "của người khác")]) != mine
    assert held_rows.take(mine) == []


def test_pictures_are_asked_for_once_more(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = as_citizen()
    client.visit(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    end_every_session(session, draft)
    client.submit(form="giay-to/gcn", files=(io.BytesIO(a_jpeg()), "so-do.jpg"))
    identify_again(client, session)
    assert client.page.url.startswith(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    assert "Xin chọn lại ảnh" in client.page.text


def test_a_message_with_a_picture_on_a_page_that_stood_open_too_long_keeps_its_words(
    as_citizen: Browser, session: Session
) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    client.visit(f"/ho-so/{dossier.code}/nhan")
    client.delete_cookie("portal")
    assert client.submit("Gửi lời nhắn", text=LONG, files=(io.BytesIO(a_jpeg()), "moc.jpg")).status_code == 400
    assert "Chỉ cần chọn lại ảnh" in client.page.text
    client.submit("Gửi lại")
    identify_again(client, session)
    assert value_of(client, "text") == LONG


def test_a_page_says_before_the_session_ends(as_citizen: Browser, client: StrictClient) -> None:
    line = next(p for p in as_citizen().visit("/ho-so/").all("p") if p.get("data-session-seconds"))
    assert line.get("data-session-seconds") == str(12 * 3600) and "{time}" in line.get("data-words", "")
    assert not [p for p in client.visit("/").all("p") if p.get("data-session-seconds")]


def test_a_citizen_signs_out_on_every_device(as_citizen: Browser) -> None:
    here, there = as_citizen(), as_citizen()
    here.visit("/ho-so/")
    here.submit("Đăng xuất khỏi mọi thiết bị")
    assert "Đã đăng xuất khỏi mọi thiết bị" in here.page.text
    assert there.get("/ho-so/").status_code == 302


def test_an_officer_signs_out_on_every_machine(as_officer: Browser) -> None:
    here, there = as_officer("motcua"), as_officer("motcua")
    here.visit("/can-bo/")
    here.submit("Đăng xuất khỏi mọi thiết bị")
    assert there.get("/can-bo/").status_code == here.get("/can-bo/").status_code == 302
