"""Where does what lies outside the portal stand: the mail server, the gateway of telephone messages, the provider of identities?

Read from the environment by `config.py`; what is weak or missing is refused with a sentence that helps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class ConfigError(Exception):
    """A setting is missing or too weak; the message says which and what to do."""


#: What the portal asks of a provider of identities → the claim that says it, unless OIDC_CLAIMS names others.
CLAIMS = {
    "name": "name", "citizen_number": "citizen_number", "birth": "birthdate", "phone": "phone_number",
    "phone_verified": "phone_number_verified",
}  # fmt: skip


@dataclass(frozen=True)
class OpenIdSettings:
    """The provider of identities (VNeID or another) that citizens may sign in with, beside the phone."""

    issuer: str
    client_id: str
    client_secret: str
    #: What stands on the button.
    name: str
    scope: str
    #: Where the provider's sign-in page stands: the only other place that a form of ours may lead to.
    origin: str
    claims: Mapping[str, str]


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


#: The usual body of a gateway: one JSON object.
_SMS_BODY = '{"to": "{to}", "text": "{text}", "key": "{key}"}'


def read_smtp(env: Mapping[str, str], *, production: bool) -> SmtpSettings | None:
    """Return the mail server, None when e-mails are printed; ConfigError for what is weak or missing."""
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
    return SmtpSettings(host, port, security, user, password, sender, readable_file(env, "SMTP_CA_FILE"))


def read_sms(env: Mapping[str, str], *, production: bool) -> SmsSettings | None:
    """Return the gateway of telephone messages, None when they are printed; ConfigError for what is weak or missing."""
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


def readable_file(env: Mapping[str, str], name: str) -> str:
    """Return the path a setting names, "" for none; ConfigError when there is no such file."""
    path = env.get(name, "")
    if path and not Path(path).is_file():
        raise ConfigError(f"{name}: there is no file {path}")
    return path


def _is_here(host: str) -> bool:
    """Say whether what is sent there stays on this machine."""
    return host in ("localhost", "::1") or host.startswith("127.")


def read_clamd(env: Mapping[str, str], *, production: bool) -> str:
    """Return where the scanner of files listens; "" when files are not scanned."""
    address = env.get("CLAMD_ADDRESS", "")
    if address and not re.fullmatch(r"unix:/.+|tcp:[^:]+:[0-9]{1,5}", address):
        raise ConfigError(f"CLAMD_ADDRESS must look like unix:/run/clamav/clamd.ctl or tcp:host:3310, not {address!r}")
    if production and not address and env.get("ALLOW_UNSCANNED_FILES") != "yes":
        raise ConfigError(
            "CLAMD_ADDRESS is missing: in production files of citizens would go to officers unscanned. "
            "Set ALLOW_UNSCANNED_FILES=yes to start all the same"
        )
    return address


def read_openid(env: Mapping[str, str], *, production: bool) -> OpenIdSettings | None:
    """Return how to reach the provider of identities, None when there is none."""
    given = {name: env.get(f"OIDC_{name}", "").strip() for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")}
    if not any(given.values()):
        return None
    if missing := [f"OIDC_{name}" for name, value in given.items() if not value]:
        raise ConfigError(f"{', '.join(missing)} missing: sign-in with a provider needs issuer, client id and secret")
    issuer = given["ISSUER"].rstrip("/")
    origin = env.get("OIDC_SIGN_IN_ORIGIN", "").rstrip("/") or "{0.scheme}://{0.netloc}".format(urlsplit(issuer))
    for name, address in (("OIDC_ISSUER", issuer), ("OIDC_SIGN_IN_ORIGIN", origin)):
        if not re.fullmatch(r"https://[^\s;,]+" if production else r"https?://[^\s;,]+", address):
            raise ConfigError(f"{name} must be an https:// address, not {address!r}")
    return OpenIdSettings(
        issuer, given["CLIENT_ID"], given["CLIENT_SECRET"], env.get("OIDC_NAME", "VNeID"),
        env.get("OIDC_SCOPE", "openid profile phone"), origin, {**CLAIMS, **_claims(env.get("OIDC_CLAIMS", ""))},
    )  # fmt: skip


def _claims(given: str) -> dict[str, str]:
    """Read "citizen_number=idNumber,birth=dob"."""
    pairs = [pair.strip().partition("=") for pair in given.split(",") if pair.strip()]
    if wrong := [name for name, _, claim in pairs if name not in CLAIMS or not claim]:
        raise ConfigError(
            f"OIDC_CLAIMS: {', '.join(wrong)} is not one of {', '.join(CLAIMS)}, followed by = and a claim"
        )
    return {name: claim for name, _, claim in pairs}
