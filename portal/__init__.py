"""The public-service portal and one-stop office of a province. `create_app` is the only place that knows every feature."""

from __future__ import annotations

import logging
import tomllib
from datetime import timedelta
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from portal import cli
from portal.administration import (
    agency_views,
    calendar_views,
    import_views,
    notice_text_views,
    outbox_views,
    people_views,
    procedure_views,
    published_views,
    quality_views,
    review_views,
    role_views,
    team_views,
    word_file_views,
    word_views,
)  # fmt: skip
from portal.administration import draft_views as procedure_draft_views
from portal.administration import form_file_views as procedure_file_views
from portal.administration import views as administration
from portal.agencies import commune_views
from portal.agencies import published_views as published
from portal.agencies import views as agencies
from portal.api import views as api
from portal.catalogue import browse_views, count_views, form_file_views, site_views
from portal.catalogue import views as catalogue
from portal.catalogue.almanac import Almanacs
from portal.catalogue.edition import edition
from portal.catalogue.figures import PublicFigures
from portal.catalogue.forms_offered import DefinedForms
from portal.catalogue.on_paper import CounterForm
from portal.catalogue.on_paper import load as load_counter_form
from portal.catalogue.shelving import Shelves
from portal.catalogue.visit_log import VisitLog
from portal.citizen import (
    behalf_views,
    camera_views,
    contact_views,
    download_views,
    draft_views,
    elsewhere_views,
    form_views,
    home_views,
    identify_views,
    kiosk_views,
    openid_views,
    paper_views,
    rating_views,
    reach_views,
    revision_views,
    sent_views,
    supplement_views,
    tracking_views,
    typing_views,
    withdraw_views,
)  # fmt: skip
from portal.citizen import correction_views as citizen_correction_views
from portal.citizen import precheck_views as citizen_precheck_views
from portal.counter import correction_views, give_back_views
from portal.counter import draft_views as counter_draft_views
from portal.counter import slip_views as counter_slip_views
from portal.counter import supplement_views as counter_supplement_views
from portal.counter import terms_views as counter_terms_views
from portal.counter import views as counter_views
from portal.documents import fill_views
from portal.documents import views as documents
from portal.documents.shelf import FormShelf
from portal.dossiers.queries import figures_of
from portal.dossiers.reasons import Reasons
from portal.dossiers.reasons import load as load_reasons
from portal.identity import sessions
from portal.identity.openid import OpenIdProvider
from portal.identity.sealing import Seals
from portal.kernel.clock import Clock, SystemClock
from portal.kernel.database import prepare_engine
from portal.notices.channels import Channels
from portal.notices.leaving import channels_of
from portal.notices.texts import Wordings
from portal.notices.texts import load as load_wordings
from portal.officers import (
    account_views,
    batch_views,
    check_views,
    completing_views,
    consultation_views,
    dossier_views,
    holding_views,
    register_views,
)
from portal.officers import consent_views as officer_consent_views
from portal.officers import contact_views as officer_contact_views
from portal.officers import precheck_views as officer_precheck_views
from portal.officers import supplement_views as officer_supplement_views
from portal.officers import views as officers
from portal.search import views as search
from portal.search.index import ProcedureIndex
from portal.search.miss_log import MissLog
from portal.search.popular import Popular
from portal.search.queries import Finder
from portal.search.vocabulary import load_vocabulary
from portal.storage.scanning import Scanner, scanner_at
from portal.storage.seal import Seal
from portal.storage.signatures import SignatureReader
from portal.storage.store import DiskStore, Store
from portal.web import (
    assets,
    catalogue_labels,
    csrf,
    error_pages,
    formats,
    kiosk,
    labels,
    locale,
    notice_labels,
    offline,
    openings,
    people_labels,
    preferences,
    prose,
    queue_labels,
    rooms,
    security,
    site,
    step_labels,
    styleguide,
    sums,
)  # fmt: skip
from portal.web.app_state import db, register
from portal.web.kept_pages import KeptPages
from portal.web.shared_pages import MOST_BYTES, Edition
from portal.web.site import Site

