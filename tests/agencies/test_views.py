"""The pages of agencies and communes, as everybody sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, CalendarRow
from portal.kernel.clock import FixedClock
from portal.kernel.text import plain_ascii
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.agencies.places_of_2014 import AGENCIES
from tests.builders.procedures import a_procedure
from tests.builders.published import a_document, an_announcement
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient


def test_the_tree_shows_todays_agencies_and_folds_the_former_ones(client: StrictClient) -> None:
    page = client.visit("/co-quan")
    assert page.h1 == "Các cơ quan của tỉnh"
    for name in (
        "Sở Nông nghiệp và Môi trường",
        "Công an tỉnh Vĩnh Long",
        "Văn phòng Đăng ký đất đai tỉnh Vĩnh Long",
        "UBND xã Nhơn Phú",
    ):
        assert name in page.text
    assert "Sở Kế hoạch và Đầu tư → Sở Tài chính" in page.text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("so y te", "Sở Y tế"),
        ("SYT", "Sở Y tế"),
        ("sở giao thông", "Sở Giao thông vận tải"),
        ("tai nguyen moi truong", "Sở Tài nguyên và Môi trường"),
        ("ubnd xa nhon phu", "Ủy ban nhân dân xã Nhơn Phú"),
    ],
)
def test_an_agency_is_found_without_accents_and_by_its_initials(client: StrictClient, typed: str, name: str) -> None:
    client.visit("/co-quan")
    client.submit("Tìm", form="/co-quan", q=typed)
    assert name in client.page.text


def test_a_name_nobody_has_gets_help(client: StrictClient) -> None:
    client.visit("/co-quan?q=bo+ngoai+giao")
    assert client.page.h1 == "Chưa tìm thấy cơ quan nào cho “bo ngoai giao”"
    assert "1800 1096" in client.page.text


@pytest.mark.parametrize("name", AGENCIES, ids=plain_ascii)
def test_every_agency_of_2014_is_found_and_leads_to_one_of_today(client: StrictClient, name: str) -> None:
    page = client.visit(f"/co-quan?q={plain_ascii(name).lower()}")
    assert plain_ascii(name).lower() in plain_ascii(page.text).lower()
    if AGENCIES[name]:
        client.visit(f"/co-quan/{AGENCIES[name]}")
        assert client.page.h1 == name


def test_a_former_agency_says_since_when_and_who_does_its_work(client: StrictClient) -> None:
    page = client.visit("/co-quan/so-lao-dong-tbxh-cu")
    assert "từ ngày 01/03/2025 không còn tên này" in page.text
    client.click("Sở Nội vụ")
    assert client.page.h1 == "Sở Nội vụ"
    client.visit("/co-quan/so-lao-dong-tbxh-cu")
    assert "Sở Y tế" in client.page.text and "Sở Giáo dục và Đào tạo" in client.page.text


def test_an_agency_shows_what_it_does(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, name="Cấp giấy phép thả diều", executing_agencies=["so-y-te"], level=2)
    page = client.visit("/co-quan/so-y-te")
    assert procedure.title in page.text and "Đất đai (1)" in page.text
    links = {a.get("href") for a in page.all("a")}
    assert "/tim?co_quan=so-y-te&noi=so-y-te" in links and "/tim?muc=2&co_quan=so-y-te&noi=so-y-te" in links
    assert procedure.title not in client.visit("/co-quan/so-noi-vu").text


def test_what_is_not_known_is_said_with_somebody_to_ask(client: StrictClient) -> None:
    page = client.visit("/co-quan/so-y-te")
    assert "Cổng chưa có địa chỉ. Xin gọi 1800 1096" in page.text
    assert "Cổng chưa có số máy của nơi này. Xin gọi 1800 1096" in page.text


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 23, 2, tzinfo=UTC), "Đang làm việc, đến 11 giờ"),
        (datetime(2026, 11, 23, 5, tzinfo=UTC), "Mở lại 13 giờ hôm nay"),
        (datetime(2026, 11, 25, 11, tzinfo=UTC), "Mở lại 7 giờ ngày mai, thứ Năm 26/11"),
        (datetime(2026, 11, 27, 11, tzinfo=UTC), "Mở lại 7 giờ thứ Hai 30/11"),
        (datetime(2026, 11, 24, 2, tzinfo=UTC), "Hôm nay có thể nghỉ: Ngày Văn hóa Việt Nam"),
        (datetime(2026, 9, 2, 2, tzinfo=UTC), "Hôm nay nghỉ: Quốc khánh. Mở lại 7 giờ ngày mai, thứ Năm 03/09"),
        (datetime(2026, 8, 22, 2, tzinfo=UTC), "Đang làm việc, đến 11 giờ"),
    ],
)
def test_open_now_is_told_by_the_working_calendar(
    client: StrictClient, clock: FixedClock, moment: datetime, words: str
) -> None:
    clock.at = moment
    page = client.visit("/co-quan/so-y-te")
    assert words in page.text
    assert "Thứ Hai đến thứ Sáu: 7 giờ–11 giờ, 13 giờ–17 giờ" in page.text


def test_an_administrators_day_off_closes_the_offices_at_once(client: StrictClient, session: Session) -> None:
    with transaction(session):
        session.add(CalendarRow(day_on=date(2026, 11, 23), is_working=False, reason="Bão số 9", is_confirmed=True))
    assert "Hôm nay nghỉ: Bão số 9." in client.visit("/co-quan/so-y-te").text


def test_hours_that_cannot_be_read_are_shown_as_they_stand(client: StrictClient, session: Session) -> None:
    with transaction(session):
        agency = session.get_one(Agency, "so-y-te")
        agency.hours, agency.week = "Giờ hành chính", []
    page = client.visit("/co-quan/so-y-te")
    assert "Giờ hành chính" in page.text and "Đang làm việc" not in page.text


def test_the_land_branch_names_its_communes_and_does_what_its_office_does(client: StrictClient) -> None:
    page = client.visit("/co-quan/cnvpdkdd-mang-thit")
    assert "Sang tên đất" in page.text
    client.click("Xã Nhơn Phú")
    assert client.page.h1 == "Xã Nhơn Phú"


def test_its_notices_and_documents_stand_on_its_page(client: StrictClient, session: Session) -> None:
    an_announcement(session, title="Nghỉ Tết Dương lịch")
    a_document(session, number="12/QĐ-SYT")
    page = client.visit("/co-quan/so-y-te")
    assert "Nghỉ Tết Dương lịch" in page.text and "Quyết định 12/QĐ-SYT" in page.text
    assert "Nghỉ Tết Dương lịch" not in client.visit("/co-quan/so-noi-vu").text


@pytest.mark.parametrize("address", ["/co-quan/khong-co", "/xa-phuong/khong-co"])
def test_an_unknown_place_is_404_with_a_search_box(client: StrictClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    client.submit("Tìm", form=address.rpartition("/")[0], q="nhon phu")
    assert "Nhơn Phú" in client.page.text


def test_an_agency_that_ends_today_is_former_tomorrow(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    with transaction(session):
        session.get_one(Agency, "so-y-te").valid_to = date(2026, 11, 23)
    assert "Giờ làm việc" in client.visit("/co-quan/so-y-te").text
    clock.at = now() + timedelta(days=1)
    assert "từ ngày 24/11/2026 không còn tên này" in client.visit("/co-quan/so-y-te").text


def test_pages_take_few_statements(client: StrictClient, app: Flask) -> None:
    for address, most in (
        ("/co-quan", 4),
        ("/co-quan/so-y-te", 10),
        ("/xa-phuong", 3),
        ("/xa-phuong/29623", 6),
        ("/van-ban", 4),
    ):
        client.visit(address)
        with counted_statements(app) as seen:
            client.visit(address)
        assert len(seen) <= most, (address, seen)
