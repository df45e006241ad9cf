"""The public-service portal and one-stop office of a province. `create_app` is the only place that knows every feature."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from portal import cli
from portal.administration import views as administration
from portal.api import views as api
from portal.catalogue import views as catalogue
from portal.catalogue.edition import edition
from portal.citizen import draft_views, home_views, identify_views, paper_views, sent_views, tracking_views
from portal.documents import views as documents
from portal.identity import sessions
from portal.kernel.clock import Clock, SystemClock
from portal.kernel.database import prepare_engine
from portal.notices.channels import Channel, ConsoleChannel
from portal.notices.texts import Wordings
from portal.notices.texts import load as load_wordings
from portal.officers import dossier_views
from portal.officers import views as officers
from portal.search import views as search
from portal.search.index import ProcedureIndex
from portal.search.queries import Finder
from portal.search.vocabulary import load_vocabulary
from portal.storage.store import DiskStore, Store
from portal.web import assets, csrf, error_pages, formats, labels, locale, security, site, styleguide, sums
from portal.web.app_state import db, register
from portal.web.kept_pages import KeptPages
from portal.web.shared_pages import MOST_BYTES, Edition
from portal.web.site import Site

HERE = Path(__file__).parent
VIEWS = (
    home_views, catalogue, search, tracking_views, identify_views, draft_views, paper_views, sent_views,
    documents, officers, dossier_views, administration, api,
)  # fmt: skip


def create_app(config: Config, *, clock: Clock | None = None) -> Flask:
    """Build the application from its settings; nothing is read from the database yet."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": not config.database_url.startswith("sqlite")},
        MAX_CONTENT_LENGTH=config.request_bytes,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        TESTING=config.environment == "testing",
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    _register_services(app, config, clock or SystemClock())
    for part in (formats, labels, sums, assets, csrf, security, error_pages, site):
        part.set_up(app)
    locale.set_up(app, HERE.parent / "translations")
    sessions.set_up(app)
    if config.environment != "production":
        app.register_blueprint(styleguide.blueprint)
    for views in VIEWS:
        app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.portal)
    return app


def _register_services(app: Flask, config: Config, clock: Clock) -> None:
    """Put together what views ask for by type."""
    vocabulary = load_vocabulary(config.catalog_dir / "search")
    register(app, Config, config)
    register(app, Clock, clock)
    register(app, Site, Site.read(tomllib.loads((config.catalog_dir / "portal.toml").read_text("utf-8"))["site"]))
    register(app, Wordings, load_wordings(config.catalog_dir / "notices.toml"))
    register(app, Finder, Finder(ProcedureIndex(config.data_dir / "index", vocabulary), vocabulary))
    register(app, Store, DiskStore(config.data_dir / "files"))
    register(app, Channel, ConsoleChannel())
    register(app, Edition, edition)
    register(app, KeptPages, KeptPages(MOST_BYTES))
