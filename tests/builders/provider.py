"""A provider of identities that really answers: an OpenID Connect server on 127.0.0.1, and ways to make it lie.

The server is the package oidc-provider-mock, which does not look at PKCE: this file does, as a strict provider would.
"""

from __future__ import annotations

import base64
import hashlib
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package still uses parts of Authlib that will go
    import oidc_provider_mock
    from oidc_provider_mock._storage import Storage

CLIENT_ID = "cong-dich-vu-cong"
Change = Callable[[dict[str, Any]], None]


class Provider:
    """A running provider; `lie` changes the next id tokens before they are signed."""

    def __init__(self, app: flask.Flask, issuer: str) -> None:
        self.issuer, self.lie, self.foreign_key = issuer, None, False
        self.challenges: dict[str, str] = {}
        self._storage: Storage | None = None
        app.before_request(self._before)
        app.after_request(self._after)

    lie: Change | None

    def knows(self, subject: str, **claims: str | bool | None) -> None:
        """Let the provider know a person."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def agree(self, address: str, subject: str) -> str:
        """Press "agree" on the sign-in page as that person; return where the provider sends them."""
        return self._press(address, {"sub": subject})

    def refuse(self, address: str) -> str:
        """Press "deny"; the state comes back as the protocol wants it, which the package forgets."""
        back = self._press(address, {"action": "deny"})
        state = parse_qs(urlsplit(address).query)["state"][0]
        return back if "state=" in back else f"{back}&state={state}"

    def change_keys(self) -> None:
        """Sign with new keys from now on."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fresh = Storage()
        assert self._storage is not None
        self._storage.jwk = fresh.jwk

    def _press(self, address: str, form: dict[str, str]) -> str:
        response = requests.post(address, data=form, allow_redirects=False, timeout=5)
        assert response.status_code == 302, response.text
        return response.headers["Location"]

    def _before(self) -> flask.Response | None:
        warnings.simplefilter("ignore")
        self._storage = flask.g.oidc_provider_mock_storage
        if flask.request.path != "/oauth2/token":
            return None
        verifier = flask.request.form.get("code_verifier", "")
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if self.challenges.pop(flask.request.form.get("code", ""), None) != digest:
            return flask.make_response({"error": "invalid_grant"}, 400)
        return None

    def _after(self, response: flask.Response) -> flask.Response:
        place = response.headers.get("Location", "")
        if code := parse_qs(urlsplit(place).query).get("code"):
            assert flask.request.args["code_challenge_method"] == "S256"
            self.challenges[code[0]] = flask.request.args["code_challenge"]
        if flask.request.path == "/oauth2/token" and response.status_code == 200 and (self.lie or self.foreign_key):
            response.set_data(flask.json.dumps(self._lying(response.get_json())))
        return response

    def _lying(self, token: dict[str, Any]) -> dict[str, Any]:
        assert self._storage is not None
        key = RSAKey.import_key(self._storage.jwk.as_dict(is_private=True))
        claims = dict(jwt.decode(token["id_token"], key).claims)
        if self.lie:
            self.lie(claims)
        signer = RSAKey.generate_key(2048, {"kid": key.kid} if key.kid else None) if self.foreign_key else key
        header = {"alg": "RS256", "kid": key.kid} if key.kid else {"alg": "RS256"}
        return {**token, "id_token": jwt.encode(header, claims, signer)}


def expired(claims: dict[str, Any]) -> None:
    claims["iat"], claims["exp"] = int(time.time()) - 900, int(time.time()) - 600


@contextmanager
def a_provider() -> Iterator[Provider]:
    """Run a provider until the test ends; it listens on 127.0.0.1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = oidc_provider_mock.app(require_nonce=True)
    app.debug = False
    server = make_server("127.0.0.1", 0, app, threaded=True)
    provider = Provider(app, f"http://localhost:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
