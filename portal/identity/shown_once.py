"""How does a secret come from the form that made it to the page that shows it, and to no other?

Sealed in the session of this browser, taken out when it is shown: opening the page again shows nothing.
"""

from __future__ import annotations

from flask import session as cookie

from portal.identity.sealing import Seals
from portal.kernel.errors import Invalid
from portal.web.app_state import service

_KEY = "once"


def put(purpose: str, secret: str) -> None:
    """Keep the secret for the next page of this purpose."""
    cookie[_KEY] = {"purpose": purpose, "sealed": service(Seals).seal(secret)}


def take(purpose: str) -> str:
    """Return the secret, "" when there is none or it was shown already."""
    kept = cookie.get(_KEY)
    if not kept or kept["purpose"] != purpose:
        return ""
    del cookie[_KEY]
    try:
        return service(Seals).open(kept["sealed"])
    except Invalid:
        return ""
