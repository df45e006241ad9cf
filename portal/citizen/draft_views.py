"""From the first question to sending: eligibility, the list of tasks, the pages, the check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.catalogue.queries import UnitNames, agency_names, get_procedure
from portal.catalogue.record import Component
from portal.citizen import question_form
from portal.citizen.asking import QuestionPage, odd_answers, show_page, take_page
from portal.citizen.camera import camera_at
from portal.citizen.overview import sections, tasks_of, unfinished
from portal.citizen.precheck_views import looked_at
from portal.citizen.profile import acting_on, is_helper, remember
from portal.citizen.question_form import Canvas
from portal.citizen.starting import begin, new_key, remember_start
from portal.documents.desk import current_desk
from portal.dossiers.bringing import papers_to_bring
from portal.dossiers.camera import ALL_MISSING
from portal.dossiers.collecting import is_coming
from portal.dossiers.corrections import list_asked_about
from portal.dossiers.desk import Facts
from portal.dossiers.guards import left_of
from portal.dossiers.models import Dossier
from portal.dossiers.moves import move
from portal.dossiers.operations import delete_draft
from portal.dossiers.queries import get_draft, list_drafts_of, list_helped, list_open_of, list_own
from portal.dossiers.revising import find_closed, find_new_form
from portal.dossiers.rules import forms_for, owner_name, pages_for
from portal.dossiers.typed import forget_typed
from portal.eforms.answers import stopped_by
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete, NotFound
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.web.access import citizen, public
from portal.web.app_state import now, service, session
from portal.web.error_pages import sentence
from portal.workflow.states import Action

blueprint = Blueprint("drafts", __name__, url_prefix="/ho-so")


@blueprint.get("/")
@citizen
def my_dossiers() -> str:
    """Show what the citizen must do first, then everything else."""
    own = list_own(session(), current_user)
    return render_template(
        "citizen/my_dossiers.html", dossiers=own, slips=list_asked_about(session(), own),
        closed={one.id for one in own if find_closed(one)}, to_bring=_to_bring(own),
        coming={one.id for one in own if is_coming(one)},
        helped=list_helped(session(), current_user), today=local_date(now()),
    )  # fmt: skip


def _to_bring(own: Sequence[Dossier]) -> dict[int, tuple[list[Component], str]]:
    """Return, by dossier, the papers still to be brought and the name of the office."""
    found = {one: papers for one in own if (papers := papers_to_bring(one))}
    names = agency_names(session(), sorted({one.onestop_code or "" for one in found}))
    return {one.id: (papers, names.get(one.onestop_code or "", "")) for one, papers in found.items()}


@blueprint.route("/moi/<code>", methods=["GET", "POST"])
@public
def start(code: str) -> ResponseReturnValue:
    """Ask what decides whether this can be filed online, before anything personal."""
    procedure = get_procedure(session(), code)
    eform = procedure.revision.record.eform
    if not procedure.is_online or eform is None:
        raise NotFound(N_("This procedure cannot be filed online yet. Its page says where to hand it in."))
    known = list_drafts_of(session(), current_user, code) if current_user.kind == "citizen" else []
    running = list_open_of(session(), current_user, code) if current_user.kind == "citizen" else []
    questions = [item.question for item in eform.eligibility]
    sent, errors, names = None, [], UnitNames(session())
    if request.method == "POST":
        sent = question_form.read(questions, request.form, {}, names)
        reason = stopped_by(eform, sent.answers)
        if reason:
            return render_template("citizen/stopped.html", procedure=procedure, reason=reason)
        if sent.is_good:
            return _go_on(code, sent.answers, request.form.get("key") or new_key(), behalf=_behalf())
        errors = question_form.errors_of(sent)
    form = request.form if sent else None
    return render_template(
        "citizen/start.html", procedure=procedure, eform=eform, drafts=known, running=running, errors=errors,
        key=request.form.get("key") or new_key(), behalf=_behalf(),
        asked=question_form.draw(questions, Canvas({}, names, form, errors)),
    ), 422 if errors else 200  # fmt: skip


def _behalf() -> bool:
    """Say whether the dossier is to be somebody else's."""
    return "thay" in request.values


def _go_on(code: str, answers: Mapping[str, Any], key: str, *, behalf: bool) -> Response:
    if behalf:
        remember_start(code, answers, key=key, behalf=True)
        return redirect(url_for("behalf.names"))
    if current_user.kind == "citizen":
        draft = begin(current_user, code, answers, key=key)
        return redirect(url_for("drafts.tasks", draft_code=draft.draft_code))
    remember_start(code, answers, key=key)
    return redirect(url_for("citizen.ask_phone"))


@blueprint.get("/nhap/<draft_code>")
@citizen
def tasks(draft_code: str) -> ResponseReturnValue:
    """Show what is done and what is left."""
    draft = _draft(draft_code)
    if not draft.is_draft:
        return redirect(url_for("sent.show", code=draft.code))
    todo = tasks_of(draft)
    return render_template(
        "citizen/tasks.html", draft=draft, record=draft.record, tasks=todo, camera=camera_at(draft, ALL_MISSING),
        looked_at=looked_at(draft), helps=is_helper(current_user, draft), new_form=find_new_form(draft, now()),
        closed=find_closed(draft),
    )  # fmt: skip


