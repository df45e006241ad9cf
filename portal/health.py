"""Is this installation in order? What `flask portal check`, /healthz and /readyz say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Config
from portal.catalogue.loading import fingerprint, read_procedures
from portal.catalogue.models import Setting
from portal.catalogue.queries import change_stamp, count_published
from portal.migrate import is_current
from portal.search.queries import Finder
from portal.storage.scanning import Scanner


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    name: str
    is_ok: bool
    text: str


def inspect(config: Config, session: Session, finder: Finder, scanner: Scanner) -> list[Finding]:
    """Look at everything; a look that fails is a finding, not a crash."""
    looks: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        ("settings", lambda: (True, f"{config.environment}, {config.data_dir.name}")),
        ("schema", lambda: _schema(session)),
        ("catalog", lambda: _catalog(config, session)),
        ("index", lambda: _index(session, finder)),
        ("translations", _translations),
        ("storage", lambda: _storage(config.data_dir)),
        ("scanner", lambda: (bool(config.clamd_address) or config.environment != "production", scanner.state())),
    )
    return [Finding(name, *_looked(look)) for name, look in looks]


def is_ready(session: Session) -> bool:
    """Say whether this process can answer requests: the database answers and has the right schema."""
    return _looked(lambda: _schema(session))[0]


def _looked(look: Callable[[], tuple[bool, str]]) -> tuple[bool, str]:
    try:
        return look()
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def _schema(session: Session) -> tuple[bool, str]:
    session.execute(text("SELECT 1"))
    engine = session.get_bind()
    current = is_current(engine.engine)
    return current, f"{engine.dialect.name}, {'up to date' if current else 'run: flask --app wsgi portal prepare'}"


def _catalog(config: Config, session: Session) -> tuple[bool, str]:
    records = read_procedures(config.catalog_dir)
    loaded = session.get(Setting, "catalog_fingerprint")
    same = loaded is not None and loaded.value == fingerprint(config.catalog_dir)
    state = "loaded" if same else "not loaded yet"
    return same, f"{len(records)} files {state}, {count_published(session)} published"


def _index(session: Session, finder: Finder) -> tuple[bool, str]:
    stamp, wanted = finder.index.stamp(), change_stamp(session)
    healthy = finder.index.is_healthy() and stamp == wanted
    return healthy, f"built from change {stamp}, catalogue is at {wanted}"


def _translations() -> tuple[bool, str]:
    compiled = Path(__file__).parent.parent / "translations" / "vi" / "LC_MESSAGES" / "messages.mo"
    return compiled.exists(), "vi compiled" if compiled.exists() else "run: pybabel compile -d translations"


def _storage(folder: Path) -> tuple[bool, str]:
    probe = folder / ".probe"
    probe.write_text("ok", encoding="ascii")
    probe.unlink()
    return True, "writable"
