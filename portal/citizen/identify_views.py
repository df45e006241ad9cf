"""Who is filing? A telephone number or an e-mail address, and a six-digit code; no account, no CAPTCHA (ux 1.6)."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.citizen.codes import TYPED, CodePages, ask_for_code, send_again, send_typed
from portal.citizen.forms import EmailForm, PhoneForm
from portal.citizen.kiosk_views import leave_machine
from portal.citizen.signing_in import signed_in, waiting_person, where_to
from portal.citizen.starting import is_starting
from portal.identity import sessions
from portal.identity.models import Citizen
from portal.identity.openid import OpenIdProvider
from portal.identity.operations import confirm_code, end_every_session
from portal.kernel.errors import NotFound, PortalError
from portal.kernel.transaction import transaction
from portal.notices.leaving import may_use_email
from portal.web import held_forms
from portal.web.access import citizen, public, safe_path
from portal.web.app_state import config, now, optional_service, session
from portal.web.kiosk import is_kiosk
from portal.web.security import policy

blueprint = Blueprint("citizen", __name__, url_prefix="/ho-so")
PAGES = CodePages(
    "code_to", "citizen.ask_phone", "citizen.ask_code", "citizen.send_new_code",
    other=lambda kind: url_for("citizen.ask_email" if kind == "email" else "citizen.ask_phone"),
)  # fmt: skip


@blueprint.route("/so-dien-thoai", methods=["GET", "POST"])
@public
def ask_phone() -> ResponseReturnValue:
    """Ask for the telephone number and send a code to it."""
    return _ask("phone", PhoneForm(request.form))


@blueprint.route("/e-mail", methods=["GET", "POST"])
@public
def ask_email() -> ResponseReturnValue:
    """Ask for an e-mail address instead: for who has no telephone at hand."""
    if not may_use_email(config()):
        raise NotFound
    return _ask("email", EmailForm(request.form))


def _ask(by: str, form: PhoneForm | EmailForm) -> ResponseReturnValue:
    if "next" in request.args:
        cookie["next"] = safe_path(request.args["next"])
    if current_user.kind == "citizen" and request.method == "GET":
        return redirect(where_to())
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = send_typed(PAGES, by, form)
        if not errors:
            return redirect(url_for("citizen.ask_code"))
    elif typed := cookie.pop(TYPED, ""):
        form[by].data = typed
    return _address_page(by, form, errors)


def _address_page(by: str, form: PhoneForm | EmailForm, errors: list[tuple[str, str]]) -> ResponseReturnValue:
    """Show the page; where there is a second way its button may lead to the provider, and nowhere else."""
    provider = optional_service(OpenIdProvider)
    page = render_template(
        "citizen/ask_email.html" if by == "email" else "citizen/ask_phone.html", form=form, errors=errors, starting=is_starting(), provider=provider,
        waiting=waiting_person(), held=held_forms.is_any_held(), may_use_email=may_use_email(config()),
    )  # fmt: skip
    response = make_response(page, 422 if errors else 200)
    if provider is not None:
        response.headers["Content-Security-Policy"] = policy(form_action=provider.settings.origin)
    return response


@blueprint.route("/ma-xac-nhan", methods=["GET", "POST"])
@public
def ask_code() -> ResponseReturnValue:
    """Ask for the code; the right one opens the session."""
    return ask_for_code(PAGES, _open_session)


def _open_session(address: str, code: str) -> ResponseReturnValue | PortalError:
    with transaction(session()):
        outcome = confirm_code(session(), address, code, at=now())
    return signed_in(outcome) if isinstance(outcome, Citizen) else outcome


@blueprint.post("/gui-lai-ma")
@public
def send_new_code() -> ResponseReturnValue:
    """Send a new code to the same address."""
    return send_again(PAGES)


@blueprint.post("/dang-xuat")
@public
def sign_out() -> Response:
    """Close the session of this browser; drafts stay. At a kiosk their codes are shown once, to take home."""
    if is_kiosk():
        return leave_machine()
    sessions.sign_out()
    return redirect(url_for("public.home"))


@blueprint.post("/dang-xuat-moi-thiet-bi")
@citizen
def sign_out_everywhere() -> Response:
    """Close every session of this citizen, on whatever device it was left open."""
    with transaction(session()):
        end_every_session(current_user)
    sessions.sign_out()
    flash(_("You have been signed out on every device."), "success")
    return redirect(url_for("public.home"))
