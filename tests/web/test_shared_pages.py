"""Public pages are the same for everybody, shown again while nothing has changed, and never with anything personal."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask, flash, redirect, render_template
from flask import session as cookie
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from portal import create_app
from portal.catalogue.calendar_operations import Editor, set_day
from portal.catalogue.models import Agency
from portal.kernel.clock import ZONE, FixedClock
from portal.kernel.transaction import transaction
from portal.search import queries
from portal.search.index import ProcedureIndex
from portal.web.access import public
from portal.web.app_state import config, db, now, service
from portal.web.csrf import csrf_token
from portal.web.kept_pages import KeptPages
from portal.web.shared_pages import shared
from portal.workflow.calendar import CalendarDay
from tests.builders.people import the_officer
from tests.builders.procedures import LAND_TRANSFER, ONESTOP, a_procedure, a_record
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

SHARED = ["/", "/tim", "/tim?linh_vuc=dat-dai", "/tim?q=so+do", f"/thu-tuc/{LAND_TRANSFER}", "/viec/sinh-con"]


def again(client: StrictClient, path: str, first: TestResponse) -> TestResponse:
    """Ask for a page as a browser does that has it already."""
    return client.get(path, headers={"If-None-Match": first.headers["ETag"]})


def kept(app: Flask) -> int:
    with app.app_context():
        return len(service(KeptPages))


# ---- for everybody


@pytest.mark.parametrize("path", SHARED)
def test_an_anonymous_reader_gets_no_cookie_and_may_keep_the_page(client: StrictClient, path: str) -> None:
    page = client.get(path)
    assert "Set-Cookie" not in page.headers and "csrf_token" not in page.text
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert set(page.vary) == {"Cookie", "Accept-Encoding"}
    assert page.headers["ETag"].startswith('W/"')


@pytest.mark.parametrize("path", SHARED)
def test_who_has_the_page_already_is_told_so_without_it(
    app: Flask, client: StrictClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOK_EVERY", 3_600)
    first = client.get(path)
    with counted_statements(app) as statements:
        second = again(client, path, first)
    assert (second.status_code, second.data) == (304, b"")
    assert len(statements) == 1
    for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
        assert second.headers[name] == first.headers[name], name
    assert "Set-Cookie" not in second.headers


@pytest.mark.parametrize("path", SHARED)
def test_a_page_costs_few_statements_and_shown_again_one(
    app: Flask, client: StrictClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOK_EVERY", 3_600)
    client.get("/so-do-trang")  # the first page of a process builds the shelf that all lists stand on
    with counted_statements(app) as statements:
        first = client.get(path)
    assert len(statements) <= 5, "\n".join(statements)
    with counted_statements(app) as statements:
        second = client.get(path)
    assert (second.data, second.headers) == (first.data, first.headers)
    assert len(statements) == 1, statements


def test_it_travels_compressed_to_whoever_reads_that(app: Flask) -> None:
    client = FlaskClient(app, app.response_class)  # the strict one reads plain pages
    plain = client.get("/")
    for _ in range(2):
        packed = client.get("/", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data and packed.headers["ETag"] == plain.headers["ETag"]
        assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Content-Encoding" not in client.get("/").headers


def test_asking_only_for_the_headers_works(app: Flask) -> None:
    client = FlaskClient(app, app.response_class)  # the strict one wants a page
    page = client.get("/")
    head = client.head("/")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers == page.headers
    assert client.head("/", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_another_mark_or_a_star_gets_the_page(client: StrictClient) -> None:
    for mark in ('W/"other"', "*", "rubbish"):
        assert client.get("/", headers={"If-None-Match": mark}).status_code == 200


def test_another_address_is_another_page(client: StrictClient) -> None:
    home = client.get("/")
    assert again(client, "/?x=1", home).status_code == 200
    elsewhere = client.get("/", base_url="http://portal.example")
    assert "http://portal.example/" in elsewhere.text and "portal.example" not in client.get("/").text


def test_two_processes_agree(app: Flask, client: StrictClient, clock: FixedClock) -> None:
    with app.app_context():
        other = create_app(config(), clock=clock)
    other.test_client_class = StrictClient
    first = client.get("/")
    assert again(other.test_client(), "/", first).status_code == 304
    with other.app_context():
        db.engine.dispose()


# ---- what changes is seen at once


def test_a_changed_procedure_is_shown_at_once(client: StrictClient, session: Session) -> None:
    procedure = a_procedure(session, a_record("1.999001", name="Cấp giấy phép thả diều"))
    path = f"/thu-tuc/{procedure.code}"
    first = client.get(path)
    a_procedure(session, a_record("1.999001", name="Cấp giấy phép thả diều đêm"))
    second = again(client, path, first)
    assert second.status_code == 200 and "thả diều đêm" in second.text


def test_a_changed_calendar_moves_the_date_at_once(client: StrictClient, session: Session) -> None:
    path = f"/thu-tuc/{a_procedure(session).code}"  # three working days from Monday, Tuesday is off: Friday
    keeper = Editor(the_officer(session, "quantri").id, "Quản trị")
    first = client.get(path)
    assert "27/11/2026" in first.text
    with transaction(session):
        set_day(session, CalendarDay(date(2026, 11, 25), False, "Nghỉ bão"), by=keeper, at=now())
    second = again(client, path, first)
    assert second.status_code == 200 and "Nghỉ bão" in second.text and "30/11/2026" in second.text


def test_a_changed_agency_is_shown_at_once(client: StrictClient, session: Session) -> None:
    first = client.get("/")
    with transaction(session):
        session.get_one(Agency, ONESTOP).hours = "Sáng thứ Bảy cũng mở cửa"
    second = again(client, "/", first)
    assert second.status_code == 200 and "Sáng thứ Bảy cũng mở cửa" in second.text


@pytest.mark.parametrize(
    ("before", "after", "promised"),
    [
        ("2026-11-23T16:59", "2026-11-23T17:01", ("27/11/2026", "30/11/2026")),  # 24/11 is a day off
        ("2026-11-23T23:59", "2026-11-24T00:00", ("hôm nay, thứ\N{NBSP}Hai", "hôm nay, thứ\N{NBSP}Ba")),
    ],
)
def test_the_date_if_filed_today_turns_over_in_time(
    client: StrictClient, clock: FixedClock, session: Session, before: str, after: str, promised: tuple[str, str]
) -> None:
    path = f"/thu-tuc/{a_procedure(session).code}"
    clock.at = datetime.fromisoformat(before).replace(tzinfo=ZONE)
    first = client.get(path)
    clock.at = datetime.fromisoformat(after).replace(tzinfo=ZONE)
    second = again(client, path, first)
    assert promised[0] in first.text and promised[1] not in first.text
    assert second.status_code == 200 and promised[1] in second.text


# ---- nothing personal


def test_who_is_signed_in_gets_a_page_that_is_nobody_else_s(
    app: Flask, client: StrictClient, as_citizen: Callable[..., StrictClient], as_officer: Callable[..., StrictClient]
) -> None:
    anonymous = client.get("/")
    for reader, word in ((as_citizen(), "Đăng xuất"), (as_officer("motcua"), "Dành cho cán bộ")):
        own = reader.get("/", headers={"If-None-Match": anonymous.headers["ETag"]})
        assert own.status_code == 200 and word in own.text
        assert own.headers["Cache-Control"] == "private, no-cache" and "ETag" not in own.headers
        assert "Cookie" in own.vary
    assert client.get("/").data == anonymous.data
    assert kept(app) == 1


def test_the_languages_are_kept_apart(app: Flask, client: StrictClient) -> None:
    vietnamese = client.get("/")
    client.submit("English")
    english = again(client, "/", vietnamese)
    assert english.status_code == 200 and "What do you need to do?" in english.text
    assert english.headers["Cache-Control"] == "public, no-cache" and "Set-Cookie" not in english.headers
    assert app.test_client().get("/").data == vietnamese.data
    assert kept(app) == 2


def test_a_message_is_shown_once_and_to_nobody_else(app: Flask, client: StrictClient) -> None:
    @public
    def tell() -> Response:
        flash("Chỉ nói với ông", "success")
        return redirect("/")

    app.add_url_rule("/noi", "tell", tell)
    before = client.get("/")
    client.get("/noi")
    told = again(client, "/", before)
    assert told.status_code == 200 and "Chỉ nói với ông" in told.text
    assert told.headers["Cache-Control"] == "private, no-cache"
    assert "Chỉ nói với ông" not in client.get("/").text
    assert "Chỉ nói với ông" not in app.test_client().get("/").text


PEEPS: dict[str, Callable[[], object]] = {
    "a token": csrf_token,
    "a word from the session": lambda: cookie.get("phone"),
    "a word into the session": lambda: cookie.__setitem__("phone", "0912345678"),
}  # fmt: skip


@pytest.mark.parametrize("peep", PEEPS.values(), ids=PEEPS)
@pytest.mark.parametrize("begun", [False, True], ids=["new", "with a token"])
def test_a_page_that_looks_into_the_session_is_never_kept(app: Flask, peep: Callable[[], object], begun: bool) -> None:
    @public
    @shared()
    def view() -> str:
        seen = str(peep()).replace("-", "")  # two dashes would end the comment
        return f"{render_template('errors/error.html', heading='Lỗi', text='')}<!-- {seen} -->"

    app.add_url_rule("/nhin", "view", view)
    client = app.test_client()
    if begun:
        client.get("/tra-cuu")
    page = client.get("/nhin")
    assert page.headers["Cache-Control"] == "private, no-cache" and "ETag" not in page.headers
    assert kept(app) == 0


def test_an_answer_that_says_more_in_its_headers_is_not_kept(app: Flask) -> None:
    @public
    @shared()
    def view() -> tuple[str, dict[str, str]]:
        return render_template("errors/error.html", heading="Lỗi", text=""), {"Link": "</x>; rel=next"}

    app.add_url_rule("/them", "view", view)
    assert app.test_client().get("/them").headers["Link"] == "</x>; rel=next"
    assert kept(app) == 0


def test_answers_of_the_database_are_not_kept_for_those_of_the_index(
    app: Flask, client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProcedureIndex, "searched", lambda index: None)
    monkeypatch.setattr(queries, "LOOK_EVERY", 1e9)
    assert "ETag" not in client.get("/tim?q=so+do").headers
    assert kept(app) == 0


@pytest.mark.parametrize("path", ["/thu-tuc/9.999999", "/viec/khong-co", "/tim?q=1.013831", "/khong-co"])
def test_refusals_and_redirects_are_not_kept(app: Flask, client: StrictClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (302, 404)
    assert answer.headers["Cache-Control"] == "private, no-cache" and "ETag" not in answer.headers
    assert kept(app) == 0


def test_templates_that_are_being_written_are_always_read_anew(app: Flask, client: StrictClient) -> None:
    app.debug = True
    assert "ETag" not in client.get("/").headers
    assert kept(app) == 0
