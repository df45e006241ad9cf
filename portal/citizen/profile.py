"""What can be offered again? The owner's own data of the last sent dossier; offered in the fields, never imposed."""

from __future__ import annotations

from typing import Any

from portal.dossiers.models import Dossier
from portal.eforms.types import UNKNOWN
from portal.identity.models import Citizen


def prefill_of(citizen: Citizen) -> dict[str, Any]:
    """Return what questions may be filled with, by prefill key."""
    known = {"phone": citizen.phone, "email": citizen.email, **citizen.profile}
    return {f"profile.{key}": value for key, value in known.items() if value}


def remember(citizen: Citizen, dossier: Dossier) -> None:
    """Keep the answers that questions marked with `prefill`; only from a dossier the owner files in person."""
    eform = dossier.record.eform
    if eform is None or dossier.answers.get("submitter_is_owner") is False:
        return
    kept = dict(citizen.profile)
    for question in eform.questions():
        value = dossier.answers.get(question.id)
        if question.prefill.startswith("profile.") and value not in (None, UNKNOWN):
            kept.setdefault(question.prefill.removeprefix("profile."), value)
    citizen.profile = kept
