"""Words that are still being typed: kept as they are, from any screen, never silently overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.typed_models import TypedPage
from tests.builders.dossiers import a_complete_draft, a_draft
from tests.builders.people import a_citizen
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
BUYING = {"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"}
PARCEL = {"parcel_address.unit": "29551", "parcel_address.line": "Khóm 2", "parcel.sheet": "12", "parcel.parcel": "34",
          "parcel_area": "125,5"}  # fmt: skip


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_draft(session, answers=BUYING)


def place(draft: Dossier, page: str = "thua-dat") -> str:
    return f"/ho-so/nhap/{draft.draft_code}/trang/{page}"


def at_page(client: StrictClient, draft: Dossier) -> StrictClient:
    client.visit(place(draft))
    return client


def hidden(client: StrictClient, name: str) -> str:
    field = client.page.root.find(f".//main//form[@data-save]//input[@name='{name}']")
    assert field is not None
    return field.get("value", "")


def type_in(client: StrictClient, draft: Dossier, **words: str) -> Any:
    """Do what the script does some seconds after typing."""
    names = ("csrf_token", "seen", "screen")
    asked = ["parcel_address", "parcel", "parcel_area"]
    data = {
        **{name: hidden(client, name) for name in names},
        "asked": asked,
        **{name.replace("__", "."): text for name, text in words.items()},
    }
    return client.post(f"/ho-so/nhap/{draft.draft_code}/dang-go/thua-dat", data=data)


def shown(client: StrictClient, field: str) -> str:
    return client.page.by_id(field).get("value", "")


def test_half_a_word_comes_back_on_another_device_and_is_no_answer(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    saved = type_in(at_page(as_citizen(), draft), draft, parcel_area="hai cô", parcel__parcel="34")
    assert saved.json == {"seen": 1, "at": "09:00", "when": "09:00, 23/11/2026"}
    session.expire_all()
    assert draft.answers == BUYING
    other = at_page(as_citizen(), draft)
    assert (shown(other, "parcel_area"), shown(other, "parcel")) == ("hai cô", "34")
    assert "chưa bấm “Tiếp tục”" in other.page.text
    assert "chưa bấm Tiếp tục" in other.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra").text
    at_page(other, draft).submit("Tiếp tục", PARCEL)
    assert "chưa bấm “Tiếp tục”" not in at_page(other, draft).page.text
    assert shown(other, "parcel_area") == "125,5"


def test_a_second_screen_is_told_and_keeps_both(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    here, there = at_page(as_citizen(), draft), at_page(as_citizen(), draft)
    assert type_in(there, draft, parcel_area="99").status_code == 200
    refused = type_in(here, draft, parcel_area="77")
    assert (refused.status_code, refused.json) == (409, {"at": "09:00"})
    assert here.submit("Tiếp tục", {**PARCEL, "parcel_area": "77"}).status_code == 409
    assert "Trang này đã được sửa ở nơi khác lúc 09:00" in here.page.text
    assert "99" in here.page.text and shown(here, "parcel_area") == "77"
    session.expire_all()
    assert draft.answers == BUYING
    here.submit("Tiếp tục")  # having seen both
    session.expire_all()
    assert draft.answers["parcel_area"] == "77"


def test_continue_on_two_screens_never_overwrites_silently(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    here, there = at_page(as_citizen(), draft), at_page(as_citizen(), draft)
    there.submit("Tiếp tục", {**PARCEL, "parcel_area": "99"})
    assert here.submit("Tiếp tục", PARCEL).status_code == 409
    assert "99" in here.page.text
    here.click("lấy phần ở nơi kia")
    assert shown(here, "parcel_area") == "99"


def test_the_same_screen_never_overtakes_itself(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    """Its answer was lost on the way, the button was pressed twice, or the browser went back."""
    client = at_page(as_citizen(), draft)
    assert type_in(client, draft, parcel_area="9").json["seen"] == 1
    assert type_in(client, draft, parcel_area="99").json["seen"] == 2
    back = client.page
    for area in ("100", "100", "101"):
        client._page = back
        assert client.submit("Tiếp tục", {**PARCEL, "parcel_area": area}, follow=False).status_code == 302
    session.expire_all()
    assert draft.answers["parcel_area"] == "101"


def test_the_same_words_from_two_screens_are_no_conflict(as_citizen: Browser, draft: Dossier) -> None:
    here, there = at_page(as_citizen(), draft), at_page(as_citizen(), draft)
    for client in (here, there):
        client.submit("Tiếp tục", PARCEL)
        assert client.page.h1 == "Chép các số trên sổ đất"


def test_others_cannot_write_and_what_is_sent_keeps_nothing_typed(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = at_page(as_citizen(), draft)
    a_citizen(session, phone="0987654321")
    stranger = as_citizen("0987654321")
    stranger.visit("/ho-so/moi/1.013831")
    token = stranger.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    data = {"csrf_token": token.get("value"), "asked": "parcel", "parcel.parcel": "1"}
    assert stranger.post(f"/ho-so/nhap/{draft.draft_code}/dang-go/thua-dat", data=data).status_code == 404
    assert type_in(client, draft, parcel_area="99").status_code == 200
    assert type_in(client, draft, parcel_area="x" * 70_000).status_code == 422
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    client.submit("Gửi hồ sơ", declared=True)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(TypedPage)) == 0


def test_a_draft_with_words_can_be_removed(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_page(as_citizen(), draft)
    type_in(client, draft, parcel_area="9")
    client.visit(f"/ho-so/nhap/{draft.draft_code}/xoa")
    client.submit("Xóa hồ sơ nháp này")
    assert "Đã xóa hồ sơ nháp" in client.page.text
