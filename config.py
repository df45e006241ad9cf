"""Which settings does the portal take from its environment? Weak ones are refused outside development.

Environment names are those of the README's table: DATA_DIR, DATABASE_URL, SECRET_KEY, PORTAL_ENV and so on.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent

#: demo shows one-time codes on screen; production never does. testing is for the test suite.
ENVIRONMENTS = ("demo", "production", "testing")


class ConfigError(Exception):
    """A setting is missing or too weak; the message says which and what to do."""


@dataclass(frozen=True)
class SmtpSettings:
    """The mail server that e-mails leave by."""

    host: str
    port: int
    #: starttls | tls | none
    security: str
    user: str
    password: str = field(repr=False)
    #: The address that citizens see as the sender.
    sender: str
    #: A file of certificates to trust beside those of the system, for a province's own authority.
    ca_file: str = ""


@dataclass(frozen=True)
class SmsSettings:
    """The gateway that telephone messages leave by: any that takes one HTTP request a message."""

    url: str
    method: str
    headers: Mapping[str, str] = field(repr=False)
    #: What is sent, with {to}, {to_84}, {text} and {key}.
    body: str = field(repr=False)
    #: What the answer must contain to mean "taken" (a regular expression); "" when the status says it.
    accepted: str
    #: The header that carries the key of a message.
    key_header: str
    #: Whether the gateway drops a second request with the same key: what may have left is then tried again.
    drops_repeats: bool


@dataclass(frozen=True)
class Config:
    """All settings, typed. Paths are absolute, sizes in bytes, times in the unit of their name."""

    environment: str
    data_dir: Path
    database_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    catalog_dir: Path = HERE / "catalog"
    public_url: str = ""
    #: Behind how many proxies the portal stands (X-Forwarded-For entries that can be trusted).
    proxies: int = 0
    #: None: e-mails, or telephone messages, are printed where the portal was started.
    smtp: SmtpSettings | None = None
    sms: SmsSettings | None = None
    #: Where ClamAV listens: "unix:/run/clamav/clamd.ctl" or "tcp:host:3310"; "" when files are not scanned.
    clamd_address: str = ""
    upload_bytes: int = 15 * 1024 * 1024
    request_bytes: int = 1024 * 1024
    secure_cookies: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether this is a trial installation, where codes may be shown on screen."""
        return self.environment == "demo"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Config:
        """Read the environment; raise ConfigError with a sentence that helps."""
        env = os.environ if env is None else env
        environment = env.get("PORTAL_ENV", "demo")
        if environment not in ENVIRONMENTS:
            raise ConfigError(f"PORTAL_ENV must be one of {', '.join(ENVIRONMENTS)}, not {environment!r}")
        data_dir = Path(env.get("DATA_DIR", HERE / "instance")).resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        production = environment == "production"
        return cls(
            environment=environment,
            data_dir=data_dir,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'portal.sqlite3'}",
            secret_key=_secret_key(env, data_dir, production=production),
            secret_key_fallbacks=tuple(filter(None, env.get("SECRET_KEY_FALLBACKS", "").split(","))),
            catalog_dir=Path(env.get("CATALOG_DIR", HERE / "catalog")).resolve(),
            public_url=_public_url(env, production=production),
            proxies=int(env.get("PROXIES", "0")),
            smtp=_smtp(env, production=production),
            sms=_sms(env, production=production),
            clamd_address=_clamd_address(env, production=production),
            secure_cookies=production,
        )


def _secret_key(env: Mapping[str, str], data_dir: Path, *, production: bool) -> str:
    """Return the given key, or one made once and kept in the data folder."""
    given = env.get("SECRET_KEY", "")
    if given and len(given) < 32:
        raise ConfigError("SECRET_KEY is too short: give at least 32 characters")
    if given:
        return given
    if production:
        raise ConfigError("SECRET_KEY is missing: in production every node needs the same key, 32 characters or more")
    kept = data_dir / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def _public_url(env: Mapping[str, str], *, production: bool) -> str:
    url = env.get("PUBLIC_URL", "").rstrip("/")
    if production and not url.startswith("https://"):
        raise ConfigError("PUBLIC_URL must be the https:// address that citizens type")
    return url


#: The gateway's usual body: one JSON object.
_SMS_BODY = '{"to": "{to}", "text": "{text}", "key": "{key}"}'


