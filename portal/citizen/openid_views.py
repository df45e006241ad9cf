"""Sign-in with a provider of identities (VNeID): the second way, offered beside the phone and never instead of it."""

from __future__ import annotations

import logging

from flask import Blueprint, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.citizen.codes import TYPED
from portal.citizen.signing_in import WAITING, signed_in, wait_for_code
from portal.identity.openid import OpenIdProvider, Question, Unbelievable, Unreachable
from portal.identity.openid_operations import recognise
from portal.identity.openid_rules import Person, person_of
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.web.access import public
from portal.web.app_state import config, now, optional_service, session
from portal.web.security import policy

blueprint = Blueprint("openid", __name__, url_prefix="/ho-so/dang-nhap")
log = logging.getLogger(__name__)

#: Key of the session: what was asked.
ASKED = "openid"


@blueprint.post("/bat-dau")
@public
def begin() -> Response:
    """Lead to the provider's own page; what was typed into the box of the phone number is kept."""
    provider = _provider()
    cookie[TYPED] = request.form.get("phone", "")[:40]
    redirect_uri = (config().public_url or request.host_url.rstrip("/")) + url_for("openid.back")
    try:
        address, question = provider.ask(redirect_uri)
    except Unreachable as error:
        return _by_phone(_down(provider), error)
    cookie[ASKED] = question.kept()
    return redirect(address, 303)


@blueprint.get("/ve")
@public
def back() -> ResponseReturnValue:
    """Take the answer that the provider sent the person back with; it counts once."""
    provider, asked = _provider(), cookie.pop(ASKED, None)
    if asked is None or request.args.get("state") != asked["state"]:
        return _by_phone(_too_old(provider), "state")
    if error := request.args.get("error"):
        return _by_phone(_refused(provider, error), error)
    try:
        claims = provider.answer(Question(**asked), request.args.get("code", ""))
    except Unreachable as error:
        return _by_phone(_down(provider), error)
    except Unbelievable as error:
        return _by_phone(_too_old(provider), error)
    return _recognised(provider, person_of(claims, provider.settings.claims))


@blueprint.post("/khong-phai-toi")
@public
def not_me() -> Response:
    """Forget who the provider said this is."""
    cookie.pop(WAITING, None)
    return redirect(url_for("citizen.ask_phone"))


@blueprint.after_request
def may_lead_there(response: Response) -> Response:
    """Let the form that offers sending again, when the page stood open too long, lead to the provider as well."""
    if provider := optional_service(OpenIdProvider):
        response.headers["Content-Security-Policy"] = policy(form_action=provider.settings.origin)
    return response


def _recognised(provider: OpenIdProvider, person: Person) -> ResponseReturnValue:
    cookie.pop(WAITING, None)
    with transaction(session()):
        citizen = recognise(session(), provider.settings.issuer, person, at=now())
    if citizen is not None:
        return signed_in(citizen)
    wait_for_code(provider.settings.issuer, person)
    return redirect(url_for("citizen.ask_phone"))


def _down(provider: OpenIdProvider) -> str:
    return _("%(provider)s does not answer just now. Please use your phone number below.", provider=provider.name)


def _too_old(provider: OpenIdProvider) -> str:
    return _("This sign-in with %(provider)s has expired or was used already. Press the button once more, or use your phone number.", provider=provider.name)  # fmt: skip


def _refused(provider: OpenIdProvider, error: str) -> str:
    if error == "access_denied":
        return _("You did not agree at %(provider)s, and nothing was passed on. You can go on with your phone number.", provider=provider.name)  # fmt: skip
    return _("%(provider)s could not sign you in. Please use your phone number below.", provider=provider.name)


def _by_phone(sentence: str, why: object) -> Response:
    """Say what happened above the box of the phone number, with what was typed there."""
    log.warning("sign-in with a provider of identities: %s", why)
    flash(sentence, "warning")
    return redirect(url_for("citizen.ask_phone"))


def _provider() -> OpenIdProvider:
    provider = optional_service(OpenIdProvider)
    if provider is None:
        raise NotFound
    return provider
