"""Whose session is this? The door to flask-login; nothing else imports it but views that sign in and out.

An officer signs nothing unless a code of the telephone, or without a telephone the password, was typed within the last
quarter of an hour (`confirm_first`). Views that change the telephone itself ask alike (`confirmed`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Flask, flash, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from portal.identity.models import Citizen, Officer
from portal.identity.rules import actions_of
from portal.kernel.clock import local_date
from portal.web.access import Anonymous
from portal.web.app_state import config, now, session

KINDS: dict[str, Any] = {"citizen": Citizen, "officer": Officer}
#: What is read with whom: every page of an officer asks for the roles.
WITH: dict[str, Any] = {"officer": (joinedload(Officer.roles),)}
#: How long a typed code, or password, vouches for whoever signs.
CONFIRMED_FOR = timedelta(minutes=15)


def set_up(app: Flask) -> None:
    """Teach the application who is signed in."""
    manager = LoginManager(app)
    manager.anonymous_user = Anonymous
    manager.session_protection = None  # telephones change their address all the time
    manager.user_loader(load)
    app.jinja_env.globals["session_seconds"] = int(app.permanent_session_lifetime.total_seconds())


def load(key: str) -> Citizen | Officer | None:
    """Return the person of a session, or None when "sign out everywhere" or closing the account ended it."""
    kind, number, epoch = [*key.split(":"), "", ""][:3]
    if kind not in KINDS or not number.isdigit():
        return None
    person: Citizen | Officer | None = session().get(KINDS[kind], int(number), options=WITH.get(kind, ()))
    if person is None or str(person.session_epoch) != epoch or not person.is_active:
        return None
    if isinstance(person, Officer):
        person.on = local_date(now())
        person.allowed = actions_of(person.grants, person.on)
        person.first = first_of(person)
    return person


def first_of(officer: Officer) -> str:
    """Return where the officer has to go before anything else: to a password, then to a telephone of their own."""
    if officer.must_change_password:
        return "account.password"
    needs_telephone = config().second_factor_required and officer.second_factor_at is None
    return "account.begin_factor" if needs_telephone else ""


def mark_confirmed() -> None:
    """Remember that this person has just typed a code; the password, where there is no telephone."""
    cookie["confirmed_at"] = now().isoformat()


def is_confirmed() -> bool:
    """Say whether the officer typed a code, or without a telephone the password, within the last quarter of an hour."""
    at = cookie.get("confirmed_at")
    return at is not None and timedelta() <= now() - datetime.fromisoformat(at) < CONFIRMED_FOR


def confirm_first(back: str) -> Response | None:
    """Return the way to type a code or password and come back, None when the officer was confirmed lately."""
    if is_confirmed():
        return None
    if current_user.second_factor_at is None:
        flash(_("Type your password first; then press the button again."), "info")
    else:
        flash(_("Type a code of your telephone first; then press the button again."), "info")
    return redirect(url_for("account.confirm", next=back))


def confirmed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let only an officer who was confirmed lately change something here; put it below the access decorator."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return (request.method == "POST" and confirm_first(request.path)) or view(*args, **kwargs)

    return guarded


def sign_in(person: Citizen | Officer, *, keep: Iterable[str] = ()) -> None:
    """Open a session under a fresh cookie; it outlives a browser that the telephone's camera has killed."""
    clear(keep=keep)
    cookie.permanent = True
    login_user(person)


def sign_out() -> None:
    """Close the session of this browser."""
    logout_user()
    clear()


def clear(*, keep: Iterable[str] = ()) -> None:
    """Begin a fresh cookie; the language stays."""
    kept = {key: cookie[key] for key in ("locale", *keep) if key in cookie}
    cookie.clear()
    cookie.update(kept)
