"""Asking an officer to look at a draft first, taking that back, and the answer beside the items."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.queries import working_calendar
from portal.citizen.behalf_forms import QuestionForm
from portal.documents.desk import current_desk
from portal.dossiers import prechecks
from portal.dossiers.models import Dossier
from portal.dossiers.precheck_models import Precheck, last_answer, open_of
from portal.dossiers.queries import get_draft
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction
from portal.web.access import citizen
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.workflow.deadlines import precheck_due

blueprint = Blueprint("prechecks", __name__, url_prefix="/ho-so/nhap/<draft_code>/nho-kiem-tra")


@dataclass(frozen=True)
class LookedAt:
    """What an officer was asked about a draft, and the newest answer."""

    asked: Precheck | None
    answer: Precheck | None

    def about(self, kind: str, ref: str) -> str:
        """Return what the officer wrote beside one page or paper; "" for nothing."""
        remarks = self.answer.remarks if self.answer else []
        return next((str(one["text"]) for one in remarks if (one["kind"], one["ref"]) == (kind, ref)), "")


def looked_at(draft: Dossier) -> LookedAt:
    """Return what stands about looking at this draft."""
    return LookedAt(open_of(draft), last_answer(draft))


@blueprint.route("", methods=["GET", "POST"])
@citizen
def ask(draft_code: str) -> ResponseReturnValue:
    """Say who looks, by when, and what it is not; take the request."""
    draft = get_draft(session(), current_user, draft_code)
    if not draft.is_draft or open_of(draft):
        return redirect(url_for("drafts.tasks", draft_code=draft_code))
    form, errors = QuestionForm(request.form), []
    if request.method == "POST":
        errors = form.problems() if not form.validate() else []
        if not errors:
            try:
                with transaction(session()):
                    prechecks.ask(session(), draft, form.question.data or "", at=now(), desk=current_desk())
            except (Invalid, TooMany) as error:
                errors = [("question", sentence(error))]
            else:
                flash(_("An officer has been asked to look at your draft."), "success")
                return redirect(url_for("drafts.check", draft_code=draft_code))
    office = current_desk().route(draft, draft.record.process[0].agency)
    return render_template(
        "citizen/precheck_ask.html", draft=draft, record=draft.record, form=form, errors=errors, wrong=dict(errors),
        office=office, due_at=precheck_due(now(), working_calendar(session())),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/thoi")
@citizen
def take_back(draft_code: str) -> ResponseReturnValue:
    """No longer ask."""
    draft = get_draft(session(), current_user, draft_code)
    with transaction(session()):
        prechecks.take_back(session(), draft, at=now())
    flash(_("Nobody looks at your draft any more. You can ask again at any time."), "success")
    return redirect(url_for("drafts.check", draft_code=draft_code))
