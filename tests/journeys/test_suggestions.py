"""What happens under the search box while one types, by keyboard and by tapping; without script the box just searches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_suggestion_is_one_tap_away(visitor: Open, size: tuple[int, int]) -> None:
    person = visitor(size=size)
    person.open("/")
    box = person.page.locator("[role=combobox]")
    box.press_sequentially("sang ten d")
    first = person.page.locator(".suggestions [role=option]").first
    first.wait_for()
    assert first.inner_text().startswith("Sang tên đất")
    assert box.get_attribute("aria-expanded") == "true"
    person.look()
    person.arrive(first.click)
    assert person.path == "/thu-tuc/1.013831"


def test_by_keyboard_one_chooses_closes_or_just_searches(visitor: Open) -> None:
    person = visitor(size=DESK)
    person.open("/")
    box = person.page.locator("[role=combobox]")
    box.press_sequentially("khai sinh")
    options = person.page.locator(".suggestions [role=option]")
    options.first.wait_for()
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = options.nth(1)
    assert chosen.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    person.look()
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false" and box.input_value() == "khai sinh"
    person.arrive(lambda: box.press("Enter"))
    assert person.path == "/tim"

    box = person.page.locator("[role=combobox]")
    box.press("End")
    box.press_sequentially(" cho")
    options.first.wait_for()
    box.press("ArrowDown")
    person.arrive(lambda: box.press("Enter"))
    assert person.path == "/thu-tuc/1.001193"


def test_a_lost_network_leaves_the_box_as_it_is(visitor: Open) -> None:
    person = visitor()
    person.open("/")
    person.page.route("**/tim/goi-y*", lambda route: route.abort())
    box = person.page.locator("[role=combobox]")
    with person.page.expect_event("requestfailed"):
        box.press_sequentially("khai")
    assert box.get_attribute("aria-expanded") == "false"
    person.page.unroute("**/tim/goi-y*")


def test_without_script_the_same_box_searches(visitor: Open) -> None:
    person = visitor(js=False)
    person.open("/")
    assert person.page.locator("[role=combobox]").count() == 0
    person.page.fill("input[name=q]", "khai sinh")
    person.follow(person.page.get_by_role("search").get_by_role("button"))
    assert person.path == "/tim"
