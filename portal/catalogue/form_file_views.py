"""How does anybody download a form file? By the key of one version, which always gives the same bytes."""

from __future__ import annotations

from flask import Blueprint, Response

from portal.catalogue.form_files import get_form_file
from portal.storage.views import file_response
from portal.web.access import public
from portal.web.app_state import session

blueprint = Blueprint("form_files", __name__)


@blueprint.get("/tep-mau/<key>")
@public
def download(key: str) -> Response:
    """Answer with the file; older versions too, for the revisions that name them."""
    response = file_response(get_form_file(session(), key).file, download=True)
    response.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return response
