"""The pages of a kiosk: is somebody still there, what to take home, and how an officer ends the mode."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.citizen.forms import LeaveKioskForm
from portal.documents import qr
from portal.dossiers.queries import list_own
from portal.identity.models import Officer
from portal.identity.operations import check_password
from portal.kernel.errors import NotFound, TooMany
from portal.kernel.transaction import transaction
from portal.web.access import public, safe_path
from portal.web.app_state import config, now, session
from portal.web.error_pages import sentence
from portal.web.formats import date_vi
from portal.web.kiosk import COOKIE, WAIT_SECONDS, forget, is_kiosk

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
TAKEN_HOME = "kiosk_drafts"


@blueprint.get("/con-o-do")
@public
def ask() -> str:
    """Ask whether somebody is still there; no answer ends the session."""
    _only_here()
    return render_template(
        "citizen/kiosk_ask.html",
        back=safe_path(request.args.get("ve", "")) or url_for("public.home"),
        seconds=WAIT_SECONDS,
    )


@blueprint.get("/het-gio")
@public
def end() -> Response:
    """Forget the person who left. A kiosk leads here by itself, so nothing has to be pressed."""
    _only_here()
    forget()
    return redirect(url_for("public.home"))


@blueprint.get("/xong")
@public
def finished() -> str:
    """Show what the person takes home: the codes of their drafts, and a QR code that leads there."""
    _only_here()
    base = config().public_url or request.host_url.rstrip("/")
    drafts = [
        {**draft, "qr": qr.svg(base + url_for("drafts.tasks", draft_code=draft["code"]))}
        for draft in cookie.get(TAKEN_HOME, [])
    ]
    return render_template("citizen/kiosk_finished.html", drafts=drafts)


@blueprint.route("/thoat", methods=["GET", "POST"])
@public
def leave() -> ResponseReturnValue:
    """End the mode; an officer's password is needed, or anybody could."""
    _only_here()
    form, status = LeaveKioskForm(request.form), 200
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors, status = (form.problems(), 422) if not form.validate() else _wrong(form)
        if not errors:
            response = redirect(url_for("public.home"))
            response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=config().secure_cookies)
            return response
    return render_template("citizen/kiosk_leave.html", form=form, errors=errors), status


def _wrong(form: LeaveKioskForm) -> tuple[list[tuple[str, str]], int]:
    try:
        with transaction(session()):
            found = check_password(
                session(), form.username.data, form.password.data, at=now(), address=request.remote_addr or ""
            )
    except TooMany as error:
        return [("username", sentence(error))], 429
    return ([], 200) if isinstance(found, Officer) else ([("username", sentence(found))], 422)


def leave_machine() -> Response:
    """Sign out at a kiosk: forget the person, and show once what to go on with at home."""
    drafts = [
        {"code": draft.draft_code, "title": draft.record.title, "until": date_vi(draft.expires_on)}
        for draft in (list_own(session(), current_user) if current_user.kind == "citizen" else [])
        if draft.is_draft
    ][:3]
    forget()
    cookie[TAKEN_HOME] = drafts
    return redirect(url_for("kiosk.finished"))


def _only_here() -> None:
    if not is_kiosk():
        raise NotFound
