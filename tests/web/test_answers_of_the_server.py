"""Every kind of answer carries the security headers; large ones are compressed; refusals are pages, or JSON below /api."""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portal.web.access import public
from portal.web.security import HEADERS
from tests.builders.dossiers import a_sent_dossier
from tests.strict_client import StrictClient

GZIP = {"Accept-Encoding": "gzip"}


def check_headers(response: object) -> None:
    headers = response.headers  # type: ignore[attr-defined]
    for name, value in HEADERS.items():
        assert headers.get(name) == value, name
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]


ANSWERS = [
        ("GET", "/", 200), ("GET", "/tim?q=1.013831", 302), ("GET", "/khong-co", 404), ("POST", "/tim", 405),
        ("POST", "/tra-cuu", 400), ("GET", "/ho-so/", 302), ("GET", "/api/v1/search", 200), ("GET", "/api/v1/x", 404),
        ("GET", "/healthz", 200), ("GET", "/static/css/app.css", 200), ("GET", "/static/khong-co.css", 404),
        ("HEAD", "/", 200), ("OPTIONS", "/", 200), ("GET", "/can-bo/", 302), ("GET", "/thu-tuc/1.013831/", 404),
    ]  # fmt: skip


def test_security_headers_are_on_every_kind_of_answer(app: Flask) -> None:
    client = FlaskClient(app, app.response_class)  # some of these are no pages
    for method, path, status in ANSWERS:
        response = client.open(path, method=method)
        assert response.status_code == status, path
        check_headers(response)
        response.close()


def test_security_headers_are_on_our_own_failure_and_it_has_a_number(
    app: Flask, client: StrictClient, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> str:
        raise RuntimeError("the secret is 42")

    app.add_url_rule("/vo", "vo", public(fails))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR):
        response = client.get("/vo")
    assert response.status_code == 500
    check_headers(response)
    assert client.page.h1 == "Hệ thống đang trục trặc"
    assert "the secret" not in client.page.html
    (number,) = re.findall(r"\b[0-9A-F]{8}\b", client.page.text)
    assert any(f"incident {number}" in record.getMessage() for record in caplog.records)


def test_files_are_answered_so_that_nothing_in_them_runs(
    as_citizen: Callable[..., StrictClient], session: Session
) -> None:
    dossier = a_sent_dossier(session)
    response = as_citizen().get(f"/ho-so/{dossier.code}/tep/{dossier.papers[0].files[0].id}")
    assert response.mimetype == "image/jpeg"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"].startswith("private")


def test_no_script_or_style_may_stand_in_a_page(client: StrictClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "data:" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


def test_pages_with_a_form_are_not_kept_by_others(client: StrictClient) -> None:
    for path in ("/tra-cuu", "/ho-so/so-dien-thoai", "/ho-so/moi/1.013831"):
        assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_a_static_file_with_its_fingerprint_is_kept_for_a_year(client: StrictClient) -> None:
    client.visit("/")
    (sheet,) = [link.get("href", "") for link in client.page.all("link") if link.get("rel") == "stylesheet"]
    response = client.get(sheet)
    assert "?v=" in sheet
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    response.close()


# ---- compression


def test_large_texts_travel_compressed_and_say_so(client: StrictClient) -> None:
    plain = client.get("/api/v1/search?q=&limit=100")
    packed = client.get("/api/v1/search?q=&limit=100", headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2


def test_small_answers_and_files_are_left_alone(
    client: StrictClient, as_citizen: Callable[..., StrictClient], session: Session
) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=GZIP).headers
    dossier = a_sent_dossier(session)
    slip = as_citizen().get(f"/ho-so/{dossier.code}/phieu/sending_receipt.pdf", headers=GZIP)
    assert "Content-Encoding" not in slip.headers and slip.data.startswith(b"%PDF")


def test_a_style_sheet_travels_compressed(client: StrictClient) -> None:
    response = client.get("/static/css/app.css", headers=GZIP)
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data).startswith(b"@") or b"{" in gzip.decompress(response.data)
    response.close()


# ---- pages of refusal


def test_refusals_are_pages_with_a_way_on(client: StrictClient) -> None:
    missing = "Không tìm thấy trang"
    for method, path, status, heading in (
        ("GET", "/khong-co", 404, missing), ("GET", "/thu-tuc/%00", 404, missing), ("GET", "/thu-tuc/%01%1b", 404, missing),
        ("POST", "/khong-co", 404, missing), ("POST", "/tim", 405, "Chưa làm được việc này"),
    ):  # fmt: skip
        assert client.open(path, method=method).status_code == status, path
        assert client.page.h1 == heading
        assert any(a.get("href") == "/" for a in client.page.all("a") if client.page.is_inside(a, "main"))


def test_a_form_with_nul_is_refused_before_the_database_sees_it(client: StrictClient) -> None:
    client.visit("/ho-so/moi/1.013831")
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    data = {"csrf_token": token.get("value"), "key": ["k", "a\0b"], "truong_hop": "tang_cho", "tranh_chap": "khong"}
    assert client.post("/ho-so/moi/1.013831", data=data).status_code == 400


# ---- the other language


def test_every_main_page_is_there_in_english(client: StrictClient) -> None:
    for path, heading in (
        ("/", "What do you need to do?"), ("/tim?q=so+do", ""), ("/thu-tuc/1.013831", ""), ("/tra-cuu", "Where is my dossier?"),
        ("/ho-so/so-dien-thoai", "What is your phone number?"), ("/ho-so/moi/1.013831", "Before you start"),
    ):  # fmt: skip
        assert client.visit(path).lang == "vi"
        client.submit("English")
        assert (client.page.url, client.page.lang) == (path, "en")
        assert not heading or client.page.h1 == heading
        client.submit("Tiếng Việt")


def test_a_citizen_s_pages_are_there_in_english(as_citizen: Callable[..., StrictClient], session: Session) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    client.visit("/ho-so/")
    client.submit("English")
    for path in ("/ho-so/", f"/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/da-gui", f"/tra-cuu/{dossier.token}"):
        assert client.visit(path).lang == "en"
    assert client.get("/khong-co").status_code == 404
    assert client.page.h1 == "Page not found"


def test_an_unknown_language_is_not_found(client: StrictClient) -> None:
    assert client.post("/ngon-ngu/xx", headers={"Origin": "http://localhost"}).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 302), ({"Origin": "http://localhost"}, 302),
        ({"Referer": "http://localhost/tim"}, 302), ({}, 400), ({"Origin": "null"}, 400),
        ({"Origin": "https://elsewhere.example"}, 400), ({"Referer": "https://localhost.elsewhere.example/"}, 400),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 400), ({"Sec-Fetch-Site": "same-site"}, 400),
    ],
)  # fmt: skip
def test_the_language_is_changed_without_a_token_but_only_from_here(
    client: StrictClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/ngon-ngu/en", headers=headers).status_code == status
    assert client.visit("/").lang == ("en" if status == 302 else "vi")


def test_nothing_else_does_without_a_token(app: Flask, client: StrictClient) -> None:
    without = {name for name, view in app.view_functions.items() if hasattr(view, "is_preference")}
    assert without == {"web.set_locale", "preferences.set_text_size"}
    assert client.post("/tra-cuu", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 400
