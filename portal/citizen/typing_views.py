"""Where does the script bring words that are still being typed? Kept as they are; "Continue" makes them answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_login import current_user

from portal.catalogue.queries import UnitNames
from portal.citizen import question_form
from portal.citizen.screens import fields_of, seen_of
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_draft
from portal.dossiers.rules import pages_for
from portal.dossiers.typed import Fields, keep_typed
from portal.eforms.definition import Question
from portal.kernel.errors import NotFound, StaleTyping
from portal.kernel.transaction import transaction
from portal.web.access import citizen
from portal.web.app_state import now, session
from portal.web.formats import datetime_vi, time_vi

blueprint = Blueprint("typing", __name__, url_prefix="/ho-so/nhap/<draft_code>")
#: The page of the answers that decide about eligibility.
CASE = "case"


@blueprint.post("/dang-go/<here>")
@citizen
def keep_page(draft_code: str, here: str) -> tuple[Response, int]:
    """Keep what stands in the inputs of a page of questions."""
    draft = get_draft(session(), current_user, draft_code)
    return keep(draft, here, _questions(draft, here), draft.answers)


def keep(
    dossier: Dossier, here: str, asked: Sequence[Question], answers: Mapping[str, Any],
    known: Mapping[str, Any] | None = None,
) -> tuple[Response, int]:  # fmt: skip
    """Keep what stands in the inputs now; answer with the version to go on from, or 409 when another screen wrote.

    `known`: what has been answered of what is asked here, where that is not the draft itself.
    """
    fields = fields_of(request.form, asked)
    sent = question_form.read(asked, request.form, answers, UnitNames(session()))
    refused = {one.field.partition(".")[0] for one in sent.refused}
    is_garbled = any(text and name.partition(".")[0] in refused for name, text in fields)
    return keep_fields(dossier, here, fields, None if is_garbled else sent.answers, asked, known)


def keep_fields(
    dossier: Dossier, here: str, fields: Fields, answers: Mapping[str, Any] | None = None,
    asked: Sequence[Question] = (), known: Mapping[str, Any] | None = None,
) -> tuple[Response, int]:  # fmt: skip
    """Keep these words; answer as `keep` does. `answers`: what they would be as answers, None where they can be none."""
    try:
        with transaction(session()):
            row = keep_typed(session(), dossier, here, fields, answers, asked=asked, seen=seen_of(request.form), at=now(),
                             known=known)  # fmt: skip
    except StaleTyping as error:
        return jsonify(at=time_vi(error.at) if error.at else ""), error.status
    return jsonify(seen=row.version, at=time_vi(now()), when=datetime_vi(now())), 200


def _questions(draft: Dossier, here: str) -> Sequence[Question]:
    eform = draft.record.eform
    if eform is None or not draft.is_draft:
        raise NotFound
    if here == CASE:
        return [item.question for item in eform.eligibility]
    page = next((page for page in pages_for(draft.record, draft.answers) if page.id == here), None)
    if page is None:
        raise NotFound
    return page.questions
