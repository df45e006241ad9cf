"""Papers pass over the counter outside a request: brought as promised, arrived from another counter, given back."""

from __future__ import annotations

from flask import Blueprint, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from portal.dossiers.custody import give_back, promised_papers, receive_here, receive_promised
from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, back_saying, dossier_at
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
    said = _("Noted as arrived: %(papers)s", papers="; ".join(names))
    return _noted(dossier, names, said, _("Tick the papers that are here"))


@blueprint.post("/mang-den")
@officer("dossier.accept")
def received(dossier_id: int) -> Redirect:
    """Note which of the promised papers the citizen has brought."""
    dossier = dossier_at(dossier_id)
    forms = {paper.id: request.form.get(f"brought-{paper.id}", "") for paper in promised_papers(dossier)}
    with transaction(session()):
        names = receive_promised(session(), dossier, forms, by=actor_for(dossier), at=now())
    said = _("Noted as received: %(papers)s", papers="; ".join(names))
    return _noted(dossier, names, said, _("Choose for each paper that was brought: the original or a copy"))


@blueprint.post("/tra")
@officer("dossier.accept")
def give(dossier_id: int) -> Redirect:
    """Note which papers were given back."""
    dossier = dossier_at(dossier_id)
    ids = request.form.getlist("given_back", type=int)
    with transaction(session()):
        names = give_back(session(), dossier, ids, by=actor_for(dossier), at=now())
    said = _("Noted as given back: %(papers)s", papers="; ".join(names))
    return _noted(dossier, names, said, _("Tick the papers that were given back"))


def _noted(dossier: Dossier, names: list[str], said: str, nothing: str) -> Redirect:
    """Return to the papers and say what was noted, or that nothing was chosen."""
    if not names:
        return back_saying(dossier, nothing)
    flash(said, "success")
    return back(dossier, "ban-giay")
