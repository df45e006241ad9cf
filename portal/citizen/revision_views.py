"""The form has changed while a draft lay open: what is new, which answers stay, and the button that takes it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.queries import UnitNames
from portal.dossiers.queries import get_draft
from portal.dossiers.revising import find_new_form, take_new_form
from portal.eforms.revising import Carried, carry_over
from portal.kernel.transaction import transaction
from portal.web.access import citizen
from portal.web.app_state import now, session

blueprint = Blueprint("revisions", __name__, url_prefix="/ho-so/nhap/<draft_code>/bieu-mau-moi")


@blueprint.route("", methods=["GET", "POST"])
@citizen
def show(draft_code: str) -> ResponseReturnValue:
    """Show what has changed, or take the new form; when nothing has, go on with the tasks."""
    draft = get_draft(session(), current_user, draft_code)
    new, names = find_new_form(draft, now()), UnitNames(session())
    if new is None:
        return redirect(url_for("drafts.tasks", draft_code=draft_code))
    if request.method == "POST":
        with transaction(session()):
            carried = take_new_form(draft, new, names, at=now())
        flash(_taken(carried), "success")
        return redirect(url_for("drafts.tasks", draft_code=draft_code))
    old, eform = draft.record.eform, new.revision.record.eform
    carried = carry_over(old, eform, draft.answers, names) if old and eform else Carried({})
    return render_template("citizen/new_form.html", draft=draft, new=new, carried=carried)


def _taken(carried: Carried) -> str:
    if carried.again:
        return _("You are using the new form. Please answer again: %(labels)s.", labels="; ".join(carried.again))
    return _("You are using the new form. All answers that it asks for have been kept.")
