"""What happens to a form that is sent after the session has ended? It is held until the person has identified again.

Short ones are kept in the signed cookie of this browser, long ones (a message, a reason) in a row that only this cookie
names, for a day. Files are not held: the page says that they must be chosen again.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import flash, request
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.web import held_rows

KEY = "held"
#: Cookies end at 4 KB, signature and the rest of the session included.
MOST = 2_400
#: Longer than any form of ours; what is larger was not typed.
MOST_IN_ROW = 60_000
_NOT_HELD = frozenset({"csrf_token", "password", "code", "current", "new", "again"})


def hold(path: str) -> None:
    """Hold the form of this request for the page at `path`."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_HELD]
    size = len(json.dumps(fields))
    had_files = any(file.filename for file in request.files.values())
    if not path or not (fields or had_files) or size > MOST_IN_ROW:
        return
    held: dict[str, Any] = {"path": urlsplit(path).path, "to": request.path, "files": had_files}
    cookie[KEY] = held | ({"fields": fields} if size <= MOST else {"row": held_rows.put(fields)})


def is_any_held() -> bool:
    """Say whether a form waits for its person."""
    return KEY in cookie


def take(path: str) -> MultiDict[str, str] | None:
    """Return the form held for this page, once; None when there is none."""
    return take_with_target(path)[0]


def take_with_target(path: str) -> tuple[MultiDict[str, str] | None, str]:
    """Return the form held for this page and the address it was sent to, for pages with several forms."""
    held = cookie.get(KEY)
    if request.method != "GET" or not held or held["path"] != path:
        return None, ""
    del cookie[KEY]
    if held["files"]:
        flash(_("Please choose the pictures once more: they cannot be kept while you sign in."), "warning")
    fields = held["fields"] if "fields" in held else held_rows.take(held["row"])
    return (MultiDict(fields), held["to"]) if fields else (None, "")
