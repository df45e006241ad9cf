"""In which language is this page? Vietnamese unless the person chose English."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Flask, redirect, request, session
from flask_babel import Babel, get_locale
from werkzeug.wrappers import Response

from portal.kernel.errors import NotFound
from portal.web.access import public, safe_path
from portal.web.csrf import preference

LOCALES = {"vi": "Tiếng Việt", "en": "English"}

blueprint = Blueprint("web", __name__)


@blueprint.post("/ngon-ngu/<locale>")
@public
@preference
def set_locale(locale: str) -> Response:
    """Remember the language and go back to the page."""
    if locale not in LOCALES:
        raise NotFound
    session["locale"] = locale
    return redirect(safe_path(request.form.get("next", "")) or "/")


def chosen() -> str:
    """Return the code of this session's language."""
    return session.get("locale", "vi") if session.get("locale") in LOCALES else "vi"


def current() -> str:
    """Return the code of the language that this page is written in."""
    return str(get_locale() or "vi")


def this_address() -> str:
    """Return the address of this page as a browser writes it, for forms that come back to it."""
    query = request.query_string.decode("ascii", "replace")
    return quote(request.path) + (f"?{query}" if query else "")


def set_up(app: Flask, translations: Path) -> None:
    """Give templates `_`, `locale`, the list of languages and the address to come back to."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations.resolve())
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    Babel(app, locale_selector=chosen)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"locale": current(), "locales": LOCALES, "this_address": this_address()})
