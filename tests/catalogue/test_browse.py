"""The pages for those who do not type: nothing is more than three clicks away, and every list has one address."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import site_views
from portal.catalogue.models import Procedure
from portal.catalogue.queries import count_published
from portal.catalogue.shelving import Shelves
from portal.web.app_state import service
from tests.builders.catalogues import a_province_s_catalogue
from tests.builders.procedures import a_procedure, a_record
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient
from tests.strict_page import text_of

MOST_CLICKS = 3
MOST_STATEMENTS = 5
#: Kilobytes of a list, compressed, without style and icons (which a first visit adds: 20).
MOST_KB = 60
BROWSED = ("/", "/linh-vuc", "/linh-vuc/dat-dai", "/viec", "/viec/dat-dai-nha-o", "/muc-do/1", "/muc-do/3", "/cap/commune",
           "/doi-tuong/citizen", "/so-do-trang", "/thong-ke/dich-vu", "/tim", "/tim?muc=2&linh_vuc=dat-dai&le_phi=co")  # fmt: skip


def links(client: StrictClient) -> list[str]:
    """Return the paths that links on this page lead to, without what follows ? and #."""
    found = (urlsplit(urljoin(client.page.url, a.get("href", ""))) for a in client.page.all("a"))
    return [one.path for one in found if one.scheme in ("", "http") and not one.query]


def clicks_to_procedures(client: StrictClient) -> dict[str, int]:
    """Walk from the first page through lists; return the least clicks to every procedure found."""
    clicks, waiting, seen = {}, deque([("/", 0)]), {"/"}
    while waiting:
        address, depth = waiting.popleft()
        client.visit(address)
        for path in links(client):
            if path.startswith("/thu-tuc/"):
                clicks.setdefault(path.removeprefix("/thu-tuc/"), depth + 1)
            elif (
                path not in seen
                and depth + 1 < MOST_CLICKS
                and path.startswith(("/linh-vuc", "/viec", "/muc-do", "/cap", "/doi-tuong"))
            ):
                seen.add(path)
                waiting.append((path, depth + 1))
    return clicks


def published(session: Session) -> set[str]:
    return set(session.scalars(select(Procedure.code).where(Procedure.status == "published")))


def test_every_procedure_is_three_clicks_away(client: StrictClient, session: Session) -> None:
    a_procedure(session, field="", field_name="")
    clicks = clicks_to_procedures(client)
    assert clicks.keys() == published(session)
    assert max(clicks.values()) <= MOST_CLICKS


