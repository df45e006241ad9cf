"""Who is filing? A telephone number or an e-mail address, and a six-digit code; no account, no CAPTCHA (ux 1.6)."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.citizen.codes import MINUTES, send_code, shown_code
from portal.citizen.forms import CodeForm, EmailForm, PhoneForm
from portal.citizen.starting import continue_start, is_starting
from portal.identity import sessions
from portal.identity.models import Citizen
from portal.identity.operations import confirm_code
from portal.identity.rules import kind_of
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.notices.leaving import may_use_email
from portal.web import held_forms
from portal.web.access import public, safe_path
from portal.web.app_state import config, now, session
from portal.web.error_pages import sentence

blueprint = Blueprint("citizen", __name__, url_prefix="/ho-so")


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
        return redirect(_where_to())
    errors = []
    if request.method == "POST":
        if form.validate():
            address, problem = send_code(form[by].data, by, computer=request.remote_addr or "")
            if address:
                cookie["code_to"] = address
                return redirect(url_for("citizen.ask_code"))
            errors = [(by, problem)]
        else:
            errors = form.problems()
    page = "citizen/ask_email.html" if by == "email" else "citizen/ask_phone.html"
    values = {"form": form, "errors": errors, "starting": is_starting(), "may_use_email": may_use_email(config())}
    return render_template(page, **values), 422 if errors else 200


@blueprint.route("/ma-xac-nhan", methods=["GET", "POST"])
@public
def ask_code() -> ResponseReturnValue:
    """Ask for the code; the right one opens the session."""
    address = cookie.get("code_to", "")
    if not address:
        return redirect(url_for("citizen.ask_phone"))
    form = CodeForm(request.form)
    errors = []
    if request.method == "POST":
        if form.validate():
            with transaction(session()):
                outcome = confirm_code(session(), address, form.code.data, at=now())
            if isinstance(outcome, Citizen):
                return _signed_in(outcome)
            errors = [("code", sentence(outcome))]
        else:
            errors = form.problems()
    return render_template(
        "citizen/ask_code.html", errors=errors, address=address, demo_notice=shown_code(address), minutes=MINUTES,
        here=url_for("citizen.ask_code"), again=url_for("citizen.send_again"),
        other=url_for("citizen.ask_email" if kind_of(address) == "email" else "citizen.ask_phone"),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/gui-lai-ma")
@public
def send_again() -> ResponseReturnValue:
    """Send a new code to the same address."""
    address = cookie.get("code_to", "")
    if not address:
        return redirect(url_for("citizen.ask_phone"))
    problem = send_code(address, kind_of(address), computer=request.remote_addr or "")[1]
    if problem:
        return render_template("errors/error.html", heading=problem, text="", status=429), 429
    return redirect(url_for("citizen.ask_code"))


@blueprint.post("/dang-xuat")
@public
def sign_out() -> Response:
    """Close the session of this browser; drafts stay."""
    sessions.sign_out()
    cookie.clear()
    return redirect(url_for("public.home"))


def _signed_in(citizen: Citizen) -> ResponseReturnValue:
    """Open the session under a fresh cookie and go on where the person was."""
    kept = {key: cookie[key] for key in ("next", "locale", "start", held_forms.KEY) if key in cookie}
    cookie.clear()
    cookie.update(kept)
    sessions.sign_in(citizen)
    if is_starting():
        return continue_start(citizen)
    return redirect(_where_to())


def _where_to() -> str:
    return cookie.pop("next", "") or url_for("drafts.my_dossiers")
