"""One dossier at an officer's desk: look, claim, move. Opening it writes nothing; every move is one sent form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.almanac import almanac
from portal.catalogue.kind_words import kind_choices
from portal.catalogue.queries import get_agency
from portal.documents.desk import current_desk, link
from portal.documents.filled import get_dossier_form
from portal.documents.office_composing import control_slip
from portal.documents.queries import list_slips
from portal.documents.render import render
from portal.documents.sealed import issued_pdf
from portal.documents.views import form_response
from portal.dossiers import moves
from portal.dossiers.desk import Facts
from portal.dossiers.guards import waits_for_answers
from portal.dossiers.locking import lock
from portal.dossiers.models import WAITING, Dossier
from portal.dossiers.payments import get_payment_file
from portal.dossiers.results import kinds_to_choose
from portal.dossiers.rules import papers_for
from portal.identity import sessions
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete, Invalid, NotAllowed, NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.notices.queries import wording_of
from portal.notices.texts import Wordings
from portal.officers import overview
from portal.officers.acting import actor_for, back, dossier_at, form_key, hang, version
from portal.officers.apology_draft import apology_draft
from portal.officers.checking import unfit_papers
from portal.officers.forms import FORMS, MoveForm
from portal.officers.issuing import with_seal
from portal.officers.looks import note_file, note_look
from portal.officers.rules import BESIDE, SCREENS, asks_for, decides, offered
from portal.officers.work_page import work_page
from portal.storage.inspect import Inspected, inspect
from portal.storage.operations import keep
from portal.storage.scanning import Scanner
from portal.storage.seal import Seal
from portal.storage.signatures import SignatureReader
from portal.storage.store import Store
from portal.storage.views import bytes_response, file_response
from portal.web import held_forms
from portal.web.access import large_body, officer
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.formats import date_vi
from portal.web.labels import SLIPS, event_label
from portal.web.locale import in_vietnamese
from portal.workflow.states import TABLE, Action

blueprint = Blueprint("work", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>")
MOST_AT_ONCE = 16 * 1024 * 1024
#: The guard that was not satisfied → the field where it can be mended.
_FIELDS = {"reason": "note", "payment_notice": "file", "result_file": "file", "originals_compared": "originals_compared",
           "new_date_later": "new_date", "working_day": "new_date", "consulted": "unawaited", "seal": "unsealed"}  # fmt: skip


@blueprint.get("/")
@officer("dossier.read")
def show(dossier_id: int) -> str:
    """Show papers, declared data, what can be done, and everything that happened."""
    return work_page(dossier_at(dossier_id))


@blueprint.post("/nhan")
@officer("dossier.claim")
def claim(dossier_id: int) -> Redirect:
    """Take a sent dossier into hand; the second officer learns who was first."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        moves.claim(session(), dossier, by=actor_for(dossier), at=now(), version=version())
    flash(_("This dossier is yours now. Check it, then accept it or not."), "success")
    return back(dossier)


