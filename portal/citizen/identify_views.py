"""Who is filing? A telephone number and a six-digit code; no account, no CAPTCHA (ux 1.6)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.citizen.forms import CodeForm, PhoneForm
from portal.citizen.kiosk_views import leave_machine
from portal.citizen.openid_views import TYPED
from portal.citizen.signing_in import signed_in, waiting_person, where_to
from portal.citizen.starting import is_starting
from portal.identity import sessions
from portal.identity.models import Citizen
from portal.identity.openid import OpenIdProvider
from portal.identity.operations import (
    CODE_LIVES,
    RESEND_AFTER,
    confirm_code,
    end_every_session,
    newest_code,
    request_code,
)
from portal.identity.rules import normal_phone
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction
from portal.notices.operations import queue
from portal.notices.queries import find_newest_to
from portal.notices.texts import Wordings
from portal.web import held_forms
from portal.web.access import citizen, public, safe_path
from portal.web.app_state import config, now, optional_service, service, session
from portal.web.error_pages import sentence
from portal.web.kiosk import is_kiosk
from portal.web.security import policy

blueprint = Blueprint("citizen", __name__, url_prefix="/ho-so")


@blueprint.route("/so-dien-thoai", methods=["GET", "POST"])
@public
def ask_phone() -> ResponseReturnValue:
    """Ask for the telephone number and send a code to it."""
    if "next" in request.args:
        cookie["next"] = safe_path(request.args["next"])
    if current_user.kind == "citizen" and request.method == "GET":
        return redirect(where_to())
    form = PhoneForm(request.form)
    errors = []
    if request.method == "POST":
        if form.validate():
            problem = _send_code(form.phone.data)
            if not problem:
                return redirect(url_for("citizen.ask_code"))
            errors = [("phone", problem)]
        else:
            errors = form.problems()
    elif typed := cookie.pop(TYPED, ""):
        form.phone.data = typed
    return _phone_page(form, errors)


def _phone_page(form: PhoneForm, errors: list[tuple[str, str]]) -> ResponseReturnValue:
    """Show the page; where there is a second way its button may lead to the provider, and nowhere else."""
    provider = optional_service(OpenIdProvider)
    page = render_template(
        "citizen/ask_phone.html", form=form, errors=errors, starting=is_starting(), provider=provider,
        waiting=waiting_person(), held=held_forms.is_any_held(),
    )  # fmt: skip
    response = make_response(page, 422 if errors else 200)
    if provider is not None:
        response.headers["Content-Security-Policy"] = policy(form_action=provider.settings.origin)
    return response


@blueprint.route("/ma-xac-nhan", methods=["GET", "POST"])
@public
def ask_code() -> ResponseReturnValue:
    """Ask for the code; the right one opens the session."""
    phone = cookie.get("phone", "")
    if not phone:
        return redirect(url_for("citizen.ask_phone"))
    form = CodeForm(request.form)
    errors = []
    if request.method == "POST":
        if form.validate():
            with transaction(session()):
                outcome = confirm_code(session(), phone, form.code.data, at=now())
            if isinstance(outcome, Citizen):
                return signed_in(outcome)
            errors = [("code", sentence(outcome))]
        else:
            errors = form.problems()
    notice = find_newest_to(session(), phone, "one_time_code") if config().is_demo else None
    return render_template(
        "citizen/ask_code.html", form=form, errors=errors, phone=phone, demo_notice=notice,
        minutes=CODE_LIVES // timedelta(minutes=1),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/gui-lai-ma")
@public
def send_again() -> ResponseReturnValue:
    """Send a new code to the same number."""
    phone = cookie.get("phone", "")
    if not phone:
        return redirect(url_for("citizen.ask_phone"))
    problem = _send_code(phone)
    if problem:
        return render_template("errors/error.html", heading=problem, text="", status=429), 429
    return redirect(url_for("citizen.ask_code"))


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


def _send_code(typed: str) -> str:
    """Send a code; return the sentence that refuses it, or "". A usable code younger than 30 seconds is not sent twice."""
    phone = normal_phone(typed)
    newest = newest_code(session(), phone) if phone else None
    is_usable = newest is not None and newest.used_at is None and newest.attempts_left > 0
    if newest is not None and is_usable and now() - newest.created_at < RESEND_AFTER:
        cookie["phone"] = phone
        return ""
    try:
        with transaction(session()):
            row, code = request_code(session(), typed, at=now(), address=request.remote_addr or "")
            session().flush()  # the notice is named by the code's number
            queue(
                session(), service(Wordings), "one_time_code", to=row.phone, at=now(), key=f"code:{row.id}",
                values={"code": f"{code[:3]} {code[3:]}", "minutes": str(CODE_LIVES // timedelta(minutes=1))},
            )  # fmt: skip
            cookie["phone"] = row.phone
    except (Invalid, TooMany) as error:
        return sentence(error)
    return ""
