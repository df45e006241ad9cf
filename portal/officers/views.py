"""Where officers begin: signing in, and the queues in the order of work."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.demo import DEMO_PASSWORD, PEOPLE
from portal.dossiers.alert_queries import page_alerts
from portal.dossiers.finding import understand
from portal.dossiers.queries import find_exact
from portal.identity import sessions
from portal.identity.models import Officer
from portal.identity.operations import check_password
from portal.identity.people_operations import end_sessions
from portal.kernel.errors import NotAllowed, TooMany
from portal.kernel.transaction import transaction
from portal.officers import second_step
from portal.officers.forms import CodeForm, SignInForm
from portal.officers.queue_forms import QueueForm
from portal.officers.queue_page import PER_PAGE, queue_page
from portal.web import held_forms
from portal.web.access import officer, public, safe_path
from portal.web.app_state import config, now, session
from portal.web.error_pages import sentence
from portal.web.paging import PageForm, paged
from portal.web.rooms import home_of
from portal.workflow.alerts import LATE

blueprint = Blueprint("officers", __name__, url_prefix="/can-bo")


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    form, errors, status = SignInForm(request.form), [], 200
    if request.method == "POST":
        errors, status = form.problems() if not form.validate() else [], 422
        if not errors:
            try:
                with transaction(session()):
                    found = check_password(
                        session(), form.username.data, form.password.data, at=now(), address=request.remote_addr or ""
                    )
            except TooMany as error:
                errors, status = [("username", sentence(error))], 429
            else:
                if isinstance(found, Officer):
                    return second_step.ask(found) if second_step.is_needed(found) else _signed_in(found)
                errors = [("username", sentence(found))]
    people = [(name, *row[:2]) for name, row in PEOPLE.items()] if config().is_demo else []
    return render_template(
        "officers/sign_in.html", form=form, errors=errors, people=people, password=DEMO_PASSWORD if people else "",
        target=safe_path(request.args.get("next", "")),
    ), status if errors else 200  # fmt: skip


@blueprint.route("/dang-nhap/ma", methods=["GET", "POST"])
@public
def code() -> ResponseReturnValue:
    """Ask for the code of the telephone, after name and password."""
    found = second_step.waiting()
    if found is None:
        return redirect(url_for("officers.sign_in", next=safe_path(request.args.get("next", "")) or None))
    form = CodeForm(request.form)
    errors, status = second_step.checked(form, found)
    if errors is None:
        may_trust = second_step.may_trust() and form.trust.data
        answer = _signed_in(found)
        sessions.mark_confirmed()
        return second_step.trusted(answer, found) if may_trust else answer
    return render_template(
        "officers/code.html", form=form, errors=errors, wrong=dict(errors), may_trust=second_step.may_trust(),
        target=safe_path(request.args.get("next", "")),
    ), status  # fmt: skip


def _signed_in(found: Officer) -> Response:
    """Open the session under a fresh cookie."""
    target = safe_path(request.args.get("next", ""))
    sessions.sign_in(found, keep=(held_forms.KEY,))
    if found.second_factor_at is None:
        sessions.mark_confirmed()
    return redirect(target or url_for(home_of(found) or "officers.queue"))


@blueprint.post("/dang-xuat")
@public
def sign_out() -> Response:
    """Close the session of this browser."""
    sessions.sign_out()
    return redirect(url_for("officers.sign_in"))


@blueprint.post("/dang-xuat-moi-thiet-bi")
@officer()
def sign_out_everywhere() -> Response:
    """Close every session of this officer, on whatever machine it was left open."""
    with transaction(session()):
        end_sessions(session(), current_user)
    sessions.sign_out()
    flash(_("You have been signed out on every device."), "success")
    return redirect(url_for("officers.sign_in"))


@blueprint.get("/")
@blueprint.get("/hang-doi/<key>")
@officer()
def queue(key: str = "") -> ResponseReturnValue:
    """Show one queue, due first; the first one that holds work unless one is named. Who keeps the portal goes to theirs."""
    if not current_user.can("dossier.read"):
        home = home_of(current_user)
        if not home:
            raise NotAllowed
        return redirect(url_for(home))
    form = QueueForm(request.args)
    form.validate()
    sought = understand(form.text) if form.text else None
    found = find_exact(session(), current_user, sought) if sought else None
    return redirect(url_for("work.show", dossier_id=found)) if found else queue_page(key, form, sought)


@blueprint.get("/nhac-viec")
@officer("dossier.read")
def alerts() -> str:
    """List every deadline near or over that this officer was told of, due first."""
    form = PageForm(request.args)
    form.validate()
    paging, rows = paged(
        partial(page_alerts, session(), current_user, now()), form.page, PER_PAGE, "officers.alerts", {}
    )
    return render_template("officers/alerts.html", rows=rows, paging=paging, late=LATE)