def test_so_is_every_one_of_a_province_and_lists_stay_light(
    app: Flask, client: StrictClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_province_s_catalogue(session)
    shelf = service(Shelves).current(session)
    near = {row.code for code in shelf.fields for row in shelf.having("linh_vuc", code)}
    assert near == published(session)
    addresses = {
        path for path in [*links_on(client, "/"), *links_on(client, "/linh-vuc")] if path.startswith("/linh-vuc/")
    }
    assert addresses == {f"/linh-vuc/{code}" for code in shelf.fields}
    for address in (*BROWSED, "/linh-vuc/hai-quan", "/muc-do/2", "/cap/province"):
        page = client.get(address)
        assert page.status_code == 200
        assert len(gzip.compress(page.data, 6)) <= MOST_KB * 1024, address
    client.visit("/linh-vuc/hai-quan")
    assert (
        len([path for path in links(client) if path.startswith("/thu-tuc/")]) == shelf.count(linh_vuc="hai-quan") >= 300
    )


def links_on(client: StrictClient, address: str) -> list[str]:
    client.visit(address)
    return links(client)


def test_browsing_costs_few_statements(app: Flask, client: StrictClient) -> None:
    for address in BROWSED:
        client.visit(address)
        with counted_statements(app) as statements:
            client.visit(address)
        assert len(statements) <= MOST_STATEMENTS, address + "\n" + "\n".join(statements)


def test_every_list_is_in_order_in_english_too(client: StrictClient) -> None:
    client.visit("/")
    client.submit("English")
    for address in BROWSED:
        assert client.visit(address).lang == "en"
    client.visit("/linh-vuc/dat-dai")
    assert next(client.page.all("h1")).get("lang") == "vi"


def test_what_is_not_there_is_not_found(client: StrictClient) -> None:
    for address in (
        "/linh-vuc/khong-co",
        "/muc-do/0",
        "/muc-do/4",
        "/cap/huyen",
        "/doi-tuong/ai",
        "/viec/khong-co",
        "/sitemap-2.xml",
    ):
        assert client.get(address).status_code == 404, address


def canonical(client: StrictClient) -> str:
    return next((link.get("href", "") for link in client.page.all("link") if link.get("rel") == "canonical"), "")


def test_one_list_has_one_address(client: StrictClient) -> None:
    for address, kept in (
        ("/", "/"), ("/linh-vuc/dat-dai", "/linh-vuc/dat-dai"), ("/tim?linh_vuc=dat-dai", "/linh-vuc/dat-dai"),
        ("/tim?linh_vuc=dat-dai&trang=2", "/linh-vuc/dat-dai"), ("/tim?muc=3", "/muc-do/3"), ("/tim?muc=3&le_phi=co", "/tim"),
        ("/tim", "/tim"), ("/tim?trang=2", "/tim?trang=2"), ("/tim?linh_vuc=khong-co", "/tim"), ("/tim?q=so+do&muc=2", "/tim?q=so+do"),
        ("/thu-tuc/1.013831?cach=counter", "/thu-tuc/1.013831"), ("/viec/ket-hon", "/viec/ket-hon"),
    ):  # fmt: skip
        client.visit(address)
        assert canonical(client) == f"http://localhost{kept}", address


def test_what_people_typed_is_not_for_search_engines(client: StrictClient) -> None:

    def asked() -> list[str | None]:
        return [m.get("content") for m in client.page.all("meta") if m.get("name") == "robots"]

    client.visit("/tim?q=so+do")
    assert asked() == ["noindex"]
    client.visit("/tim")
    assert asked() == []


def test_a_shared_link_says_what_it_is(client: StrictClient) -> None:
    client.visit("/thu-tuc/1.013831")
    told = {m.get("property"): m.get("content") for m in client.page.all("meta") if m.get("property")}
    assert told["og:title"] == client.page.h1
    assert told["og:url"] == "http://localhost/thu-tuc/1.013831"
    assert (told["og:description"] or "").startswith("Ghi tên người nhận")


# ---- for search engines


def test_the_map_names_every_procedure_with_its_day(client: StrictClient, session: Session) -> None:
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    text = response.get_data(as_text=True)
    found = dict(re.findall(r"<url><loc>http://localhost(/[^<]*)</loc>(?:<lastmod>([\d-]+)</lastmod>)?", text))
    assert {path.removeprefix("/thu-tuc/") for path in found if path.startswith("/thu-tuc/")} == published(session)
    assert found["/thu-tuc/1.013831"] == "2026-11-23"
    assert {"/", "/linh-vuc/dat-dai", "/viec/ket-hon", "/muc-do/3", "/so-do-trang"} <= found.keys()
    for path in list(found)[:70]:
        assert client.get(path).status_code == 200, path


def test_a_map_too_large_for_one_file_is_cut(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get("/sitemap.xml").get_data(as_text=True).count("<url>")
    monkeypatch.setattr(site_views, "MOST_ADDRESSES", 100)
    index = client.get("/sitemap.xml").get_data(as_text=True)
    files = [urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", index)]
    assert "<sitemapindex" in index and len(files) == -(-whole // 100)
    assert sum(client.get(path).get_data(as_text=True).count("<url>") for path in files) == whole
    assert client.get(f"/sitemap-{len(files) + 1}.xml").status_code == 404


def test_private_addresses_are_left_alone(client: StrictClient) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    closed = re.findall(r"^Disallow: (\S+)$", text, re.MULTILINE)
    assert {"/can-bo", "/quan-tri", "/ho-so", "/tra-cuu/", "/tim?"} <= set(closed)
    assert not any("/thu-tuc/1.013831".startswith(path) or "/linh-vuc/x".startswith(path) for path in closed)
    assert "Sitemap: http://localhost/sitemap.xml" in text


# ---- how many


def test_services_are_counted_by_level_agency_and_field(client: StrictClient, session: Session) -> None:
    a_procedure(session, a_record(level=2, field="dat-dai"))
    client.visit("/thong-ke/dich-vu")
    shelf = service(Shelves).current(session)
    rows = {
        text_of(row[0]): [text_of(cell) for cell in row[1:]]
        for row in (list(r) for r in client.page.all("tr"))
        if row[0].get("scope") == "row"
    }
    expected = [str(shelf.count(linh_vuc="dat-dai", muc=level)) for level in "123"]
    assert rows["Đất đai"] == [*expected, str(shelf.count(linh_vuc="dat-dai"))]
    numbers = [
        a.get("href", "")
        for a in client.page.all("a")
        if "muc=" in a.get("href", "") and "linh_vuc=dat-dai" in a.get("href", "")
    ]
    assert len(numbers) == sum(number != "0" for number in expected)
    client.visit(numbers[0])
    assert client.page.h1.split()[0] == expected[0]


def test_the_same_as_a_table_to_keep(client: StrictClient, session: Session) -> None:
    a_procedure(session, a_record(field="=1+1", field_name="=1+1"))
    response = client.get("/thong-ke/dich-vu.csv")
    assert response.data.startswith(b"\xef\xbb\xbf") and "attachment" in response.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert rows[0] == ["Đếm theo", "Tên", "Mức độ 1", "Mức độ 2", "Mức độ 3", "Tất cả"]
    assert rows[1][-1] == str(count_published(session))
    assert sum(int(row[-1]) for row in rows if row[0] == "Lĩnh vực") == count_published(session)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_the_first_page_begins_with_what_most_people_need(client: StrictClient) -> None:
    client.visit("/")
    shown = [a.get("href") for a in client.page.all("a") if (a.get("href") or "").startswith("/thu-tuc/")]
    assert shown[:3] == ["/thu-tuc/1.001193", "/thu-tuc/1.013831", "/thu-tuc/1.001612"]


def test_the_site_map_names_places_and_what_they_publish(client: StrictClient) -> None:
    client.visit("/so-do-trang")
    assert {"/co-quan", "/xa-phuong", "/thong-bao", "/van-ban"} <= set(links(client))


def test_a_search_leads_on_to_places_of_that_name(client: StrictClient) -> None:
    client.visit("/tim?q=phuong 5")
    addresses = {a.get("href") for a in client.page.all("a")}
    assert {"/xa-phuong?q=phuong+5", "/co-quan?q=phuong+5"} <= addresses


def test_hours_are_read_in_the_language_of_the_page(client: StrictClient) -> None:
    assert "Thứ Hai đến thứ Sáu: 7 giờ–11 giờ" in client.visit("/").text
    client.submit("English")
    assert "Monday to Friday: 7:00–11:00" in client.visit("/").text
