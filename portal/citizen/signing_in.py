"""How does a session open once somebody has proved who they are, by phone or by a provider of identities?

Whoever comes from a provider without a phone number that it vouches for is asked for a code by phone once. Until then
who they are waits in the signed session, for as long as a code lives, so that nobody else's sign-in is joined to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.citizen.starting import continue_start, is_starting
from portal.identity import sessions
from portal.identity.models import Citizen
from portal.identity.openid_operations import join
from portal.identity.openid_rules import Person
from portal.identity.operations import CODE_LIVES
from portal.kernel.transaction import transaction
from portal.web import held_forms
from portal.web.app_state import now, session

WAITING = "openid_person"


def wait_for_code(issuer: str, person: Person) -> None:
    """Keep who the provider says this is until a code by phone has joined them to a citizen."""
    cookie[WAITING] = {
        "issuer": issuer, "subject": person.subject, "profile": dict(person.profile), "until": (now() + CODE_LIVES).isoformat(),
    }  # fmt: skip


def waiting_person() -> Person | None:
    """Return who waits for a code, None when nobody does or it has been too long."""
    kept: dict[str, Any] = cookie.get(WAITING) or {}
    if not kept or datetime.fromisoformat(kept["until"]) <= now():
        cookie.pop(WAITING, None)
        return None
    return Person(kept["subject"], "", kept["profile"])


def signed_in(citizen: Citizen) -> ResponseReturnValue:
    """Open the session under a fresh cookie and go on where the person was."""
    person = waiting_person()
    if person is not None:
        with transaction(session()):
            join(session(), cookie[WAITING]["issuer"], person, citizen, at=now())
    sessions.sign_in(citizen, keep=("next", "start", held_forms.KEY))
    if is_starting():
        return continue_start(citizen)
    return redirect(where_to())


def where_to() -> str:
    """Return where the person wanted to be, once."""
    return cookie.pop("next", "") or url_for("drafts.my_dossiers")