HERE = Path(__file__).parent
VIEWS = (
    home_views, catalogue, form_file_views, browse_views, count_views, site_views, search, tracking_views,
    identify_views, reach_views, openid_views, kiosk_views, elsewhere_views, draft_views, revision_views,
    typing_views, paper_views, behalf_views, citizen_precheck_views, camera_views, form_views, sent_views,
    supplement_views, citizen_correction_views, contact_views, withdraw_views, rating_views, download_views, documents, fill_views, officers,
    batch_views, check_views, completing_views, holding_views, consultation_views, correction_views, dossier_views, register_views, officer_supplement_views, officer_contact_views, officer_consent_views,
    officer_precheck_views, team_views, agencies, commune_views, published, administration, calendar_views, procedure_views,
    procedure_draft_views, review_views, procedure_file_views, agency_views, published_views, import_views,
    quality_views, word_views, people_views, role_views, account_views, outbox_views, notice_text_views,
    counter_views, counter_terms_views, counter_draft_views, counter_slip_views, counter_supplement_views, give_back_views, offline, word_file_views, api,
)  # fmt: skip


#: What every page may use, set up in this order.
PARTS = (
    formats, labels, catalogue_labels, people_labels, queue_labels, step_labels, notice_labels, openings, prose, sums, assets, csrf, security,
    error_pages, site, rooms, preferences, kiosk,
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
    for part in PARTS:
        part.set_up(app)
    locale.set_up(app, HERE.parent / "translations")
    sessions.set_up(app)
    if config.environment != "production":
        app.register_blueprint(styleguide.blueprint)
    for views in VIEWS:
        app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.portal)
    return app


def _seal(config: Config, clock: Clock) -> Seal:
    """Return the seal; one that cannot be used is said at once, and keeps nobody from working."""
    seal = Seal(config.seal)
    is_ok, message, values = seal.state(clock.now())
    if not is_ok:
        logging.getLogger(__name__).error("digital seal: %s", message % values)
    return seal


def _register_services(app: Flask, config: Config, clock: Clock) -> None:
    """Put together what views ask for by type."""
    vocabulary = load_vocabulary(config.catalog_dir / "search")
    register(app, Config, config)
    register(app, Clock, clock)
    register(app, Seals, Seals((config.secret_key, *config.secret_key_fallbacks)))
    settings = tomllib.loads((config.catalog_dir / "portal.toml").read_text("utf-8"))
    register(app, Site, Site.read(settings["site"]))
    register(app, Popular, Popular(tuple(settings.get("search", {}).get("popular", ()))))
    register(app, MissLog, MissLog())
    register(app, VisitLog, VisitLog())
    register(app, Wordings, load_wordings(config.catalog_dir / "notices.toml"))
    register(app, Reasons, load_reasons(config.catalog_dir / "supplement_reasons.toml"))
    register(app, CounterForm, load_counter_form(config.catalog_dir / "counter_form.toml"))
    register(app, Shelves, Shelves())
    register(app, Almanacs, Almanacs())
    register(app, PublicFigures, PublicFigures(figures_of))
    register(app, Finder, Finder(ProcedureIndex(config.data_dir / "index", vocabulary), vocabulary))
    shelf = FormShelf(config.catalog_dir, config.data_dir / "forms")
    register(app, FormShelf, shelf)
    register(app, DefinedForms, shelf)
    register(app, Store, DiskStore(config.data_dir / "files"))
    register(app, Scanner, scanner_at(config.clamd_address))
    register(app, Seal, _seal(config, clock))
    register(app, SignatureReader, SignatureReader(config.signature_roots))
    if config.openid:
        register(app, OpenIdProvider, OpenIdProvider(config.openid))
    register(app, Channels, channels_of(config))
    register(app, Edition, edition)
    register(app, KeptPages, KeptPages(MOST_BYTES))
