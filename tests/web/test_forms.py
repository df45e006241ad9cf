"""Forged, stale and oversized forms: refused, explained, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask, session

from portal.web import held_forms
from portal.web.access import safe_path
from portal.web.csrf import csrf_token, is_genuine
from tests.strict_client import StrictClient

LOOKUP = "/tra-cuu"
TYPED = {"code": "000.00.19.H61-261123-0001", "secret": "ABCD"}


def token_of(client: StrictClient) -> str:
    client.visit(LOOKUP)
    found = client.page.root.find(".//main//input[@name='csrf_token']")
    assert found is not None
    return found.get("value", "")


def test_a_form_without_a_right_token_is_refused(client: StrictClient) -> None:
    client.visit(LOOKUP)
    for token in (None, "", "x", "=", "đ", "A" * 64, "A" * 65, "\x00" * 3):
        data = TYPED if token is None else {**TYPED, "csrf_token": token}
        assert client.post(LOOKUP, data=data, headers={"Origin": "http://localhost"}).status_code == 400
        assert client.page.h1 == "Trang này đã mở quá lâu"


def test_a_token_of_another_browser_is_refused(app: Flask, client: StrictClient) -> None:
    stolen = token_of(app.test_client())
    token_of(client)
    assert client.post(LOOKUP, data={**TYPED, "csrf_token": stolen}).status_code == 400


def test_a_right_token_is_taken_more_than_once(client: StrictClient) -> None:
    token = token_of(client)
    for _ in range(2):
        assert client.post(LOOKUP, data={**TYPED, "csrf_token": token}).status_code == 422


def test_what_was_typed_on_our_own_page_is_offered_for_sending_again(client: StrictClient) -> None:
    client.visit(LOOKUP)
    client.post(LOOKUP, data={**TYPED, "asked": ["a", "b"]}, headers={"Origin": "http://localhost"})
    hidden = [(e.get("name"), e.get("value")) for e in client.page.all("input") if client.page.is_inside(e, "main")]
    assert [pair for pair in hidden if pair[0] != "csrf_token"] == [*TYPED.items(), ("asked", "a"), ("asked", "b")]
    assert client.submit("Gửi lại").status_code == 422
    assert client.page.by_id("code").get("value") == TYPED["code"]


def test_what_another_site_sent_is_never_offered(client: StrictClient) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Referer": "https://evil.example/x"}, {}):
        client.post(LOOKUP, data=TYPED, headers=headers)
        assert TYPED["code"] not in client.page.html


def test_a_token_is_masked_anew_each_time_and_stays_genuine(app: Flask) -> None:
    with app.test_request_context():
        tokens = {csrf_token() for _ in range(5)}
        assert len(tokens) == 5
        assert all(map(is_genuine, tokens))
        session.clear()
        assert not any(map(is_genuine, tokens))


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/ho-so/", "/ho-so/"), ("/tim?q=a", "/tim?q=a"), ("http://localhost/tim", "/tim"), ("", ""),
        ("//evil.example", ""), ("/\\evil.example", ""), ("https://evil.example/", ""), ("javascript:alert(1)", ""),
        ("/a\r\nSet-Cookie: x", ""), ("/\t/evil.example", ""), ("http://localhost//evil.example", ""),
        ("http://localhost.evil.example/", ""), ("ho-so", ""),
    ],
)  # fmt: skip
def test_only_places_on_this_site_are_gone_back_to(app: Flask, target: str, safe: str) -> None:
    with app.test_request_context():
        assert safe_path(target) == safe


# ---- held forms


def held(app: Flask, fields: dict[str, str], path: str = "/x") -> dict[str, list[str]] | None:
    """Hold a form and take it at the page; None when it was not held."""
    with app.test_request_context("/x", method="POST", data=fields):
        held_forms.hold(path)
        kept = dict(session)
    with app.test_request_context("/x"):
        session.update(kept)
        form = held_forms.take("/x")
        assert held_forms.take("/x") is None
        return form.to_dict(flat=False) if form is not None else None


def test_a_form_is_held_once_without_its_secrets(app: Flask) -> None:
    assert held(app, {"a": "1", "csrf_token": "x", "password": "p", "code": "123456"}) == {"a": ["1"]}


@pytest.mark.parametrize(
    ("fields", "path"), [({}, "/x"), ({"a": "1"}, ""), ({"a": "1"}, "/y"), ({"a": "đ" * 10_000}, "/x")]
)
def test_what_cannot_be_held_is_not(app: Flask, fields: dict[str, str], path: str) -> None:
    assert held(app, fields, path) is None


def test_the_largest_held_form_still_fits_into_a_cookie(app: Flask) -> None:
    fields = {"co_owners": "".join(chr(0x1EA0 + n % 80) for n in range(380))}
    assert held(app, fields) == {"co_owners": [fields["co_owners"]]}
    with app.test_request_context("/x", method="POST", data=fields):
        session["csrf"], session["start"] = "ab" * 24, {"code": "1.013831", "answers": {}, "key": "k" * 27}
        held_forms.hold("/ho-so/nhap/ABCDEF/trang/nguoi-nhan")
        cookie = app.session_interface.get_signing_serializer(app).dumps(dict(session))  # type: ignore[attr-defined]
    assert len(cookie) < 4_000
