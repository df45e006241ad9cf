"""What happens to a form that is sent after the session has ended? It is held until the person has identified again.

Kept in the signed cookie of this browser, so nobody else can see it; a form too large for a cookie is not held
(the script keeps such a one on the device).
"""

from __future__ import annotations

import json

from flask import request
from flask import session as cookie
from werkzeug.datastructures import MultiDict

KEY = "held"
#: Cookies end at 4 KB, signature and the rest of the session included.
MOST = 2_400
_NOT_HELD = frozenset({"csrf_token", "password", "code"})


def hold(path: str) -> None:
    """Hold the form of this request for the page at `path`."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_HELD]
    if path and fields and len(json.dumps(fields)) <= MOST:
        cookie[KEY] = {"path": path, "fields": fields}


def take(path: str) -> MultiDict[str, str] | None:
    """Return the form held for this page, once; None when there is none."""
    held = cookie.get(KEY)
    if request.method != "GET" or not held or held["path"] != path:
        return None
    del cookie[KEY]
    return MultiDict(held["fields"])
