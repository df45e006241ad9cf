"""An officer thinks that an answer is a slip: the citizen reads both values, and says yes or no. Until then nothing changes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.citizen.profile import acting_on
from portal.dossiers import corrections
from portal.dossiers.queries import get_own
from portal.kernel.text import nfc, strip_controls
from portal.kernel.transaction import transaction
from portal.web import held_forms
from portal.web.access import citizen
from portal.web.app_state import now, session

blueprint = Blueprint("correction", __name__, url_prefix="/ho-so/<code>/sua-sot")
MOST_WORDS = 500


@blueprint.get("")
@citizen
def show(code: str) -> ResponseReturnValue:
    """Show every proposal that waits, old beside new."""
    dossier = get_own(session(), current_user, code)
    waiting = corrections.list_waiting(session(), dossier)
    if not waiting:
        return redirect(url_for("sent.show", code=code))
    held_forms.take(request.path)  # a word kept over the sign-in is typed again: it may be about another proposal
    return render_template(
        "citizen/correction.html", dossier=dossier, record=dossier.record, waiting=waiting, errors=[], typed=""
    )


@blueprint.post("/<int:number>")
@citizen
def decide(code: str, number: int) -> ResponseReturnValue:
    """Take a yes or a no, once."""
    dossier, verdict = get_own(session(), current_user, code), request.form.get("verdict")
    words = strip_controls(nfc(request.form.get("words", ""))).strip()
    errors = (
        [(f"words-{number}", _("Write at most %(most)s characters", most=MOST_WORDS))]
        if len(words) > MOST_WORDS
        else []
    )
    if errors or verdict not in ("yes", "no"):
        waiting = corrections.list_waiting(session(), dossier)
        return render_template("citizen/correction.html", dossier=dossier, record=dossier.record, waiting=waiting, errors=errors,
                               typed=words), 422  # fmt: skip
    actor = acting_on(current_user, dossier)
    with transaction(session()):
        row = corrections.decide(session(), dossier, number, accepts=verdict == "yes", words=words, via="signed_in", by=actor,
                                 at=now(), form_key=f"correction:{number}:{verdict}")  # fmt: skip
    if row.state == "accepted":
        flash(_("Corrected: %(what)s is now %(value)s.", what=row.label, value=row.after_text), "success")
    else:
        flash(_("Noted. What you declared stays as it is."), "success")
    return redirect(url_for("correction.show", code=code))
