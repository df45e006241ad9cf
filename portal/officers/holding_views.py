"""Who holds a dossier? Taking it out of a colleague's hand, with a reason that the colleague reads."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.dossiers.moves import take_over
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, dossier_at, form_key, hang, version
from portal.officers.forms import ReasonForm
from portal.web import held_forms
from portal.web.access import officer
from portal.web.app_state import now, session

blueprint = Blueprint("holding", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/nhan-lai")


@blueprint.route("", methods=["GET", "POST"])
@officer("dossier.read")
def take(dossier_id: int) -> ResponseReturnValue:
    """Ask for the reason; then the dossier is this officer's. Who was slower learns who was first."""
    dossier, form = dossier_at(dossier_id), ReasonForm(request.form or held_forms.take(request.path))
    errors = form.problems() if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        with transaction(session()):
            take_over(session(), dossier, form.note.data or "", by=actor_for(dossier), at=now(), version=version(),
                      form_key=form_key(dossier, "take_over"))  # fmt: skip
        flash(_("The dossier is yours now. The colleague reads your reason in its history."), "success")
        return back(dossier)
    return render_template(
        "officers/take_over.html", dossier=dossier, form=form, errors=errors, wrong=dict(errors), hang=hang(),
        key=request.form.get("form_key") or token(), version=request.form.get("version") or dossier.version,
    ), 422 if errors else 200  # fmt: skip