def _smtp(env: Mapping[str, str], *, production: bool) -> SmtpSettings | None:
    host = env.get("SMTP_HOST", "")
    if not host:
        _console_allowed(env, "SMTP_HOST", "e-mail", production=production)
        return None
    security, user, password = (
        env.get("SMTP_SECURITY", "starttls"),
        env.get("SMTP_USER", ""),
        env.get("SMTP_PASSWORD", ""),
    )
    if security not in ("starttls", "tls", "none"):
        raise ConfigError(f"SMTP_SECURITY must be starttls, tls or none, not {security!r}")
    if production and security == "none" and not _is_here(host):
        raise ConfigError(
            "SMTP_SECURITY is 'none': codes of citizens would cross the network in clear. Use starttls or tls"
        )
    if bool(user) != bool(password):
        raise ConfigError("SMTP_USER and SMTP_PASSWORD belong together: give both or none")
    sender = env.get("SMTP_FROM", "")
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+|[^<>\n]+ <[^\s@<>]+@[^\s@<>]+>", sender):
        raise ConfigError(
            "SMTP_FROM must be the sender citizens see, for example Dịch vụ công <khongtraloi@vinhlong.gov.vn>"
        )
    port = _number(env, "SMTP_PORT", 465 if security == "tls" else 587)
    return SmtpSettings(host, port, security, user, password, sender, _readable_file(env, "SMTP_CA_FILE"))


def _sms(env: Mapping[str, str], *, production: bool) -> SmsSettings | None:
    url = env.get("SMS_URL", "")
    if not url:
        _console_allowed(env, "SMS_URL", "telephone", production=production)
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"SMS_URL must be an http(s) address, not {url!r}")
    if production and parts.scheme != "https" and not _is_here(parts.hostname):
        raise ConfigError("SMS_URL must be https://: codes of citizens would cross the network in clear")
    method, body = env.get("SMS_METHOD", "POST"), env.get("SMS_BODY", _SMS_BODY)
    if method not in ("POST", "PUT", "GET"):
        raise ConfigError(f"SMS_METHOD must be POST, PUT or GET, not {method!r}")
    if missing := [place for place in ("{to", "{text}") if place not in url + body]:
        raise ConfigError(f"SMS_BODY (or SMS_URL) must name {' and '.join(missing).replace('{to', '{to} or {to_84}')}")
    return SmsSettings(
        url, method, _headers(env), body, _pattern(env, "SMS_ACCEPTED"), env.get("SMS_KEY_HEADER", "Idempotency-Key"),
        env.get("SMS_DROPS_REPEATS") == "yes",
    )  # fmt: skip


def _console_allowed(env: Mapping[str, str], name: str, kind: str, *, production: bool) -> None:
    if production and env.get("ALLOW_CONSOLE_NOTICES") != "yes":
        raise ConfigError(
            f"{name} is missing: in production no citizen would get a message by {kind}. "
            "Set ALLOW_CONSOLE_NOTICES=yes to start all the same"
        )


def _headers(env: Mapping[str, str]) -> dict[str, str]:
    try:
        given = json.loads(env.get("SMS_HEADERS", "{}"))
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str) and "\n" not in value for value in given.values()):
        raise ConfigError('SMS_HEADERS must be a JSON object of texts, for example {"Authorization": "Bearer …"}')
    return {"Content-Type": "application/json", **given}


def _pattern(env: Mapping[str, str], name: str) -> str:
    pattern = env.get(name, "")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"{name} is no regular expression: {error}") from error
    return pattern


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigError(f"{name} must be a number of a port, not {text!r}")
    return int(text)


def _readable_file(env: Mapping[str, str], name: str) -> str:
    path = env.get(name, "")
    if path and not Path(path).is_file():
        raise ConfigError(f"{name}: there is no file {path}")
    return path


def _is_here(host: str) -> bool:
    """Say whether what is sent there stays on this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _clamd_address(env: Mapping[str, str], *, production: bool) -> str:
    address = env.get("CLAMD_ADDRESS", "")
    if address and not re.fullmatch(r"unix:/.+|tcp:[^:]+:[0-9]{1,5}", address):
        raise ConfigError(f"CLAMD_ADDRESS must look like unix:/run/clamav/clamd.ctl or tcp:host:3310, not {address!r}")
    if production and not address and env.get("ALLOW_UNSCANNED_FILES") != "yes":
        raise ConfigError(
            "CLAMD_ADDRESS is missing: in production files of citizens would go to officers unscanned. "
            "Set ALLOW_UNSCANNED_FILES=yes to start all the same"
        )
    return address
