"""Papers go back to the citizen before or without a result: refused, withdrawn, or because they need them."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from portal.dossiers.custody import give_back, receive_here
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, dossier_at
from portal.web.access import officer
from portal.web.app_state import now, session

blueprint = Blueprint("give_back", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/ban-giay")


@blueprint.post("/da-den")
@officer("dossier.read")
def arrived(dossier_id: int) -> Redirect:
    """Note that papers brought to a counter have reached the unit that has the dossier."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        names = receive_here(
            session(), dossier, request.form.getlist("arrived", type=int), by=actor_for(dossier), at=now()
        )
    if names:
        flash(_("Noted as arrived: %(papers)s", papers="; ".join(names)), "success")
    else:
        flash(_("Tick the papers that are here"), "error")
    return back(dossier, "ban-giay")


@blueprint.post("/tra")
@officer("dossier.accept")
def give(dossier_id: int) -> Redirect:
    """Note which papers were given back."""
    dossier = dossier_at(dossier_id)
    ids = request.form.getlist("given_back", type=int)
    with transaction(session()):
        names = give_back(session(), dossier, ids, by=actor_for(dossier), at=now())
    if names:
        flash(_("Noted as given back: %(papers)s", papers="; ".join(names)), "success")
    else:
        flash(_("Tick the papers that were given back"), "error")
    return back(dossier, "ban-giay")
