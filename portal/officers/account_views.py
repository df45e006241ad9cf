"""An officer's own page: password, telephone, who stands in during leave. Rights are given by administrators only."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.agencies.held_roles import days_text, held_roles
from portal.documents.qr import svg
from portal.identity import second_factor, sessions, shown_once
from portal.identity.models import Officer
from portal.identity.people_operations import change_password, end_sessions, note
from portal.identity.sealing import Seals
from portal.identity.substitutes import get_substitution, list_colleagues, list_substitutions
from portal.identity.substituting import SubstituteForm, end_early, named, ready
from portal.kernel.errors import Invalid, NotAllowed, TooMany
from portal.kernel.transaction import transaction
from portal.officers.forms import CodeForm, PasswordForm
from portal.officers.proof import ProofForm, prove
from portal.officers.second_step import checked
from portal.web.access import officer, safe_path
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.rooms import home_of
from portal.web.site import Site

blueprint = Blueprint("account", __name__, url_prefix="/can-bo/tai-khoan")


@blueprint.get("")
@officer()
def show() -> str:
    """Show what an officer may see of the own account."""
    me = _me()
    return render_template(
        "officers/account.html", me=me, roles=held_roles(session(), me, me.on), days=days_text, substitutions=list_substitutions(session(), me),
        today=me.on, codes_left=second_factor.count_recovery_codes(session(), me) if me.second_factor_at else 0,
        required=config().second_factor_required, can_name=bool(list_colleagues(session(), me)),
        end_href=lambda number: url_for("account.end_substitution", substitution_id=number),
    )  # fmt: skip


@blueprint.route("/mat-khau", methods=["GET", "POST"])
@officer()
def password() -> ResponseReturnValue:
    """Change one's own password; every other session ends."""
    form, me = PasswordForm(request.form), _me()
    errors, status = [], 200
    if request.method == "POST":
        errors, status = (form.problems() if not form.validate() else []), 422
        if not errors:
            errors, status = _changed(form, me)
        if not errors:
            return _again(me, _("Your password is changed. Sessions on other machines have ended."))
    return render_template(
        "officers/password.html", form=form, errors=errors, wrong=dict(errors), must=me.must_change_password
    ), status if errors else 200


def _changed(form: PasswordForm, me: Officer) -> tuple[list[tuple[str, str]], int]:
    try:
        with transaction(session()):
            wrong = change_password(session(), me, current=form.current.data, new=form.new.data, at=now())
    except TooMany as error:
        return [("current", sentence(error))], 429
    except Invalid as error:
        return [("new", sentence(error))], 422
    return ([("current", sentence(wrong))] if wrong else []), 422


def _again(me: Officer, said: str) -> Response:
    """Go on under the new epoch: this browser stays signed in, no other does."""
    confirmed_at = cookie.get("confirmed_at")
    sessions.sign_in(me)
    if confirmed_at:
        cookie["confirmed_at"] = confirmed_at
    flash(said, "success")
    return redirect(url_for(sessions.first_of(me) or "account.show"))


# ---- the telephone


@blueprint.route("/dien-thoai", methods=["GET", "POST"])
@officer()
def begin_factor() -> ResponseReturnValue:
    """Set up the telephone: a square to photograph, a key to type, a first code."""
    me, form, errors, status = _me(), CodeForm(request.form), [], 200
    if me.second_factor_at is not None:
        return redirect(url_for("account.show"))
    if request.method == "POST":
        errors, status = (form.problems() if not form.validate() else []), 422
        if not errors:
            errors, status = _factor_confirmed(form, me)
        if not errors:
            return redirect(url_for("account.recovery_codes"))
    with transaction(session()):
        key = second_factor.begin(session(), me, service(Seals))
    address = second_factor.address_of(key, me, service(Site).name)
    return render_template(
        "officers/telephone.html", form=form, errors=errors, wrong=dict(errors), qr=svg(address, title=_("Key as a QR code")),
        key=" ".join(key[i : i + 4] for i in range(0, len(key), 4)), required=config().second_factor_required,
    ), status if errors else 200  # fmt: skip


