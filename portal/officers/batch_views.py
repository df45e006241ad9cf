"""Several dossiers of a queue at once: tick, press, read what became of each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.kind_words import kind_choices
from portal.documents.queries import newest_slips
from portal.documents.render import render
from portal.dossiers.desk import Facts
from portal.dossiers.queries import list_for_officer
from portal.dossiers.results import kinds_to_choose
from portal.identity import sessions
from portal.kernel.errors import Invalid, NotAllowed, NotFound
from portal.kernel.ids import token
from portal.officers.acting import hang
from portal.officers.batches import AT_ONCE, BATCHES, PRINT, Outcome, Ticked, do_each, must_be_alike, ticked
from portal.officers.looks import Look, note_looks
from portal.officers.proof import ProofForm, prove
from portal.storage.joining import joined
from portal.storage.views import bytes_response
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.labels import SLIPS
from portal.web.locale import in_vietnamese
from portal.workflow.states import Action

blueprint = Blueprint("batch", __name__, url_prefix="/can-bo/nhieu-ho-so")
RECEIPT = "intake_receipt"


@blueprint.post("")
@officer("dossier.read")
def start() -> Redirect:
    """Do at once what is safe; lead on to the list to confirm, or to the prints."""
    chosen, act = ticked(request.form.getlist("ho_so")), request.form.get("act", "")
    if act not in BATCHES.get(hang(), ()):
        raise NotFound
    if not chosen:
        flash(_("Tick at least one dossier first"), "error")
        return _to_queue()
    numbers = [one.id for one in chosen]
    if act == PRINT:
        return redirect(url_for("batch.receipts", ho_so=numbers, hang=hang()))
    if act == Action.SIGN:
        return redirect(url_for("batch.sign", ho_so=numbers, hang=hang()))
    return _done(act, _each(act, chosen))


def _each(act: str, chosen: list[Ticked], facts: Facts | None = None) -> list[Outcome]:
    if act not in AT_ONCE | {Action.SIGN} or not current_user.can(f"dossier.{act}"):
        raise NotAllowed
    key = request.form.get("form_key", "")[:60] or token()
    return do_each(session(), current_user, act, chosen, key=key, at=now(), facts=facts)


def _done(act: str, outcomes: list[Outcome]) -> Redirect:
    """Keep what became of each for the page that follows."""
    browser["batch"] = {"act": act, "hang": hang(), "outcomes": [[one.id, one.why] for one in outcomes]}
    return redirect(url_for("batch.result"))


@blueprint.get("/xong")
@officer("dossier.read")
def result() -> ResponseReturnValue:
    """Say what became of each dossier, those that could not be done first."""
    kept = browser.get("batch")
    if not kept:
        return redirect(url_for("officers.queue"))
    dossiers = {row.id: row for row in list_for_officer(session(), current_user, [n for n, _why in kept["outcomes"]])}
    rows = [(dossiers[n], why) for n, why in kept["outcomes"] if n in dossiers]
    return render_template(
        "officers/batch_result.html", act=kept["act"], hang=kept["hang"], rows=sorted(rows, key=lambda row: not row[1])
    )


@blueprint.route("/ky", methods=["GET", "POST"])
@officer("dossier.sign")
def sign() -> ResponseReturnValue:
    """Show the list once more and ask who signs; then sign each."""
    form = ProofForm(request.form)
    dossiers = list_for_officer(session(), current_user, _numbers())
    if not dossiers:
        return _to_queue()
    try:
        must_be_alike(dossiers)
    except Invalid as error:
        flash(sentence(error), "error")
        return _to_queue()
    here = url_for("batch.sign", ho_so=[dossier.id for dossier in dossiers], hang=hang() or None)
    if current_user.second_factor_at is not None and (first := sessions.confirm_first(here)):
        return first  # without a telephone the password below is the proof
    seen = ticked(request.form.getlist("ho_so"))
    errors = prove(session(), current_user, form) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        return _done(Action.SIGN, _each(Action.SIGN, seen, Facts(kind=request.form.get("kind"))))
    kinds = next((found for one in dossiers if (found := kinds_to_choose(one))), {})
    return render_template(
        "officers/batch_sign.html", dossiers=dossiers, form=form, kinds=kind_choices(kinds),
        kind=request.form.get("kind", next(iter(kinds), "")), errors=errors, wrong=dict(errors),
        versions={one.id: one.version for one in dossiers} | {one.id: one.version for one in seen},
        key=request.form.get("form_key") or token(), hang=hang(),
    ), 422 if errors else 200  # fmt: skip


@blueprint.get("/phieu-hen.pdf")
@officer("dossier.read")
def receipts() -> ResponseReturnValue:
    """Print the receipts of several dossiers as one file, one after the other."""
    dossiers = list_for_officer(session(), current_user, _numbers())
    slips = newest_slips(session(), [dossier.id for dossier in dossiers], RECEIPT)
    found = [(dossier, slips[dossier.id]) for dossier in dossiers if dossier.id in slips]
    if not found:
        flash(_("None of these dossiers has a receipt yet. A receipt is written when a dossier is accepted."), "error")
        return _to_queue()
    note_looks([Look(dossier.id, f"slip:{slip.id}", in_vietnamese(SLIPS[slip.kind])) for dossier, slip in found])
    return bytes_response(joined(render(slip.paper) for _dossier, slip in found), "application/pdf", "phieu-hen.pdf")


def _numbers() -> list[int]:
    """Return the dossiers of the address, or of the form."""
    return [one.id for one in ticked([f"{v}:0" if ":" not in v else v for v in request.values.getlist("ho_so")])]


def _to_queue() -> Redirect:
    return redirect(url_for("officers.queue", key=hang()) if hang() else url_for("officers.queue"))
