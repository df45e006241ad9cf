"""Beginning: what cannot be filed online is said first, then a telephone number and a code, then the tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.identity.models import Citizen
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from tests.builders.dossiers import a_draft
from tests.builders.people import PHONE, a_citizen, code_sent
from tests.builders.procedures import a_procedure, an_online_record
from tests.strict_client import StrictClient

START = "/ho-so/moi/1.013831"
BUYING = {"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"}


@pytest.fixture
def other(client: StrictClient) -> StrictClient:
    """Another browser."""
    other: StrictClient = client.application.test_client()  # type: ignore[assignment]
    return other


def wrong_code(session: Session) -> str:
    return "".join("1" if digit == "0" else "0" for digit in code_sent(session).replace(" ", ""))


def at_the_code(client: StrictClient, phone: str = PHONE) -> None:
    """Choose a case and have a code sent."""
    client.visit(START)
    client.submit("Tiếp tục", BUYING)
    client.submit("Gửi mã xác nhận", phone=phone)
    assert client.page.h1 == "Nhập mã 6 số vừa gửi đến 091•••678"


def drafts(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Dossier)) or 0


def test_the_way_from_the_procedure_to_the_tasks(client: StrictClient, session: Session) -> None:
    client.visit("/thu-tuc/1.013831")
    client.click("Bắt đầu nộp hồ sơ")
    assert client.page.h1 == "Trước khi bắt đầu"
    client.submit("Tiếp tục", BUYING)
    assert client.page.h1 == "Ông/bà dùng số điện thoại nào?"
    client.submit("Gửi mã xác nhận", phone="+84 912 345 678")
    client.submit("Tiếp tục", code=code_sent(session))
    assert client.page.h1 == "Sang tên đất: mua bán, tặng cho, thừa kế, đổi đất, góp vốn"
    assert "chưa gửi" in client.page.text
    draft = session.scalars(select(Dossier)).one()
    assert draft.answers == BUYING
    assert client.page.url == f"/ho-so/nhap/{draft.draft_code}"


@pytest.mark.parametrize(
    ("answers", "reason"),
    [({**BUYING, "truong_hop": "khac"}, "Trường hợp này cần xem thêm giấy tờ gốc"),
     ({**BUYING, "tranh_chap": "ke_bien"}, "Đất còn tranh chấp hoặc bị kê biên thì luật chưa cho sang tên")],
)  # fmt: skip
def test_what_cannot_be_filed_online_is_said_before_anything_personal(
    client: StrictClient, session: Session, answers: dict[str, str], reason: str
) -> None:
    client.visit(START)
    client.submit("Tiếp tục", answers)
    assert client.page.h1 == "Về trường hợp của ông/bà"
    assert reason in client.page.text
    assert drafts(session) == 0


def test_nothing_chosen_is_asked_for_at_its_place(client: StrictClient) -> None:
    client.visit(START)
    assert client.submit("Tiếp tục", truong_hop="tang_cho").status_code == 422
    assert client.page.errors == [("tranh_chap", "Chọn một câu trả lời: đất có đang tranh chấp hoặc bị kê biên không?")]
    assert client.page.title.startswith("Lỗi:")
    checked = [e.get("value") for e in client.page.all("input") if "checked" in e.attrib]
    assert checked == ["tang_cho"]


def test_the_same_start_sent_twice_starts_one_draft(as_citizen: Callable[..., StrictClient], session: Session) -> None:
    client = as_citizen()
    client.visit(START)
    form = {"asked": ["truong_hop", "tranh_chap"], "key": "khoa", **BUYING}
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    first, second = (client.post(START, data={**form, "csrf_token": token.get("value")}) for _ in range(2))
    assert first.location == second.location
    assert drafts(session) == 1


def test_a_known_draft_is_offered_again(as_citizen: Callable[..., StrictClient], session: Session) -> None:
    draft = a_draft(session)
    client = as_citizen()
    assert "Ông/bà đang có hồ sơ nháp của thủ tục này" in client.visit(START).text
    client.click(f"Viết tiếp hồ sơ nháp {draft.draft_code}")
    assert client.page.url == f"/ho-so/nhap/{draft.draft_code}"


def test_what_is_not_online_cannot_be_started(client: StrictClient) -> None:
    for code in ("1.000656", "9.999999", "x", "1.013831'--"):
        assert client.get(f"/ho-so/moi/{code}").status_code == 404
        assert client.page.h1 == "Không tìm thấy trang"


def test_a_service_without_eligibility_goes_straight_on(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, an_online_record())
    client.visit(f"/ho-so/moi/{procedure.code}")
    client.submit("Tiếp tục")
    assert client.page.h1 == "Ông/bà dùng số điện thoại nào?"


# ---- the telephone and the code


def test_what_is_no_mobile_number_is_refused_and_stays_in_the_field(client: StrictClient) -> None:
    for phone in ("", "12345", "0270 3823 456", "0912 345 67x", "0112345678", "09１２345678", "a" * 300):
        client.visit("/ho-so/so-dien-thoai")
        assert client.submit("Gửi mã xác nhận", phone=phone).status_code == 422
        ((field, sentence),) = client.page.errors
        assert field == "phone"
        assert sentence == ("Số điện thoại phải có 10 số, ví dụ 0912 345 678" if phone else "Nhập số điện thoại")
        assert client.page.by_id("phone").get("value") == phone


def test_the_code_is_never_on_the_screen_outside_a_trial(client: StrictClient, session: Session) -> None:
    at_the_code(client)
    assert code_sent(session) not in client.page.html
    assert code_sent(session).replace(" ", "") not in client.page.html


def test_a_wrong_code_says_how_many_tries_are_left_and_five_end_it(client: StrictClient, session: Session) -> None:
    at_the_code(client)
    for left in (4, 3, 2, 1, 0):
        assert client.submit("Tiếp tục", code=wrong_code(session)).status_code == 422
        assert client.page.errors == [("code", f"Mã chưa đúng. Còn {left} lần thử.")]
    client.submit("Tiếp tục", code=code_sent(session))
    assert client.page.errors == [("code", "Đã nhập sai quá nhiều lần. Bấm Gửi lại mã.")]
    assert drafts(session) == 0


def test_what_is_no_code_is_refused(client: StrictClient) -> None:
    at_the_code(client)
    for typed in ("", "abc", "12"):
        assert client.submit("Tiếp tục", code=typed).status_code == 422
        assert client.page.errors[0][0] == "code"


def test_a_code_expires_after_ten_minutes_and_a_new_one_can_be_had(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    at_the_code(client)
    clock.at += timedelta(minutes=10)
    client.submit("Tiếp tục", code=code_sent(session))
    assert client.page.errors == [("code", "Mã đã hết hạn. Bấm Gửi lại mã.")]
    client.submit("Gửi lại mã")
    client.submit("Tiếp tục", code=code_sent(session))
    assert drafts(session) == 1


def test_a_code_counts_once(client: StrictClient, session: Session, other: StrictClient) -> None:
    at_the_code(client)
    code = code_sent(session)
    client.submit("Tiếp tục", code=code)
    at_the_code(other)
    other.submit("Tiếp tục", code=code)
    assert other.page.errors[0][0] == "code"
    assert drafts(session) == 1


def test_too_many_codes_to_one_number_wait_with_the_time(client: StrictClient, clock: FixedClock) -> None:
    for _ in range(5):
        client.visit("/ho-so/so-dien-thoai")
        client.submit("Gửi mã xác nhận", phone=PHONE)
        clock.at += timedelta(minutes=1)
    client.visit("/ho-so/so-dien-thoai")
    client.submit("Gửi mã xác nhận", phone=PHONE)
    assert client.page.errors == [("phone", "Đã thử quá nhiều lần. Xin chờ một chút. Xin thử lại sau 10:00.")]


def test_pressing_twice_sends_one_code(client: StrictClient, session: Session) -> None:
    at_the_code(client)
    first = code_sent(session)
    client.submit("Gửi lại mã")
    assert client.page.h1.startswith("Nhập mã 6 số")
    assert code_sent(session) == first


def test_without_a_number_there_is_no_code_to_enter(client: StrictClient) -> None:
    assert client.visit("/ho-so/ma-xac-nhan").h1 == "Ông/bà dùng số điện thoại nào?"


# ---- on another device


def test_a_draft_goes_on_on_another_device_with_the_same_number(other: StrictClient, session: Session) -> None:
    draft = a_draft(session, answers={"truong_hop": "tang_cho", "tranh_chap": "khong"})
    other.visit(f"/ho-so/nhap/{draft.draft_code}")
    other.submit("Gửi mã xác nhận", phone="0912.345.678")
    other.submit("Tiếp tục", code=code_sent(session))
    assert other.page.url == f"/ho-so/nhap/{draft.draft_code}"
    assert session.scalar(select(func.count()).select_from(Citizen)) == 1


def test_signing_out_closes_the_session_and_keeps_the_draft(
    as_citizen: Callable[..., StrictClient], session: Session
) -> None:
    draft = a_draft(session)
    client = as_citizen()
    client.visit("/ho-so/")
    client.submit(form="dang-xuat")
    assert client.page.h1 == "Ông/bà cần làm thủ tục gì?"
    assert client.visit("/ho-so/").h1 == "Ông/bà dùng số điện thoại nào?"
    assert draft.draft_code in as_citizen().visit("/ho-so/").text


def test_signing_out_everywhere_ends_this_session_too(
    as_citizen: Callable[..., StrictClient], session: Session
) -> None:
    client = as_citizen()
    client.visit("/ho-so/")
    with transaction(session):
        session.scalars(select(Citizen)).one().session_epoch += 1
    assert client.visit("/ho-so/").h1 == "Ông/bà dùng số điện thoại nào?"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_after_the_code_nobody_is_led_to_another_site(client: StrictClient, session: Session, target: str) -> None:
    client.get("/ho-so/so-dien-thoai", query_string={"next": target})
    client.submit("Gửi mã xác nhận", phone=PHONE)
    response = client.submit("Tiếp tục", code=code_sent(session), follow=False)
    assert response.location == "/ho-so/"


def test_a_citizen_exists_from_the_first_right_code_on(client: StrictClient, session: Session) -> None:
    at_the_code(client)
    assert session.scalar(select(func.count()).select_from(Citizen)) == 0
    client.submit("Tiếp tục", code=code_sent(session))
    session.rollback()
    assert a_citizen(session).phone == PHONE
