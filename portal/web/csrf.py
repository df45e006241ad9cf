"""Did this form come from one of our own pages? Every POST is asked, without exception.

A view that changes nothing but a preference of this browser needs no token, so that pages for everybody carry none:
it is enough that the browser says the form came from here.

The token lies in the signed session and is masked anew on every page, so that compressed pages do not give it
away. A page that stood open too long loses nothing: what was typed is offered again for sending.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from urllib.parse import urlsplit

from flask import Flask, render_template, request, session
from markupsafe import Markup

from portal.web.access import View

FIELD = "csrf_token"
_SIZE = 24


def csrf_token() -> str:
    """Return this session's token, masked."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_hex(_SIZE)
    secret = bytes.fromhex(session["csrf"])
    pad = secrets.token_bytes(_SIZE)
    return urlsafe_b64encode(pad + _xor(pad, secret)).decode("ascii")


def csrf_field() -> Markup:
    """Return the hidden input that every POST form carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())


def set_up(app: Flask) -> None:
    """Refuse every POST that does not carry the session's token."""
    app.jinja_env.globals["csrf_field"] = csrf_field

    @app.before_request
    def limit_body() -> None:
        # Before anything reads the form: views that take files say how much they take.
        view = app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "most_bytes", app.config["MAX_CONTENT_LENGTH"])
        request.max_form_memory_size = getattr(view, "most_form_bytes", app.config["MAX_FORM_MEMORY_SIZE"])

    @app.before_request
    def check() -> tuple[str, int] | None:
        if request.method in ("GET", "HEAD", "OPTIONS") or request.routing_exception is not None:
            return None  # nothing is changed, or there is nothing here that could
        view = app.view_functions.get(request.endpoint or "")
        needs_no_token = getattr(view, "is_preference", False)
        genuine = is_from_here() if needs_no_token else is_genuine(request.form.get(FIELD, ""))
        return None if genuine else refusal()


def preference(view: View) -> View:
    """Let a view do without a token: it changes nothing but a preference of this browser."""
    view.is_preference = True  # type: ignore[attr-defined]
    return view


def is_from_here() -> bool:
    """Say whether the browser tells that a page of this site sent the form; older ones tell only the origin."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else _origin() == request.host


def _origin() -> str:
    return urlsplit(request.headers.get("Origin") or request.referrer or "").netloc


def is_genuine(given: str) -> bool:
    """Say whether `given` is this session's token under some mask."""
    try:
        raw = urlsafe_b64decode(given.encode("ascii"))
        secret = bytes.fromhex(session.get("csrf", ""))
    except ValueError:
        return False
    return len(raw) == 2 * _SIZE and compare_digest(_xor(raw[:_SIZE], raw[_SIZE:]), secret)


def refusal() -> tuple[str, int]:
    """Explain; when the form came from this site, offer what was typed for sending again."""
    typed = [(k, v) for k, v in request.form.items(multi=True) if k != FIELD][:200]
    ours, files = _origin() == request.host, any(file.filename for file in request.files.values())
    return render_template("errors/stale_form.html", typed=typed if ours else [], files=files), 400


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
