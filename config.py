"""Which settings does the portal take from its environment? Weak ones are refused outside development.

Environment names are those of the README's table: DATA_DIR, DATABASE_URL, SECRET_KEY, PORTAL_ENV and so on.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config_outside import (
    ConfigError,
    OpenIdSettings,
    SmsSettings,
    SmtpSettings,
    read_clamd,
    read_openid,
    read_sms,
    read_smtp,
)
from config_signing import SealSettings, read_seal, read_signature_roots

__all__ = ["Config", "ConfigError", "OpenIdSettings", "SealSettings", "SmsSettings", "SmtpSettings"]

HERE = Path(__file__).resolve().parent

#: demo shows one-time codes on screen; production never does. testing is for the test suite.
ENVIRONMENTS = ("demo", "production", "testing")


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
    #: What the worker, which no browser asks, puts before the addresses in messages.
    worker_url: str = "http://127.0.0.1:8000"
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
    openid: OpenIdSettings | None = None
    #: From which addresses ?kiosk=1 turns a machine into a kiosk; none: there are no kiosks.
    kiosk_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    #: Whether every officer signs in with a code of their telephone as well.
    second_factor_required: bool = False
    #: The counters' computers, which an officer may trust for twelve hours; none: no computer is trusted.
    trusted_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()

    #: The seal of the organisation on what is issued; None: papers leave unsealed.
    seal: SealSettings | None = None
    #: A file of certificates whose signatures are trusted; "": whose a signature is stays open.
    signature_roots: str = ""

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
            worker_url=_public_url(env, production=production)
            or f"http://{env.get('HOST', '127.0.0.1')}:{env.get('PORT', '8000')}",
            proxies=int(env.get("PROXIES", "0")),
            smtp=read_smtp(env, production=production),
            sms=read_sms(env, production=production),
            clamd_address=read_clamd(env, production=production),
            secure_cookies=production,
            openid=read_openid(env, production=production),
            kiosk_networks=_networks(env, "KIOSK_ADDRESSES"),
            second_factor_required=_second_factor(env, production=production),
            trusted_networks=_networks(env, "TRUSTED_ADDRESSES"),
            seal=read_seal(env),
            signature_roots=read_signature_roots(env),
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


def _second_factor(env: Mapping[str, str], *, production: bool) -> bool:
    """Say whether officers need a second factor; production does unless somebody says twice that it does not."""
    given = env.get("SECOND_FACTOR", "required" if production else "optional")
    if given not in ("required", "optional"):
        raise ConfigError(f"SECOND_FACTOR must be 'required' or 'optional', not {given!r}")
    if production and given == "optional" and env.get("ALLOW_PASSWORD_ALONE") != "yes":
        raise ConfigError(
            "SECOND_FACTOR is 'optional': in production a stolen password would open an officer's desk. "
            "Set ALLOW_PASSWORD_ALONE=yes to start all the same"
        )
    return given == "required"


def _networks(env: Mapping[str, str], name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    given = [one.strip() for one in env.get(name, "").split(",")]
    try:
        return tuple(ipaddress.ip_network(one) for one in given if one)
    except ValueError as error:
        raise ConfigError(f"{name} must be addresses or networks (10.1.0.0/24), by commas: {error}") from error
