"""How does a draft begin? Eligibility is asked before the telephone number; the answers wait in the signed session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from portal.catalogue.models import Procedure
from portal.catalogue.queries import get_procedure
from portal.dossiers.behalf import Helping, ask_for_consent
from portal.dossiers.models import Dossier
from portal.dossiers.operations import save_answers, start_draft
from portal.identity.models import Citizen
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.web.app_state import now, session


def remember_start(code: str, answers: Mapping[str, Any], *, key: str, behalf: bool = False) -> None:
    """Keep what was chosen until the person has identified, or (behalf) has said for whom it is."""
    cookie["start"] = {"code": code, "answers": dict(answers), "key": key, "behalf": behalf}


def waiting_start() -> dict[str, Any] | None:
    """Return what waits to begin for somebody else: procedure, answers, key."""
    waiting: dict[str, Any] | None = cookie.get("start")
    return waiting if waiting and waiting.get("behalf") else None


def forget_start() -> None:
    """Nothing waits to begin any more."""
    cookie.pop("start", None)


def is_starting() -> bool:
    """Say whether a draft begins as soon as the person has identified."""
    return "start" in cookie


def continue_start(citizen: Citizen) -> Response:
    """Start the draft that was waiting and open its first page."""
    if waiting_start():
        return redirect(url_for("behalf.names"))
    waiting = cookie.pop("start")
    draft = begin(citizen, waiting["code"], waiting["answers"], key=waiting["key"])
    return redirect(url_for("drafts.tasks", draft_code=draft.draft_code))


def begin(
    citizen: Citizen, code: str, answers: Mapping[str, Any], *, key: str, helping: Helping | None = None
) -> Dossier:
    """Start a draft with the answers to eligibility; the same key starts one draft. helping: it is for somebody else."""
    with transaction(session()):
        procedure: Procedure = get_procedure(session(), code)
        typed_by = helping.typed_by if helping else "citizen"
        draft = start_draft(session(), procedure, citizen, at=now(), start_key=f"{citizen.id}:{key}", typed_by=typed_by)
        eform = draft.record.eform
        if eform and answers:
            save_answers(session(), draft, [item.question for item in eform.eligibility], answers, at=now())
        if helping:
            ask_for_consent(session(), draft, helping)
    return draft


def new_key() -> str:
    """Return a key for a form that must count once."""
    return token()
