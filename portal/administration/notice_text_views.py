"""The texts of the messages: written by an administrator, seen as citizens will see them, in force with the next message."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.administration.notice_desk import KINDS, previews
from portal.administration.notice_forms import TextsForm
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from portal.notices.operations import Refused, change_text, restore_text
from portal.notices.queries import find_text, list_texts, wording_of
from portal.notices.rules import MOST_CHARACTERS
from portal.notices.texts import GIVEN, Wording, Wordings, faults_of
from portal.web.access import officer
from portal.web.app_state import now, service, session
from portal.web.error_pages import sentence

blueprint = Blueprint("notice_texts", __name__, url_prefix="/quan-tri/tin/loi-nhan")


@blueprint.get("")
@officer("admin.read")
def index() -> str:
    """List the kinds of messages with what they say today."""
    rows = [
        (group, [(kind, wording_of(session(), service(Wordings), kind), find_text(session(), kind)) for kind in kinds])
        for group, kinds in KINDS
    ]
    return render_template("administration/notice_texts.html", groups=rows)


@blueprint.route("/<kind>", methods=["GET", "POST"])
@officer("notices.edit")
def change(kind: str) -> ResponseReturnValue:
    """Show the texts of one kind as citizens will see them; change them."""
    if kind not in GIVEN:
        raise NotFound
    newest, in_force = find_text(session(), kind), wording_of(session(), service(Wordings), kind)
    if request.method == "GET":
        form = TextsForm(data={"sms": in_force.sms, "subject": in_force.subject, "text": in_force.text.strip(),
                               "number": newest.number if newest else 0})  # fmt: skip
        return _page(kind, form, in_force, [])
    form = TextsForm(request.form)
    wanted, errors = form.wording(kind), form.problems() if not form.validate() else []
    if not errors and form.act.data == "save":
        try:
            with transaction(session()):
                changed = change_text(
                    session(),
                    service(Wordings),
                    wanted,
                    number=form.number.data or 0,
                    by=current_user.full_name,
                    at=now(),
                )
        except Refused as error:
            errors = [(fault.field, _(fault.message, **fault.values)) for fault in error.faults]
        else:
            flash(
                _("Saved. The next message says so.") if changed else _("These are the words in force already."),
                "success",
            )
            return redirect(url_for("notice_texts.change", kind=kind))
    elif not errors:
        errors = [(fault.field, _(fault.message, **fault.values)) for fault in faults_of(wanted)]
    return _page(kind, form, wanted, errors)


@blueprint.post("/<kind>/ban-dau")
@officer("notices.edit")
def restore(kind: str) -> Response:
    """Bring the first texts back."""
    if kind not in GIVEN:
        raise NotFound
    newest = find_text(session(), kind)
    try:
        with transaction(session()):
            restore_text(session(), kind, number=newest.number if newest else 0, by=current_user.full_name, at=now())
    except Refused as error:
        flash(sentence(error), "error")
    else:
        flash(_("The first texts are back."), "success")
    return redirect(url_for("notice_texts.change", kind=kind))


def _page(kind: str, form: TextsForm, wording: Wording, errors: list[tuple[str, str]]) -> ResponseReturnValue:
    return render_template(
        "administration/notice_text.html", kind=kind, form=form, errors=errors, wrong=dict(errors), most=MOST_CHARACTERS,
        previews=[] if errors else previews(wording), given=sorted(GIVEN[kind]), versions=list_texts(session(), kind),
    ), 422 if errors else 200  # fmt: skip
