"""What is done at a commune or agency that a person chose comes first among equals, and the page says so."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.search.index import Hit
from portal.search.preferring import NEARLY, first_there
from tests.builders.procedures import a_procedure
from tests.builders.statements import counted_statements
from tests.search.test_views import found, look_again
from tests.strict_client import StrictClient

PLACE = "so-y-te"


@pytest.fixture
def kites(session: Session, client: StrictClient) -> tuple[str, str]:
    """Two procedures that answer alike: one of the department of health, one of another."""
    other = a_procedure(session, name="Cấp giấy phép thả diều", short_name="", executing_agencies=["so-xay-dung"])
    there = a_procedure(session, name="Cấp giấy phép thả diều", short_name="", executing_agencies=[PLACE])
    look_again(client)
    return other.code, there.code


def test_among_equals_what_is_done_there_comes_first(client: StrictClient, kites: tuple[str, str]) -> None:
    other, there = kites
    assert found(client, "tha dieu")[:2] == [other, there]
    assert found(client, "tha dieu", noi=PLACE)[:2] == [there, other]
    assert found(client, "tha dieu", noi="so-xay-dung")[:2] == [other, there]


def test_a_better_answer_stays_better() -> None:
    hits = [Hit("a", 1.0), Hit("b", 1.0 / NEARLY - 0.01), Hit("c", 0.5)]
    assert first_there(hits, {"b", "c"}.__contains__) == ["a", "b", "c"]
    assert first_there([Hit("a", 1.0), Hit("b", 0.97)], {"b"}.__contains__) == ["b", "a"]


def test_the_page_says_so_and_one_tap_lets_go(client: StrictClient, kites: tuple[str, str]) -> None:
    client.visit(f"/tim?q=tha+dieu&noi={PLACE}")
    assert "Việc do Sở Y tế giải quyết được xếp trước." in client.page.text
    client.click("Không ưu tiên nơi này nữa")
    assert client.page.url == "/tim?q=tha+dieu" and "xếp trước" not in client.page.text


def test_it_says_when_nothing_is_done_there(client: StrictClient) -> None:
    client.visit(f"/tim?q=khai+sinh&noi={PLACE}")
    assert "Không có thủ tục nào dưới đây do Sở Y tế giải quyết." in client.page.text


def test_the_place_goes_along_with_words_filters_and_pages(client: StrictClient) -> None:
    client.visit("/tim?q=dang+ky&noi=ubnd-29551")
    client.submit("Áp dụng", form="/tim", cap=["commune"])
    assert "noi=ubnd-29551" in client.page.url
    client.click("Trang 2")
    assert "noi=ubnd-29551" in client.page.url and "cap=commune" in client.page.url
    client.submit("Tìm", form="/tim", q="khai sinh")
    assert "noi=ubnd-29551" in client.page.url and "q=khai+sinh" in client.page.url


def test_a_search_from_the_page_of_a_commune_or_agency_prefers_it(client: StrictClient) -> None:
    for address, name in (("/xa-phuong/29551", "ubnd-29551"), ("/co-quan/cnvpdkdd-vinh-long", "cnvpdkdd-vinh-long")):
        client.visit(address)
        client.submit("Tìm", form="/tim", q="dat dai")
        assert f"noi={name}" in client.page.url and "được xếp trước" in client.page.text, address


def test_without_words_everything_done_there_comes_first(client: StrictClient, kites: tuple[str, str]) -> None:
    _other, there = kites
    assert there in found(client, "", noi=PLACE)
    assert there not in found(client, "")


@pytest.mark.parametrize("nonsense", ["khong-co", "../..", "<b>", "so-lao-dong-tbxh-cu", "x" * 500])
def test_a_place_that_does_nothing_is_left_out_and_said(client: StrictClient, nonsense: str) -> None:
    client.get("/tim", query_string={"q": "khai sinh", "noi": nonsense})
    assert "Không có bộ lọc này" in client.page.text and found(client, "khai sinh", noi=nonsense)[0] == "1.001193"


def test_kept_pages_never_mix_places(app: Flask, client: StrictClient, kites: tuple[str, str]) -> None:
    addresses = ["/tim?q=tha+dieu", f"/tim?q=tha+dieu&noi={PLACE}", "/tim?q=tha+dieu&noi=so-xay-dung"]
    once = [client.get(address).get_data() for address in addresses]
    assert len(set(once)) == 3
    with counted_statements(app) as statements:
        again = [client.get(address).get_data() for address in addresses]
    assert again == once and len(statements) <= 6
