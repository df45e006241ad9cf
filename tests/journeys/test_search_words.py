"""Somebody does not find what they say; whoever keeps the words adds it; the next one finds it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.builders.people import the_officer
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
BOTH = pytest.mark.parametrize(
    ("js", "size", "said"), [(True, PHONE, "zzkq ppxt"), (False, DESK, "qqfj bbzk")], ids=["script", "no-script"]
)


@BOTH
def test_what_nobody_found_becomes_words(
    visitor: Open, session: Session, js: bool, size: tuple[int, int], said: str
) -> None:
    person = visitor(js=js, size=size)
    person.open("/tim")
    assert "Nhiều người cần" in person.text
    person.type("q", said)
    person.press("Tìm")
    assert "Chưa tìm thấy thủ tục nào" in person.text and "Hoặc đến hỏi tận nơi" in person.text
    person.press("Sinh con")

    keeper = visitor(js=js, size=size, signed_in=the_officer(session, "kiemsoat"))
    keeper.open("/quan-tri/tu-tim-kiem")
    keeper.press(f"Thêm từ {said}")
    keeper.press("Lưu", status=422)
    keeper.type("mean", "đăng ký kết hôn")
    keeper.type("procedures", "1.000894")
    keeper.press("Tìm thử")
    assert "Với những từ này" in keeper.text and "Chưa lưu gì" in keeper.text
    keeper.press("Lưu")
    assert "Đã lưu" in keeper.text
    time.sleep(1.1)  # every process looks once a second
    person.open(f"/tim?q={said.replace(' ', '+')}+o+dau")
    person.follow(person.main.get_by_role("link", name="Đăng ký kết hôn", exact=True))
    assert person.path == "/thu-tuc/1.000894" and person.page.url.endswith("#nop-o-dau")


@BOTH
def test_words_that_harm_are_refused_and_a_miss_is_ignored(
    visitor: Open, session: Session, js: bool, size: tuple[int, int], said: str
) -> None:
    person = visitor(js=js, size=size)
    person.open(f"/tim?q={said[::-1].replace(' ', '+')}")
    keeper = visitor(js=js, size=size, signed_in=the_officer(session, "quantri"))
    keeper.open("/quan-tri/tu-tim-kiem/moi?loai=stop&tu=đất")
    keeper.press("Lưu", status=422)
    assert "chữ thường gặp" in keeper.text
    keeper.open("/quan-tri/tu-tim-kiem/moi?loai=synonym&tu=sổ+đỏ")
    keeper.press("Lưu", status=422)
    keeper.press("Mở dòng đó")
    keeper.press("Bỏ dòng này")
    keeper.press("Dùng lại")
    keeper.open("/quan-tri/tu-tim-kiem/chua-tim-thay")
    keeper.press(f"Bỏ qua {said[::-1]}")
    assert "khỏi danh sách" in keeper.text
    reader = visitor(js=js, size=size, signed_in=the_officer(session, "bientap"))
    reader.open("/quan-tri/tu-tim-kiem?loai=removed")
    reader.open("/quan-tri/tu-tim-kiem/1")
