"""Other agencies are asked for their opinion on a dossier, answer, and are told when nobody waits any more."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.almanac import almanac
from portal.catalogue.queries import agency_names
from portal.documents.desk import current_desk
from portal.dossiers import consultations
from portal.dossiers.consultation_models import Consultation
from portal.dossiers.consultation_queries import get_consultation, list_askable
from portal.dossiers.consultations import Question
from portal.dossiers.models import Dossier
from portal.dossiers.moves import find_event_of_form, stale
from portal.kernel.clock import local_date
from portal.kernel.errors import Incomplete, NotAllowed, NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, dossier_at, form_key, hang, version
from portal.officers.consultation_forms import AGENCIES, ConsultForm, OpinionForm
from portal.officers.forms import ReasonForm
from portal.officers.looks import note_look
from portal.storage.operations import keep
from portal.storage.store import Store
from portal.storage.uploads import Upload, chosen, inspect_all
from portal.storage.views import file_response
from portal.web import held_forms
from portal.web.access import large_body, officer
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.forms import PortalForm

blueprint = Blueprint("consultations", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/y-kien")
MOST_AT_ONCE = 16 * 1024 * 1024
USUAL_DAYS = "3"
Errors = list[tuple[str, str]]


@blueprint.route("", methods=["GET", "POST"])
@officer("dossier.consult")
def ask(dossier_id: int) -> ResponseReturnValue:
    """Ask whom, what and until when; then ask them all. The same form sent twice asks once."""
    dossier = dossier_at(dossier_id)
    if request.method == "GET":
        if not consultations.may_ask(dossier, actor_for(dossier)):
            flash(_("This cannot be done now. What is to be done stands below."), "info")
            return back(dossier)
        return _ask_page(dossier, ConsultForm(held_forms.take(request.path), data={"days": USUAL_DAYS}), [])
    form, askable = ConsultForm(request.form), _askable(dossier)
    errors = [] if form.validate() else form.problems()
    errors += [
        (name, _("Choose an agency from the list")) for name in AGENCIES if form[name].data not in ("", None, *askable)
    ]
    if not errors:
        try:
            return _ask(dossier, form, askable)
        except Incomplete as error:
            errors = [(error.missing[0], sentence(error))]
    return _ask_page(dossier, form, errors), 422


def _ask(dossier: Dossier, form: ConsultForm, askable: dict[str, str]) -> Redirect:
    calendar = almanac(session()).calendar
    due = calendar.closes_at(calendar.add_working_days(local_date(now()), int(form.days.data)))
    asked = Question({code: askable[code] for code in form.chosen()}, form.question.data or "", due)
    with transaction(session()):
        consultations.ask(session(), dossier, asked, by=actor_for(dossier), at=now(), desk=current_desk(),
                          version=version(), form_key=form_key(dossier, "consult"))  # fmt: skip
    n = len(asked.agencies)
    flash(
        ngettext(
            "%(num)s agency has been asked. The clock runs on.",
            "%(num)s agencies have been asked. The clock runs on.",
            n,
        ),
        "success",
    )
    return back(dossier, "y-kien")


def _askable(dossier: Dossier) -> dict[str, str]:
    found = list_askable(session(), local_date(now()), but=dossier.agency_code or "")
    return {agency.code: agency.name for agency in found}


def _ask_page(dossier: Dossier, form: ConsultForm, errors: Errors) -> str:
    return render_template(
        "officers/consult.html", dossier=dossier, form=form, errors=errors, wrong=dict(errors), hang=hang(),
        fields=AGENCIES, agencies=list(_askable(dossier).items()), key=request.form.get("form_key") or token(),
        version=request.form.get("version") or dossier.version,
    )  # fmt: skip


@blueprint.route("/<int:number>/tra-loi", methods=["GET", "POST"])
@large_body(MOST_AT_ONCE)
@officer("dossier.answer_consultation")
def answer(dossier_id: int, number: int) -> ResponseReturnValue:
    """Answer for the agency that is asked; the second officer reads who was first."""
    dossier = dossier_at(dossier_id)
    one, form = get_consultation(dossier, number), OpinionForm(request.form or held_forms.take(request.path))
    if request.method == "GET":
        return _page(one, form, []) if consultations.may_answer(one, actor_for(dossier)) else _closed(one)
    good, refused = inspect_all(chosen(request.files.getlist("file"))[:1])
    errors = (form.problems() if not form.validate() else []) + [("file", words) for words in refused]
    if not errors:
        _answer(one, form, good)
        flash(_("The answer has been sent to who handles the dossier."), "success")
        return redirect(url_for("officers.queue", key="consulted"))
    if good:
        errors.append(("file", _("Choose the file again")))
    return _page(one, form, errors), 422


def _answer(one: Consultation, form: OpinionForm, files: list[Upload]) -> None:
    dossier, key = one.dossier, form_key(one.dossier, f"opinion:{one.id}")
    with transaction(session()):
        is_new = find_event_of_form(session(), key) is None and one.is_open
        kept = [keep(session(), service(Store), f.file, filename=f.name, at=now()) for f in files if is_new]
        consultations.answer(session(), one, form.answer.data or "", next(iter(kept), None), by=actor_for(dossier),
                             at=now(), form_key=key)  # fmt: skip


@blueprint.route("/<int:number>/rut", methods=["GET", "POST"])
@officer("dossier.consult")
def withdraw(dossier_id: int, number: int) -> ResponseReturnValue:
    """Ask why, then take the question back."""
    dossier = dossier_at(dossier_id)
    one, form = get_consultation(dossier, number), ReasonForm(request.form or held_forms.take(request.path))
    if request.method == "GET":
        may = consultations.may_withdraw(one, actor_for(dossier))
        return _page(one, form, [], taking_back=True) if may else _closed(one)
    if not form.validate():
        return _page(one, form, form.problems(), taking_back=True), 422
    with transaction(session()):
        consultations.withdraw(session(), one, form.note.data or "", by=actor_for(dossier), at=now(),
                               form_key=form_key(dossier, f"withdraw:{one.id}"))  # fmt: skip
    flash(_("The question has been taken back. The agency reads why."), "success")
    return back(dossier, "y-kien")


@blueprint.post("/da-xem")
@officer("dossier.consult")
def noted(dossier_id: int) -> Redirect:
    """Note that the answers were read."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        consultations.note_answers(session(), dossier, by=actor_for(dossier), at=now())
    return back(dossier, "y-kien")


@blueprint.get("/<int:number>/tep")
@officer("dossier.read")
def file(dossier_id: int, number: int) -> Response:
    """Show the document that came with an answer."""
    dossier = dossier_at(dossier_id)
    found = get_consultation(dossier, number).answer_file
    if found is None:
        raise NotFound
    note_look(dossier, f"opinion:{number}", found.filename)
    return file_response(found)


def _closed(one: Consultation) -> Redirect:
    """Say why nothing can be done: it is not theirs, or somebody was faster."""
    if one.is_open:
        raise NotAllowed
    raise stale(one.dossier)


def _page(one: Consultation, form: PortalForm, errors: Errors, *, taking_back: bool = False) -> str:
    return render_template(
        "officers/consultation.html", dossier=one.dossier, asked=one, form=form, errors=errors, wrong=dict(errors),
        agency=agency_names(session(), [one.agency_code])[one.agency_code], taking_back=taking_back, hang=hang(),
        key=request.form.get("form_key") or token(), most_bytes=config().upload_bytes,
    )  # fmt: skip
