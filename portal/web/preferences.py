"""How large does this reader want the letters? A preference of the browser that stays, like the language.

Kept in a cookie of its own, not in the session: it outlives signing out, and pages for everybody stay for everybody.
"""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.kernel.errors import NotFound
from portal.web.access import public, safe_path
from portal.web.app_state import config
from portal.web.csrf import preference

#: In the order of the switch.
TEXT_SIZES = ("normal", "large", "largest")
COOKIE = "text_size"
YEAR_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("preferences", __name__)


@blueprint.post("/co-chu/<size>")
@public
@preference
def set_text_size(size: str) -> Response:
    """Remember the size of letters and go back to the page."""
    if size not in TEXT_SIZES:
        raise NotFound
    response = redirect(safe_path(request.form.get("next", "")) or "/")
    response.set_cookie(
        COOKIE, size, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=config().secure_cookies
    )
    return response


def text_size() -> str:
    """Return the size this reader chose."""
    size = request.cookies.get(COOKIE, "")
    return size if size in TEXT_SIZES else TEXT_SIZES[0]


def text_sizes() -> list[tuple[str, str]]:
    """Return (size, its name) for the switch."""
    names = {"normal": _("normal"), "large": _("large"), "largest": _("very large")}
    return [(size, names[size]) for size in TEXT_SIZES]


def set_up(app: Flask) -> None:
    """Give templates the size and the sizes there are."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(text_size=text_size, text_sizes=text_sizes)
