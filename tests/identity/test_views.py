"""Signing in, as it is done in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.demo import DEMO_PASSWORD
from portal.identity.models import Citizen
from portal.identity.operations import CODE_TRIES, RESEND_AFTER
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.queries import find_newest_to
from tests.builders.people import a_citizen, the_officer
from tests.strict_client import StrictClient

PHONE = "0912345678"


def code_sent_to(session: Session, phone: str = PHONE) -> str:
    """Read the message, as its person does."""
    notice = find_newest_to(session, phone, "one_time_code")
    assert notice is not None
    return "".join(c for c in notice.title if c.isdigit())


def ask_for_code(client: StrictClient, phone: str = "0912 345 678") -> None:
    client.visit("/ho-so/so-dien-thoai")
    assert client.submit(form="so-dien-thoai", phone=phone).status_code == 200


def test_a_citizen_signs_in_with_the_code_of_the_message(client: StrictClient, session: Session) -> None:
    ask_for_code(client)
    response = client.submit(form="ma-xac-nhan", code=code_sent_to(session))
    assert response.request.path == "/ho-so/"
    assert session.scalars(select(Citizen)).one().phone == PHONE


def test_after_signing_in_a_citizen_is_where_they_wanted_to_be(client: StrictClient, session: Session) -> None:
    response = client.get("/ho-so/")
    assert response.status_code == 302
    client.visit("/ho-so/")
    client.submit(form="so-dien-thoai", phone=PHONE)
    assert client.submit(form="ma-xac-nhan", code=code_sent_to(session)).request.path == "/ho-so/"


@pytest.mark.parametrize("phone", ["", "0912", "abc"])
def test_what_is_no_telephone_number_is_said_beside_the_box(client: StrictClient, phone: str) -> None:
    client.visit("/ho-so/so-dien-thoai")
    assert client.submit(form="so-dien-thoai", phone=phone).status_code == 422
    assert [field for field, _ in client.page.errors] == ["phone"]


def test_a_wrong_code_counts_down_and_locks(client: StrictClient, session: Session) -> None:
    ask_for_code(client)
    code = code_sent_to(session)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(CODE_TRIES):
        assert client.submit(form="ma-xac-nhan", code=wrong).status_code == 422
        assert [field for field, _ in client.page.errors] == ["code"]
    assert client.submit(form="ma-xac-nhan", code=code).status_code == 422
    assert session.scalars(select(Citizen)).all() == []


def box(client: StrictClient, name: str) -> str:
    return next(one.get("value", "") for one in client.page.all("input") if one.get("name") == name)


def test_a_mistyped_code_stays_in_its_box(client: StrictClient) -> None:
    ask_for_code(client)
    client.submit(form="ma-xac-nhan", code="12 34 5")
    assert box(client, "code") == "12 34 5"


def test_where_the_session_ended_the_number_is_asked_for_again_filled_in(client: StrictClient) -> None:
    ask_for_code(client)
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.submit(form="ma-xac-nhan", code="123456").status_code == 400
    assert client.page.h1 == "Trang này đã mở quá lâu"
    client.submit("Gửi lại")
    assert client.page.h1 == "Ông/bà dùng số điện thoại nào?"
    assert box(client, "phone") == "0912345678"


def test_a_code_is_not_sent_twice_within_half_a_minute(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    ask_for_code(client)
    client.submit(form="gui-lai-ma")
    assert session.scalar(select(func.count()).select_from(Notice)) == 1
    clock.at += RESEND_AFTER
    client.submit(form="gui-lai-ma")
    assert session.scalar(select(func.count()).select_from(Notice)) == 2
    assert client.submit(form="ma-xac-nhan", code=code_sent_to(session)).request.path == "/ho-so/"


def test_the_code_page_without_a_number_leads_to_the_number(client: StrictClient) -> None:
    assert client.get("/ho-so/ma-xac-nhan").location == "/ho-so/so-dien-thoai"


def test_signing_out_ends_the_session(as_citizen: Callable[..., StrictClient]) -> None:
    client = as_citizen()
    client.visit("/ho-so/")
    client.submit(form="dang-xuat")
    assert client.get("/ho-so/").status_code == 302


def test_signing_out_everywhere_ends_every_session(as_citizen: Callable[..., StrictClient], session: Session) -> None:
    here, there = as_citizen(), as_citizen()
    with transaction(session):
        a_citizen_row = session.scalars(select(Citizen)).one()
        a_citizen_row.session_epoch += 1
    assert here.get("/ho-so/").status_code == there.get("/ho-so/").status_code == 302


def test_a_sign_in_page_never_leads_to_another_site(client: StrictClient, session: Session) -> None:
    client.visit("/ho-so/so-dien-thoai?next=//example.org/")
    client.submit(form="so-dien-thoai", phone=PHONE)
    response = client.submit(form="ma-xac-nhan", follow=False, code=code_sent_to(session))
    assert response.location == "/ho-so/"


def test_an_officer_signs_in_and_sees_the_queue(client: StrictClient) -> None:
    client.visit("/can-bo/dang-nhap")
    response = client.submit(form="dang-nhap", username="motcua", password=DEMO_PASSWORD)
    assert response.request.path == "/can-bo/"


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(client: StrictClient) -> None:
    client.visit("/can-bo/dang-nhap")
    said = []
    for name in ("motcua", "khong-co-ai"):
        assert client.submit(form="dang-nhap", username=name, password="sai").status_code == 422
        said.append(client.page.errors)
    assert said[0] == said[1] != []


def test_guessing_passwords_comes_to_an_end(client: StrictClient, clock: FixedClock) -> None:
    client.visit("/can-bo/dang-nhap")
    for _ in range(8):
        client.submit(form="dang-nhap", username="motcua", password="sai")
    assert client.submit(form="dang-nhap", username="motcua", password=DEMO_PASSWORD).status_code == 429
    clock.at += timedelta(minutes=15)
    assert client.submit(form="dang-nhap", username="motcua", password=DEMO_PASSWORD).request.path == "/can-bo/"


def test_citizens_do_not_enter_the_officers_rooms_nor_officers_the_citizens(
    as_citizen: Callable[..., StrictClient], as_officer: Callable[..., StrictClient]
) -> None:
    assert as_citizen().get("/can-bo/").location == "/can-bo/dang-nhap?next=/can-bo/"
    assert as_officer("motcua").get("/ho-so/").location == "/ho-so/so-dien-thoai?next=/ho-so/"


def test_an_account_that_was_closed_is_out_at_once(as_officer: Callable[..., StrictClient], session: Session) -> None:
    client = as_officer("motcua")
    assert client.get("/can-bo/").status_code == 200
    with transaction(session):
        the_officer(session, "motcua").is_enabled = False
    assert client.get("/can-bo/").status_code == 302


def test_a_form_from_elsewhere_is_refused(client: StrictClient) -> None:
    client.visit("/ho-so/so-dien-thoai")
    response = client.post("/ho-so/so-dien-thoai", data={"phone": PHONE, "csrf_token": "forged"})
    assert response.status_code == 400


def test_the_session_cookie_is_kept_from_scripts(client: StrictClient) -> None:
    client.visit("/ho-so/so-dien-thoai")
    cookie = client.get_cookie("portal")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_in_gives_a_fresh_session(client: StrictClient, session: Session) -> None:
    ask_for_code(client)
    with client.session_transaction() as cookie:
        before = cookie["csrf"]
    client.submit(form="ma-xac-nhan", code=code_sent_to(session))
    with client.session_transaction() as cookie:
        assert cookie.get("csrf") != before
        assert "phone" not in cookie


def test_nobody_is_signed_in_by_a_citizens_number_alone(client: StrictClient, session: Session) -> None:
    a_citizen(session)
    assert client.get("/ho-so/").status_code == 302
