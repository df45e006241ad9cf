"""Letters as large as somebody wants, and machines that everybody uses."""

from __future__ import annotations

import dataclasses
import ipaddress
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from portal.kernel.clock import FixedClock
from portal.web.app_state import register
from portal.web.kiosk import LONGEST_IDLE
from tests.builders.dossiers import a_draft, a_returned_dossier
from tests.builders.people import PASSWORD, an_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


@pytest.fixture
def kiosk_place(app: Flask) -> None:
    """Let this address be one of a one-stop office with a kiosk."""
    config: Config = app.extensions["portal.services"][Config]
    register(app, Config, dataclasses.replace(config, kiosk_networks=(ipaddress.ip_network("127.0.0.0/8"),)))


def root(client: StrictClient, attribute: str) -> str | None:
    return client.page.root.get(attribute)


# ---- the size of letters


def test_large_letters_stay_on_every_page_also_after_signing_out(as_citizen: Browser, app: Flask) -> None:
    client = as_citizen()
    app.test_client().visit("/")  # kept for everybody before
    client.visit("/ho-so/")
    client.submit("rất lớn")
    assert client.page.url == "/ho-so/"
    client.submit(form="dang-xuat")
    assert client.visit("/").url == "/"
    assert root(client, "data-text") == "largest"
    assert root(client, "lang") == "vi"
    reader = app.test_client()
    reader.visit("/")
    assert root(reader, "data-text") is None  # and nobody else's


def test_a_page_kept_in_small_letters_is_not_shown_in_large_ones(client: StrictClient) -> None:
    tag = client.get("/").headers["ETag"]
    client.submit("lớn", form="/co-chu/large")
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200
    assert root(client, "data-text") == "large"


def test_an_unknown_size_and_a_form_from_elsewhere_change_nothing(client: StrictClient) -> None:
    here = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/co-chu/huge", headers=here).status_code == 404
    assert client.post("/co-chu/large", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400


# ---- kiosks


def test_a_kiosk_begins_only_where_the_settings_allow(client: StrictClient) -> None:
    client.visit("/?kiosk=1")
    assert root(client, "data-kiosk") is None
    assert client.get("/kiosk/thoat").status_code == 404


@pytest.mark.usefixtures("kiosk_place")
def test_a_kiosk_keeps_nothing_on_the_machine(client: StrictClient, app: Flask) -> None:
    client.visit("/tim?q=so+do&kiosk=1")
    assert client.page.url == "/tim?q=so+do"
    assert root(client, "data-kiosk") == ""
    client.visit("/ho-so/so-dien-thoai")
    assert client.page.by_id("phone").get("autocomplete") == "off"
    assert [m for m in client.page.all("meta") if m.get("http-equiv") == "refresh"]
    other = app.test_client()
    other.visit("/")
    assert root(other, "data-kiosk") is None


@pytest.mark.usefixtures("kiosk_place")
def test_whoever_signs_out_takes_the_code_of_the_draft_home(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session)
    client = as_citizen()
    client.visit("/ho-so/?kiosk=1")  # whoever was signed in before is not any more
    assert client.page.h1 == "Ông/bà dùng số điện thoại nào?"
    client.signed_in(draft.citizen)
    client.visit("/ho-so/")
    client.submit("Đăng xuất")
    assert client.page.url == "/kiosk/xong"
    assert draft.draft_code in client.page.text
    assert "<svg" in client.page.html.partition("<main")[2]
    client.click("Xong")
    assert draft.draft_code not in client.visit("/kiosk/xong").text
    assert client.get("/ho-so/").status_code == 302


@pytest.mark.usefixtures("kiosk_place")
def test_whoever_walks_away_is_signed_out(as_citizen: Browser, clock: FixedClock, session: Session) -> None:
    client = as_citizen()
    client.visit("/?kiosk=1")
    client.signed_in(a_draft(session).citizen)
    assert client.get("/ho-so/").status_code == 200
    assert client.visit("/kiosk/con-o-do?ve=/ho-so/").h1 == "Ông/bà còn ở đó không?"
    client.click("Tôi còn ở đây")
    assert client.page.url == "/ho-so/"
    clock.at += LONGEST_IDLE + timedelta(seconds=1)
    assert client.get("/ho-so/").status_code == 302
    client.signed_in(a_draft(session).citizen)
    client.visit("/kiosk/het-gio")
    assert client.get("/ho-so/").status_code == 302


@pytest.mark.usefixtures("kiosk_place")
def test_a_kiosk_prints_and_saves_nothing(as_citizen: Browser, session: Session) -> None:
    dossier = a_returned_dossier(session)
    client = as_citizen()
    client.visit("/?kiosk=1")
    client.signed_in(dossier.citizen)
    assert client.get(f"/ho-so/{dossier.code}/tat-ca.zip").status_code == 403
    assert "Máy dùng chung không lưu tệp" in client.page.text
    result = client.get(f"/ho-so/{dossier.code}/ket-qua")
    assert result.headers["Content-Disposition"].startswith("inline")


@pytest.mark.usefixtures("kiosk_place")
def test_only_an_officer_ends_the_mode(client: StrictClient, session: Session) -> None:
    officer = an_officer(session)
    client.visit("/?kiosk=1")
    client.visit("/kiosk/thoat")
    assert client.submit("Thoát chế độ máy dùng chung", username=officer.username, password="sai").status_code == 422
    client.submit("Thoát chế độ máy dùng chung", username=officer.username, password=PASSWORD)
    assert client.page.url == "/"
    assert root(client, "data-kiosk") is None


def test_the_mode_ends_with_the_setting(client: StrictClient) -> None:
    client.set_cookie("kiosk", "1")
    client.visit("/")
    assert root(client, "data-kiosk") is None
