"""The form that the portal fills in from the answers: to read before sending, to keep afterwards."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_login import current_user

from portal.documents.desk import current_desk
from portal.documents.filled import get_dossier_form
from portal.documents.views import form_response
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_draft, get_own
from portal.web.access import citizen
from portal.web.app_state import session

blueprint = Blueprint("filled_forms", __name__, url_prefix="/ho-so")


@blueprint.get("/nhap/<draft_code>/don/<component_id>.pdf")
@citizen
def of_draft(draft_code: str, component_id: str) -> Response:
    """Print the form with what has been answered so far."""
    return _answer(get_draft(session(), current_user, draft_code), component_id)


@blueprint.get("/<code>/don/<component_id>.pdf")
@citizen
def of_dossier(code: str, component_id: str) -> Response:
    """Print the form as it was sent."""
    return _answer(get_own(session(), current_user, code), component_id)


def _answer(dossier: Dossier, component_id: str) -> Response:
    form = get_dossier_form(session(), dossier, component_id, current_desk())
    return form_response(form, f"{form.id}-{dossier.code or dossier.draft_code}.pdf")
