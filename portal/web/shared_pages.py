"""Which pages are the same for everybody, and when may one be shown again as it is?

A shared page depends on its address, the language, the size of letters, whether this is a kiosk, this release of the
portal and the edition: a mark that changes with everything public pages show (one SQL statement reads it,
`portal/catalogue/edition.py`). While these stay the same a reader who has the page is answered 304, and others get it as it was made, compressed. Readers and proxies may keep
it but ask every time. Nothing personal gets in: whoever has more than a language in the session gets a page of their
own, and a page that looked into the session while it was made is never kept.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Any, NamedTuple, Protocol

from flask import Response, current_app, get_flashed_messages, make_response, request
from flask import session as cookie
from flask_login import current_user
from sqlalchemy.orm import Session

from portal.web import kiosk, locale, preferences
from portal.web.access import View
from portal.web.app_state import config, now, service, session
from portal.web.kept_pages import Kept, KeptPages
from portal.web.release import release
from portal.web.security import compressed, takes_gzip
from portal.web.site import Site

#: What an anonymous reader's session may hold without the page becoming personal.
_NOT_PERSONAL = frozenset({"locale", "csrf"})
_CACHE_CONTROL = "public, no-cache"
#: What is kept of an answer beside its body; one that says more is for its reader alone.
_KEPT_HEADERS = frozenset({"Content-Type", "Content-Length"})
#: Memory for kept pages, a process; a whole province's procedures, compressed, take about two thirds of it.
MOST_BYTES = 16_000_000


class Mark(NamedTuple):
    """What public pages are made of: the counter that lists follow, and everything else."""

    catalogue: str
    rest: str


class Edition(Protocol):
    """Says whether anything has changed that public pages show."""

    def __call__(self, session: Session, at: datetime) -> Mark:
        """Return a mark that stays the same as long as the pages do."""
        ...


def shared(*, also: Callable[[Mark], str | None] = lambda edition: "") -> Callable[[View], View]:
    """Keep the pages of a view for everybody; put it below `@public`.

    `also` returns what else the page depends on, None while nothing may be kept; it is asked before the page is made.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            if not _is_for_everybody():
                return view(*args, **kwargs)
            edition = service(Edition)(session(), now())
            more = also(edition)
            if more is None:
                return view(*args, **kwargs)
            mark = _mark(edition, more)
            if mark in request.if_none_match.as_set(include_weak=True):
                return _with_validators(Response(status=304), mark)
            kept = service(KeptPages).find(_address(), mark)
            return _again(kept) if kept else _made(view, args, kwargs, mark)

        return answer

    return decorate


def _is_for_everybody() -> bool:
    """Say whether this reader is nobody in particular; whoever writes templates wants to see them at once."""
    return request.method in ("GET", "HEAD") and cookie.keys() <= _NOT_PERSONAL and not current_app.debug


def _address() -> str:
    return f"{locale.current()} {preferences.text_size()} {kiosk.is_kiosk()} {request.host_url}{request.full_path}"


def _mark(edition: Mark, also: str) -> str:
    settings = f"{service(Site)} {config().public_url} {config().environment}"
    return sha256("\0".join((release(), settings, *edition, also, _address())).encode()).hexdigest()[:24]


def _with_validators(response: Response, mark: str) -> Response:
    response.set_etag(mark, weak=True)  # weak: the same for the page compressed and not
    response.headers["Cache-Control"] = _CACHE_CONTROL
    response.vary.update(("Accept-Encoding", "Cookie"))
    return response


def _made(view: View, args: Any, kwargs: Any, mark: str) -> Response:
    """Make the page; keep it when it is a page for everybody."""
    reader = cookie._get_current_object()  # type: ignore[attr-defined]
    # The frame of every page asks for these; asked now, what is left is what this page itself wants to know.
    _ = locale.current(), current_user.is_authenticated, get_flashed_messages()
    reader.accessed = False
    try:
        response = make_response(view(*args, **kwargs))
    finally:
        is_personal, reader.accessed = reader.accessed or reader.modified, True
    is_plain = response.mimetype == "text/html" and set(response.headers.keys()) <= _KEPT_HEADERS
    if is_personal or not is_plain or response.status_code != 200:
        return response
    kept = Kept(mark, compressed(response.get_data()), str(response.content_type))
    service(KeptPages).put(_address(), kept)
    return _again(kept)


def _again(kept: Kept) -> Response:
    if not takes_gzip():
        return _with_validators(Response(gzip.decompress(kept.packed), content_type=kept.content_type), kept.mark)
    response = Response(kept.packed, content_type=kept.content_type)
    response.headers["Content-Encoding"] = "gzip"
    return _with_validators(response, kept.mark)
