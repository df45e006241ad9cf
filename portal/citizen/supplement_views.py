"""The citizen's answer to a request: only what was asked for, each beside its reason; prepared in peace, sent once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.catalogue.queries import UnitNames, commune_options
from portal.citizen import question_form
from portal.citizen.camera import cameras_at, owner_of
from portal.citizen.profile import acting_on
from portal.citizen.question_form import Canvas
from portal.citizen.screens import form_of, seen_of, written_elsewhere
from portal.citizen.supplementing import Errors, keep_answers, left, slots_of, what_to_do
from portal.citizen.typing_views import keep, keep_fields
from portal.documents.desk import current_desk
from portal.dossiers import typed
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_own
from portal.dossiers.supplement_answers import (
    add_waiting,
    asked_papers,
    asked_questions,
    merged,
    remove_waiting,
    say_not_had,
    send,
)
from portal.dossiers.supplement_models import PAPER, Supplement
from portal.dossiers.typed import find_typed
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete, Invalid, NotFound, StaleTyping
from portal.kernel.ids import token
from portal.kernel.text import nfc, strip_controls
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.storage.uploads import drop_pieces, inspect_all, sent_files
from portal.web import held_forms
from portal.web.access import citizen, large_body
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.formats import long_date_vi

blueprint = Blueprint("supplement", __name__, url_prefix="/ho-so/<code>/bo-sung")
MOST_AT_ONCE = 80 * 1024 * 1024
MOST_WORDS = 500


@blueprint.get("")
@citizen
def show(code: str) -> ResponseReturnValue:
    """Show what is asked for; when nothing is, the dossier says how it stands."""
    dossier = get_own(session(), current_user, code)
    supplement = dossier.open_supplement
    return _page(dossier, supplement) if supplement else _to_dossier(dossier)


@blueprint.post("")
@citizen
def answer(code: str) -> ResponseReturnValue:
    """Keep the mended answers; with the big button send everything. Pressing twice sends once."""
    dossier = get_own(session(), current_user, code)
    supplement = dossier.open_supplement
    if supplement is None:
        return _to_dossier(dossier)
    removed = question_form.removed_row(request.form)
    form = question_form.without_row(request.form, *removed) if removed else request.form
    group_id = removed[0] if removed else request.form.get(question_form.ADD, "")
    try:
        errors, revealed = keep_answers(dossier, supplement, form, only_wrong=bool(group_id))
    except StaleTyping:
        questions, whole = asked_questions(dossier, supplement), merged(dossier, supplement)
        other = written_elsewhere(dossier, questions, typed.page_of(supplement), whole)
        return _page(dossier, supplement, form=form, other=other), 409
    if errors or revealed:
        return _page(dossier, supplement, errors, form=form), 422 if errors else 200
    if group_id:
        more = None if removed else group_id
        return redirect(url_for("supplement.show", code=code, them=more, _anchor=group_id))
    if request.form.get("to") != "send":
        flash(_("Your answers are kept. They are sent when you press the button at the end."), "success")
        return redirect(url_for("supplement.show", code=code))
    return _send(dossier, supplement)


def _send(dossier: Dossier, supplement: Supplement) -> ResponseReturnValue:
    actor = acting_on(current_user, dossier)
    try:
        with transaction(session()):
            send(session(), dossier, by=actor, at=now(), desk=current_desk(), form_key=f"supplement:{supplement.id}")
    except Incomplete:
        dossier = get_own(session(), current_user, dossier.code or "")
        supplement = dossier.open_supplement or supplement
        errors = left(dossier, supplement, "files", N_("Add the new picture of: %(paper)s"))
        return _page(dossier, supplement, errors or [("", _("Something that was asked for is still missing"))]), 422
    if dossier.promised_at:
        flash(
            _("The supplement has been sent. New date of the result: %(day)s.", day=long_date_vi(dossier.promised_at)),
            "success",
        )
    else:
        flash(_("The supplement has been sent. It is the officer's turn now."), "success")
    return _to_dossier(dossier)


@blueprint.post("/dang-go")
@citizen
def keep_typed(code: str) -> tuple[Response, int]:
    """Keep what is being typed into the answers, as in a draft; 409 when another screen wrote meanwhile."""
    dossier = get_own(session(), current_user, code)
    supplement = dossier.open_supplement
    if supplement is None:
        raise NotFound
    asked, known = asked_questions(dossier, supplement), supplement.answers
    return keep(dossier, typed.page_of(supplement), asked, merged(dossier, supplement), known)


@blueprint.post("/dang-go/<component_id>")
@citizen
def keep_words(code: str, component_id: str) -> tuple[Response, int]:
    """Keep what is being typed about a paper the citizen does not have."""
    dossier = get_own(session(), current_user, code)
    supplement = dossier.open_supplement
    if supplement is None or component_id not in {item.ref for item in asked_papers(dossier, supplement)}:
        raise NotFound
    text = nfc(request.form.get("words", ""))
    return keep_fields(dossier, typed.page_of(supplement, component_id), [("words", text)] if text else [])


# ---- papers


@blueprint.post("/giay-to/<component_id>")
@large_body(MOST_AT_ONCE)
@citizen
def add(code: str, component_id: str) -> ResponseReturnValue:
    """Take pictures of one asked paper; each good one is kept even when another is refused."""
    dossier = get_own(session(), current_user, code)
    supplement = dossier.open_supplement
    if supplement is None:
        return _to_dossier(dossier)
    owner, key, field = owner_of(current_user), request.form.get("key") or token(), f"files-{component_id}"
    try:
        files = sent_files(owner)
        good, refused = inspect_all(files)
        errors = [(field, words) for words in refused] if files else [(field, _("Choose a picture or PDF"))]
        with transaction(session()):
            for one in good:
                add_waiting(session(), service(Store), dossier, component_id, one.file, filename=one.name, at=now(),
                            upload_key=f"s{supplement.id}:{component_id}:{key}:{one.fingerprint}")  # fmt: skip
    except Invalid as error:
        errors = [(field, sentence(error))]
    drop_pieces(owner)
    if errors:
        return _page(dossier, supplement, errors), 422
    return redirect(url_for("supplement.show", code=code, _anchor=f"giay-{component_id}"))


@blueprint.post("/giay-to/<component_id>/khong-co")
@citizen
def not_had(code: str, component_id: str) -> ResponseReturnValue:
    """Note in the citizen's words that they do not have an asked paper."""
    dossier = get_own(session(), current_user, code)
    supplement = dossier.open_supplement
    if supplement is None:
        return _to_dossier(dossier)
    words = strip_controls(nfc(request.form.get("words", ""))).strip()
    problem = _("Write why you do not have this paper") if not words else ""
    if len(words) > MOST_WORDS:
        problem = _("Write at most %(most)s characters", most=MOST_WORDS)
    is_undone, mine = "undo" in request.form, {component_id: words}
    if problem and not is_undone:
        return _page(dossier, supplement, [(f"words-{component_id}", problem)], words=mine), 422
    try:
        with transaction(session()):
            if not is_undone:
                typed.take_words(session(), dossier, supplement, [("words", words)], is_settled=True, at=now(),
                                 seen=seen_of(request.form), paper=component_id)  # fmt: skip
            say_not_had(session(), dossier, component_id, "" if is_undone else words)
    except StaleTyping:
        both = [(f"words-{component_id}", _("Somewhere else something different was written. Keep one of both."))]
        return _page(dossier, supplement, both, words=mine, overtaken=component_id), 409
    return redirect(url_for("supplement.show", code=code, _anchor=f"giay-{component_id}"))


