"""Signing in with a code of the telephone: set up, asked for, never twice; the paper for when it is lost."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from portal.demo import DEMO_PASSWORD
from portal.health import inspect
from portal.identity.models import Officer
from portal.identity.people_models import OfficerEvent, RecoveryCode, SecondFactor
from portal.identity.sealing import Seals
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid
from portal.web.app_state import config, now, register, service
from tests.builders.dossiers import a_dossier_awaiting_signature
from tests.builders.people import PASSWORD, an_officer
from tests.strict_client import StrictClient

SignedIn = Callable[..., StrictClient]
BRANCH, SET_UP, TURN_ON = "cnvpdkdd-vinh-long", "/can-bo/tai-khoan/dien-thoai", "Bật"


class Telephone:
    """The program on the officer's telephone."""

    def __init__(self, key: str, clock: FixedClock) -> None:
        self.totp = TOTP(base64.b32decode(key), 6, SHA1(), 30)
        self.clock = clock

    def code(self, late: int = 0) -> str:
        return self.totp.generate(int(self.clock.at.timestamp()) - late).decode()


@pytest.fixture
def officer(session: Session) -> Officer:
    return an_officer(session, ("approver", BRANCH), username="ha")


@pytest.fixture
def paper() -> list[str]:
    """The codes the officer printed."""
    return []


@pytest.fixture
def telephone(officer: Officer, as_officer: SignedIn, clock: FixedClock, paper: list[str]) -> Telephone:
    """A telephone that has been set up a while ago."""
    client = as_officer(officer)
    telephone = Telephone(key_on(client), clock)
    client.submit(TURN_ON, code=telephone.code())
    assert client.page.url == "/can-bo/tai-khoan/ma-du-phong"
    paper += re.findall(r"\b[\dA-Z]{4}-[\dA-Z]{4}-[\dA-Z]{4}\b", client.page.text)
    clock.at += timedelta(hours=1)
    return telephone


def key_on(client: StrictClient) -> str:
    client.visit(SET_UP)
    return "".join(next(b.text or "" for b in client.page.all("b") if b.get("class") == "code").split())


def came(client: StrictClient, password: str = PASSWORD) -> str:
    """Type name and password; return where that leads."""
    client.visit("/can-bo/dang-nhap")
    client.submit(form="dang-nhap", username="ha", password=password)
    return client.page.url


def test_a_key_is_set_up_only_with_a_code_of_it(officer: Officer, as_officer: SignedIn, clock: FixedClock) -> None:
    client = as_officer(officer)
    telephone = Telephone(key_on(client), clock)
    assert client.submit(TURN_ON, code="12345").status_code == 422
    assert key_on(client) == key_on(client), "the same key until it is confirmed"
    client.submit(TURN_ON, code=telephone.code())
    assert len(re.findall(r"[\dA-Z]{4}-[\dA-Z]{4}-[\dA-Z]{4}", client.page.text)) == 10
    client.visit("/can-bo/tai-khoan/ma-du-phong")
    assert client.page.url == "/can-bo/tai-khoan"
    assert "Còn 10 mã dự phòng" in client.page.text


def test_the_password_alone_opens_nothing(client: StrictClient, telephone: Telephone) -> None:
    assert came(client) == "/can-bo/dang-nhap/ma"
    assert client.get("/can-bo/").status_code == 302
    client.visit("/can-bo/dang-nhap/ma")
    box = next(i for i in client.page.all("input") if i.get("name") == "code")
    assert (box.get("autocomplete"), box.get("inputmode")) == ("one-time-code", "numeric")
    assert client.submit("Tiếp tục", code=telephone.code()).request.path == "/can-bo/"


def test_a_code_counts_once_and_a_clock_may_be_half_a_minute_wrong(
    app: Flask, client: StrictClient, telephone: Telephone
) -> None:
    came(client)
    seen = telephone.code(late=30)
    client.submit("Tiếp tục", code=seen)
    assert client.page.url == "/can-bo/"
    other = app.test_client()
    came(other)
    assert other.submit("Tiếp tục", code=seen).status_code == 422
    assert other.submit("Tiếp tục", code=telephone.code(late=-90)).status_code == 422
    assert other.submit("Tiếp tục", code=telephone.code()).request.path == "/can-bo/"


def test_five_wrong_codes_are_enough_and_the_page_says_until_when(
    client: StrictClient, telephone: Telephone, clock: FixedClock
) -> None:
    came(client)
    for _ in range(5):
        assert client.submit("Tiếp tục", code="000000").status_code == 422
    assert client.submit("Tiếp tục", code=telephone.code()).status_code == 429
    assert "Xin thử lại sau 10:15" in client.page.text
    clock.at += timedelta(minutes=15)
    came(client)
    assert client.submit("Tiếp tục", code=telephone.code()).request.path == "/can-bo/"


def test_who_waits_too_long_types_the_password_again(
    client: StrictClient, telephone: Telephone, clock: FixedClock
) -> None:
    came(client)
    clock.at += timedelta(minutes=11)
    client.submit("Tiếp tục", code=telephone.code())
    assert client.page.url == "/can-bo/dang-nhap"


def test_a_printed_code_stands_in_once(
    app: Flask, client: StrictClient, telephone: Telephone, paper: list[str], session: Session
) -> None:
    came(client)
    assert client.submit("Tiếp tục", code=paper[3].lower().replace("-", " ")).request.path == "/can-bo/"
    other = app.test_client()
    came(other)
    assert other.submit("Tiếp tục", code=paper[3]).status_code == 422
    session.rollback()
    assert not [row for row in session.scalars(select(RecoveryCode)) if row.code_hash in paper]
    assert "recovery_code_used" in list(session.scalars(select(OfficerEvent.action)))


