"""Is this a machine that everybody uses? Then nothing of anybody stays on it (ux 1.22).

`?kiosk=1` from an address that the settings allow turns the mode on, for good; an officer turns it off, or the setting.
Whoever walks away is signed out: by script after 90 seconds and a question, without script and in any case by the
server's own longer limit.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.web.app_state import config, now
from portal.web.preferences import YEAR_SECONDS

COOKIE = "kiosk"
SEEN = "kiosk_seen"
#: Without a touch for so long the script asks whether somebody is there, and as long again it waits for an answer.
ASK_AFTER_SECONDS, WAIT_SECONDS = 90, 30
#: Pages without script ask after this; later people would be torn from what they are writing.
ASK_WITHOUT_SCRIPT_SECONDS = 300
#: After this the server believes no session of a kiosk any more.
LONGEST_IDLE = timedelta(minutes=10)
#: What a session holds without being somebody's.
_NOBODYS = frozenset({"locale", "csrf", "_permanent"})


def is_kiosk() -> bool:
    """Say whether this request comes from a kiosk."""
    return request.cookies.get(COOKIE) == "1" and is_allowed_place()


def is_allowed_place() -> bool:
    """Say whether the settings allow kiosks where this request comes from."""
    networks = config().kiosk_networks
    if not networks:
        return False
    here = ipaddress.ip_address(request.remote_addr or "0.0.0.0")
    return any(here in network for network in networks)


def set_up(app: Flask) -> None:
    """Turn the mode on where it is asked for, end what was left behind, let nothing be taken away as a file."""
    app.jinja_env.globals.update(
        is_kiosk=is_kiosk, kiosk_asks=(ASK_AFTER_SECONDS, WAIT_SECONDS, ASK_WITHOUT_SCRIPT_SECONDS)
    )
    app.before_request(enter)
    app.before_request(end_what_was_left)
    app.after_request(only_print)


def enter() -> Response | None:
    """Turn the mode on for ?kiosk=1 from an allowed place, and take the word out of the address."""
    if request.method != "GET" or request.args.get("kiosk") != "1" or not is_allowed_place():
        return None
    rest = [(k, v) for k, v in request.args.items(multi=True) if k != "kiosk"]
    response = redirect(request.path + (f"?{urlencode(rest)}" if rest else ""))
    response.set_cookie(
        COOKIE, "1", max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=config().secure_cookies
    )
    cookie.clear()
    return response


def end_what_was_left() -> None:
    """Forget the session of somebody who left a kiosk."""
    if request.endpoint == "static" or not is_kiosk() or cookie.keys() <= _NOBODYS:
        return
    seen = cookie.get(SEEN)
    if seen and now() - datetime.fromisoformat(seen) > LONGEST_IDLE:
        forget()
    else:
        cookie[SEEN] = now().isoformat()


def forget() -> None:
    """Forget everything of the person, but not the language."""
    kept = {key: cookie[key] for key in ("locale",) if key in cookie}
    cookie.clear()
    cookie.update(kept)


def only_print(response: Response) -> ResponseReturnValue:
    """At a kiosk PDF and pictures open to be printed; what could only be saved is not given out."""
    told = response.headers.get("Content-Disposition", "")
    if "attachment" not in told or not is_kiosk():
        return response
    if response.mimetype == "application/pdf":
        response.headers["Content-Disposition"] = told.replace("attachment", "inline")
        return response
    page = render_template(
        "errors/error.html", heading=_("Nothing is saved on this shared machine"), status=403, back="",
        text=_("Sign in at home with the same phone number: everything you sent is there to keep."),
    )  # fmt: skip
    response.close()
    refused = Response(page, 403, mimetype="text/html")
    refused.headers["Cache-Control"] = "no-store"
    return refused
