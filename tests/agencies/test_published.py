"""Notices and directive documents: who may read them, from when, and how they are found."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy.orm import Session

from portal.agencies.operations import set_withdrawn
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.people import the_officer
from tests.builders.published import a_document, an_announcement
from tests.strict_client import StrictClient

ATOM = "{http://www.w3.org/2005/Atom}"


def test_documents_named_in_the_material_stand_there_without_a_file(client: StrictClient) -> None:
    page = client.visit("/van-ban")
    for words in ("Nghị quyết 202/2025/QH15", "Nghị quyết 1687/NQ-UBTVQH15", "Quyết định 1957/QĐ-UBND"):
        assert words in page.text
    client.click("Quyết định 1957/QĐ-UBND")
    assert "05/12/2013" in client.page.text and "Cổng chưa có tệp của văn bản này" in client.page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=1957", {"1957/QĐ-UBND"}),
        ("q=sap+xep+cap+xa", {"1687"}),
        ("q=SẮP XẾP", {"1687", "202/2025"}),
        ("q=quoc+hoi", {"1687", "202/2025"}),
        ("nam=2013", {"1957/QĐ-UBND"}),
        ("loai=resolution", {"1687", "202/2025"}),
        ("co_quan=so-y-te", {"77/QĐ-SYT"}),
        ("co_quan=ubnd-tinh&loai=decision&nam=2013", {"1957/QĐ-UBND"}),
        ("q=khong+co+dau", set()),
        ("q=%25", {"1957/QĐ-UBND", "1687", "202/2025", "77/QĐ-SYT"}),
        ("nam=abc&trang=x", {"1957/QĐ-UBND", "1687", "202/2025", "77/QĐ-SYT"}),
    ],
)
def test_a_search_narrows_by_words_agency_kind_and_year(
    client: StrictClient, session: Session, query: str, found: set[str]
) -> None:
    a_document(session, number="77/QĐ-SYT")
    page = client.visit(f"/van-ban?{query}")
    assert {
        number for number in ("1957/QĐ-UBND", "1687", "202/2025", "77/QĐ-SYT") if f" {number}" in page.text
    } == found


def test_a_long_list_has_pages_that_keep_the_filter(client: StrictClient, session: Session) -> None:
    for number in range(21):
        a_document(session, number=f"{number}/KH-SYT", kind="plan", issued_on=date(2026, 1, 1 + number))
    client.visit("/van-ban?loai=plan")
    assert "21 văn bản" in client.page.text and "20/KH-SYT" in client.page.text
    client.click("Sau")
    assert "Kế hoạch 0/KH-SYT" in client.page.text and "20/KH-SYT" not in client.page.text


def test_what_is_dated_ahead_is_hidden_until_its_day(client: StrictClient, session: Session, clock: FixedClock) -> None:
    notice = an_announcement(session, title="Từ mai đổi giờ", published_on=date(2026, 11, 24))
    document = a_document(session, number="99/QĐ-SYT", published_on=date(2026, 11, 24))
    addresses = (f"/thong-bao/{notice.id}", f"/van-ban/{document.id}", f"/van-ban/{document.id}/tep")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    for address in ("/thong-bao", "/van-ban", "/co-quan/so-y-te"):
        client.visit(address)
        assert "Từ mai đổi giờ" not in client.page.text and "99/QĐ-SYT" not in client.page.text
    assert "Từ mai đổi giờ" not in client.get("/thong-bao.atom").text
    clock.at = clock.at.replace(day=23, hour=17)  # midnight in Viet Nam
    assert client.visit(f"/thong-bao/{notice.id}").h1 == "Từ mai đổi giờ"
    assert client.visit(f"/van-ban/{document.id}").h1 == "Quyết định 99/QĐ-SYT"


def test_what_was_withdrawn_is_gone_for_people(client: StrictClient, session: Session) -> None:
    notice, document = an_announcement(session), a_document(session)
    with transaction(session):
        for row in (notice, document):
            set_withdrawn(session, row, True, by=the_officer(session, "quantri"), at=now())
    assert client.get(f"/thong-bao/{notice.id}").status_code == client.get(f"/van-ban/{document.id}").status_code == 404
    assert "Hiện không có thông báo nào" in client.visit("/thong-bao?co_quan=so-y-te").text


def test_notices_stand_newest_first_of_all_agencies_or_of_one(client: StrictClient, session: Session) -> None:
    an_announcement(session, title="Tin cũ", published_on=date(2026, 11, 1))
    an_announcement(session, title="Tin mới", published_on=date(2026, 11, 20))
    an_announcement(session, "so-noi-vu", title="Tin nơi khác")
    text = client.visit("/thong-bao").text
    assert text.index("Tin nơi khác") < text.index("Tin mới") < text.index("Tin cũ")
    page = client.visit("/thong-bao?co_quan=so-y-te")
    assert page.h1 == "Thông báo của Sở Y tế" and "Tin nơi khác" not in page.text


def test_a_notice_keeps_its_paragraphs_and_is_only_text(client: StrictClient, session: Session) -> None:
    notice = an_announcement(session, body="Đoạn một.\n\n<script>alert(1)</script>")
    page = client.visit(f"/thong-bao/{notice.id}")
    assert "Đoạn một. <script>alert(1)</script>" in page.text


def test_the_feed_is_atom(client: StrictClient, session: Session) -> None:
    notice = an_announcement(session, title="Nghỉ & đổi <giờ>")
    response = client.get("/thong-bao.atom")
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.text)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Nghỉ & đổi <giờ>"
    assert str(entry.findtext(f"{ATOM}id")).endswith(f"/thong-bao/{notice.id}")
    assert feed.findtext(f"{ATOM}updated") == "2026-11-23T02:00:00+00:00"
