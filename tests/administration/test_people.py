"""Keeping the people of an agency: who may do what about whom, and that nobody raises their own rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.models import Officer
from portal.identity.people_models import OfficerEvent
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from tests.builders.people import PASSWORD, an_officer, the_officer
from tests.strict_client import StrictClient

SignedIn = Callable[..., StrictClient]
PEOPLE, DEPARTMENT, BRANCH, ELSEWHERE = (
    "/quan-tri/can-bo", "so-nong-nghiep-va-moi-truong", "cnvpdkdd-vinh-long", "so-y-te",
)  # fmt: skip


@pytest.fixture
def keeper(session: Session) -> Officer:
    """Somebody who keeps the people of the department and of all below it."""
    return an_officer(session, ("agency_admin", DEPARTMENT), username="lamthisau", full_name="Lâm Thị Sáu")


@pytest.fixture
def client(keeper: Officer, as_officer: SignedIn) -> StrictClient:
    return as_officer(keeper)


def events(session: Session, person: Officer) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.scalars(select(OfficerEvent).where(OfficerEvent.officer_id == person.id).order_by(OfficerEvent.id))
    return [(row.action, row.by_name) for row in rows]


def named(session: Session, username: str) -> Officer:
    session.rollback()
    return the_officer(session, username)


def test_one_sees_the_people_of_the_own_agencies_and_no_other(client: StrictClient, session: Session) -> None:
    an_officer(session, ("clerk", BRANCH), full_name="Đỗ Thị Ửng")
    an_officer(session, ("clerk", ELSEWHERE), full_name="Đỗ Văn Ngoài")
    client.visit(f"{PEOPLE}?q=do thi ung")
    assert "Đỗ Thị Ửng" in client.page.text
    client.visit(f"{PEOPLE}?q=do van ngoai")
    assert "Đỗ Văn Ngoài" not in client.page.text
    outsider = named(session, "quantri")
    for path in ("", "/sua", "/vai-tro", "/thay"):
        assert client.get(f"{PEOPLE}/{outsider.id}{path}").status_code == 404


def test_a_new_person_signs_in_with_the_first_password_and_chooses_another(
    client: StrictClient, session: Session, app: Flask
) -> None:
    client.visit(f"{PEOPLE}/moi")
    assert client.submit("Thêm người này", full_name="Trần Thị Bé", username="x y", agency=BRANCH).status_code == 422
    assert [field for field, _ in client.page.errors] == ["username"]
    client.submit("Thêm người này", username="be.tran", email="be@vinhlong.gov.vn", title="Văn thư", agency=BRANCH)
    shown = client.page.text.partition("Mật khẩu đầu tiên của be.tran")[2].split()[0]
    person = named(session, "be.tran")
    assert (person.full_name, person.email, person.agency_code) == ("Trần Thị Bé", "be@vinhlong.gov.vn", BRANCH)
    client.visit(f"{PEOPLE}/{person.id}")
    assert shown not in client.page.text
    assert events(session, person) == [("added", "Lâm Thị Sáu")]

    theirs = app.test_client()
    theirs.visit("/can-bo/dang-nhap")
    theirs.submit(form="dang-nhap", username="be.tran", password=shown)
    assert theirs.page.url == "/can-bo/tai-khoan/mat-khau"
    assert theirs.get("/can-bo/").location == "/can-bo/tai-khoan/mat-khau"
    for new in ("ngan", "be.tran-be.tran", shown):
        theirs.submit("Lưu mật khẩu", current=shown, new=new, again=new)
        assert [field for field, _ in theirs.page.errors] == ["new"]
    theirs.submit("Lưu mật khẩu", current=shown, new="ba con vit vang", again="ba con vit vang")
    assert theirs.page.url == "/can-bo/tai-khoan"
    assert not named(session, "be.tran").must_change_password


def test_a_user_name_that_is_taken_keeps_what_was_typed(client: StrictClient) -> None:
    client.visit(f"{PEOPLE}/moi")
    client.submit("Thêm người này", full_name="Trần Thị Bé", username="MotCua", agency=BRANCH)
    assert [field for field, _ in client.page.errors] == ["username"]
    typed = {box.get("name"): box.get("value") for box in client.page.all("input")}
    assert typed["full_name"] == "Trần Thị Bé"


def test_a_role_is_given_for_some_days_changed_and_taken_away(client: StrictClient, session: Session) -> None:
    person = an_officer(session, ("clerk", BRANCH))
    for first, last in (("", ""), ("1/12/2026", "31/12/2026")):
        client.visit(f"{PEOPLE}/{person.id}/vai-tro")
        days = dict(zip(("day", "month", "year"), first.split("/"), strict=False)) if first else {}
        ends = dict(zip(("day", "month", "year"), last.split("/"), strict=False)) if last else {}
        client.submit(
            "Giao vai trò này", role="approver", agency=BRANCH, field="dat-dai",
            **{f"valid_from.{k}": v for k, v in days.items()}, **{f"valid_to.{k}": v for k, v in ends.items()},
        )  # fmt: skip
        assert client.page.url == f"{PEOPLE}/{person.id}"
    session.rollback()
    held = next(role for role in person.own_roles if role.role == "approver")
    assert (held.field_code, held.valid_from, held.valid_to) == ("dat-dai", date(2026, 12, 1), date(2026, 12, 31))
    assert "01/12/2026 đến 31/12/2026" in client.page.text
    client.submit(form=f"/vai-tro/{held.id}/thu-hoi")
    session.rollback()
    assert {role.role for role in person.roles} == {"clerk"}
    assert [action for action, _ in events(session, person)] == ["role_given", "role_changed", "role_taken"]


def test_odd_days_are_said_beside_the_box(client: StrictClient, session: Session) -> None:
    person = an_officer(session, ("clerk", BRANCH))
    client.visit(f"{PEOPLE}/{person.id}/vai-tro")
    wrong = {"valid_from.day": "2", "valid_from.month": "12", "valid_from.year": "2026"}
    wrong |= {"valid_to.day": "1", "valid_to.month": "12", "valid_to.year": "2026"}
    assert client.submit("Giao vai trò này", wrong, role="clerk", agency=BRANCH, field="").status_code == 422
    assert [field for field, _ in client.page.errors] == ["valid_to"]


@pytest.mark.parametrize(("role", "agency"), [("sysadmin", BRANCH), ("tthc_controller", BRANCH), ("clerk", ELSEWHERE)])
def test_nobody_gives_what_lies_outside_of_their_reach(
    client: StrictClient, session: Session, role: str, agency: str
) -> None:
    person = an_officer(session, ("clerk", BRANCH))
    form = {"role": role, "agency": agency, "field": ""}
    assert post(client, f"{PEOPLE}/{person.id}/vai-tro", form) == 422
    session.rollback()
    assert [r.role for r in person.roles] == ["clerk"]


def test_who_keeps_one_field_gives_no_role_for_all(session: Session, as_officer: SignedIn) -> None:
    keeper = an_officer(session, ("agency_admin", DEPARTMENT))
    with transaction(session):
        keeper.roles[0].field_code = "dat-dai"
    person, client = an_officer(session, ("clerk", BRANCH)), as_officer(keeper)
    address = f"{PEOPLE}/{person.id}/vai-tro"
    assert post(client, address, {"role": "clerk", "agency": DEPARTMENT, "field": ""}) == 422
    assert post(client, address, {"role": "clerk", "agency": DEPARTMENT, "field": "dat-dai"}) == 302


def test_nobody_changes_their_own_rights_or_account(client: StrictClient, session: Session, keeper: Officer) -> None:
    me = f"{PEOPLE}/{keeper.id}"
    assert post(client, f"{me}/vai-tro", {"role": "approver", "agency": BRANCH, "field": ""}) == 403
    assert post(client, f"{me}/vai-tro/{keeper.roles[0].id}/thu-hoi") == 403
    for act in ("khoa", "mat-khau-moi", "bo-dien-thoai"):
        assert post(client, f"{me}/viec/{act}") == 403
    assert post(client, f"{me}/sua", {"full_name": "Khác", "agency": BRANCH}) == 403
    assert events(session, keeper) == []


def test_whoever_holds_more_is_not_locked_nor_given_a_password_by_who_holds_less(
    client: StrictClient, session: Session
) -> None:
    greater = an_officer(session, ("sysadmin", BRANCH))
    for act in ("khoa", "mat-khau-moi", "bo-dien-thoai", "dang-xuat-moi-noi"):
        assert post(client, f"{PEOPLE}/{greater.id}/viec/{act}") == 403
    assert post(client, f"{PEOPLE}/{greater.id}/thay", {}) == 403
    session.rollback()
    assert greater.is_enabled


def test_a_locked_account_is_out_at_once_and_can_be_opened_again(
    client: StrictClient, session: Session, as_officer: SignedIn
) -> None:
    person = an_officer(session, ("clerk", BRANCH), username="dung")
    theirs = as_officer(person)
    client.visit(f"{PEOPLE}/{person.id}")
    client.submit("Khóa tài khoản")
    assert theirs.get("/can-bo/").status_code == 302
    theirs.visit("/can-bo/dang-nhap")
    assert theirs.submit(form="dang-nhap", username="dung", password=PASSWORD).status_code == 422
    client.submit("Mở khóa tài khoản")
    theirs.visit("/can-bo/dang-nhap")
    assert theirs.submit(form="dang-nhap", username="dung", password=PASSWORD).request.path == "/can-bo/"
    assert [action for action, _ in events(session, person)] == ["closed", "opened"]


def test_the_last_administrator_is_not_locked_nor_loses_the_role(session: Session, as_officer: SignedIn) -> None:
    last = the_officer(session, "quantri")
    short = an_officer(session, ("sysadmin", BRANCH))
    with transaction(session):
        short.roles[0].valid_to = date(2026, 11, 30)
    client = as_officer(short)
    client.visit(f"{PEOPLE}/{last.id}")
    client.submit("Khóa tài khoản")
    assert "quản trị hệ thống cuối cùng" in client.page.text
    client.submit(form="/thu-hoi")
    assert "quản trị hệ thống cuối cùng" in client.page.text
    assert named(session, "quantri").is_enabled
    assert last.own_roles


def test_a_forgotten_password_is_replaced_and_sessions_end(
    client: StrictClient, session: Session, as_officer: SignedIn
) -> None:
    person = an_officer(session, ("clerk", BRANCH))
    theirs = as_officer(person)
    client.visit(f"{PEOPLE}/{person.id}")
    client.submit("Cấp lại mật khẩu")
    assert "Mật khẩu đầu tiên của" in client.page.text
    assert theirs.get("/can-bo/").status_code == 302
    assert events(session, person) == [("password_reset", "Lâm Thị Sáu")]


def test_who_changes_the_own_password_stays_here_and_is_out_elsewhere(
    session: Session, as_officer: SignedIn, clock: FixedClock
) -> None:
    person = an_officer(session, ("clerk", BRANCH))
    here, there = as_officer(person), as_officer(person)
    here.visit("/can-bo/tai-khoan/mat-khau")
    for _ in range(8):
        here.submit("Lưu mật khẩu", current="sai", new="ba con vit vang", again="ba con vit vang")
        assert [field for field, _ in here.page.errors] == ["current"]
    answer = here.submit("Lưu mật khẩu", current=PASSWORD, new="ba con vit vang", again="ba con vit vang")
    assert answer.status_code == 429
    assert "Xin thử lại sau 09:15" in here.page.text
    clock.at += timedelta(minutes=15)
    here.submit("Lưu mật khẩu", current=PASSWORD, new="ba con vit vang", again="ba con vit vang")
    assert here.page.url == "/can-bo/tai-khoan"
    assert there.get("/can-bo/").status_code == 302


def test_the_server_names_the_first_administrator_and_helps_the_only_one_back_in(app: Flask, session: Session) -> None:
    for _ in range(2):
        said = app.test_cli_runner().invoke(args=["portal", "add-administrator", "Goc", "Lý Văn Gốc"]).output
        password = said.split("mật khẩu ")[1].split(",")[0]
        browser = app.test_client()
        browser.visit("/can-bo/dang-nhap")
        browser.submit(form="dang-nhap", username="goc", password=password)
        assert browser.page.url == "/can-bo/tai-khoan/mat-khau"
    first = named(session, "goc")
    assert [role.role for role in first.own_roles] == ["sysadmin"]
    assert events(session, first) == [("appointed", "")] * 2


def post(client: StrictClient, address: str, form: dict[str, str] | None = None) -> int:
    """Send a form that no page offers; return the status."""
    client.visit("/can-bo/tai-khoan")
    token = next(i.get("value") for i in client.page.all("input") if i.get("name") == "csrf_token")
    return client.post(address, data={"csrf_token": token, **(form or {})}).status_code
