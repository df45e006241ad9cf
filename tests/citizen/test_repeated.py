"""Several people on one page, without script: each button saves what is typed; a mistake names its row; doubts hold nobody up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.rules import gaps
from tests.builders.dossiers import ANSWERS, a_draft
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
ON, MORE = "Tiếp tục", "Thêm người"
HOA = {"co_name": "Lê Thị Hoa", "co_citizen_number": "086165000124", "co_relation": "vợ"}
TU = {"co_name": "Lê Văn Tư", "co_citizen_number": "331123456", "co_relation": "em ruột"}


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_draft(session, answers={**ANSWERS, "owner_citizen_number": "086165000123", "several_owners": True})


def at_people(client: StrictClient, draft: Dossier) -> StrictClient:
    client.visit(f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nhan")
    return client


def row(n: int, person: dict[str, str]) -> dict[str, str]:
    return {f"co_owners.{n}.{key}": text for key, text in person.items()}


def kept(session: Session, draft: Dossier) -> Any:
    session.expire_all()
    return draft.answers.get("co_owners")


def test_each_person_is_added_by_a_button_that_saves(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_people(as_citizen(), draft)
    client.submit(MORE, row(0, HOA))
    assert kept(session, draft) == [HOA]
    assert client.page.by_id("co_owners.1") is not None, "an empty row for the next person"
    client.submit(ON, row(1, TU))
    assert kept(session, draft) == [HOA, TU]
    assert client.page.h1.startswith("Giấy chứng nhận đã cấp"), "the next thing to do"
    page = client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    assert "1. Lê Thị Hoa; Số căn cước: 086165000124" in page.text and "2. Lê Văn Tư" in page.text


def test_half_a_row_is_saved_too_and_missed_until_it_is_whole(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = at_people(as_citizen(), draft)
    client.submit(MORE, row(0, {"co_name": "Lê Thị Hoa"}))
    assert kept(session, draft) == [{"co_name": "Lê Thị Hoa"}]
    assert any(gap.id == "nguoi-nhan" for gap in gaps(draft.record, draft.answers, {}))
    assert client.submit(ON).status_code == 422
    assert ("co_owners.0.co_citizen_number", "Người 1: Nhập số căn cước") in client.page.errors


def test_a_mistake_names_its_person_and_keeps_everything_typed(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = at_people(as_citizen(), draft)
    client.submit(MORE, row(0, HOA))
    assert client.submit(MORE, row(1, {**TU, "co_name": "Tư"})).status_code == 422
    assert client.page.errors == [("co_owners.1.co_name", "Người 2: Nhập đủ họ và tên, ví dụ Lê Văn Ba")]
    assert client.page.by_id("co_owners.1.co_name").get("value") == "Tư"
    assert kept(session, draft)[0] == HOA


def test_a_person_is_taken_away_and_the_next_one_moves_up(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = at_people(as_citizen(), draft)
    client.submit(MORE, row(0, HOA))
    client.submit(MORE, row(1, TU))
    client.submit("Bỏ người này (Những người cùng đứng tên: Người 1)")
    assert kept(session, draft) == [TU]
    client.submit("Bỏ người này (Những người cùng đứng tên: Người 1)")
    assert kept(session, draft) is None


def test_saying_no_drops_everybody(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_people(as_citizen(), draft)
    client.submit(ON, {**row(0, HOA), "several_owners": "no"})
    assert kept(session, draft) is None


def test_a_number_that_disagrees_with_the_birth_is_told_once_and_goes_on(
    as_citizen: Browser, session: Session, draft: Dossier
) -> None:
    client = at_people(as_citizen(), draft)
    client.submit(ON, {**row(0, HOA), "owner_citizen_number": "086166000123"})
    assert "Số căn cước của người sinh 1966, năm sinh ghi 1965" in client.page.text
    session.expire_all()
    assert draft.answers["owner_citizen_number"] == "086166000123", "saved all the same"
    client.submit(ON)
    assert client.page.h1.startswith("Giấy chứng nhận đã cấp"), "the next thing to do"
    assert "năm sinh ghi 1965" in client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra").text


def test_rows_that_somebody_forged_change_nothing_else(as_citizen: Browser, session: Session, draft: Dossier) -> None:
    client = at_people(as_citizen(), draft)
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    forged = {"csrf_token": token.get("value"), "asked": "co_owners", "bo": "owner_name.0", "them": "../../x",
              "co_owners.0.state": "accepted", "co_owners.99.co_name": "Kẻ Gian"}  # fmt: skip
    before = dict(draft.answers)
    assert client.post(client.page.url, data=forged).status_code in (302, 422)
    session.expire_all()
    assert draft.answers.get("co_owners") is None and draft.answers["owner_name"] == before["owner_name"]
