"""The owner's consent at an officer's desk: look at the slip, add one signed at the counter, end the help."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from portal.dossiers import behalf
from portal.dossiers.contact import in_charge
from portal.dossiers.models import Dossier
from portal.kernel.errors import N_, NotAllowed, NotFound
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for, back, dossier_at
from portal.officers.looks import is_look, note_look
from portal.storage.store import Store
from portal.storage.uploads import chosen, inspect_all
from portal.storage.views import file_response
from portal.web.access import large_body, officer
from portal.web.app_state import now, service, session
from portal.web.locale import in_vietnamese

blueprint = Blueprint("work_consent", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/dong-y")
MOST_AT_ONCE = 20 * 1024 * 1024


@blueprint.get("/giay")
@officer("dossier.read")
def picture(dossier_id: int) -> Response:
    """Show the photograph of the signed slip, or its small picture with ?nho=1."""
    dossier = dossier_at(dossier_id)
    consent = dossier.consent
    if consent is None or consent.file is None:
        raise NotFound
    if is_look(consent.file):
        note_look(dossier, f"consent:{consent.file.id}", in_vietnamese(N_("Signed consent")))
    return file_response(consent.file, small="nho" in request.args)


@blueprint.post("/xem")
@officer("dossier.accept")
def look(dossier_id: int) -> Redirect:
    """Note that the slip was looked at and is in order."""
    dossier = dossier_at(dossier_id)
    with transaction(session()):
        behalf.look_at_slip(session(), dossier, by=actor_for(dossier), at=now())
    flash(_("Noted that you looked at the signed consent."), "success")
    return back(dossier)


@blueprint.post("/giay")
@large_body(MOST_AT_ONCE)
@officer("dossier.accept")
def add(dossier_id: int) -> ResponseReturnValue:
    """Keep a slip that the owner signed at the counter; whoever adds it has looked at it."""
    dossier = _in_charge(dossier_id)
    good, refused = inspect_all(chosen(request.files.getlist("slip"))[:1])
    if not good:
        flash(
            refused[0] if refused else _("Choose a picture or PDF of: %(paper)s", paper=_("the signed slip")), "error"
        )
        return back(dossier, "dong-y")
    with transaction(session()):
        behalf.keep_slip(
            session(), service(Store), dossier, good[0], sees_after=bool(request.form.get("sees_after")),
            by=actor_for(dossier), at=now(),
        )  # fmt: skip
    flash(_("The slip is kept with the dossier."), "success")
    return back(dossier)


@blueprint.post("/thoi")
@officer("dossier.read")
def end(dossier_id: int) -> Redirect:
    """The owner says at the counter that they want the help no longer."""
    dossier = _in_charge(dossier_id)
    with transaction(session()):
        behalf.end_help(session(), dossier, by=actor_for(dossier), at=now())
    flash(_("The help has ended: the helper no longer sees this dossier."), "success")
    return back(dossier)


def _in_charge(dossier_id: int) -> Dossier:
    dossier = dossier_at(dossier_id)
    if not in_charge(dossier, actor_for(dossier)):
        raise NotAllowed
    return dossier
