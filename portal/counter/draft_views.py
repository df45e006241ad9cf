"""The whole dossier on one page: questions, papers, the owner's agreement; saved at any time, accepted with one press."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.queries import UnitNames, commune_options
from portal.citizen import question_form
from portal.citizen.camera import camera_at, mark_of, owner_of
from portal.citizen.paper_views import find_file
from portal.counter import papers
from portal.counter.pressed import do_beside
from portal.counter.views import AFTER
from portal.counter.whole_form import Whole, draw, read, sections_of
from portal.documents.consenting import consent_slip
from portal.documents.desk import current_desk
from portal.documents.queries import get_slip
from portal.documents.render import render
from portal.dossiers import behalf, camera, counter, custody
from portal.dossiers.camera_models import CameraPass
from portal.dossiers.counter_queries import get_begun
from portal.dossiers.desk import Actor
from portal.dossiers.guards import left_of
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.operations import add_file, remove_file, save_answers
from portal.dossiers.revising import is_outdated
from portal.dossiers.rules import papers_for
from portal.dossiers.taking_in import decider_of, goes_nowhere, waits_for_terms
from portal.eforms.answers import stopped_by
from portal.identity.rules import normal_phone
from portal.kernel.clock import local_date
from portal.kernel.errors import Incomplete, Invalid, NotFound, TooMany
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.notices.queries import find_newest_to
from portal.storage.copies import twice
from portal.storage.store import Store
from portal.storage.uploads import chosen, inspect_all
from portal.storage.views import bytes_response, file_response
from portal.web.access import large_body, officer
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence
from portal.web.site import public_url

blueprint = Blueprint("counter_draft", __name__, url_prefix="/can-bo/tai-quay/<draft_code>")
MOST_AT_ONCE = 200 * 1024 * 1024
Errors = list[tuple[str, str]]


@blueprint.get("")
@officer("dossier.accept")
def show(draft_code: str) -> ResponseReturnValue:
    """Show the dossier with everything that is filled in; one that was sent, its end."""
    draft = get_begun(session(), current_user, draft_code)
    if waits_for_terms(draft):
        return redirect(url_for("counter_terms.show", draft_code=draft_code))
    return _page(draft, []) if draft.is_draft else redirect(url_for("counter_draft.done", draft_code=draft_code))


@blueprint.post("")
@large_body(MOST_AT_ONCE)
@officer("dossier.accept")
def save(draft_code: str) -> ResponseReturnValue:
    """Keep what is right of everything; then send the code, accept, or do what the button says beside that."""
    draft, to = get_begun(session(), current_user, draft_code), request.form.get("to", "")
    if not draft.is_draft:
        return redirect(url_for("counter_draft.done", draft_code=draft_code))
    if waits_for_terms(draft):
        return redirect(url_for("counter_terms.show", draft_code=draft_code))
    whole = read(draft, request.form, session())
    if not _keep(draft, whole):
        words = _(
            "Another officer has just changed this draft. Below stands what you entered; press again to keep yours."
        )
        return _page(draft, [("sections", words)], whole), 409
    errors = list(question_form.errors_of(whole.sent))
    reason = stopped_by(draft.record.eform, draft.answers) if draft.record.eform else ""
    errors += [("sections", reason)] if reason else []
    errors += _take_papers(draft) + _take_consent(draft, to)
    if to == "accept" and not errors and not whole.sent.revealed:
        errors = _accept(draft)
        if not errors:
            return redirect(url_for("counter_draft.done", draft_code=draft_code))
    do_beside(session(), draft, to, lambda number: remove_file(session(), service(Store), draft, number, at=now()),
              by=owner_of(current_user), at=now())  # fmt: skip
    if errors or (to == "accept" and whole.sent.revealed):
        return _page(draft, errors, whole), 422 if errors else 200
    if not to:
        flash(_("Everything is kept. Your office can go on with it from any machine."), "success")
    anchor = {"camera": "chup", "code": "dong-y", "": None}.get(to, "giay-to")
    return redirect(url_for("counter_draft.show", draft_code=draft_code, _anchor=anchor))


def _keep(draft: Dossier, whole: Whole) -> bool:
    """Keep the answers; False when another officer has changed some since this page was drawn."""
    with transaction(session()):
        lock(session(), draft)
        if request.form.get("seen") != _seen(draft):
            return False
        save_answers(session(), draft, whole.settled, whole.sent.answers, at=now())
    return True


def _take_papers(draft: Dossier) -> Errors:
    """Keep files and ticks of every paper; a sentence about each file that is refused."""
    errors: Errors = []
    key = request.form.get("key", "")
    for component in papers_for(draft.record, draft.answers):
        good, refused = inspect_all(chosen(request.files.getlist(f"files-{component.id}")))
        errors += [(f"files-{component.id}", words) for words in refused]
        try:
            with transaction(session()):
                for one in good:
                    add_file(session(), service(Store), draft, component.id, one.file, filename=one.name, at=now(),
                             upload_key=f"{draft.id}:{component.id}:{key}:{one.fingerprint}")  # fmt: skip
                papers.take(session(), draft, component, request.form, by=_by(draft), at=now())
        except Invalid as error:
            errors.append((f"files-{component.id}", sentence(error)))
    return errors


def _take_consent(draft: Dossier, to: str) -> Errors:
    """Take the owner's telephone, code or slip; what is empty is left as it is."""
    if draft.consent is None or draft.consent.is_given:
        return []
    phone, code = request.form.get("phone", "").strip(), request.form.get("code", "").strip()
    if phone and not normal_phone(phone):
        return [("phone", _("A phone number has 10 digits, for example 0912 345 678"))]
    good, refused = inspect_all(chosen(request.files.getlist("slip"))[:1])
    try:
        with transaction(session()):
            counter.correct_phone(session(), draft, normal_phone(phone), by=_by(draft))
            if good:
                counter.take_slip(session(), service(Store), draft, good[0], by=_by(draft), at=now())
            elif to == "code":
                behalf.send_code(session(), draft, sees_after=False, after_words=AFTER, at=now(), desk=current_desk())
            elif code:
                own = public_url() + url_for("drafts.my_dossiers")
                wrong = behalf.confirm_code(session(), draft, code, at=now(), desk=current_desk(), link=own)
                return [("code", sentence(wrong))] if wrong else []
    except (Invalid, TooMany) as error:
        return [("phone", sentence(error))]
    return [("slip", words) for words in refused]