@blueprint.route("/nhap/<draft_code>/truong-hop", methods=["GET", "POST"])
@citizen
def case(draft_code: str) -> ResponseReturnValue:
    """Change the answers that decide about eligibility."""
    draft = _draft(draft_code)
    eform = draft.record.eform
    if eform is None:
        raise NotFound
    questions = [item.question for item in eform.eligibility]
    return _question_page(QuestionPage(draft, questions, _("Your case"), "", "case"))


@blueprint.route("/nhap/<draft_code>/trang/<page_id>", methods=["GET", "POST"])
@citizen
def page(draft_code: str, page_id: str) -> ResponseReturnValue:
    """Ask the questions of one page; a page that does not apply leads back to the tasks."""
    draft = _draft(draft_code)
    eform = draft.record.eform
    found = eform.page(page_id) if eform else None
    if found is None:
        raise NotFound
    if draft.is_draft and found not in pages_for(draft.record, draft.answers):
        flash(_("That page does not apply to your dossier. Continue with the tasks below."), "info")
        return redirect(url_for("drafts.tasks", draft_code=draft_code))
    return _question_page(QuestionPage(draft, found.questions, found.title, found.hint, page_id))


def _question_page(page: QuestionPage) -> ResponseReturnValue:
    """Show or take one page of questions; "Sửa" from the check leads back there."""
    if not page.draft.is_draft:
        return redirect(url_for("sent.show", code=page.draft.code))
    return take_page(page) if request.method == "POST" else show_page(page)


@blueprint.get("/nhap/<draft_code>/kiem-tra")
@citizen
def check(draft_code: str) -> ResponseReturnValue:
    """Show everything once more, with a way to change each answer."""
    draft = _draft(draft_code)
    if not draft.is_draft:
        return redirect(url_for("sent.show", code=draft.code))
    return _check_page(draft, [])


def _check_page(draft: Dossier, errors: list[tuple[str, str]]) -> ResponseReturnValue:
    names = UnitNames(session())
    return render_template(
        "citizen/check.html", draft=draft, record=draft.record, sections=sections(draft, names),
        gaps=left_of(draft), errors=errors, tasks=tasks_of(draft), looked_at=looked_at(draft),
        odd=_odd_with_links(draft), new_form=find_new_form(draft, now()), helps=is_helper(current_user, draft),
        forms=forms_for(draft.record, draft.answers), unfinished=unfinished(draft), closed=find_closed(draft),
    ), 422 if errors else 200  # fmt: skip


def _odd_with_links(draft: Dossier) -> list[tuple[str, str]]:
    """Return (sentence, where to change the answer) for everything odd."""
    code = draft.draft_code
    return [
        (odd.sentence, url_for("drafts.page", draft_code=code, page_id=page.id, ve="kiem-tra", _anchor=odd.field))
        for page in pages_for(draft.record, draft.answers)
        for odd in odd_answers(draft, page.questions)
    ]


@blueprint.post("/nhap/<draft_code>/gui")
@citizen
def send(draft_code: str) -> ResponseReturnValue:
    """Send the dossier. Pressing twice gives the same receipt."""
    draft = _draft(draft_code)
    if not draft.is_draft:
        return redirect(_receipt(draft))
    helped = draft.consent.helper_name if draft.consent and is_helper(current_user, draft) else ""
    actor = acting_on(current_user, draft, helped or owner_name(draft.answers))
    facts = Facts(consent=request.form.get("declared") == "yes")
    try:
        with transaction(session()):
            if draft.is_draft:
                move(session(), draft, Action.SUBMIT, by=actor, at=now(), desk=current_desk(), facts=facts,
                     form_key=f"send:{draft.id}")  # fmt: skip
                remember(current_user, draft)
                forget_typed(session(), draft)
    except Incomplete as error:
        draft = _draft(draft_code)
        if find_closed(draft):
            return _check_page(draft, [("closed", _("This can no longer be sent online"))])
        field = "declared" if "consent" in error.missing else "gaps"
        return _check_page(draft, [(field, sentence(error))])
    return redirect(_receipt(draft))


def _receipt(dossier: Dossier) -> str:
    """Return where the person reads that it was sent: whoever helped reads less than the owner."""
    return url_for("sent.show" if is_helper(current_user, dossier) else "sent.receipt", code=dossier.code)


@blueprint.route("/nhap/<draft_code>/xoa", methods=["GET", "POST"])
@citizen
def delete(draft_code: str) -> ResponseReturnValue:
    """Remove a draft, after asking."""
    draft = _draft(draft_code)
    if not draft.is_draft:
        return redirect(url_for("sent.show", code=draft.code))
    if request.method == "POST":
        with transaction(session()):
            delete_draft(session(), service(Store), draft)
        flash(_("The draft has been removed."), "success")
        return redirect(url_for("drafts.my_dossiers"))
    return render_template("citizen/delete.html", draft=draft)


def _draft(draft_code: str) -> Dossier:
    return get_draft(session(), current_user, draft_code, also_sent=True)
