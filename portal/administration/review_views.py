"""The second pair of eyes: what changes, in plain words; let through from a day on, or sent back with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.administration.procedure_desk import Place, editor, mistakes_in, place_of, told_changes
from portal.administration.procedure_forms import ApproveForm, ReasonForm
from portal.administration.queries import open_dossiers_by_revision
from portal.catalogue.draft_operations import approve, send_back
from portal.catalogue.draft_queries import all_agencies, find_any
from portal.kernel.errors import N_, InvalidMove
from portal.kernel.transaction import transaction
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.formats import long_date_vi
from portal.web.forms import PortalForm, is_sent

blueprint = Blueprint("procedure_reviews", __name__, url_prefix="/quan-tri/thu-tuc/<code>")


@blueprint.route("/duyet", methods=["GET", "POST"])
@officer("catalogue.publish")
def review(code: str) -> ResponseReturnValue:
    """Show what changes; let it through from today or a later day."""
    place = place_of(code, "catalogue.publish")
    if request.method == "GET" and (place.draft is None or place.draft.state != "in_review"):
        flash(_("Nothing of this procedure waits for review now."), "info")
        return redirect(url_for("procedures.show", code=code))
    form = ApproveForm(request.form)
    if not is_sent(form):
        return _page(place, form)
    if place.open_draft.kind == "content" and mistakes_in(place):
        raise InvalidMove(N_("The draft holds mistakes now. Send it back to be mended."))
    retires = place.open_draft.kind == "retirement"
    with transaction(session()):
        is_out = approve(
            session(),
            code,
            version=form.seen,
            publish_on=form.day,
            agencies=all_agencies(session()),
            by=editor(),
            at=now(),
        )
    if is_out:
        out = (
            _("Retired. Its address says so from now on.") if retires else _("Published. Citizens read it from now on.")
        )
        flash(out, "success")
    else:
        flash(_("Approved. It is published on %(day)s by itself.", day=long_date_vi(form.day)), "success")
    return redirect(url_for("procedures.show", code=code))


@blueprint.post("/tra-lai")
@officer("catalogue.publish")
def back(code: str) -> ResponseReturnValue:
    """Send a change back to its writers and say what to mend."""
    place = place_of(code, "catalogue.publish")
    form = ReasonForm(request.form)
    if not is_sent(form):
        return _page(place, ApproveForm(), form)
    with transaction(session()):
        send_back(session(), code, version=form.seen, reason=str(form.reason.data), by=editor(), at=now())
    flash(_("Sent back. The writers read your reason."), "success")
    return redirect(url_for("procedures.show", code=code))


def _page(place: Place, form: ApproveForm, back_form: PortalForm | None = None) -> ResponseReturnValue:
    draft = place.open_draft
    if draft.state != "in_review":
        raise InvalidMove(N_("Nothing of this procedure waits for review now."))
    errors = (back_form or form).problems() if request.method == "POST" else []
    return render_template(
        "administration/review.html", place=place, draft=draft, form=form, back_form=back_form or ReasonForm(),
        errors=errors, wrong=dict(errors), successor=find_any(session(), draft.successor_code),
        found=told_changes(place.published, place.record) if place.published and draft.kind == "content" else [],
        open_dossiers=sum(open_dossiers_by_revision(session(), place.code).values()),
    ), 422 if errors else 200  # fmt: skip
