"""The pages of communes: today's, and the way there from every name of before."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import AdminUnit
from tests.strict_client import StrictClient


def test_communes_stand_under_their_former_district(client: StrictClient) -> None:
    page = client.visit("/xa-phuong")
    assert page.h1 == "Xã, phường" and "Từ ngày 01/07/2025 có 124 xã, phường" in page.text
    assert "Huyện Mang Thít Xã Bình Phước Xã Cái Nhum Xã Nhơn Phú Xã Tân Long Hội" in page.text


@pytest.mark.parametrize(
    ("typed", "heading", "line"),
    [
        (
            "xa my an mang thit",
            "“xa my an mang thit” nay là Xã Nhơn Phú",
            "Trước là Xã Mỹ An, huyện Mang Thít, tỉnh Vĩnh Long",
        ),
        ("thi tran cai nhum", "“thi tran cai nhum” nay là Xã Cái Nhum", "Trước là Thị trấn Cái Nhum, huyện Mang Thít"),
        ("phuong 5", "“phuong 5” có thể là 3 nơi sau", "Trước là Phường 5, thành phố Trà Vinh, tỉnh Trà Vinh"),
        ("thiện mỹ", "“thiện mỹ” nay thuộc nhiều xã, phường", "Nay thuộc: Xã Ngãi Tứ , Xã Trà Ôn"),
    ],
)
def test_a_name_typed_is_answered(client: StrictClient, typed: str, heading: str, line: str) -> None:
    client.visit("/xa-phuong")
    client.submit("Tìm", form="/xa-phuong", q=typed)
    assert client.page.h1 == heading
    assert line in client.page.text


def test_a_name_nobody_knows_gets_help(client: StrictClient) -> None:
    page = client.visit("/xa-phuong?q=hogwarts")
    assert "Chưa tìm thấy" in page.h1 and "1800 1096" in page.text


def test_a_commune_shows_who_serves_it_what_can_be_done_and_where_it_came_from(client: StrictClient) -> None:
    page = client.visit("/xa-phuong/29623")
    assert page.h1 == "Xã Nhơn Phú"
    for words in (
        "Ủy ban nhân dân xã Nhơn Phú", "Trung tâm Phục vụ hành chính công xã Nhơn Phú", "Đang làm việc, đến 11 giờ",
        "Chi nhánh Văn phòng Đăng ký đất đai khu vực Mang Thít", "thủ tục làm được ở đây", "Hộ tịch",
        "Xã Mỹ An, huyện Mang Thít, tỉnh Vĩnh Long",
    ):  # fmt: skip
        assert words in page.text
    assert "/tim?cap=commune&noi=ubnd-29623" in {a.get("href") for a in page.all("a")}


def test_a_former_commune_leads_to_the_one_of_today_and_says_so(client: StrictClient) -> None:
    response = client.get("/xa-phuong/29623-cu")
    assert (response.status_code, response.location) == (301, "/xa-phuong/29623?tu=29623-cu")
    page = client.visit("/xa-phuong/29623-cu")
    assert "Xã Mỹ An, huyện Mang Thít, tỉnh Vĩnh Long nay thuộc Xã Nhơn Phú, từ ngày 01/07/2025" in page.text


@pytest.mark.parametrize("unit", ["29548-cu", "khong-co", "29641", "86"])
def test_a_wrong_word_about_where_one_came_from_says_nothing(client: StrictClient, unit: str) -> None:
    assert "nay thuộc" not in client.visit(f"/xa-phuong/29623?tu={unit}").text


def test_a_former_commune_that_was_divided_leads_to_all_it_may_be(client: StrictClient) -> None:
    page = client.visit("/xa-phuong/29821-cu")
    assert page.h1 == "Thị trấn Trà Ôn"
    client.click("Xã Ngãi Tứ")
    assert client.page.h1 == "Xã Ngãi Tứ"


def test_a_former_district_leads_to_its_communes_and_the_province_to_the_list(client: StrictClient) -> None:
    assert "Xã Nhơn Phú" in client.visit("/xa-phuong/858-cu").text
    for province in ("86", "86-cu", "83-cu"):
        assert client.get(f"/xa-phuong/{province}").location == "/xa-phuong"


def test_every_place_has_a_page(client: StrictClient, session: Session) -> None:
    ids = session.scalars(select(AdminUnit.id)).all()
    assert len(ids) > 530
    for unit in ids[::23]:
        assert client.get(f"/xa-phuong/{unit}").status_code in (200, 301), unit