def _accept(draft: Dossier) -> Errors:
    left = left_of(draft)
    if draft.revision.base_id and is_outdated(draft, now()):
        return [("terms", _("The procedure has changed since this was begun. Choose again how it is taken in."))]
    if goes_nowhere(draft):
        return [("terms", _("The owner lives outside the province. Choose again, and say which commune decides."))]
    if left:
        return [("gaps", _("Still missing: %(what)s", what=gap.label or _gap(gap.kind))) for gap in left]
    page = public_url() + url_for("catalogue.procedure", code=draft.procedure_code)
    try:
        with transaction(session()):
            counter.accept_at_once(session(), draft, declared=request.form.get("declared") == "yes", by=_by(draft), at=now(),
                                   desk=current_desk(), procedure_link=page)  # fmt: skip
    except Incomplete as error:
        return [("declared" if "consent" in error.missing else "gaps", sentence(error))]
    return []


def _gap(kind: str) -> str:
    return {"consent": _("the owner's agreement: the code or the signed slip"),
            "empty": _("at least one paper, as a file or handed in")}.get(kind, _("the case"))  # fmt: skip


@blueprint.get("/xong")
@officer("dossier.accept")
def done(draft_code: str) -> ResponseReturnValue:
    """Show the code, what to print and what to tell the owner."""
    dossier = get_begun(session(), current_user, draft_code)
    if dossier.is_draft:
        return redirect(url_for("counter_draft.show", draft_code=draft_code))
    return render_template(
        "counter/done.html", dossier=dossier, record=dossier.record, kept=custody.kept_papers(dossier)
    )


