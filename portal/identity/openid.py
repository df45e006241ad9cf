"""How does a provider of identities say who somebody is? OpenID Connect, the seam for VNeID.

Authorization code with PKCE, state and nonce; Authlib speaks the protocol, this module says what must be true of an
answer. Whatever goes wrong is one of two: the provider cannot be reached (`Unreachable`), or its answer is not to be
believed (`Unbelievable`); neither is the citizen's fault, and the way by phone stays.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from joserfc.errors import BadSignatureError, JoseError
from requests import RequestException

from config import OpenIdSettings

DISCOVERY = "/.well-known/openid-configuration"
#: Clocks of two houses never agree.
CLOCK_SKEW_SECONDS = 120
#: A provider that does not answer must not hold a process of ours for longer.
PATIENCE_SECONDS = 5
#: Addresses and keys of the provider are read again after this.
METADATA_SECONDS = 3600
#: Signatures that only the provider can make; never "none", never one made with our own secret.
SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


class Unreachable(Exception):
    """The provider does not answer, or not in a way that can be read."""


class Unbelievable(Exception):
    """The answer is not one to our question: somebody else's, used before, expired, or forged."""


@dataclass(frozen=True)
class Question:
    """What was asked, kept in the signed session until the answer comes."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str

    def kept(self) -> dict[str, str]:
        """Return it as the session keeps it."""
        return asdict(self)


class OpenIdProvider:
    """One provider; safe for threads, its addresses and keys are read once an hour."""

    def __init__(self, settings: OpenIdSettings) -> None:
        self.settings = settings
        self._read_at = 0.0
        self._client = FlaskOAuth2App(
            FlaskIntegration("openid"), "openid", client_id=settings.client_id, client_secret=settings.client_secret,
            server_metadata_url=settings.issuer + DISCOVERY,
            client_kwargs={
                "scope": settings.scope, "code_challenge_method": "S256", "default_timeout": PATIENCE_SECONDS,
            },
        )  # fmt: skip

    @property
    def name(self) -> str:
        """What people call it."""
        return self.settings.name

    def ask(self, redirect_uri: str) -> tuple[str, Question]:
        """Return the address of the provider's sign-in page, and what to remember; raise Unreachable."""
        try:
            endpoint = self._metadata().get("authorization_endpoint", "")
            if "{0.scheme}://{0.netloc}".format(urlsplit(endpoint)) != self.settings.origin:
                raise Unreachable(f"the sign-in page is at {endpoint}: set OIDC_SIGN_IN_ORIGIN")
            asked = self._client.create_authorization_url(redirect_uri)
        except (RequestException, AuthlibBaseError, ValueError, RuntimeError) as error:
            raise Unreachable(str(error)) from error
        return asked["url"], Question(asked["state"], asked["nonce"], asked["code_verifier"], redirect_uri)

    def answer(self, question: Question, code: str) -> Mapping[str, Any]:
        """Exchange the code for what the provider says about the person; raise Unreachable or Unbelievable."""
        try:
            self._metadata()
            token = self._client.fetch_access_token(
                question.redirect_uri, code=code, code_verifier=question.verifier, state=question.state
            )
            said = dict(self._believed(token, question.nonce))
            return said | self._said_elsewhere(token, said)
        except BadSignatureError as error:
            self._client.server_metadata.pop("jwks", None)  # the keys may have been changed under one name
            raise Unbelievable(str(error)) from error
        except (AuthlibBaseError, JoseError) as error:
            raise Unbelievable(str(error)) from error
        except (RequestException, ValueError, RuntimeError) as error:
            raise Unreachable(str(error)) from error

    def _metadata(self) -> Mapping[str, Any]:
        """Return what the provider publishes about itself; ValueError when it is somebody else's."""
        known = self._client.server_metadata
        if time.monotonic() - self._read_at > METADATA_SECONDS:
            known.pop("_loaded_at", None)
            known.pop("jwks", None)
            self._read_at = time.monotonic()
        found: dict[str, Any] = self._client.load_server_metadata()
        if str(found.get("issuer", "")).rstrip("/") != self.settings.issuer:
            found.pop("_loaded_at", None)
            raise ValueError(f"the discovery document names the issuer {found.get('issuer')!r}")
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = sorted(SIGNATURES.intersection(offered))
        return found

    def _believed(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Return the claims of the id token; JoseError unless it is for us, new, and from the issuer."""
        if "id_token" not in token:
            raise Unbelievable("no id token")
        options = {
            "iss": {"essential": True, "value": self._client.server_metadata["issuer"]},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        claims = self._client.parse_id_token(
            token, nonce=nonce, claims_options=options, leeway=CLOCK_SKEW_SECONDS
        )  # fmt: skip
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise Unbelievable("the id token names nobody")
        return dict(claims)

    def _said_elsewhere(self, token: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        """Return what only the userinfo address tells, when something is missing and it speaks of the same person."""
        missing = set(self.settings.claims.values()) - said.keys()
        if not missing or "userinfo_endpoint" not in self._client.server_metadata:
            return {}
        told = self._client.userinfo(token=token)
        if told.get("sub") != said["sub"]:
            raise Unbelievable("userinfo speaks of somebody else")
        return {name: told[name] for name in missing & told.keys()}