@blueprint.post("/xoa-tep/<int:file_id>")
@citizen
def remove(code: str, file_id: int) -> ResponseReturnValue:
    """Remove a picture that was not sent yet."""
    dossier = get_own(session(), current_user, code)
    with transaction(session()):
        remove_waiting(session(), service(Store), dossier, file_id)
    return redirect(url_for("supplement.show", code=code))


# ---- the page


def _page(
    dossier: Dossier, supplement: Supplement, errors: Errors | None = None, *, form: Any = None,
    words: Mapping[str, str] | None = None, other: Sequence[Mapping[str, str]] = (), overtaken: str = "",
) -> str:  # fmt: skip
    questions, kept = asked_questions(dossier, supplement), find_typed(session(), dossier, typed.page_of(supplement))
    about = typed.words_about_papers(session(), dossier, supplement)
    held, to = held_forms.take_with_target(request.path)
    if held is not None and to.endswith("/khong-co"):
        words = {to.split("/")[-2]: held.get("words", "")}
    elif held is not None:
        form = held
    canvas = Canvas(
        merged(dossier, supplement),
        UnitNames(session()),
        form_of(kept) if form is None else form,
        errors or [],
        more=request.args.get("them", ""),
    )
    asked = question_form.draw(questions, canvas)
    needs_communes = any(one.needs_communes for one in asked)
    return render_template(
        "citizen/supplement.html", dossier=dossier, record=dossier.record, supplement=supplement, heading=what_to_do(supplement),
        slots=slots_of(dossier, supplement), asked=asked, errors=errors or [], wrong=dict(errors or []),
        words={**{ref: row.fields[0][1] for ref, row in about.items() if row.fields}, **(words or {})}, about=about, overtaken=overtaken,
        reasons={item.ref: item.reason for item in supplement.items if item.kind != PAPER}, key=token(),
        communes=commune_options(session(), local_date(now())) if needs_communes else [], most_bytes=config().upload_bytes,
        cameras=cameras_at(dossier), typed=kept, other=other, screen=token(),
    )  # fmt: skip


def _to_dossier(dossier: Dossier) -> Response:
    return redirect(url_for("sent.show", code=dossier.code))
