"""The outbox and the texts of the messages, as an administrator sees and changes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.transaction import transaction
from portal.notices.models import Delivery, Notice
from portal.notices.texts import GIVEN
from tests.builders.dossiers import a_claimed_dossier, a_sent_dossier, an_accepted_dossier
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

TEXT = "/quan-tri/tin/loi-nhan/dossier_sent"


@pytest.fixture
def admin(as_officer: Callable[..., StrictClient]) -> StrictClient:
    return as_officer("quantri")


def set_all(session: Session, **values: object) -> Delivery:
    with transaction(session):
        for delivery in session.scalars(select(Delivery)):
            for name, value in values.items():
                setattr(delivery, name, value)
    return session.scalars(select(Delivery).order_by(Delivery.id)).first() or pytest.fail("no message was written")


def test_what_failed_is_listed_with_its_reason_and_sent_again(admin: StrictClient, session: Session) -> None:
    a_sent_dossier(session)
    delivery = set_all(session, status="failed", attempts=6, last_error="550 hộp thư không có")
    admin.visit("/quan-tri/tin?trang_thai=failed")
    assert "550 hộp thư không có" in admin.page.text
    admin.visit(f"/quan-tri/tin/{delivery.id}")
    admin.submit("Gửi lại")
    session.refresh(delivery)
    assert (delivery.status, delivery.attempts, delivery.decided_by) == ("waiting", 0, "Võ Hoàng Nam")
    assert "chờ gửi" in admin.page.text


def test_everything_that_failed_is_sent_again_at_once(admin: StrictClient, session: Session) -> None:
    a_sent_dossier(session)
    a_sent_dossier(session)
    set_all(session, status="failed")
    admin.visit("/quan-tri/tin?trang_thai=failed")
    admin.submit("Gửi lại 2 tin")
    session.expire_all()
    assert {delivery.status for delivery in session.scalars(select(Delivery))} == {"waiting"}


def test_of_what_is_in_doubt_a_person_says_what_is_right(admin: StrictClient, session: Session) -> None:
    a_sent_dossier(session)
    delivery = set_all(session, status="unsure", last_error="timed out")
    admin.visit(f"/quan-tri/tin/{delivery.id}")
    assert "Chưa rõ tin này đã đến hay chưa" in admin.page.text
    admin.submit("Tin đã đến rồi")
    session.refresh(delivery)
    assert delivery.status == "sent"


def test_codes_are_not_for_administrators(admin: StrictClient, client: StrictClient, session: Session) -> None:
    client.visit("/ho-so/so-dien-thoai")
    client.submit(form="so-dien-thoai", phone="0912345678")
    notice = session.scalars(select(Notice)).one()
    code = "".join(c for c in notice.title if c.isdigit())
    for page in ("/quan-tri/tin", f"/quan-tri/tin/{notice.deliveries[0].id}"):
        assert code not in admin.visit(page).text.replace(" ", "")


def test_the_list_costs_few_statements(app: Flask, admin: StrictClient, session: Session) -> None:
    for _ in range(3):
        a_sent_dossier(session)
    admin.visit("/quan-tri/tin")
    with counted_statements(app) as said:
        admin.visit("/quan-tri/tin")
    assert len(said) <= 6


def test_a_changed_text_counts_from_the_next_message_on(admin: StrictClient, session: Session) -> None:
    before = a_sent_dossier(session)
    admin.visit(TEXT)
    admin.submit("Lưu", sms="Tỉnh đã nhận {code}. Mã {secret}. {link}")
    after = a_sent_dossier(session)
    texts = {notice.subject_key: notice.sms for notice in session.scalars(select(Notice))}
    assert texts[before.code or ""].startswith("DVC Vinh Long: da gui")
    assert texts[after.code or ""].startswith(f"Tinh da nhan {after.code}. Ma {after.secret}.")
    admin.visit(TEXT)
    admin.submit("Dùng lại lời ban đầu")
    again = a_sent_dossier(session)
    assert session.scalars(select(Notice).where(Notice.subject_key == again.code)).one().sms.startswith("DVC Vinh Long")


def test_trying_shows_what_the_citizen_sees_and_saves_nothing(admin: StrictClient, session: Session) -> None:
    admin.visit(TEXT)
    assert admin.submit("Xem thử", sms="Đã gửi {code}, mã {secret}. {link}").status_code == 200
    assert (
        "Da gui 000.00.12.H61-261123-0007, ma X7K2. dichvucong.vinhlong.gov.vn/tra-cuu/7KQ4M3HX9PCD" in admin.page.text
    )
    assert "trên 142 ký tự" in admin.page.text
    assert "DVC Vinh Long: da gui {code}" in admin.visit(TEXT).text


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("sms", "", "Viết lời này"),
        ("sms", "Đã gửi {code}, mã {secret}. {ngay}", "Chỗ {ngay} không có ở tin này"),
        ("sms", "Đã gửi {code}", "Lời này phải có {secret}"),
        ("text", "Hồ sơ {code", "Thiếu một dấu"),
        ("sms", "Đã gửi {code}, mã {secret}. " + "rất dài " * 30, "Dài quá"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused_and_kept_on_the_page(
    admin: StrictClient, field: str, text: str, says: str
) -> None:
    admin.visit(TEXT)
    assert admin.submit("Lưu", {field: text}).status_code == 422
    assert [name for name, _ in admin.page.errors] == [field]
    assert says in admin.page.text
    assert text.strip() in admin.page.text


def test_the_second_of_two_administrators_is_told(admin: StrictClient, as_officer: Callable[..., StrictClient]) -> None:
    other = as_officer("quantri")
    other.visit(TEXT)
    admin.visit(TEXT)
    admin.submit("Lưu", sms="Đã gửi {code}, mã {secret}.")
    assert other.submit("Lưu", sms="Nhận {code}, mã {secret}.").status_code == 422
    assert "có người vừa sửa" in other.page.text


def test_every_text_has_its_page_and_nobody_else_has_any(
    admin: StrictClient, as_officer: Callable[..., StrictClient]
) -> None:
    page = admin.visit("/quan-tri/tin/loi-nhan")
    links = [a.get("href", "") for a in page.all("a") if "/loi-nhan/" in a.get("href", "")]
    assert len(links) == len(GIVEN)
    for link in links:
        admin.visit(link)
    assert admin.get("/quan-tri/tin/loi-nhan/khong-co").status_code == 404
    for who in ("motcua", "kiemsoat"):
        assert as_officer(who).get(TEXT).status_code == 403


def test_the_dossier_says_what_went_out_without_the_whole_number(
    as_officer: Callable[..., StrictClient], as_citizen: Callable[..., StrictClient], session: Session
) -> None:
    dossier = an_accepted_dossier(session)
    set_all(session, status="sent", sent_at=dossier.accepted_at)
    text = as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/").text
    assert "Tin nhắn điện thoại, …678: đã gửi, 09:00, 23/11/2026" in " ".join(text.split())
    mine = as_citizen().visit(f"/ho-so/{dossier.code}/").text
    assert "đã được tiếp nhận. Ngày hẹn trả kết quả" in mine


def test_officers_are_shown_the_changed_words_before_they_send_them(
    admin: StrictClient, as_officer: Callable[..., StrictClient], session: Session
) -> None:
    dossier = a_claimed_dossier(session)
    admin.visit("/quan-tri/tin/loi-nhan/dossier_not_accepted")
    admin.submit("Lưu", text="Rất tiếc, hồ sơ {code} chưa nhận được: {reason}. Xem {link}")
    page = as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/viec/refuse_intake")
    assert f"Rất tiếc, hồ sơ {dossier.code} chưa nhận được" in page.text
