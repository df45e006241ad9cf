"""Going on with a draft on another device: by link, once; by code and phone number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.dossiers.draft_links import LINK_LIVES
from portal.kernel.clock import FixedClock
from portal.workflow.states import Action
from tests.builders.behalf import HELPER, a_helped_draft, agree_by_code
from tests.builders.dossiers import a_complete_draft, a_draft, a_sent_dossier, make_move
from tests.builders.people import a_citizen, code_sent
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def made_by(client: StrictClient, draft_code: str) -> str:
    """Press the button on the list of tasks; return the path of the link."""
    client.visit(f"/ho-so/nhap/{draft_code}")
    client.submit("Tạo đường dẫn để làm tiếp trên máy khác")
    link = next(a for a in client.page.all("a") if "/ho-so/tiep-tuc/" in a.get("href", ""))
    return link.get("href", "").removeprefix("http://localhost")


def test_a_link_opens_the_draft_once(as_citizen: Browser, app: Flask, session: Session) -> None:
    draft = a_draft(session)
    link = made_by(as_citizen(), draft.draft_code)
    phone = app.test_client()
    phone.visit(link)  # looking alone uses nothing up
    phone.visit(link)
    phone.submit("Làm tiếp ở đây")
    assert phone.page.url == f"/ho-so/nhap/{draft.draft_code}"
    thief = app.test_client()
    assert thief.get(link).status_code == 410
    assert "đã dùng rồi" in thief.page.text
    assert thief.get("/ho-so/").status_code == 302


def test_a_link_never_makes_a_helper_the_owner(as_citizen: Browser, app: Flask, session: Session) -> None:
    helper, draft = as_citizen(HELPER), a_helped_draft(session)
    link = made_by(helper, draft.draft_code)
    agree_by_code(session, draft)
    phone = app.test_client()
    assert phone.get(link).status_code == 410, "made while it was the helper's, it would open the owner's"
    helper.visit(f"/ho-so/nhap/{draft.draft_code}")
    assert "đường dẫn để làm tiếp" not in helper.page.text
    token = helper.page.root.find(".//input[@name='csrf_token']")
    assert token is not None
    made = helper.post(f"/ho-so/nhap/{draft.draft_code}/lien-ket", data={"csrf_token": token.get("value")})
    assert made.status_code == 403


def test_two_who_looked_at_one_link(as_citizen: Browser, app: Flask, session: Session) -> None:
    link = made_by(as_citizen(), a_draft(session).draft_code)
    first, second = app.test_client(), app.test_client()
    for one in (first, second):
        one.visit(link)
    first.submit("Làm tiếp ở đây")
    assert second.submit("Làm tiếp ở đây").status_code == 410
    assert second.get("/ho-so/").status_code == 302


def test_dead_links_say_why(as_citizen: Browser, client: StrictClient, session: Session, clock: FixedClock) -> None:
    draft, browser = a_complete_draft(session), as_citizen()
    older = made_by(browser, draft.draft_code)
    link = made_by(browser, draft.draft_code)
    for path, why in ((older, "có đường dẫn mới hơn"), (f"{link}x", "chép thiếu")):
        assert client.get(path).status_code == 410
        assert why in client.page.text
    clock.at += LINK_LIVES
    client.get(link)
    assert "đã hết hạn" in client.page.text
    newest = made_by(browser, draft.draft_code)
    make_move(session, draft, Action.SUBMIT, by=draft.citizen, consent=True)
    client.get(newest)
    assert "đã được gửi rồi" in client.page.text


def test_whoever_is_signed_in_there_is_told_and_signed_out(as_citizen: Browser, app: Flask, session: Session) -> None:
    other = a_citizen(session, phone="0398765432")
    draft = a_draft(session, citizen=other)
    owner = app.test_client().signed_in(other)
    link = made_by(owner, draft.draft_code)
    family = as_citizen()
    assert "đang có người khác đăng nhập" in family.visit(link).text
    family.submit("Làm tiếp ở đây")
    assert family.page.url == f"/ho-so/nhap/{draft.draft_code}"


def test_a_code_and_the_phone_number_open_the_draft(client: StrictClient, session: Session) -> None:
    draft = a_draft(session)
    client.visit("/tra-cuu")
    client.click("Làm tiếp bằng mã hồ sơ nháp")
    client.submit("Tiếp tục", code=f" {draft.draft_code.lower()} ")
    client.submit("Gửi mã xác nhận", phone="0912345678")
    client.submit("Tiếp tục", code=code_sent(session))
    assert client.page.url == f"/ho-so/nhap/{draft.draft_code}"


@pytest.mark.parametrize("code", ["KHONGCO", "foreign"])
def test_a_code_that_is_not_ones_own_says_what_may_be_wrong(as_citizen: Browser, session: Session, code: str) -> None:
    foreign = a_draft(session, citizen=a_citizen(session, phone="0398765432"))
    client = as_citizen()
    client.visit("/ho-so/tiep-tuc")
    assert client.submit("Tiếp tục", code=foreign.draft_code if code == "foreign" else code).status_code == 404
    assert "bắt đầu bằng số khác" in client.page.text


def test_what_runs_already_is_shown_before_another_is_begun(as_citizen: Browser, session: Session) -> None:
    sent, draft = a_sent_dossier(session), a_draft(session)
    page = as_citizen().visit(f"/ho-so/moi/{sent.procedure_code}").text
    assert f"Theo dõi hồ sơ {sent.code}" in page
    assert draft.draft_code in page