def test_the_key_is_kept_sealed_and_opens_under_an_older_secret(telephone: Telephone, session: Session) -> None:
    session.rollback()
    sealed = session.scalars(select(SecondFactor.sealed_key)).one()
    key = service(Seals).open(sealed)
    assert key not in sealed
    assert Seals(("a new secret", config().secret_key)).open(sealed) == key
    with pytest.raises(Invalid):
        Seals(("a new secret",)).open(sealed)


def test_only_a_computer_of_a_counter_is_trusted_and_only_for_twelve_hours(
    app: Flask, client: StrictClient, telephone: Telephone, clock: FixedClock
) -> None:
    came(client)
    assert not [i for i in client.page.all("input") if i.get("name") == "trust"]
    register(
        app, Config, replace(app.extensions["portal.services"][Config], trusted_networks=(ip_network("127.0.0.0/8"),))
    )
    came(client)
    client.submit("Tiếp tục", code=telephone.code(), trust=True)
    assert came(client) == "/can-bo/"
    clock.at += timedelta(hours=12)
    assert came(client) == "/can-bo/dang-nhap/ma"


def test_an_administrator_takes_a_lost_telephone_away(
    client: StrictClient, telephone: Telephone, officer: Officer, as_officer: SignedIn, session: Session
) -> None:
    keeper = as_officer(an_officer(session, ("agency_admin", BRANCH), full_name="Lâm Thị Sáu"))
    keeper.visit(f"/quan-tri/can-bo/{officer.id}")
    keeper.submit("Gỡ điện thoại bị mất")
    assert came(client) == "/can-bo/"
    session.rollback()
    last = session.scalars(select(OfficerEvent).order_by(OfficerEvent.id.desc())).first()
    assert last is not None
    assert (last.action, last.by_name) == ("second_factor_reset", "Lâm Thị Sáu")


def test_where_it_is_required_nobody_works_without_it(
    app: Flask, officer: Officer, as_officer: SignedIn, clock: FixedClock
) -> None:
    register(app, Config, replace(app.extensions["portal.services"][Config], second_factor_required=True))
    client = as_officer(officer)
    for address in ("/can-bo/", "/can-bo/tai-khoan", "/can-bo/tai-khoan/thay"):
        assert client.get(address).location == SET_UP
    telephone = Telephone(key_on(client), clock)
    client.submit(TURN_ON, code=telephone.code())
    client.click("Tôi đã có các mã trên giấy")
    assert client.page.url == "/can-bo/"
    client.visit("/can-bo/tai-khoan")
    assert not [b for b in client.page.all("form") if "/bo" in b.get("action", "")]


def test_it_can_be_turned_off_where_it_is_not_required(
    officer: Officer, client: StrictClient, telephone: Telephone
) -> None:
    came(client)
    client.submit("Tiếp tục", code=telephone.code())
    client.visit("/can-bo/tai-khoan")
    client.submit("Tắt")
    assert client.page.url == "/can-bo/tai-khoan"
    assert came(client) == "/can-bo/"


def test_signing_asks_for_a_code_of_the_last_quarter_of_an_hour(
    client: StrictClient, telephone: Telephone, session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_awaiting_signature(session)
    came(client)
    client.submit("Tiếp tục", code=telephone.code())
    clock.at += timedelta(minutes=16)
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    client.submit(form="/viec/sign")
    assert client.page.url.startswith("/can-bo/tai-khoan/xac-nhan")
    assert client.submit("Tiếp tục", code="000000").status_code == 422
    client.submit("Tiếp tục", code=telephone.code())
    assert client.page.url == f"/can-bo/ho-so/{dossier.id}/"
    client.submit(form="/viec/sign")
    session.rollback()
    assert dossier.events[-1].action == "sign"


def test_without_a_telephone_signing_one_asks_for_the_password_of_the_last_quarter_of_an_hour(
    as_officer: SignedIn, session: Session, clock: FixedClock
) -> None:
    dossiers = [a_dossier_awaiting_signature(session) for _ in range(2)]
    client = as_officer("lanhdao")
    for dossier, minutes in zip(dossiers, (14, 2), strict=True):
        clock.at += timedelta(minutes=minutes)
        client.visit(f"/can-bo/ho-so/{dossier.id}/")
        client.submit(form="/viec/sign")
    assert client.page.url.startswith("/can-bo/tai-khoan/xac-nhan")
    assert client.submit("Tiếp tục", password="sai-roi").status_code == 422
    client.submit("Tiếp tục", password=DEMO_PASSWORD)
    assert client.page.url == f"/can-bo/ho-so/{dossiers[1].id}/"
    session.rollback()
    assert [bool(dossier.signed_at) for dossier in dossiers] == [True, False]
    client.submit(form="/viec/sign")
    session.rollback()
    assert dossiers[1].signed_at


def test_check_says_whether_a_password_alone_opens_a_desk(session: Session) -> None:
    def seen(**settings: object) -> tuple[bool, str]:
        changed = replace(config(), **settings)
        found = next(f for f in inspect(changed, session, service, now()) if f.name == "officers")
        return found.is_ok, found.text

    assert seen()[0]
    assert seen(environment="production") == (False, seen(environment="production")[1])
    assert "SECOND_FACTOR" in seen(environment="production")[1]
    assert seen(environment="production", second_factor_required=True)[0]
