"""What comes between the right password and the desk? A code, where a telephone is set up and the computer is not trusted."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from flask import redirect, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from portal.identity import second_factor
from portal.identity.models import Officer
from portal.identity.sealing import Seals
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction
from portal.officers.forms import CodeForm
from portal.web.access import safe_path
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

_KEY, _COOKIE = "second_step", "trusted"
#: Who went for the telephone and did not come back types the password again.
PATIENCE = timedelta(minutes=10)

Errors = list[tuple[str, str]]


def is_needed(found: Officer) -> bool:
    """Say whether this officer is asked for a code on this computer."""
    if found.second_factor_at is None:
        return False
    secret = request.cookies.get(_COOKIE, "") if may_trust() else ""
    return not second_factor.is_trusted(session(), found, secret, at=now())


def ask(found: Officer) -> Response:
    """Remember whose password was right, and lead to the code."""
    cookie[_KEY] = {"officer": found.id, "epoch": found.session_epoch, "at": now().isoformat()}
    return redirect(url_for("officers.code", next=safe_path(request.args.get("next", "")) or None))


def waiting() -> Officer | None:
    """Return who typed the right password a moment ago in this browser."""
    kept = cookie.get(_KEY)
    if not kept or now() - datetime.fromisoformat(kept["at"]) > PATIENCE:
        return None
    found = session().get(Officer, kept["officer"])
    return found if found and found.is_enabled and found.session_epoch == kept["epoch"] else None


def checked(form: CodeForm, officer: Officer) -> tuple[Errors | None, int]:
    """Check a sent code; return (what is wrong, status), None when the code is right."""
    if request.method != "POST":
        return [], 200
    if not form.validate():
        return form.problems(), 422
    try:
        with transaction(session()):
            wrong = second_factor.check(session(), officer, form.code.data or "", service(Seals), at=now())
    except (TooMany, Invalid) as error:
        return [("code", sentence(error))], error.status
    return (None, 200) if wrong is None else ([("code", sentence(wrong))], 422)


def may_trust() -> bool:
    """Say whether this computer is one of those at a counter."""
    try:
        here = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(here in network for network in config().trusted_networks)


def trusted(answer: Response, officer: Officer) -> Response:
    """Let this computer be trusted for twelve hours."""
    with transaction(session()):
        secret = second_factor.trust(session(), officer, at=now())
    answer.set_cookie(
        _COOKIE, secret, max_age=second_factor.TRUSTED_FOR, path=url_for("officers.queue"), httponly=True, samesite="Lax",
        secure=config().secure_cookies,
    )  # fmt: skip
    return answer
