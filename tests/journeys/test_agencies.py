"""Somebody with an old paper finds the office of today; whoever keeps its page tells the people something."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.builders.people import an_officer
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
BOTH = pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])


@BOTH
def test_from_an_old_name_to_the_office_of_today(visitor: Open, js: bool, size: tuple[int, int]) -> None:
    person = visitor(js=js, size=size)
    person.open("/")
    person.press("Tìm xã, phường theo tên mới hoặc tên cũ")
    person.type("q", "phuong 5")
    person.press("Tìm")
    assert "Trước là Phường 5, thành phố Trà Vinh" in person.text
    person.press("Phường Thanh Đức")
    assert "Chi nhánh Văn phòng Đăng ký đất đai khu vực" in person.text
    person.press("Ủy ban nhân dân phường Thanh Đức")
    assert "Điện thoại" in person.text
    person.open("/co-quan?q=stnmt")
    person.press("Sở Tài nguyên và Môi trường")
    person.press("Sở Nông nghiệp và Môi trường")
    assert "thủ tục ở đây" in person.text
    person.open("/xa-phuong")
    person.open("/co-quan/khong-co", status=404)


@BOTH
def test_a_notice_is_written_read_and_withdrawn(
    visitor: Open, session: Session, js: bool, size: tuple[int, int]
) -> None:
    keeper = visitor(js=js, size=size, signed_in=an_officer(session, ("agency_admin", "so-y-te")))
    title = f"Đổi giờ tiếp nhận {size[0]}"
    keeper.open("/can-bo/")
    assert keeper.path == "/quan-tri/co-quan/so-y-te"
    keeper.press("Viết thông báo")
    keeper.press("Lưu thông báo", status=422)
    keeper.type("title", title)
    keeper.type("body", "Từ thứ Hai, nhận hồ sơ từ 7 giờ 30.")
    keeper.press("Lưu thông báo")
    reader = visitor(js=js, size=size)
    reader.open("/co-quan/so-y-te")
    reader.press(title)
    assert "7 giờ 30" in reader.text
    keeper.press("Thêm văn bản")
    keeper.open("/quan-tri/co-quan/so-y-te")
    keeper.press("Gỡ xuống")
    reader.open("/thong-bao")
    assert title not in reader.text
    reader.open("/van-ban")
    reader.press("Quyết định 1957")
