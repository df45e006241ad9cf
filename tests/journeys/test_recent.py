"""What somebody looked at last: on this device only, gone at a press, never on a kiosk, absent without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import DESK, PHONE, Visitor

LAND, TITLE = "/thu-tuc/1.013831", "Sang tên đất: mua bán, tặng cho, thừa kế, đổi đất, góp vốn"


def test_the_list_is_there_and_goes_at_a_press(visitor: Callable[..., Visitor]) -> None:
    person = visitor()
    page = person.page
    person.open("/")
    section = page.locator("[data-recent]")
    assert not section.is_visible()
    person.open("/thu-tuc/1.001193")
    person.open(LAND)
    person.open("/")
    assert section.locator("li").all_inner_texts() == [TITLE, "Đăng ký khai sinh cho con"]
    section.get_by_role("link", name=TITLE).press("Enter")
    page.wait_for_url(f"**{LAND}")
    person.open("/tim")
    page.get_by_role("button", name="Xóa danh sách này").press("Enter")
    assert not section.is_visible() and page.evaluate("localStorage.length") == 0


def test_a_kiosk_keeps_nothing_and_forgets(visitor: Callable[..., Visitor]) -> None:
    page = visitor().page
    page.goto(LAND)
    page.route("**/thu-tuc/*", lambda route: _on_a_kiosk(route))
    page.goto("/thu-tuc/1.001193")
    page.unroute_all()
    assert page.evaluate("document.documentElement.dataset.kiosk") == ""
    assert page.evaluate("localStorage.length") == 0


def _on_a_kiosk(route: object) -> None:
    answer = route.fetch()  # type: ignore[attr-defined]  # a page as the room's kiosk would get it
    route.fulfill(response=answer, body=answer.text().replace("<html ", "<html data-kiosk ", 1))  # type: ignore[attr-defined]


def test_without_a_script_it_is_absent(visitor: Callable[..., Visitor]) -> None:
    page = visitor(js=False).page
    page.goto(LAND)
    page.goto("/")
    assert not page.get_by_text("Ông/bà vừa xem").is_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_results_of_every_kind_are_in_order(visitor: Callable[..., Visitor], size: tuple[int, int]) -> None:
    person = visitor(size=size)
    for address in (
        "/tim?q=dat+dai&noi=ubnd-29551", "/tim?q=khai+sinh&noi=so-y-te&cap=commune", "/tim?q=dang+ky+ket+hom",
        "/tim?q=xyzzy+qwrtp", "/tim?q=ban+dua+hau", "/tim?q=%F0%9F%98%80+%00", "/tim?noi=khong-co-noi-nay", "/xa-phuong/29551",
    ):  # fmt: skip
        person.open(address)
