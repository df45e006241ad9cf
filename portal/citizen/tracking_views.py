"""Follow a dossier without signing in: by code and secret, or by the QR code on the receipt.

Shows code, state, agencies and dates: no name of a person, no word of an officer, no file (TT 01/2018 Art. 16). A wrong
code and a wrong secret read alike.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.catalogue.queries import get_agency, working_calendar
from portal.citizen.following import following
from portal.citizen.forms import TrackForm
from portal.documents.queries import list_slips
from portal.dossiers.contact_queries import find_rating
from portal.dossiers.corrections import list_waiting
from portal.dossiers.models import Dossier
from portal.dossiers.numbering import normal_code
from portal.dossiers.queries import find_tracked, get_by_token
from portal.identity.operations import count_try, uncount_try
from portal.kernel.transaction import transaction
from portal.web.access import public
from portal.web.app_state import now, session
from portal.workflow.states import State

blueprint = Blueprint("tracking", __name__, url_prefix="/tra-cuu")
#: Wrong pairs in a quarter of an hour: from one address, which many telephones may share, and for one code from anywhere.
MOST_TRIES, MOST_FOR_CODE = 20, 10


@blueprint.route("", methods=["GET", "POST"])
@public
def lookup() -> ResponseReturnValue:
    """Ask for code and secret."""
    form = TrackForm(request.form)
    errors = []
    if request.method == "POST":
        errors = form.problems() if not form.validate() else []
        if not errors:
            found = _try(form.code.data or "", form.secret.data or "")
            if found is not None:
                return redirect(url_for("tracking.show_by_token", token=found.token))
            errors = [
                ("code", _("No dossier with this code and these 4 characters. Look at your slip again, or call us."))
            ]
    code = form.code.data or request.args.get("ma", "")
    return render_template("citizen/lookup.html", form=form, code=code, errors=errors), 422 if errors else 200


def _try(code: str, secret: str) -> Dossier | None:
    """Return the dossier with this code and secret. Only wrong ones stay counted; four characters stay unguessable."""
    most = {f"track:{request.remote_addr}": MOST_TRIES}
    if kept := normal_code(code):
        most[f"track-code:{kept}"] = MOST_FOR_CODE
    with transaction(session()):
        for key, number in most.items():
            count_try(session(), key, at=now(), most=number, within=timedelta(minutes=15))
        found = find_tracked(session(), code, secret)
        for key in most if found is not None else ():
            uncount_try(session(), key)
    return found


@blueprint.get("/<token>")
@public
def show_by_token(token: str) -> str:
    """Show where the dossier is."""
    dossier = get_by_token(session(), token)
    return render_template(
        "citizen/track.html", dossier=dossier, record=dossier.record,
        following=following(session(), dossier, working_calendar(session()), now(), in_public=True),
        office=get_agency(session(), dossier.onestop_code or ""), may_rate=_may_rate(dossier),
        slips=list_slips(session(), dossier), has_correction=bool(list_waiting(session(), dossier)),
    )  # fmt: skip


def _may_rate(dossier: Dossier) -> bool:
    return dossier.stands is State.RETURNED and find_rating(session(), dossier) is None
