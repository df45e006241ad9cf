"""Writing an answer that the citizen did not know."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.dossiers.completing import complete, completed_of, unknown_question
from portal.kernel.errors import N_, NotAllowed
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, dossier_at, form_key, hang, version
from portal.officers.overview import may_check
from portal.web import held_forms
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.forms import PortalForm

blueprint = Blueprint("completing", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/dien-giup")


class CompleteForm(PortalForm):
    """The answer, as the papers have it."""

    text = StringField(
        validators=[DataRequired(N_("Write the answer")), Length(max=500, message=N_("Write at most 500 characters"))]
    )


@blueprint.route("/<question_id>", methods=["GET", "POST"])
@officer("dossier.read")
def write(dossier_id: int, question_id: str) -> ResponseReturnValue:
    """Ask for the answer; keep it beside what the citizen said."""
    dossier = dossier_at(dossier_id)
    question, actor = unknown_question(dossier, question_id), actor_for(dossier)
    if not may_check(dossier, actor):
        raise NotAllowed
    known = completed_of(session(), dossier).get(question_id)
    form = CompleteForm(request.form or held_forms.take(request.path), data={"text": known.text if known else ""})
    errors = form.problems() if request.method == "POST" and not form.validate() else []
    if request.method == "POST" and not errors:
        with transaction(session()):
            complete(session(), dossier, question_id, form.text.data or "", by=actor, at=now(), version=version(),
                     form_key=form_key(dossier, f"complete:{question_id}"))  # fmt: skip
        flash(_("The answer is kept as yours; what the citizen said stays."), "success")
        return back(dossier, "declared-title")
    return render_template(
        "officers/complete_answer.html", dossier=dossier, question=question, form=form, errors=errors,
        wrong=dict(errors), hang=hang(), key=request.form.get("form_key") or token(),
        version=request.form.get("version") or dossier.version,
    ), 422 if errors else 200  # fmt: skip
