"""Who is filing? A telephone number and a six-digit code; no account, no CAPTCHA (ux 1.6)."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.citizen.forms import CodeForm, PhoneForm
from portal.citizen.starting import continue_start, is_starting
from portal.identity import sessions
from portal.identity.models import Citizen
from portal.identity.operations import CODE_LIVES, RESEND_AFTER, confirm_code, newest_code, request_code
from portal.identity.rules import normal_phone
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction
from portal.notices.operations import queue
from portal.notices.queries import find_newest_to
from portal.notices.texts import Wordings
from portal.web import held_forms
from portal.web.access import public, safe_path
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

blueprint = Blueprint("citizen", __name__, url_prefix="/ho-so")


@blueprint.route("/so-dien-thoai", methods=["GET", "POST"])
@public
def ask_phone() -> ResponseReturnValue:
    """Ask for the telephone number and send a code to it."""
    if "next" in request.args:
        cookie["next"] = safe_path(request.args["next"])
    if current_user.kind == "citizen" and request.method == "GET":
        return redirect(_where_to())
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
    status = 422 if errors else 200
    return render_template("citizen/ask_phone.html", form=form, errors=errors, starting=is_starting()), status


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
                return _signed_in(outcome)
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
    """Close the session of this browser; drafts stay."""
    sessions.sign_out()
    cookie.clear()
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
