"""Somebody stands at the counter with what was asked for: noted item by item, kept at any time, taken in with one press.

At the counter of another office than the one in charge, only what is asked is shown (see `sitting`).
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.queries import UnitNames, commune_options, get_agency
from portal.citizen import question_form
from portal.citizen.camera import camera_at, mark_of, owner_of
from portal.citizen.question_form import Canvas
from portal.citizen.supplementing import Errors, keep_answers, left, what_to_do
from portal.counter.brought_page import NONE, Brought, brought_papers, seen_of
from portal.counter.pressed import do_beside
from portal.counter.sitting import Sitting, sitting_at
from portal.documents.desk import current_desk
from portal.documents.queries import get_slip
from portal.documents.render import render
from portal.dossiers import brought, camera
from portal.dossiers.camera_models import CameraPass
from portal.dossiers.models import WAITING, Dossier
from portal.dossiers.moves import find_event_of_form, place_of, stale
from portal.dossiers.supplement_answers import add_waiting, asked_questions, merged, remove_waiting
from portal.dossiers.supplement_models import PAPER, Supplement
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete, Invalid, NotAllowed, NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.looks import note_file
from portal.storage.copies import twice
from portal.storage.store import Store
from portal.storage.uploads import chosen, inspect_all
from portal.storage.views import bytes_response, file_response
from portal.web.access import large_body, officer
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

blueprint = Blueprint("counter_supplement", __name__, url_prefix="/can-bo/tai-quay/bo-sung/<int:dossier_id>")
MOST_AT_ONCE = 200 * 1024 * 1024


@blueprint.get("")
@officer("dossier.answer_supplement")
def show(dossier_id: int) -> ResponseReturnValue:
    """Show what is asked for, as far as it lies here; nothing is asked: the dossier says how it stands."""
    try:
        sitting = sitting_at(dossier_id)
    except NotAllowed:  # it is read here, but its owner turned to another counter
        return _nothing_here(url_for("work.show", dossier_id=dossier_id))
    supplement = sitting.dossier.open_supplement
    if supplement is None:
        place = url_for("counter.find") if sitting.counter else url_for("work.show", dossier_id=dossier_id)
        return _nothing_here(place)
    return _page(sitting, supplement, [])


def _nothing_here(place: str) -> Redirect:
    flash(_("Nothing can be taken in for this dossier at your counter now. How it stands is told here."), "info")
    return redirect(place)


@blueprint.post("")
@large_body(MOST_AT_ONCE)
@officer("dossier.answer_supplement")
def save(dossier_id: int) -> ResponseReturnValue:
    """Keep what is right of everything; then do what the button says beside that. Pressing twice takes in once."""
    sitting, to = sitting_at(dossier_id), request.form.get("to", "")
    dossier, supplement = sitting.dossier, sitting.dossier.open_supplement
    if supplement is None or find_event_of_form(session(), _key(dossier)):
        return _too_late(dossier)
    removed = question_form.removed_row(request.form)
    form = question_form.without_row(request.form, *removed) if removed else request.form
    if request.form.get("seen") != seen_of(dossier, supplement):
        words = _(
            "A colleague has just changed this supplement. Below stands what you entered; press again to keep yours."
        )
        return _page(sitting, supplement, [("papers", words)], form), 409
    by_row = bool(removed) or question_form.ADD in form
    errors, revealed = keep_answers(dossier, supplement, form, only_wrong=by_row, at_counter=True)
    errors += _take_papers(sitting, supplement)
    if to == "receive" and not errors and not revealed:
        errors = _receive(sitting, supplement)
        if not errors:
            return redirect(url_for("counter_supplement.done", dossier_id=dossier.id))
    do_beside(session(), dossier, to, lambda number: remove_waiting(session(), service(Store), dossier, number),
              by=owner_of(current_user), at=now())  # fmt: skip
    if errors or revealed or by_row:
        return _page(sitting, supplement, errors, form), 422 if errors else 200
    if not to:
        flash(_("Everything is kept. It is taken in when you press the last button."), "success")
    anchor = {"camera": "chup", "": None}.get(to, "papers")
    return redirect(url_for("counter_supplement.show", dossier_id=dossier.id, _anchor=anchor))


def _too_late(dossier: Dossier) -> Redirect:
    """Lead to the end of what this form has done already; else somebody was faster."""
    if find_event_of_form(session(), _key(dossier)):
        return redirect(url_for("counter_supplement.done", dossier_id=dossier.id))
    raise stale(dossier)


def _take_papers(sitting: Sitting, supplement: Supplement) -> Errors:
    """Keep pictures and words of every asked paper; a sentence about each that is refused."""
    dossier, errors = sitting.dossier, Errors()
    for one in brought_papers(dossier, supplement, request.form):
        field = f"files-{one.ref}"
        good, refused = inspect_all(chosen(request.files.getlist(field)))
        errors += [(field, words) for words in refused]
        try:
            with transaction(session()):
                for file in good:
                    add_waiting(session(), service(Store), dossier, one.ref, file.file, filename=file.name, at=now(),
                                upload_key=f"s{supplement.id}:{one.ref}:{request.form.get('key', '')}:{file.fingerprint}")  # fmt: skip
                _note(sitting, one, has_new=bool(good))
        except Invalid as error:
            errors.append((field, sentence(error)))
        errors += [(f"{'words' if one.form == NONE else 'form'}-{one.ref}", one.problem)] if one.problem else []
    return errors


def _note(sitting: Sitting, one: Brought, *, has_new: bool) -> None:
    if not one.problem:
        form, words = ("", one.words) if one.form == NONE and not has_new else (one.form.replace(NONE, ""), "")
        brought.note_paper(
            session(), sitting.dossier, one.ref, form, words, by=sitting.by, at=now(), counter=sitting.counter
        )


def _receive(sitting: Sitting, supplement: Supplement) -> Errors:
    dossier = sitting.dossier
    missing = left(dossier, supplement, "form", N_("Take in: %(paper)s"))
    if missing:
        return missing
    try:
        with transaction(session()):
            brought.receive(
                session(), dossier, declared=request.form.get("declared") == "yes", at=now(), desk=current_desk(),
                typed_by=request.form.get("typed_by", ""), by=sitting.by, form_key=_key(dossier), counter=sitting.counter,
            )  # fmt: skip
    except Incomplete as error:
        known = {"typed_by", "declared"} & set(error.missing)
        return [(next(iter(known), "papers"), sentence(error))]
    return []


@blueprint.get("/xong")
@officer("dossier.answer_supplement")
def done(dossier_id: int) -> ResponseReturnValue:
    """Show the new date, what to print, and who goes on."""
    sitting = sitting_at(dossier_id)
    dossier = sitting.dossier
    taken = next((one for one in reversed(dossier.supplements) if one.channel == "counter"), None)
    if dossier.open_supplement is not None or taken is None:
        return redirect(url_for("counter_supplement.show", dossier_id=dossier.id))
    papers = [row for row in dossier.handed if row.supplement_id == taken.id]
    here = sitting.counter or dossier.onestop_code
    sent_to = "" if place_of(dossier) == here else get_agency(session(), place_of(dossier) or "").name
    return render_template(
        "counter/supplement_done.html", dossier=dossier, record=dossier.record, papers=papers, sent_to=sent_to,
        is_elsewhere=bool(sitting.counter),
    )  # fmt: skip


@blueprint.get("/phieu.pdf")
@officer("dossier.answer_supplement")
def slip(dossier_id: int) -> Response:
    """Print the receipt twice on two sheets: one for the citizen, one for the dossier."""
    dossier = sitting_at(dossier_id).dossier
    found = get_slip(session(), dossier, "supplement_receipt")
    return bytes_response(twice(render(found.paper)), "application/pdf", f"bien-nhan-bo-sung-{dossier.code}.pdf")


@blueprint.get("/tep/<int:file_id>")
@officer("dossier.answer_supplement")
def file(dossier_id: int, file_id: int) -> Response:
    """Show one file of an asked paper, sent or ready to be sent; its small picture with ?nho=1.

    At another office only what was added there and is not sent yet.
    """
    sitting = sitting_at(dossier_id)
    rows = (row for paper in sitting.dossier.papers for row in paper.all_files)
    found = next((row for row in rows if row.id == file_id and (not sitting.counter or row.standing == WAITING)), None)
    if found is None:
        raise NotFound
    note_file(found)
    return file_response(found.file, small="nho" in request.args)


@blueprint.get("/dien-thoai/<name>")
@officer("dossier.answer_supplement")
def camera_status(dossier_id: int, name: str) -> Response:
    """Tell the page whether something came from the telephone."""
    return jsonify(mark=mark_of(_pass(dossier_id, name)))


@blueprint.post("/dien-thoai/<name>/dong")
@officer("dossier.answer_supplement")
def camera_close(dossier_id: int, name: str) -> Redirect:
    """End a pass from the counter."""
    with transaction(session()):
        camera.close_pass(_pass(dossier_id, name), at=now())
    return redirect(url_for("counter_supplement.show", dossier_id=dossier_id))


def _pass(dossier_id: int, name: str) -> CameraPass:
    dossier, one = sitting_at(dossier_id).dossier, camera.get_pass(session(), name)
    if one.dossier_id != dossier.id or one.issued_by != owner_of(current_user):
        raise NotFound
    return one


def _key(dossier: Dossier) -> str:
    return f"brought:{dossier.id}:{request.form.get('key', '')[:60]}"


def _page(
    sitting: Sitting, supplement: Supplement, errors: Sequence[tuple[str, str]], form: MultiDict[str, str] | None = None
) -> str:
    dossier = sitting.dossier
    canvas = Canvas(
        merged(dossier, supplement),
        UnitNames(session()),
        form,
        errors,
        more=form.get(question_form.ADD, "") if form else "",
    )
    asked = question_form.draw(asked_questions(dossier, supplement), canvas)
    needs_communes = any(one.needs_communes for one in asked)
    return render_template(
        "counter/supplement.html", dossier=dossier, record=dossier.record, supplement=supplement, errors=errors,
        wrong=dict(errors), heading=what_to_do(supplement), papers=brought_papers(dossier, supplement, form), typed=form or {},
        asked=asked, reasons={item.ref: item.reason for item in supplement.items if item.kind != PAPER},
        communes=commune_options(session(), local_date(now())) if needs_communes else [],
        camera=camera_at(dossier, camera.ALL_MISSING), most_bytes=config().upload_bytes, seen=seen_of(dossier, supplement), key=request.form.get("key") or token(),
        in_charge=get_agency(session(), place_of(dossier) or "").name if sitting.counter else "",
    )  # fmt: skip
