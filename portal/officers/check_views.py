"""The checklist beside the papers: keep what was found, then write the one request from it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from portal.officers.acting import back, dossier_at, hang
from portal.officers.checking import checklist, keep_lines
from portal.web.access import officer

blueprint = Blueprint("checks", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/kiem-tra")


@blueprint.post("")
@officer("dossier.request_supplement")
def keep(dossier_id: int) -> Redirect:
    """Keep the verdicts; with `to=request` lead on to the request they write."""
    dossier = dossier_at(dossier_id)
    keep_lines(dossier, checklist(dossier, request.form))
    if request.form.get("to") == "request":
        return redirect(url_for("supplements.choose", dossier_id=dossier.id, hang=hang() or None))
    flash(_("What you found is kept."), "success")
    return back(dossier, "kiem-tra")
