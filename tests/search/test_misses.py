"""What is kept of a search that found nothing: its words and the day, never who."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.transaction import transaction
from portal.search import miss_log
from portal.search.miss_log import MissLog
from portal.search.miss_models import IgnoredMiss, SearchMiss
from portal.search.miss_queries import forget_old, ignore, page_missed
from portal.search.misses import LONGEST, kept_text
from tests.builders.search_words import a_miss
from tests.strict_client import StrictClient

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Thả DIỀU trên ruộng!", "tha dieu tren ruong"),
        ("sang tên đất", "sang ten dat"),
        ("thêm tên vợ vào sổ", "them ten vo vao so"),
        ("sang tên do mua bán", "sang ten do mua ban"),
        ("tách thửa 123", "tach thua 123"),
        ("tai nguyen moi truong", "tai nguyen moi truong"),
        ("hồ sơ của tôi 0912 345 678", "ho so cua toi xxx"),
        ("gọi +84.912-345-678 với", "goi xxx voi"),
        ("căn cước 086090001234 mất", "can cuoc xxx mat"),
        ("sinh ngày 12/05/1990", "sinh ngay xxx"),
        ("gửi an.nguyen@gmail.com", ""),
        ("sang tên Nguyễn Văn An", "sang ten xxx"),
        ("sang ten nguyen van an qua con", "sang ten xxx"),
        ("tôi tên Khương Bình muốn hỏi", "toi ten xxx muon hoi"),
        ("tên là bà Lê Thị Bảy", "ten la ba xxx"),
        ("khai sinh cho Trần Thị Bé Ba", "khai sinh cho xxx"),
        ("ly hon voi tran thi be", "ly hon voi xxx"),
        ("hộ khẩu nguyễn minh tuấn", "ho khau xxx"),
        ("ông phạm minh trí mất", "ong xxx"),
        ("đất của Lê Minh", "dat cua xxx"),
        ("0912345678", ""),
        ("😀 …", ""),
        ("", ""),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert kept_text(typed) == kept


@given(typed=st.text(max_size=600))
def test_any_text_is_short_and_without_long_numbers(typed: str) -> None:
    kept = kept_text(typed)
    assert len(kept) <= LONGEST and "@" not in kept
    assert not any(len(word) >= 6 for word in kept.split() if word.isascii() and word.isdigit())


def kept_rows(session: Session) -> list[tuple[str, int, int]]:
    session.rollback()
    return [(row.text, row.count, row.shown) for row in session.scalars(select(SearchMiss).order_by(SearchMiss.text))]


def test_what_finds_nothing_is_counted_each_time(client: StrictClient, session: Session) -> None:
    for _ in range(3):
        response = client.get("/tim?q=xyzzy+qwrtp+0912345678")
        assert "ETag" not in response.headers, "a page that is kept would not be counted"
    assert kept_rows(session) == [("xyzzy qwrtp xxx", 3, 0)]


def test_what_only_comes_near_is_counted_and_said(client: StrictClient, session: Session) -> None:
    client.visit("/tim?q=ban+dua+hau")
    assert "thủ tục gần với “ban dua hau”" in client.page.h1 and "Chưa thấy thủ tục nào thật khớp" in client.page.text
    [(text, count, shown)] = kept_rows(session)
    assert (text, count) == ("ban dua hau", 1) and shown > 0


def test_what_is_found_is_not_counted_nor_are_filters_and_pages(client: StrictClient, session: Session) -> None:
    for address in (
        "/tim?q=so+do",
        "/tim?q=1.013831",
        "/tim?q=",
        "/tim?q=xyzzy&cap=commune",
        "/tim?q=ban+dua+hau&trang=2",
    ):
        client.get(address)
    assert kept_rows(session) == []


def test_nobody_fills_the_table(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(miss_log, "MOST_A_DAY", 2)
    log = MissLog()
    for word in ("mot", "hai", "ba"):
        log.note(session, f"khong co {word}", shown=0, on=TODAY)
    log.note(session, "hom sau", shown=0, on=TODAY + timedelta(days=1))
    assert [text for text, *_ in kept_rows(session)] == ["hom sau", "khong co hai", "khong co mot"]


def test_a_count_that_cannot_be_written_harms_nobody(client: StrictClient, session: Session) -> None:
    with transaction(session):
        SearchMiss.__table__.drop(session.connection())  # type: ignore[attr-defined]
    client.visit("/tim?q=xyzzy")
    assert client.page.h1.startswith("Chưa tìm thấy")


def test_the_list_is_newest_first_and_forgets_after_a_year(session: Session) -> None:
    a_miss(session, "cu", on=TODAY - timedelta(days=400))
    a_miss(session, "hom qua", on=TODAY - timedelta(days=1), times=9)
    a_miss(session, "it", on=TODAY, shown=3)
    a_miss(session, "nhieu", on=TODAY - timedelta(days=30), times=2)
    a_miss(session, "nhieu", on=TODAY, times=2)
    assert [(one.text, one.count, one.last_on) for one in page_missed(session, limit=3)[1]] == [
        ("nhieu", 4, TODAY), ("it", 1, TODAY), ("hom qua", 9, TODAY - timedelta(days=1)),
    ]  # fmt: skip
    with transaction(session):
        session.add(IgnoredMiss(text="xua", ignored_on=TODAY - timedelta(days=400)))
        ignore(session, "it", on=TODAY)
        ignore(session, "it", on=TODAY)
        ignore(session, "chua ai go", on=TODAY)
    with transaction(session):
        forget_old(session, TODAY)
    count, rows = page_missed(session)
    assert {one.text for one in rows} == {"nhieu", "hom qua"} and count == 2
    assert [row.text for row in session.scalars(select(IgnoredMiss))] == ["it"]
