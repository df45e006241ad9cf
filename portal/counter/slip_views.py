"""A citizen of another office stands at this counter: the slip in their hand opens what is asked of them, nothing else.

NĐ 118/2025. Without the slip nothing is told, not even whether there is such a dossier; guesses are counted.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.catalogue.queries import agency_names
from portal.counter.forms import SlipForm
from portal.counter.sitting import note_shown
from portal.dossiers.brought import sits_at
from portal.dossiers.counter_queries import find_with_slip, offices_of
from portal.dossiers.finding import understand
from portal.dossiers.models import Dossier
from portal.identity.operations import count_try, uncount_try
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for
from portal.web.access import officer
from portal.web.app_state import now, session

blueprint = Blueprint("counter_slip", __name__, url_prefix="/can-bo/tai-quay/giay-hen")
#: Wrong slips of one officer in a quarter of an hour; four characters stay unguessable.
MOST_TRIES = 20


@blueprint.route("", methods=["GET", "POST"])
@officer("dossier.answer_supplement")
def show() -> ResponseReturnValue:
    """Ask for the slip: scanned, or its code and 4 characters; it opens what is asked of its owner."""
    form = SlipForm(request.form if request.method == "POST" else None, data={"slip": request.args.get("ma", "")})
    return open_by_slip(form) if request.method == "POST" else _page(form, [])


def open_by_slip(form: SlipForm) -> ResponseReturnValue:
    """Open the request of the dossier whose slip was shown, or say what is wrong."""
    slip = understand(form.slip.data or "")
    if not form.validate() or not (slip.token or form.secret.data):
        missing = [] if form.errors else [("secret", _("Enter the 4 characters on the slip"))]
        return _page(form, [*form.problems(), *missing]), 422
    key = f"slip:{current_user.id}"
    with transaction(session()):
        count_try(session(), key, at=now(), most=MOST_TRIES, within=timedelta(minutes=15))
    found = find_with_slip(session(), current_user, slip, form.secret.data or "")
    if found is None:
        words = _("This slip opens no dossier. Scan it once more, or compare the code and the 4 characters.")
        return _page(form, [("slip", words)]), 422
    with transaction(session()):
        uncount_try(session(), key)
    return _taken(form, found)


def _taken(form: SlipForm, dossier: Dossier) -> ResponseReturnValue:
    """Lead to the request; ask first at which counter, where the officer sits at several."""
    supplement, counters = dossier.open_supplement, offices_of(current_user, dossier.field_code)
    if supplement is None:
        return _page(form, [("slip", _("The slip is right, but nothing is asked of this person now."))]), 422
    if not sits_at(dossier, actor_for(dossier)):
        if len(counters) > 1 and form.counter.data not in counters:
            return _page(form, [("counter", _("Choose at which counter you sit"))], counters), 422
        note_shown(supplement, counters[0] if len(counters) == 1 else form.counter.data or "")
    return redirect(url_for("counter_supplement.show", dossier_id=dossier.id))


def _page(form: SlipForm, errors: list[tuple[str, str]], counters: list[str] | None = None) -> str:
    names = agency_names(session(), counters) if counters else {}
    return render_template(
        "counter/slip.html", form=form, errors=errors, wrong=dict(errors),
        counters=sorted(names.items(), key=lambda one: one[1]),
    )  # fmt: skip
