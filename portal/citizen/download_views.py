"""Everything I sent, as one file to keep."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response
from flask_login import current_user

from portal.documents.bundle import entries_of, stream
from portal.documents.desk import current_desk
from portal.dossiers.queries import get_own
from portal.storage.store import Store
from portal.web.access import citizen
from portal.web.app_state import service, session

blueprint = Blueprint("download", __name__, url_prefix="/ho-so/<code>")


@blueprint.get("/tat-ca.zip")
@citizen
def everything(code: str) -> Response:
    """Send the archive while it is made; its name is the code of the dossier and nothing else."""
    dossier = get_own(session(), current_user, code)
    entries = entries_of(session(), service(Store), dossier, current_desk())
    response = Response(stream(entries), mimetype="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'ho-so-{dossier.code}.zip')}"
    response.headers["Cache-Control"] = "no-store"
    return response
