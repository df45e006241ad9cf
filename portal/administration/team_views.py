"""The digital team of a commune: who is on the list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.agencies.digital_team import add_member, list_members, remove_member
from portal.agencies.queries import get_editable
from portal.catalogue.models import Agency
from portal.kernel.errors import N_, Invalid, NotFound
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.forms import PortalForm

blueprint = Blueprint("digital_team", __name__, url_prefix="/quan-tri/co-quan/<code>/to-cong-nghe-so")


class MemberForm(PortalForm):
    """Who joins."""

    full_name = StringField(
        validators=[
            DataRequired(N_("Enter the full name")),
            Length(max=120, message=N_("Write at most 120 characters")),
        ]
    )
    phone = StringField(validators=[DataRequired(N_("Enter the phone number"))])


@blueprint.route("", methods=["GET", "POST"])
@officer("agency.edit")
def show(code: str) -> ResponseReturnValue:
    """Show the list, and take a new member."""
    agency, form, errors = _commune(code), MemberForm(request.form), []
    if request.method == "POST":
        errors = form.problems() if not form.validate() else []
        if not errors:
            try:
                with transaction(session()):
                    add_member(session(), agency, full_name=form.full_name.data or "", typed_phone=form.phone.data or "",
                               by=current_user, at=now())  # fmt: skip
            except Invalid as error:
                errors = [("phone", sentence(error))]
            else:
                flash(_("On the list. With this number signed in, they can say that they help as a member."), "success")
                return redirect(url_for("digital_team.show", code=code))
    return render_template(
        "administration/digital_team.html", agency=agency, members=list_members(session(), agency), form=form,
        errors=errors, wrong=dict(errors),
    ), 422 if errors else 200  # fmt: skip


@blueprint.post("/<int:member_id>/bo")
@officer("agency.edit")
def remove(code: str, member_id: int) -> Response:
    """Take somebody off the list."""
    agency = _commune(code)
    with transaction(session()):
        remove_member(session(), agency, member_id, by=current_user, at=now())
    flash(_("No longer on the list. What they filed before stays as it is."), "success")
    return redirect(url_for("digital_team.show", code=code))


def _commune(code: str) -> Agency:
    agency = get_editable(session(), current_user, code)
    if agency.kind != "commune":
        raise NotFound
    return agency