@blueprint.get("/phieu.pdf")
@officer("dossier.accept")
def slip(draft_code: str) -> Response:
    """Print the receipt twice on two sheets: one for the owner, one for the dossier."""
    dossier = get_begun(session(), current_user, draft_code)
    found = get_slip(session(), dossier, "intake_receipt" if dossier.accepted_at else "sending_receipt")
    return bytes_response(twice(render(found.paper)), "application/pdf", f"{found.kind}-{dossier.code}.pdf")


@blueprint.get("/giay-dong-y.pdf")
@officer("dossier.accept")
def consent_pdf(draft_code: str) -> Response:
    """Print the slip for the owner to sign."""
    draft = get_begun(session(), current_user, draft_code)
    page = public_url() + url_for("counter_draft.show", draft_code=draft_code)
    return bytes_response(
        render(consent_slip(draft, current_desk(), at=now(), page_url=page)), "application/pdf", "giay-dong-y.pdf"
    )


@blueprint.get("/tep/<int:file_id>")
@officer("dossier.accept")
def file(draft_code: str, file_id: int) -> Response:
    """Show one file, or its small picture with ?nho=1."""
    found = find_file(get_begun(session(), current_user, draft_code), file_id)
    return file_response(found.file, small="nho" in request.args)


@blueprint.get("/dien-thoai/<name>")
@officer("dossier.accept")
def camera_status(draft_code: str, name: str) -> Response:
    """Tell the page whether something came from the telephone."""
    return jsonify(mark=mark_of(_pass(draft_code, name)))


@blueprint.post("/dien-thoai/<name>/dong")
@officer("dossier.accept")
def camera_close(draft_code: str, name: str) -> Redirect:
    """End a pass from the counter."""
    with transaction(session()):
        camera.close_pass(_pass(draft_code, name), at=now())
    return redirect(url_for("counter_draft.show", draft_code=draft_code))


def _pass(draft_code: str, name: str) -> CameraPass:
    draft, one = get_begun(session(), current_user, draft_code), camera.get_pass(session(), name)
    if one.dossier_id != draft.id:
        raise NotFound
    return one


def _seen(draft: Dossier) -> str:
    """Return what tells whether somebody else has changed the answers meanwhile."""
    return sha256(json.dumps(draft.answers, sort_keys=True).encode()).hexdigest()[:16]


def _decider(draft: Dossier) -> str:
    """Return who decides what has no form of its own, by name; "" for the commune where the owner lives."""
    code = decider_of(draft.record) if draft.revision.base_id else ""
    return UnitNames(session()).agency(code)


def _by(draft: Dossier) -> Actor:
    return Actor("officer", current_user.name, current_user.id, current_user.roles_by_agency(draft.field_code))


def _page(draft: Dossier, errors: Sequence[tuple[str, str]], whole: Whole | None = None) -> str:
    consent, form = draft.consent, request.form if whole else None
    shown: Any = None
    if config().is_demo and consent and consent.code_hash:
        shown = find_newest_to(session(), consent.owner_phone, "consent_code")
    return render_template(
        "counter/draft.html", draft=draft, record=draft.record, consent=consent, errors=errors, wrong=dict(errors),
        sections=draw(draft, sections_of(draft), form, errors, session()), papers=papers.papers_shown(draft),
        decider=_decider(draft), key=token(), demo_notice=shown,
        communes=commune_options(session(), local_date(now())), camera=camera_at(draft, camera.ALL_MISSING),
        most_bytes=config().upload_bytes, typed=request.form, seen=_seen(draft),
    )  # fmt: skip
