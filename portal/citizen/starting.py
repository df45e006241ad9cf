"""How does a draft begin? Eligibility is asked before the telephone number; the answers wait in the signed session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from portal.catalogue.models import Procedure
from portal.catalogue.queries import get_procedure
from portal.dossiers.models import Dossier
from portal.dossiers.operations import save_answers, start_draft
from portal.identity.models import Citizen
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.web.app_state import now, session


def remember_start(code: str, answers: Mapping[str, Any], *, key: str) -> None:
    """Keep what was chosen until the person has identified."""
    cookie["start"] = {"code": code, "answers": dict(answers), "key": key}


def is_starting() -> bool:
    """Say whether a draft begins as soon as the person has identified."""
    return "start" in cookie


def continue_start(citizen: Citizen) -> Response:
    """Start the draft that was waiting and open its first page."""
    waiting = cookie.pop("start")
    draft = begin(citizen, waiting["code"], waiting["answers"], key=waiting["key"])
    return redirect(url_for("drafts.tasks", draft_code=draft.draft_code))


def begin(citizen: Citizen, code: str, answers: Mapping[str, Any], *, key: str) -> Dossier:
    """Start a draft with the answers to eligibility; the same key starts one draft."""
    with transaction(session()):
        procedure: Procedure = get_procedure(session(), code)
        draft = start_draft(session(), procedure, citizen, at=now(), start_key=f"{citizen.id}:{key}")
        eform = draft.record.eform
        if eform and answers:
            save_answers(session(), draft, [item.question for item in eform.eligibility], answers, at=now())
    return draft


def new_key() -> str:
    """Return a key for a form that must count once."""
    return token()
