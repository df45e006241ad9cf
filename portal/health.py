"""Is this installation in order? What `flask portal check`, /healthz and /readyz say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Config
from portal.catalogue.loading import fingerprint, read_procedures
from portal.catalogue.models import Setting
from portal.catalogue.queries import change_stamp, count_published
from portal.identity.people_queries import count_without_second_factor
from portal.kernel.errors import N_
from portal.migrate import is_current
from portal.notices.channels import Channel, Channels
from portal.notices.queries import count_deliveries
from portal.search.queries import Finder
from portal.storage.scanning import Scanner
from portal.storage.seal import Seal
from portal.storage.signatures import SignatureReader

Part = TypeVar("Part")


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `message` is translated where people read it, with its values."""

    name: str
    is_ok: bool
    message: str
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        """Return the message untranslated."""
        return self.message % self.values


class Parts(Protocol):
    """Returns a part of the application by its type, as `web.app_state.service` does."""

    def __call__(self, kind: type[Part]) -> Part:
        """Return the part."""


#: Whether it is right, the message and its values.
Seen = tuple[bool, str, Mapping[str, Any]]


def inspect(config: Config, session: Session, part: Parts, at: datetime) -> list[Finding]:
    """Look at everything; a look that fails is a finding, not a crash. `part` returns what the application is put together of."""
    finder, channels = part(Finder), part(Channels)
    looks: tuple[tuple[str, Callable[[], Seen]], ...] = (
        ("settings", lambda: _settings(config)),
        ("schema", lambda: _schema(session)),
        ("catalog", lambda: _catalog(config, session)),
        ("index", lambda: _index(session, finder)),
        ("translations", _translations),
        ("storage", lambda: _storage(config.data_dir)),
        ("scanner", lambda: _scanner(config, part(Scanner))),
        ("seal", lambda: part(Seal).state(at)),
        ("signatures", lambda: _signatures(part(SignatureReader))),
        ("sms", lambda: _channel(config, channels["sms"], is_set=config.sms is not None)),
        ("email", lambda: _channel(config, channels["email"], is_set=config.smtp is not None)),
        ("messages", lambda: _messages(session)),
        ("officers", lambda: _officers(config, session)),
    )
    return [Finding(name, *_looked(look)) for name, look in looks]


def is_ready(session: Session) -> bool:
    """Say whether this process can answer requests: the database answers and has the right schema."""
    return _looked(lambda: _schema(session))[0]


def _looked(look: Callable[[], Seen]) -> Seen:
    try:
        return look()
    except Exception as error:
        return (
            False,
            N_("could not be looked at (%(kind)s: %(words)s)"),
            {"kind": type(error).__name__, "words": str(error)},
        )


def _settings(config: Config) -> Seen:
    message = N_("environment %(environment)s, data in the folder %(folder)s")
    return True, message, {"environment": config.environment, "folder": config.data_dir.name}


def _schema(session: Session) -> Seen:
    session.execute(text("SELECT 1"))
    engine = session.get_bind()
    current = is_current(engine.engine)
    message = N_("%(database)s, up to date") if current else N_("%(database)s, run: flask --app wsgi portal prepare")
    return current, message, {"database": engine.dialect.name}


def _catalog(config: Config, session: Session) -> Seen:
    records = read_procedures(config.catalog_dir)
    loaded = session.get(Setting, "catalog_fingerprint")
    same = loaded is not None and loaded.value == fingerprint(config.catalog_dir)
    message = (
        N_("%(files)s files loaded, %(published)s procedures published")
        if same
        else N_("%(files)s files not loaded yet, %(published)s procedures published")
    )
    return same, message, {"files": len(records), "published": count_published(session)}


def _index(session: Session, finder: Finder) -> Seen:
    stamp, wanted = finder.index.stamp(), change_stamp(session)
    healthy = finder.index.is_healthy() and stamp == wanted
    message = N_("built from change %(stamp)s, the catalogue is at %(wanted)s")
    return healthy, message, {"stamp": stamp, "wanted": wanted}


def _translations() -> Seen:
    compiled = Path(__file__).parent.parent / "translations" / "vi" / "LC_MESSAGES" / "messages.mo"
    return compiled.exists(), N_("compiled") if compiled.exists() else N_("run: pybabel compile -d translations"), {}


def _storage(folder: Path) -> Seen:
    probe = folder / ".probe"
    probe.write_text("ok", encoding="ascii")
    probe.unlink()
    return True, N_("can be written to"), {}


def _scanner(config: Config, scanner: Scanner) -> Seen:
    return bool(config.clamd_address) or config.environment != "production", scanner.state(), {}


def _signatures(reader: SignatureReader) -> Seen:
    if not reader.roots_file:
        return (
            True,
            N_(
                "nobody's certificates are trusted: pages say whether a document is unchanged, not whose a signature is"
            ),
            {},
        )
    return True, N_("%(count)s issuers are trusted (SIGNATURE_ROOTS)"), {"count": len(reader.roots())}


def _channel(config: Config, channel: Channel, *, is_set: bool) -> Seen:
    if not is_set:
        return config.environment != "production", N_("not set: messages are only printed where the portal runs"), {}
    return True, N_("%(place)s answers"), {"place": channel.state()}


def _messages(session: Session) -> Seen:
    counts = count_deliveries(session)
    message = N_("%(waiting)s waiting, %(failed)s could not be sent, %(unsure)s in doubt")
    return not counts["failed"] and not counts["unsure"], message, counts


def _officers(config: Config, session: Session) -> Seen:
    """Say whether a stolen password alone opens a desk; in production that is wrong."""
    without, of = count_without_second_factor(session)
    message = (
        N_("a code of the telephone is required; %(without)s of %(of)s accounts set one up at their next sign-in")
        if config.second_factor_required
        else N_("the password alone is enough for %(without)s of %(of)s accounts (SECOND_FACTOR)")
    )
    return config.second_factor_required or config.environment != "production", message, {"without": without, "of": of}
