"""May I have my dossier back? Asked with a reason, before the result is there; an officer confirms or declines."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.citizen.profile import acting_on
from portal.documents.desk import current_desk
from portal.dossiers.desk import Facts
from portal.dossiers.models import Dossier
from portal.dossiers.moves import find_event_of_form, move
from portal.dossiers.queries import get_own
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.web import held_forms
from portal.web.access import citizen
from portal.web.app_state import now, session
from portal.web.contact_forms import WithdrawForm
from portal.workflow.states import TABLE, Action

blueprint = Blueprint("withdraw", __name__, url_prefix="/ho-so/<code>/rut")


@blueprint.route("", methods=["GET", "POST"])
@citizen
def ask(code: str) -> ResponseReturnValue:
    """Say what withdrawing means, ask why, and ask the officers. Pressing twice asks once."""
    dossier, form = get_own(session(), current_user, code), WithdrawForm(request.form or held_forms.take(request.path))
    key = f"withdraw:{dossier.id}:{request.form.get('key', '')[:60]}"
    if request.method == "POST" and find_event_of_form(session(), key):
        return redirect(url_for("sent.show", code=code))
    if not may_withdraw(dossier):
        flash(_("This dossier can no longer be withdrawn. How it stands is told below."), "info")
        return redirect(url_for("sent.show", code=code))
    if request.method == "GET" or not form.validate():
        errors = form.problems() if request.method == "POST" else []
        return render_template(
            "citizen/withdraw.html", dossier=dossier, record=dossier.record, form=form, errors=errors, wrong=dict(errors),
            key=request.form.get("key") or token(),
        ), 422 if errors else 200  # fmt: skip
    actor = acting_on(current_user, dossier)
    with transaction(session()):
        move(session(), dossier, Action.REQUEST_WITHDRAWAL, by=actor, at=now(), desk=current_desk(),
             facts=Facts(note=form.reason.data or ""), form_key=key)  # fmt: skip
    flash(_("You have asked to withdraw. An officer confirms it and tells you."), "success")
    return redirect(url_for("sent.show", code=code))


def may_withdraw(dossier: Dossier) -> bool:
    """Say whether the citizen can still take it back."""
    return dossier.stands in TABLE[Action.REQUEST_WITHDRAWAL].sources
