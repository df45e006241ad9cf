"""Drafts that citizens ask to have looked at: a list of its own, seen only while asked, answered once."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.almanac import almanac
from portal.catalogue.queries import UnitNames
from portal.documents.desk import current_desk
from portal.dossiers import prechecks
from portal.dossiers.models import CURRENT
from portal.dossiers.precheck_models import Precheck
from portal.dossiers.precheck_queries import get_asked, page_asked
from portal.kernel.errors import Incomplete, NotFound
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for
from portal.officers.deadlines import hours_left
from portal.officers.looks import note_file
from portal.officers.precheck_forms import GOOD, AnswerForm, Item, items_of, problems_of, remarks_of
from portal.storage.views import file_response
from portal.web import held_forms
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.paging import PageForm, paged
from portal.web.site import public_url

blueprint = Blueprint("work_prechecks", __name__, url_prefix="/can-bo/kiem-tra-truoc")
PER_PAGE = 25


@blueprint.get("")
@officer("precheck.answer")
def index() -> str:
    """List what waits for a look, due first. No dossiers: they are counted elsewhere."""
    form = PageForm(request.args)
    form.validate()
    paging, asked = paged(partial(page_asked, session(), current_user), form.page, PER_PAGE, "work_prechecks.index", {})
    calendar = almanac(session()).calendar
    return render_template(
        "officers/prechecks.html", paging=paging, rows=[(one, hours_left(one.due_at, calendar, now())) for one in asked]
    )


@blueprint.route("/<int:precheck_id>", methods=["GET", "POST"])
@officer("precheck.answer")
def show(precheck_id: int) -> ResponseReturnValue:
    """Show the draft as it stands now, and take the answer."""
    asked, sent = get_asked(session(), current_user, precheck_id), request.form or held_forms.take(request.path)
    form, items = AnswerForm(sent), items_of(asked.dossier, _("The case"), UnitNames(session()), sent or {})
    if request.method == "GET":
        return _page(asked, items, form, [])
    errors = (form.problems() if not form.validate() else []) + [(name, _(words)) for name, words in problems_of(items)]
    if not errors:
        try:
            with transaction(session()):
                _answer(asked, items, form)
        except Incomplete as error:
            errors = [(error.missing[0], sentence(error))]
        else:
            flash(_("Your answer has been sent. The draft is no longer shown to you."), "success")
            return redirect(url_for("work_prechecks.index"))
    return _page(asked, items, form, errors), 422


@blueprint.get("/<int:precheck_id>/tep/<int:file_id>")
@officer("precheck.answer")
def file(precheck_id: int, file_id: int) -> Response:
    """Show a paper of the draft, only as long as it is asked about; ?nho=1 for the small picture."""
    papers = get_asked(session(), current_user, precheck_id).dossier.papers
    found = next((row for p in papers for row in p.all_files if row.id == file_id and row.standing == CURRENT), None)
    if found is None:
        raise NotFound
    note_file(found)
    response = file_response(found.file, small="nho" in request.args)
    response.headers["Cache-Control"] = "no-store"  # afterwards it is not theirs to see
    return response


def _answer(asked: Precheck, items: list[Item], form: AnswerForm) -> None:
    draft = asked.dossier
    prechecks.answer(
        session(), asked, looks_good=form.verdict.data == GOOD, text=form.text.data or "", remarks=remarks_of(items),
        by=actor_for(draft), at=now(), desk=current_desk(),
        link=public_url() + url_for("drafts.check", draft_code=draft.draft_code),
    )  # fmt: skip


def _page(asked: Precheck, items: list[Item], form: AnswerForm, errors: list[tuple[str, str]]) -> str:
    return render_template(
        "officers/precheck.html", asked=asked, draft=asked.dossier, record=asked.dossier.record, items=items, form=form,
        errors=errors, wrong=dict(errors), deadline=hours_left(asked.due_at, almanac(session()).calendar, now()),
    )  # fmt: skip
