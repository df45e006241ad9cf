"""Papers go back to the citizen before or without a result: refused, withdrawn, or because they need them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.dossiers.custody import give_back
from portal.dossiers.desk import Actor
from portal.dossiers.queries import get_for_officer
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session

blueprint = Blueprint("give_back", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/ban-giay")


@blueprint.post("/tra")
@officer("dossier.accept")
def give(dossier_id: int) -> Redirect:
    """Note which papers were given back."""
    dossier = get_for_officer(session(), current_user, dossier_id)
    by = Actor("officer", current_user.name, current_user.id, current_user.roles_by_agency(dossier.field_code))
    ids = request.form.getlist("given_back", type=int)
    with transaction(session()):
        names = give_back(session(), dossier, ids, by=by, at=now())
    if names:
        flash(_("Noted as given back: %(papers)s", papers="; ".join(names)), "success")
    else:
        flash(_("Tick the papers that were given back"), "error")
    return redirect(url_for("work.show", dossier_id=dossier.id, _anchor="ban-giay"))
