"""Signing in with a provider of identities, against one that really runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import OpenIdSettings
from config_outside import CLAIMS
from portal.identity.models import LinkedIdentity
from portal.identity.openid import OpenIdProvider
from portal.identity.operations import CODE_LIVES
from portal.kernel.clock import FixedClock
from portal.web.app_state import register
from tests.builders.people import PHONE, a_citizen, code_sent
from tests.builders.provider import CLIENT_ID, Change, Provider, a_provider, expired
from tests.strict_client import StrictClient

BUTTON = "Đăng nhập bằng VNeID"
MUOI = {"name": "Nguyễn Thị Mười", "citizen_number": "086165001234", "birthdate": "1965-03-27"}


@pytest.fixture
def provider(app: Flask) -> Iterator[Provider]:
    """A provider that this portal is connected to, and that knows one person."""
    with a_provider() as running:
        settings = OpenIdSettings(
            running.issuer, CLIENT_ID, "secret", "VNeID", "openid profile phone", running.issuer, CLAIMS
        )
        register(app, OpenIdProvider, OpenIdProvider(settings))
        running.knows("muoi", **MUOI, phone_number="+84912345678", phone_number_verified=True)
        yield running


def begin(client: StrictClient, **typed: str) -> str:
    """Press the second button; return where the browser is sent."""
    client.visit("/ho-so/so-dien-thoai?next=/ho-so/")
    response = client.submit(BUTTON, typed, follow=False)
    assert response.status_code == 303
    return response.location or ""


def come_back(client: StrictClient, address: str) -> None:
    """Open the address that the provider sent the browser to."""
    parts = urlsplit(address)
    client.visit(f"{parts.path}?{parts.query}")


def is_signed_in(client: StrictClient) -> bool:
    return client.get("/ho-so/").status_code == 200


def refused(client: StrictClient, sentence: str) -> None:
    """Nobody is signed in, the page says why, and the phone is asked for."""
    assert client.page.url == "/ho-so/so-dien-thoai"
    assert sentence in client.page.text
    assert client.page.by_id("phone") is not None
    assert not is_signed_in(client)


def test_whoever_has_a_phone_the_provider_vouches_for_is_in_at_once(
    client: StrictClient, provider: Provider, session: Session
) -> None:
    known = a_citizen(session, name="Nguyễn T. Mười")
    come_back(client, provider.agree(begin(client), "muoi"))
    assert is_signed_in(client)
    linked = session.scalars(select(LinkedIdentity)).one()
    assert (linked.issuer, linked.subject, linked.citizen_id) == (provider.issuer, "muoi", known.id)
    session.refresh(known)  # what the person typed once stays; the rest is filled
    assert known.profile == {"name": "Nguyễn T. Mười", "citizen_number": "086165001234", "birth": "1965-03-27"}


@pytest.mark.parametrize("verified", [False, None])
def test_a_number_nobody_vouches_for_is_confirmed_once_by_a_code(
    client: StrictClient, provider: Provider, session: Session, app: Flask, verified: bool | None
) -> None:
    a_citizen(session)
    provider.knows("nam", name="Trần Văn Năm", phone_number="+84912345678", phone_number_verified=verified)
    come_back(client, provider.agree(begin(client), "nam"))
    assert not is_signed_in(client)
    assert "Trần Văn Năm" in client.visit("/ho-so/so-dien-thoai").text
    client.submit("Gửi mã", phone="0398765432")
    client.submit(form="ma-xac-nhan", code=code_sent(session, "0398765432"))
    assert is_signed_in(client)
    again = app.test_client()
    come_back(again, provider.agree(begin(again), "nam"))
    assert is_signed_in(again)
    assert session.scalars(select(LinkedIdentity)).one().citizen.phone == "0398765432"


def test_whoever_sits_down_later_is_not_joined_to_the_one_before(
    client: StrictClient, provider: Provider, session: Session, clock: FixedClock
) -> None:
    provider.knows("nam", name="Trần Văn Năm")
    come_back(client, provider.agree(begin(client), "nam"))
    clock.at += CODE_LIVES
    assert "Trần Văn Năm" not in client.visit("/ho-so/so-dien-thoai").text
    client.submit("Gửi mã", phone=PHONE)
    client.submit(form="ma-xac-nhan", code=code_sent(session))
    assert session.scalars(select(LinkedIdentity)).all() == []


def test_that_is_not_me_forgets(client: StrictClient, provider: Provider) -> None:
    provider.knows("nam", name="Trần Văn Năm")
    come_back(client, provider.agree(begin(client), "nam"))
    client.submit("Không phải tôi")
    assert "Trần Văn Năm" not in client.page.text


def test_an_answer_counts_once_and_only_for_the_question(client: StrictClient, provider: Provider, app: Flask) -> None:
    answer = provider.agree(begin(client), "muoi")
    other = app.test_client()
    come_back(other, answer)  # a browser that did not ask
    refused(other, "đã hết hạn hoặc đã dùng rồi")
    come_back(client, answer)
    client.submit(form="dang-xuat")
    come_back(client, answer)
    refused(client, "đã hết hạn hoặc đã dùng rồi")


def test_a_wrong_state_is_refused(client: StrictClient, provider: Provider) -> None:
    answer = provider.agree(begin(client), "muoi")
    state = parse_qs(urlsplit(answer).query)["state"][0]
    come_back(client, answer.replace(state, "x" * 30))
    refused(client, "đã hết hạn hoặc đã dùng rồi")


def test_a_code_that_was_used_before_is_refused(client: StrictClient, provider: Provider, app: Flask) -> None:
    used = provider.agree(begin(client), "muoi")
    come_back(client, used)
    thief = app.test_client()
    mine = provider.agree(begin(thief), "muoi")
    code, stolen = (parse_qs(urlsplit(a).query)["code"][0] for a in (mine, used))
    come_back(thief, mine.replace(code, stolen))
    refused(thief, "đã hết hạn hoặc đã dùng rồi")


LIES: dict[str, Change] = {
    "nonce": lambda claims: claims.update(nonce="another"),
    "no nonce": lambda claims: claims.pop("nonce"),
    "audience": lambda claims: claims.update(aud="another-portal"),
    "audience with our name as party": lambda claims: claims.update(aud="another-portal", azp=CLIENT_ID),
    "issuer": lambda claims: claims.update(iss="https://example.org"),
    "expired": expired,
    "nobody": lambda claims: claims.update(sub=""),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES.keys())
def test_a_token_that_is_not_for_us_now_is_refused(client: StrictClient, provider: Provider, lie: Change) -> None:
    provider.lie = lie
    come_back(client, provider.agree(begin(client), "muoi"))
    refused(client, "đã hết hạn hoặc đã dùng rồi")


def test_a_token_signed_by_somebody_else_is_refused(client: StrictClient, provider: Provider) -> None:
    provider.foreign_key = True
    come_back(client, provider.agree(begin(client), "muoi"))
    refused(client, "đã hết hạn hoặc đã dùng rồi")


def test_clocks_may_differ_by_a_minute_and_keys_may_change(
    client: StrictClient, provider: Provider, app: Flask
) -> None:
    def late(claims: dict[str, int]) -> None:
        claims["exp"] = claims["iat"] - 60

    provider.lie = late
    come_back(client, provider.agree(begin(client), "muoi"))
    assert is_signed_in(client)
    provider.change_keys()
    another = app.test_client()
    come_back(another, provider.agree(begin(another), "muoi"))
    assert is_signed_in(another)


def test_whoever_refuses_reads_so_and_goes_on_by_phone(client: StrictClient, provider: Provider) -> None:
    come_back(client, provider.refuse(begin(client, phone="0912 345 678")))
    refused(client, "Ông/bà đã không đồng ý ở VNeID")


def test_a_provider_that_is_down_costs_nothing(client: StrictClient, app: Flask) -> None:
    with a_provider() as gone:
        settings = OpenIdSettings(gone.issuer, CLIENT_ID, "secret", "VNeID", "openid", gone.issuer, CLAIMS)
    register(app, OpenIdProvider, OpenIdProvider(settings))
    client.visit("/ho-so/so-dien-thoai")
    client.submit(BUTTON, phone="0912 345 678")
    assert "VNeID đang không trả lời" in client.page.text
    assert client.page.by_id("phone").get("value") == "0912 345 678"


def test_only_this_page_may_lead_to_the_provider(client: StrictClient, provider: Provider) -> None:
    policy = client.get("/ho-so/so-dien-thoai").headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.issuer};" in policy
    assert "form-action 'self';" in client.get("/").headers["Content-Security-Policy"]


def test_a_page_that_stood_open_too_long_leads_there_as_well(client: StrictClient, provider: Provider) -> None:
    client.visit("/ho-so/so-dien-thoai")
    client.delete_cookie("portal")
    answer = client.submit(BUTTON, phone="0912 345 678")
    assert answer.status_code == 400
    assert f"form-action 'self' {provider.issuer};" in answer.headers["Content-Security-Policy"]
    assert (client.submit("Gửi lại", follow=False).location or "").startswith(provider.issuer)


def test_a_sign_in_page_elsewhere_than_the_settings_say_is_not_opened(
    client: StrictClient, provider: Provider, app: Flask
) -> None:
    with app.app_context():
        settings = app.extensions["portal.services"][OpenIdProvider].settings
    elsewhere = dataclasses.replace(settings, origin="https://dang-nhap.example")
    register(app, OpenIdProvider, OpenIdProvider(elsewhere))
    client.visit("/ho-so/so-dien-thoai")
    client.submit(BUTTON)
    assert "VNeID đang không trả lời" in client.page.text


def test_without_settings_there_is_no_second_way(client: StrictClient) -> None:
    assert BUTTON not in client.visit("/ho-so/so-dien-thoai").text
    assert client.get("/ho-so/dang-nhap/ve").status_code == 404


def test_what_waited_goes_on(client: StrictClient, provider: Provider, session: Session) -> None:
    client.visit("/ho-so/?x=1")
    response = client.submit(BUTTON, follow=False)
    come_back(client, provider.agree(response.location or "", "muoi"))
    assert client.page.url == "/ho-so/?x=1"
