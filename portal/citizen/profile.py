"""What can be offered again? The owner's own data of the last sent dossier; offered in the fields, never imposed."""

from __future__ import annotations

from typing import Any

from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.eforms.types import UNKNOWN
from portal.identity.models import Citizen
from portal.kernel.errors import N_
from portal.web.locale import in_vietnamese


def prefill_of(citizen: Citizen) -> dict[str, Any]:
    """Return what questions may be filled with, by prefill key."""
    known = {"phone": citizen.phone, "email": citizen.email, **citizen.profile}
    return {f"profile.{key}": value for key, value in known.items() if value}


def is_helper(person: Citizen, dossier: Dossier) -> bool:
    """Say whether this person files for somebody else here."""
    return dossier.consent is not None and dossier.consent.helper_id == person.id


def acting_on(person: Citizen, dossier: Dossier, name: str = "") -> Actor:
    """Return the citizen as who acts on a dossier: under the owner's name, or under another that is known (`name`)."""
    return Actor("citizen", name or dossier.owner_name or in_vietnamese(N_("Citizen")), person.id)


def prefill_for(person: Citizen, draft: Dossier) -> dict[str, Any]:
    """Return what questions of a draft may be filled with: a helper's own data never stand in the owner's place."""
    consent = draft.consent
    if consent is None or not is_helper(person, draft):
        return prefill_of(person)
    return {"profile.name": consent.owner_name, "profile.phone": consent.owner_phone}


def remember(citizen: Citizen, dossier: Dossier) -> None:
    """Keep the answers that questions marked with `prefill`; only from a dossier the owner files in person."""
    eform = dossier.record.eform
    if eform is None or is_helper(citizen, dossier) or dossier.answers.get("submitter_is_owner") is False:
        return
    kept = dict(citizen.profile)
    for question in eform.questions():
        value = dossier.answers.get(question.id)
        if question.prefill.startswith("profile.") and value not in (None, UNKNOWN):
            kept.setdefault(question.prefill.removeprefix("profile."), value)
    citizen.profile = kept
    citizen.card_number = citizen.card_number or str(kept.get("citizen_number", "")) or None
