"""Keeping the pages of agencies: those of one's own agency and of all below it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.administration.agency_forms import ContactForm
from portal.agencies.forms import NameForm
from portal.agencies.operations import set_contact
from portal.agencies.published import list_announcements, list_documents
from portal.agencies.queries import get_editable, list_agencies, list_events, pages_kept_by
from portal.agencies.rules import is_named
from portal.catalogue.models import Agency
from portal.catalogue.signs import sign_of_agency
from portal.kernel.clock import local_date
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.error_pages import sentence
from portal.web.paging import paged

blueprint = Blueprint("agency_admin", __name__, url_prefix="/quan-tri/co-quan")
PER_PAGE = 30


@blueprint.get("")
@officer("agency.edit")
def index() -> ResponseReturnValue:
    """List the agencies whose pages this officer keeps; one alone is opened at once."""
    form = NameForm(request.args)
    form.validate()
    own = pages_kept_by(session(), current_user)
    today = local_date(now())
    agencies = [a for a in list_agencies(session()) if own.holds(a.code) and (a.valid_to or today) >= today]
    if len(agencies) == 1:
        return redirect(url_for("agency_admin.show", code=agencies[0].code))
    found = [a for a in agencies if not form.text or is_named(form.text, a.name, a.short_name)]

    def ask(offset: int, limit: int) -> tuple[int, Sequence[Agency]]:
        return len(found), found[offset : offset + limit]

    paging, rows = paged(ask, form.page, PER_PAGE, "agency_admin.index", {"q": form.text} if form.text else {})
    return render_template(
        "administration/agencies.html", form=form, agencies=rows, paging=paging,
        names={agency.code: agency.short_name for agency in agencies},
    )  # fmt: skip


@blueprint.route("/<code>", methods=["GET", "POST"])
@officer("agency.edit")
def show(code: str) -> ResponseReturnValue:
    """Show what the page of an agency says, and change where it is, when it is open, and its sign."""
    agency = get_editable(session(), current_user, code)
    sent = request.method == "POST"
    form = ContactForm(request.form) if sent else ContactForm(data=_contact(agency))
    errors = form.problems() if sent and not form.validate() else []
    if sent and not errors:
        try:
            with transaction(session()):
                set_contact(session(), agency, **form.data, by=current_user, at=now())
        except Invalid as error:
            errors = [("hours", sentence(error))]
        else:
            flash(_("Saved. It stands on the page of the agency now."), "success")
            return redirect(url_for("agency_admin.show", code=code))
    return render_template(
        "administration/agency.html", agency=agency, form=form, errors=errors, wrong=dict(errors), today=local_date(now()),
        announcements=list_announcements(session(), agency), documents=list_documents(session(), agency),
        events=list_events(session(), agency), first_letters=sign_of_agency(agency.name),
    ), 422 if errors else 200  # fmt: skip


def _contact(agency: object) -> dict[str, str]:
    return {name: getattr(agency, name) for name in ("address", "phone", "hours", "sign")}
