"""Which headers does every answer carry, and how does it travel? Strict content policy, no framing, compressed.

No text that people type holds the character NUL; a request that carries it is turned away before the database sees it
(PostgreSQL refuses it, SQLite does not).
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, abort, request


def policy(*, form_action: str = "") -> str:
    """Return the content policy; `form_action` is the one other place a form of this page may lead to."""
    return "; ".join(
        (
            "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self' blob:", "font-src 'self'",
            "connect-src 'self'", f"form-action 'self' {form_action}".strip(), "frame-ancestors 'none'", "base-uri 'none'",
            "manifest-src 'self'", "object-src 'none'", "frame-src 'self'",
        )
    )  # fmt: skip


POLICY = policy()

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_TEXT = ("text/", "application/json", "image/svg+xml", "application/javascript", "application/manifest+json")
_WORTH_IT = 1_000


def set_up(app: Flask) -> None:
    """Refuse what no browser sends; add headers and compression after every request."""
    app.before_request(refuse_nul)
    app.after_request(add_headers)
    app.after_request(compress)


def refuse_nul() -> None:
    """Answer 404 for NUL in the address, 400 for NUL in a form."""
    if "\0" in request.path:
        abort(404)
    if any("\0" in value for _name, value in request.form.items(multi=True)):
        abort(400)


def add_headers(response: Response) -> Response:
    """Add the security headers; pages are private unless a view said otherwise."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != "static":
        response.headers.setdefault(
            "Cache-Control", "private, no-store" if request.method == "POST" else "private, no-cache"
        )
    return response


def compress(response: Response) -> Response:
    """Compress text when the reader takes gzip: pages are read over slow networks."""
    if (
        response.status_code < 200
        or response.status_code in (204, 304)
        or "Content-Encoding" in response.headers
        or not takes_gzip()
        or not (response.mimetype or "").startswith(_TEXT)
    ):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _WORTH_IT:
        return response
    response.set_data(compressed(body))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def takes_gzip() -> bool:
    """Say whether this reader understands compressed answers."""
    return "gzip" in request.headers.get("Accept-Encoding", "")


def compressed(body: bytes) -> bytes:
    """Return the bytes as they travel; equal bytes travel alike."""
    return gzip.compress(body, compresslevel=6, mtime=0)
