"""In which language is this page? Vietnamese unless the person chose English."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, g, redirect, request, session
from flask_babel import Babel, Domain, force_locale, get_locale, gettext
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


def in_vietnamese(message: str, **values: object) -> str:
    """Return words that are kept with a dossier: in Vietnamese, in whatever language the page is."""
    with force_locale("vi"):
        return gettext(message, **values)


class _Words(Domain):
    """The words of the portal by language. A page asks for a hundred: finding the language's list is most of the work."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._lists: dict[str, Translations] = {}

    def get_translations(self) -> Translations | NullTranslations:
        """Return the words of the language that this page is written in."""
        # where Flask-Babel keeps the language of this page, once somebody has asked for it
        asked = g.get("_flask_babel") if g else None
        locale = getattr(asked, "babel_locale", None) or get_locale()
        if locale is None:
            return super().get_translations()
        if locale.language not in self._lists:
            self._lists[locale.language] = super().get_translations()
        return self._lists[locale.language]


class _Babel(Babel):
    """Flask-Babel with our words."""

    @cached_property
    def domain_instance(self) -> _Words:
        """Return the words."""
        return _Words(self.domain)


def set_up(app: Flask, translations: Path) -> None:
    """Give templates `_`, `locale`, the list of languages and the address to come back to."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations.resolve())
    app.config["BABEL_DEFAULT_LOCALE"] = "vi"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Ho_Chi_Minh"
    babel = _Babel(app, locale_selector=chosen)
    with app.app_context():
        words = babel.domain_instance
    # jinja2's i18n extension adds this method to the environment when it is loaded: no type says so
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda one: words.get_translations().ugettext(one),
        lambda one, many, n: words.get_translations().ungettext(one, many, n),
        newstyle=True,
    )
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"locale": current(), "locales": LOCALES, "this_address": this_address()})