def _factor_confirmed(form: CodeForm, me: Officer) -> tuple[list[tuple[str, str]], int]:
    try:
        with transaction(session()):
            made = second_factor.confirm(session(), me, form.code.data or "", service(Seals), at=now())
    except TooMany as error:
        return [("code", sentence(error))], 429
    if isinstance(made, Invalid):
        return [("code", sentence(made))], 422
    sessions.mark_confirmed()
    shown_once.put("recovery", " ".join(made))
    return [], 200


@blueprint.get("/ma-du-phong")
@officer()
def recovery_codes() -> ResponseReturnValue:
    """Show the codes for paper, this one time."""
    codes = shown_once.take("recovery").split()
    if not codes:
        return redirect(url_for("account.show"))
    return render_template("officers/recovery_codes.html", codes=codes, home=url_for(home_of(_me()) or "account.show"))


@blueprint.post("/ma-du-phong")
@officer()
@sessions.confirmed
def new_recovery_codes() -> Response:
    """Make new codes for paper; those before no longer count."""
    me = _me()
    if me.second_factor_at is None:
        raise NotAllowed
    with transaction(session()):
        codes = second_factor.new_recovery_codes(session(), me)
        note(session(), me, "recovery_codes_made", by=me, at=now())
    shown_once.put("recovery", " ".join(codes))
    return redirect(url_for("account.recovery_codes"))


@blueprint.post("/dien-thoai/bo")
@officer()
@sessions.confirmed
def remove_factor() -> Response:
    """Turn the second factor off, where it is not required."""
    me = _me()
    if config().second_factor_required or me.second_factor_at is None:
        raise NotAllowed
    with transaction(session()):
        second_factor.remove(session(), me, at=now())
        end_sessions(session(), me)
    return _again(me, _("Signing in asks for the password only."))


@blueprint.route("/xac-nhan", methods=["GET", "POST"])
@officer()
def confirm() -> ResponseReturnValue:
    """Ask for a code before something is signed, for the password where there is no telephone; then lead back."""
    me, target = _me(), safe_path(request.args.get("next", ""))
    if sessions.is_confirmed():
        return redirect(target or url_for("account.show"))
    form = ProofForm(request.form) if me.second_factor_at is None else CodeForm(request.form)
    errors, status = _proven(form, me) if isinstance(form, ProofForm) else checked(form, me)
    if errors is None:
        sessions.mark_confirmed()
        return redirect(target or url_for("account.show"))
    return render_template(
        "officers/confirm.html", form=form, errors=errors, wrong=dict(errors), target=target
    ), status  # fmt: skip


def _proven(form: ProofForm, me: Officer) -> tuple[list[tuple[str, str]] | None, int]:
    """Check a sent password; return (what is wrong, status), None when it is right."""
    if request.method != "POST":
        return [], 200
    return prove(session(), me, form) or None, 422


# ---- leave


@blueprint.route("/thay", methods=["GET", "POST"])
@officer()
def substitute() -> ResponseReturnValue:
    """Name who stands in for oneself."""
    me = _me()
    form = ready(SubstituteForm(request.form), list_colleagues(session(), me))
    errors = named(form, me, me)
    if errors is None:
        return redirect(url_for("account.show"))
    return render_template(
        "officers/substitute.html", form=form, errors=errors, wrong=dict(errors)
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/thay/<int:substitution_id>/ket-thuc")
@officer()
def end_substitution(substitution_id: int) -> Response:
    """Come back before the last day."""
    row = get_substitution(session(), substitution_id)
    if row.away_id != current_user.id:
        raise NotAllowed
    end_early(row, _me())
    return redirect(url_for("account.show"))


def _me() -> Officer:
    return session().get_one(Officer, current_user.id)
