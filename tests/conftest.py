"""What does every test start from? Its own copy of a loaded database, a clock that stands, a strict browser."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from config import Config
from portal import create_app
from portal.agencies.loading import load_documents
from portal.catalogue.loading import load_catalog
from portal.demo import seed_people
from portal.identity.models import Officer
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.search.queries import Finder
from portal.search.word_loading import load_words
from portal.web.app_state import db, service
from tests.builders.people import a_citizen, the_officer
from tests.databases import Databases, PostgresServer, ServerMissing, template
from tests.strict_client import StrictClient

#: Monday, 23 November 2026, nine o'clock in Viet Nam.
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)

settings.register_profile("portal", deadline=None, print_blob=True)
settings.load_profile("portal")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="what the portal keeps its data in"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once for the run; its workers find it in their environment."""
    if config.getoption("database") == "postgresql" and not hasattr(config, "workerinput"):
        server = PostgresServer()
        config.add_cleanup(server.stop)
        try:
            server.start()
        except ServerMissing as error:
            raise pytest.UsageError(str(error)) from error


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name bytes by their place: packed files carry the time they were made, and workers must collect the same names."""
    return "bytes" if isinstance(val, bytes) else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run only what uses a database: the rest was run before."""
    if config.getoption("database") == "postgresql":
        kept = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder shared by all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def templates(run_folder: Path, request: pytest.FixtureRequest) -> Callable[[str], tuple[Databases, Path]]:
    """Return (copies, folder) of the template "full" (catalogue, index, demo people) or "empty"."""
    kind = request.config.getoption("database")
    fills = {"full": fill, "empty": lambda url, folder: None}

    def get(name: str) -> tuple[Databases, Path]:
        folder = run_folder / f"{kind}-{name}"
        return template(folder, kind, name, fills[name]), folder

    return get


def configured(database_url: str, data_dir: Path) -> Config:
    return Config(environment="testing", data_dir=data_dir, database_url=database_url, secret_key="only-for-tests" * 3)


def fill(url: str, folder: Path) -> None:
    """Load what every installation has: the catalogue, its index, the demo people."""
    config = configured(url, folder)
    with create_app(config, clock=FixedClock(NOW)).app_context():
        with transaction(db.session()):
            load_catalog(db.session(), config.catalog_dir, at=NOW)
            load_documents(db.session(), config.catalog_dir, at=NOW)
            load_words(db.session(), config.catalog_dir, at=NOW)
            seed_people(db.session(), at=NOW)
        service(Finder).rebuild(db.session())
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """The portal's clock; a test moves it by setting `clock.at`."""
    return FixedClock(NOW)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, templates: Callable, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own; with @pytest.mark.empty_database only the schema."""
    copies, folder = templates("empty" if request.node.get_closest_marker("empty_database") else "full")
    if (folder / "index").exists():
        shutil.copytree(folder / "index", tmp_path / "index")
    url = copies.fresh()
    yield url
    copies.drop(url)


@pytest.fixture
def app(database_url: str, clock: FixedClock, tmp_path: Path, run_folder: Path) -> Iterator[Flask]:
    """The whole portal, as create_app puts it together."""
    app = create_app(configured(database_url, tmp_path), clock=clock)
    app.test_client_class = StrictClient
    cache = run_folder / "compiled-templates"
    cache.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(cache))
    with app.app_context():
        service(Finder).patience = 60.0  # what is published in a test is found in its next line
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The test's own session, inside a request, so that addresses can be built. Requests of a client use another."""
    with app.test_request_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """A browser nobody is signed in with; every page it shows is checked."""
    return app.test_client()


@pytest.fixture
def as_citizen(app: Flask, session: Session) -> Callable[..., StrictClient]:
    """Return a browser in which the citizen with that telephone is signed in."""
    return lambda phone="0912345678": app.test_client().signed_in(a_citizen(session, phone=phone))


@pytest.fixture
def as_officer(app: Flask, session: Session) -> Callable[..., StrictClient]:
    """Return a browser in which an officer is signed in: a demo user name, or the officer."""

    def sign_in(who: str | Officer) -> StrictClient:
        return app.test_client().signed_in(the_officer(session, who) if isinstance(who, str) else who)

    return sign_in
