"""Who may open this address? Every endpoint says so; a test walks the URL map and finds the one that does not.

Access is declared on the view (`@public`, `@citizen`, `@officer("dossier.accept")`) and enforced here, before
the view runs. Which dossiers a person sees is narrowed further in the queries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, request, url_for
from flask_login import AnonymousUserMixin, current_user
from werkzeug.wrappers import Response

from portal.kernel.errors import NotAllowed
from portal.web import held_forms

View = Callable[..., Any]

#: Where each kind of person signs in.
SIGN_IN = {"citizen": "citizen.ask_phone", "officer": "officers.sign_in"}


class Anonymous(AnonymousUserMixin):
    """Nobody yet: may read what is public."""

    kind = "anonymous"

    def can(self, action: str) -> bool:
        """Return False: without a name nothing but public pages."""
        return False


def public(view: View) -> View:
    """Anybody may open this."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def citizen(view: View) -> View:
    """A citizen who has confirmed a telephone number."""
    return _guarded(view, "citizen", "")


def officer(action: str = "") -> Callable[[View], View]:
    """An officer; with an action named, one who may do it somewhere."""
    return lambda view: _guarded(view, "officer", action)


def large_body(most_bytes: int) -> Callable[[View], View]:
    """Let a view take more than an ordinary form; put it above the access decorator."""

    def mark(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def long_form(most_bytes: int) -> Callable[[View], View]:
    """Let a view take a form of many words; put it above the access decorator."""

    def mark(view: View) -> View:
        view.most_bytes = view.most_form_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def _guarded(view: View, kind: str, action: str) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_user.kind != kind:
            return sign_in_first(kind)
        if kind == "officer" and current_user.first not in ("", request.endpoint):
            return redirect(url_for(current_user.first))
        if action and not current_user.can(action):
            raise NotAllowed
        return view(*args, **kwargs)

    guarded.access = f"{kind}:{action}" if action else kind  # type: ignore[attr-defined]
    return guarded


def sign_in_first(kind: str) -> Response:
    """Send the person to sign in and back here afterwards; what a form carried is held meanwhile."""
    back = request.full_path.rstrip("?")
    if request.method != "GET":
        can_open = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
        back = request.path if can_open else safe_path(request.referrer or "")
        held_forms.hold(back)
    return redirect(url_for(SIGN_IN[kind], next=back or None))


def safe_path(target: str) -> str:
    """Return the path of `target` when it lies on this site, else "" (no open redirects)."""
    if target.startswith(request.host_url):
        target = "/" + target[len(request.host_url) :]
    inside = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if inside and not any(c in target for c in "\r\n\t\\") else ""
