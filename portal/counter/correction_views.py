"""An officer sees a slip in what was declared: proposed with a reason, decided by the citizen, never changed by officers.

It stands in this room because the question is drawn and read by the citizen's own engine, which only the counter may know.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.validators import DataRequired, Length

from portal.catalogue.queries import UnitNames, commune_options
from portal.citizen import question_form
from portal.citizen.question_form import Canvas
from portal.documents.desk import current_desk
from portal.dossiers import corrections
from portal.dossiers.models import Dossier
from portal.eforms.definition import Question
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete, NotAllowed
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, back_saying, dossier_at, form_key, hang, lock_for, version
from portal.officers.overview import may_check
from portal.web import held_forms
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.forms import LongTextField, PortalForm

blueprint = Blueprint("corrections", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/de-nghi-sua")


class SlipForm(PortalForm):
    """Why it is a slip."""

    reason = LongTextField(
        validators=[DataRequired(N_("Write the reason")), Length(max=1000, message=N_("Write at most 1000 characters"))]
    )


@blueprint.route("", methods=["GET", "POST"])
@officer("dossier.read")
def propose(dossier_id: int) -> ResponseReturnValue:
    """Ask which answer (?cau=), then for the right value and the reason; the citizen is told and decides."""
    dossier, held = dossier_at(dossier_id), held_forms.take(request.path)
    form, wanted = SlipForm(request.form or held), request.values.get("cau") or (held.get("cau") if held else None)
    if not may_check(dossier, actor_for(dossier)):
        raise NotAllowed
    question = next((q for q in corrections.correctable(dossier) if q.id == wanted), None)
    if request.method == "GET" or question is None:
        return _page(dossier, question, form, [], held)
    sent = question_form.read([question], request.form, dossier.answers, UnitNames(session()))
    errors = question_form.errors_of(sent) + ([] if form.validate() else form.problems())
    if not errors:
        try:
            with transaction(session()):
                corrections.propose(
                    session(), dossier, question, sent.answers, form.reason.data or "", by=actor_for(dossier), at=now(),
                    desk=current_desk(), version=version(), form_key=form_key(dossier, "correction"),
                )  # fmt: skip
        except Incomplete as error:
            errors = [(error.missing[0], sentence(error))]
        else:
            flash(_("The proposal has been sent. Nothing changes until the citizen accepts it."), "success")
            return back(dossier, "sua-sot")
    return _page(dossier, question, form, errors), 422


@blueprint.post("/<int:number>/rut")
@officer("dossier.read")
def withdraw(dossier_id: int, number: int) -> ResponseReturnValue:
    """Take a proposal back."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        corrections.withdraw(session(), dossier, number, by=lock_for(dossier, may_check), at=now(),
                             form_key=form_key(dossier, f"withdraw-correction:{number}"))  # fmt: skip
    flash(_("The proposal has been taken back."), "success")
    return back(dossier, "sua-sot")


@blueprint.post("/<int:number>/tai-quay")
@officer("dossier.answer_supplement")
def at_counter(dossier_id: int, number: int) -> ResponseReturnValue:
    """Note what the owner, standing at the counter, says to it."""
    dossier, verdict = dossier_at(dossier_id), request.form.get("verdict")
    if request.form.get("declared") != "yes" or verdict not in ("yes", "no"):
        return back_saying(dossier, _("Read it out to the owner first, and tick that it is their word"))
    with transaction(session()):
        corrections.decide(
            session(), dossier, number, accepts=verdict == "yes", words="", via="counter", by=actor_for(dossier), at=now(),
            form_key=form_key(dossier, f"decide-correction:{number}"),
        )  # fmt: skip
    flash(_("The citizen's word has been noted."), "success")
    return back(dossier, "sua-sot")


def _page(
    dossier: Dossier, question: Question | None, form: SlipForm, errors: Sequence[tuple[str, str]],
    held: MultiDict[str, str] | None = None,
) -> str:  # fmt: skip
    names, sent = UnitNames(session()), request.form if errors else held
    asked = question_form.draw([question], Canvas(dossier.answers, names, sent, errors)) if question else []
    needs_communes = any(one.needs_communes for one in asked)
    return render_template(
        "officers/correction.html", dossier=dossier, question=question, asked=asked, form=form, errors=errors,
        wrong=dict(errors), hang=hang(), key=request.form.get("form_key") or token(),
        version=request.form.get("version") or dossier.version,
        questions=[(q.id, q.label) for q in corrections.correctable(dossier)],
        communes=commune_options(session(), local_date(now())) if needs_communes else [],
    )  # fmt: skip
