"""Who does not type finds the way too: from the first page by field, with filters, to the papers on one sheet."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.builders.catalogues import an_extreme_record
from tests.builders.procedures import LAND_TRANSFER, a_procedure, a_record
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
SCREENS = pytest.mark.parametrize(
    ("js", "size"), [(True, PHONE), (False, PHONE), (True, DESK), (False, DESK)],
    ids=["script-phone", "plain-phone", "script-desk", "plain-desk"],
)  # fmt: skip


def number(person: Visitor) -> int:
    return int(person.page.locator("h1").inner_text().split()[0])


@SCREENS
def test_from_the_first_page_by_field_to_the_papers(visitor: Open, js: bool, size: tuple[int, int]) -> None:
    person = visitor(js=js, size=size)
    person.open("/")
    person.follow(person.main.locator(".fields a", has_text="Hộ tịch").first)
    assert person.path == "/linh-vuc/ho-tich"
    person.follow(person.main.locator(".rows a").first)
    assert person.path.startswith("/thu-tuc/") and person.counts.taps == 2
    assert person.main.locator(".answers dt").count() == 4
    assert person.main.locator(".checklist input").count() > 0


@SCREENS
def test_a_long_list_is_narrowed_and_widened_again(visitor: Open, js: bool, size: tuple[int, int]) -> None:
    person = visitor(js=js, size=size)
    person.open("/tim")
    everything = number(person)
    filters = person.main.locator("details.filters")
    if filters.get_attribute("open") is None:
        filters.locator("summary").first.click()
    person.tick("cap", "commune")
    person.tick("le_phi", "khong")
    person.follow(person.main.get_by_role("button", name="Áp dụng").last)
    assert 0 < number(person) < everything
    for _ in range(2):
        person.follow(person.main.locator(".chips a").first)
    assert (person.path, number(person)) == ("/tim", everything)


@SCREENS
def test_every_other_list_is_in_order(visitor: Open, js: bool, size: tuple[int, int]) -> None:
    person = visitor(js=js, size=size)
    for address in ("/linh-vuc", "/viec", "/viec/dat-dai-nha-o", "/muc-do/2", "/cap/commune", "/doi-tuong/business",
                    "/so-do-trang", "/thong-ke/dich-vu", "/tim?q=dat&trang=2", "/tim?linh_vuc=khong-co", "/tim?trang=99"):  # fmt: skip
        person.open(address)


@SCREENS
def test_the_longest_record_breaks_no_page(visitor: Open, session: Session, js: bool, size: tuple[int, int]) -> None:
    procedure = a_procedure(session, an_extreme_record())
    person = visitor(js=js, size=size)
    person.open(f"/thu-tuc/{procedure.code}")
    person.open(f"/thu-tuc/{procedure.code}?truong_hop=2&cach=post")
    person.open(f"/thu-tuc/{procedure.code}/toan-van")


def test_facts_for_search_engines_stand_in_the_page_against_no_policy(visitor: Open) -> None:
    person = visitor()
    person.open(f"/thu-tuc/{LAND_TRANSFER}")  # what the policy refuses fails the visit
    told = json.loads(person.page.locator('script[type="application/ld+json"]').text_content() or "")
    assert (told["@type"], told["identifier"]) == ("GovernmentService", LAND_TRANSFER)


def test_on_paper_the_page_is_one_sheet_to_tick(visitor: Open, session: Session) -> None:
    papers = [
        {"id": f"p{n}", "name": f"Giấy tờ thứ {n} của người xin", "originals": 1, "note": "Mang bản gốc để đối chiếu."}
        for n in range(7)
    ]
    procedure = a_procedure(session, a_record(components=papers))
    person = visitor(size=DESK)
    for address in (f"/thu-tuc/{procedure.code}", "/thu-tuc/1.001193", f"/thu-tuc/{LAND_TRANSFER}?truong_hop=1"):
        person.open(address)
        printed = person.page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1, address