@blueprint.post("/tra-lai")
@officer("dossier.claim")
def release(dossier_id: int) -> Redirect:
    """Put it back, so that another officer can take it."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        moves.release(session(), dossier, by=actor_for(dossier), at=now())
    flash(_("The dossier is back in the queue. Another officer can take it."), "success")
    return back(dossier)


@blueprint.route("/viec/<name>", methods=["GET", "POST"])
@large_body(MOST_AT_ONCE)
@officer("dossier.read")
def act(dossier_id: int, name: str) -> ResponseReturnValue:
    """Make one move: at once when it asks for nothing, else on its own page. The same form sent twice counts once."""
    action, dossier = _known(name), dossier_at(dossier_id)
    if not current_user.can(f"dossier.{action}"):
        raise NotAllowed
    asks = _asks(dossier, action, waits=waits_for_answers(dossier))
    form_class = FORMS[asks]
    if request.method == "GET":
        if not asks or action not in offered(
            overview.situation(dossier, actor_for(dossier), almanac(session()).calendar, now())
        ):
            flash(_("This cannot be done now. What is to be done stands below."), "info")
            return back(dossier)
        return _page(dossier, action, form_class(held_forms.take(request.path), data=_prepared(dossier, action)), [])
    if moves.find_event_of_form(session(), form_key(dossier, action)):
        return _done(dossier, action)
    if action is Action.SIGN and (first := sessions.confirm_first(url_for("work.show", dossier_id=dossier.id))):
        return first
    form = form_class(CombinedMultiDict([request.form, request.files]))
    errors = [] if form.validate() else form.problems()
    if not errors:
        try:
            _move(dossier, action, form)
        except (Incomplete, Invalid) as error:
            guard = next(iter(getattr(error, "missing", ())), "")
            errors = [(_FIELDS.get(guard, "file" if "file" in form else ""), sentence(error))]
        else:
            return _done(dossier, action)
    return _page(dossier, action, form, errors), 422


def _asks(dossier: Dossier, action: Action, *, waits: bool) -> str:
    unfit = action is Action.ACCEPT and bool(unfit_papers(dossier))
    return asks_for(action, waits=waits, has_kinds=bool(kinds_to_choose(dossier)), unfit=unfit) or BESIDE.get(
        action, ""
    )


def _prepared(dossier: Dossier, action: Action) -> dict[str, Any]:
    """Return what stands in the form before anybody typed: an apology is drafted, the first kind of result chosen."""
    if action is Action.SIGN:
        return {"kind": next(iter(kinds_to_choose(dossier)), "")}
    if action is not Action.APOLOGISE:
        return {}
    agency = overview.names_of(session(), dossier).get(dossier.agency_code or "", "")
    return apology_draft(dossier, agency, almanac(session()).calendar, now())


def _move(dossier: Dossier, action: Action, form: MoveForm) -> None:
    """Inspect the file, then move. Files are opened before the transaction: that is slow, and others wait."""
    name, file, noted = _inspected(form)
    database, desk, actor = session(), current_desk(), actor_for(dossier)
    with transaction(database):
        lock(database, dossier)
        is_new = moves.find_event_of_form(database, form_key(dossier, action)) is None
        kept = keep(database, service(Store), file, filename=name, at=now()) if file and is_new else None
        facts: Facts = form.facts(kept, desk.calendar)
        facts = replace(facts, data={**facts.data, **noted})
        if decides(action) and form.unawaited.data:
            facts = replace(facts, data={**facts.data, "unawaited": form.unawaited.data})
        moves.move(database, dossier, action, by=actor, at=now(), desk=desk, version=version(), facts=facts,
                   form_key=form_key(dossier, action))  # fmt: skip


def _inspected(form: MoveForm) -> tuple[str, Inspected | None, dict[str, Any]]:
    """Return name and content of the file as it is kept, and what the history notes of it."""
    if "file" not in form:
        return "", None, {}
    sent = form["file"].data
    content, most = sent.read(), config().upload_bytes
    file, noted = with_seal(form, inspect(content, sent.filename, most_bytes=most, scanner=service(Scanner)))
    return sent.filename, file, noted


def _page(dossier: Dossier, action: Action, form: MoveForm, errors: list[tuple[str, str]]) -> str:
    """Show the page of a move. A browser cannot keep a chosen file: it is asked for again."""
    waits, kinds = waits_for_answers(dossier) or "unawaited" in dict(errors), kinds_to_choose(dossier)
    if errors and "file" in form and "file" not in dict(errors):
        errors = [*errors, ("file", _("Choose the file again"))]
    return render_template(
        "officers/act.html", dossier=dossier, record=dossier.record, action=action.value, form=form, errors=errors,
        wrong=dict(errors), asks=_asks(dossier, action, waits=waits), kinds=kind_choices(kinds), key=request.form.get("form_key") or token(), hang=hang(),
        waited_for=overview.waited_for(session(), dossier) if decides(action) else "",
        version=request.form.get("version") or dossier.version, preview=_preview(dossier, action, form),
        papers=papers_for(dossier.record, dossier.answers), sheets=overview.sheets(dossier),
        today=local_date(now()), most_bytes=config().upload_bytes, is_sealing=service(Seal).is_set, signatures=service(SignatureReader).of(service(Store), dossier.result_file),
        unfit=unfit_papers(dossier),
    )  # fmt: skip


def _preview(dossier: Dossier, action: Action, form: MoveForm) -> str:
    """Return the message the citizen will get, with what is typed so far; "" when the move sends none."""
    kind = TABLE[action].notice
    if not kind or action in (Action.ACCEPT, Action.CONFIRM_PAYMENT):  # its date is counted only then
        return ""
    values = {
        "code": dossier.code or "", "link": link(dossier), "date": date_vi(now()),
        "office": get_agency(session(), dossier.onestop_code or "").name,
        "promised": date_vi(dossier.promised_at), "reason": _("(the reason you write)"),
        "amount": _("(the amount)"), "deadline": _("(the last day)"),
    }  # fmt: skip
    if "new_date" in form:
        values["promised"] = date_vi(form["new_date"].data) or _("(the new date)")
    if "note" in form and form["note"].data:
        values["reason"] = form["note"].data
    return wording_of(session(), service(Wordings), kind).text.strip().format_map(values)


def _done(dossier: Dossier, action: Action) -> Redirect:
    """Say what happened and who acts next, on the dossier."""
    line = overview.next_line(dossier, overview.names_of(session(), dossier), brief=True)
    flash(f"{event_label(action)}. {line}", "success")
    return back(dossier)


# ---- papers


@blueprint.get("/tep/<int:file_id>")
@officer("dossier.read")
def file(dossier_id: int, file_id: int) -> Response:
    """Show one file of a paper, or its small picture with ?nho=1."""
    rows = (row for paper in dossier_at(dossier_id).papers for row in paper.all_files)
    found = next((row for row in rows if row.id == file_id and row.standing != WAITING), None)
    if found is None:
        raise NotFound
    note_file(found)
    return file_response(found.file, small="nho" in request.args)


@blueprint.get("/phieu/<int:slip_id>.pdf")
@officer("dossier.read")
def slip(dossier_id: int, slip_id: int) -> Response:
    """Print a slip exactly as it was issued."""
    dossier = dossier_at(dossier_id)
    found = next((slip for slip in list_slips(session(), dossier) if slip.id == slip_id), None)
    if found is None:
        raise NotFound
    note_look(dossier, f"slip:{found.id}", in_vietnamese(SLIPS[found.kind]))
    return bytes_response(issued_pdf(service(Store), found), "application/pdf", f"{found.kind}-{dossier.code}.pdf")


@blueprint.get("/phieu-kiem-soat.pdf")
@officer("dossier.read")
def control(dossier_id: int) -> Response:
    """Print the control slip that goes along with the dossier, as it stands now."""
    dossier = dossier_at(dossier_id)
    if not dossier.legs:
        raise NotFound
    note_look(dossier, "control", in_vietnamese(N_("Control slip")))
    paper = control_slip(session(), dossier, current_desk(), now())
    return bytes_response(render(paper), "application/pdf", f"phieu-kiem-soat-{dossier.code}.pdf")


@blueprint.get("/don/<component_id>.pdf")
@officer("dossier.read")
def form(dossier_id: int, component_id: str) -> Response:
    """Print a form of the law with the answers in its places."""
    dossier = dossier_at(dossier_id)
    found = get_dossier_form(session(), dossier, component_id, current_desk())
    note_look(dossier, f"form:{component_id}", found.title)
    return form_response(found, f"{found.id}-{dossier.code}.pdf")


@blueprint.get("/thong-bao-nop-tien")
@officer("dossier.read")
def payment_notice(dossier_id: int) -> Response:
    """Show the tax or fee notice, an earlier one with ?lan=1."""
    dossier = dossier_at(dossier_id)
    found = get_payment_file(session(), dossier, request.args.get("lan", type=int))
    note_look(dossier, f"payment:{found.id}", in_vietnamese(N_("Payment notice")))
    return file_response(found)


@blueprint.get("/ket-qua")
@officer("dossier.read")
def result(dossier_id: int) -> Response:
    """Show the result."""
    dossier = dossier_at(dossier_id)
    found = dossier.result_file
    if found is None:
        raise NotFound
    note_look(dossier, f"result:{found.id}", in_vietnamese(N_("Result")))
    return file_response(found)


# ---- what every view needs


def _known(name: str) -> Action:
    try:
        action = Action(name)
    except ValueError:
        raise NotFound from None
    if SCREENS.get(action, "supplement") == "supplement":  # has pages of its own
        raise NotFound
    return action
