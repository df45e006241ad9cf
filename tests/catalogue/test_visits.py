"""Visits of procedures are counted by day, beside the requests; the page of the search fills up with what people need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import visit_log
from portal.catalogue.visit_log import VisitLog, add_visits
from portal.catalogue.visit_models import ProcedureVisit
from portal.catalogue.visit_queries import forget_old_visits, page_visited
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.search.popular import AT_LEAST, MOST, Popular
from portal.web.app_state import now, service
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

BIRTH, LAND = "1.001193", "1.013831"
FROM_HERE = {"Referer": "http://localhost/tim?q=khai+sinh"}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every visit be written when its page has been sent."""
    monkeypatch.setattr(visit_log, "WRITE_EVERY", 0.0)


def rows(session: Session) -> dict[str, int]:
    session.rollback()
    return {row.code: row.count for row in session.scalars(select(ProcedureVisit))}


def visits(session: Session, code: str, count: int, on: date) -> None:
    with transaction(session):
        add_visits(session, code, on, count)


@pytest.mark.usefixtures("at_once")
def test_a_visit_counts_also_when_the_page_is_kept_or_known(client: StrictClient, session: Session) -> None:
    first = client.get(f"/thu-tuc/{BIRTH}", headers=FROM_HERE)
    client.get(f"/thu-tuc/{BIRTH}", headers=FROM_HERE)
    known = client.get(f"/thu-tuc/{BIRTH}", headers={**FROM_HERE, "If-None-Match": first.headers["ETag"]})
    known.close()
    assert known.status_code == 304 and rows(session) == {BIRTH: 3}


@pytest.mark.usefixtures("at_once")
def test_what_is_no_visit_does_not_count(client: StrictClient, session: Session) -> None:
    address = f"/thu-tuc/{BIRTH}"
    for headers in (
        {}, {"Referer": "https://search.example/"}, {"Referer": f"http://localhost{address}?cach=online"},
        {**FROM_HERE, "Sec-Purpose": "prefetch"}, {"Referer": "http://localhost/quan-tri/thu-tuc"},
    ):  # fmt: skip
        client.get(address, headers=headers)
    FlaskClient(client.application).head(address, headers=FROM_HERE)
    client.get("/thu-tuc/9.999999", headers=FROM_HERE)
    client.get("/thu-tuc/1.001193.000.00.00.H61", headers=FROM_HERE)
    assert rows(session) == {}


def test_a_visit_costs_no_statement(app: Flask, client: StrictClient) -> None:
    client.get(f"/thu-tuc/{BIRTH}", headers=FROM_HERE)
    with counted_statements(app) as statements:
        client.get(f"/thu-tuc/{BIRTH}", headers=FROM_HERE)
    assert len(statements) == 1, "\n".join(statements)


def test_what_cannot_be_written_waits(session: Session) -> None:
    log, today = VisitLog(), local_date(now())
    for _ in range(visit_log.MOST_AT_ONCE + 5):
        log.note(BIRTH, today)
    with transaction(session):
        ProcedureVisit.__table__.drop(session.connection())  # type: ignore[attr-defined]
    log.write(session)
    with transaction(session):
        ProcedureVisit.__table__.create(session.connection())  # type: ignore[attr-defined]
    log.write(session)
    log.write(session)
    assert rows(session) == {BIRTH: visit_log.MOST_AT_ONCE}


def test_counts_of_the_last_month_most_first(session: Session) -> None:
    today = local_date(now())
    visits(session, BIRTH, 5, today)
    visits(session, BIRTH, 4, today - timedelta(days=8))
    visits(session, LAND, 7, today)
    visits(session, LAND, 90, today - timedelta(days=30))
    visits(session, "9.999999", 500, today)
    total, found = page_visited(session, today)
    assert (total, [(one.code, one.week, one.month) for one in found]) == (2, [(BIRTH, 5, 9), (LAND, 7, 7)])
    visits(session, BIRTH, 1, today - timedelta(days=400))
    with transaction(session):
        forget_old_visits(session, today)
    assert session.scalar(select(ProcedureVisit).where(ProcedureVisit.seen_on < today - timedelta(days=366))) is None


def test_the_list_of_the_province_comes_first_then_what_is_opened_often(session: Session) -> None:
    today = local_date(now())
    for code, count in (
        (BIRTH, 3 * AT_LEAST),
        ("1.000894", AT_LEAST),
        ("1.000656", AT_LEAST - 1),
        (LAND, 2 * AT_LEAST),
    ):
        visits(session, code, count, today)
    popular = Popular((LAND, "2.000815"))
    popular.learn(session, today)
    assert popular.codes == (LAND, "2.000815", BIRTH, "1.000894")
    many = Popular([f"1.{n:06}" for n in range(MOST + 3)])
    many.learn(session, today)
    assert len(many.codes) == MOST + 3, "what the province names is never pushed out"


def test_the_page_of_the_search_fills_up(app: Flask, client: StrictClient, session: Session) -> None:
    def shown() -> str:
        return client.visit("/tim").text.partition("Nhiều người cần")[2].partition("Tất cả thủ tục")[0]

    with app.app_context():
        popular: Popular = service(Popular)
    [code] = [one for one in ("1.000656", "1.004884") if one not in popular.pinned][:1]
    title = "Đăng ký khai tử"
    assert title not in shown()
    visits(session, code, AT_LEAST, local_date(now()))
    popular.learn(session, local_date(now()))
    assert title in shown(), "the page that was kept before must not be shown again"


def test_administrators_see_the_counts(as_officer: Callable[..., StrictClient], session: Session) -> None:
    visits(session, BIRTH, 12, local_date(now()))
    keeper = as_officer("kiemsoat")
    keeper.visit("/quan-tri/tu-tim-kiem")
    keeper.click("Thủ tục được mở nhiều")
    assert "Đăng ký khai sinh cho con" in keeper.page.text and "danh sách của tỉnh" in keeper.page.text
    assert as_officer("motcua").get("/quan-tri/tu-tim-kiem/hay-mo").status_code == 403
