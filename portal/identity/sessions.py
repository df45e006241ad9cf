"""Whose session is this? The door to flask-login; nothing else imports it but views that sign in and out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask import session as cookie
from flask_login import LoginManager, login_user, logout_user

from portal.identity.models import Citizen, Officer
from portal.kernel.clock import local_date
from portal.web.access import Anonymous
from portal.web.app_state import now, session

KINDS: dict[str, Any] = {"citizen": Citizen, "officer": Officer}


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
    person: Citizen | Officer | None = session().get(KINDS[kind], int(number))
    if person is None or str(person.session_epoch) != epoch or not person.is_active:
        return None
    if isinstance(person, Officer):
        person.on = local_date(now())
    return person


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
