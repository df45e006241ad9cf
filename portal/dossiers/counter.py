"""How does an officer take in a dossier at the counter? Begun, gone on with by the office, accepted at once.

The owner agrees as to any help (`behalf`); how it came in and who typed is said at the start and never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure, ProcedureRevision
from portal.dossiers.behalf import Helping, ask_for_consent, keep_slip
from portal.dossiers.desk import Actor, Desk, Facts
from portal.dossiers.draft_links import forget_links
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.moves import claim, find_event_of_form, move
from portal.dossiers.operations import start_draft
from portal.dossiers.typed import forget_typed
from portal.eforms.answers import visible
from portal.identity.models import Citizen
from portal.identity.operations import find_or_add_citizen
from portal.kernel.errors import N_, Invalid
from portal.notices.operations import queue
from portal.storage.store import Store
from portal.storage.uploads import Upload
from portal.workflow.states import Action

#: Who may have typed at a counter.
TYPISTS = ("counter_helped", "counter_typed")


@dataclass(frozen=True)
class WalkIn:
    """Who stands at the counter: what the card or the officer says. phone: "" for none; citizen: who is known already."""

    name: str
    phone: str = ""
    card_number: str = ""
    citizen: Citizen | None = None


def start(
    session: Session, procedure: Procedure, person: WalkIn, answers: Mapping[str, Any], *, typed_by: str, office: str,
    by: Actor, at: datetime, start_key: str, revision: ProcedureRevision | None = None,
) -> Dossier:  # fmt: skip
    """Begin a dossier for somebody at the counter; the same form sent twice begins one. `answers`: known already.

    `revision`: for a procedure that cannot be filed online, the one to take it in under (`taking_in.opened`).
    """
    key = f"counter:{by.id}:{start_key}"
    begun = session.scalars(select(Dossier).where(Dossier.start_key == key)).first()
    if begun is not None:
        return begun
    if typed_by not in TYPISTS:
        raise Invalid(N_("Say who types"))
    owner = person.citizen if person.citizen and (person.citizen.phone or "") == person.phone else None
    draft = start_draft(
        session, procedure, owner or _owner(session, person.phone, at), at=at, start_key=key, channel="counter",
        typed_by=typed_by, revision=revision,
    )  # fmt: skip
    draft.onestop_code = office
    draft.answers = visible(draft.record.eform, answers) if draft.record.eform else dict(answers)
    helping = Helping(
        owner_name=person.name, owner_phone=person.phone, helper_name=by.name, officer_id=by.id, typed_by=typed_by
    )
    ask_for_consent(session, draft, helping)
    return draft


def correct_phone(session: Session, draft: Dossier, phone: str, *, by: Actor) -> None:
    """Put another telephone, or none, in the place of the one the owner gave; before they agreed."""
    consent = draft.consent
    if consent is not None and not consent.is_given and consent.owner_phone != phone:
        helping = Helping(owner_name=consent.owner_name, owner_phone=phone, helper_name=by.name, officer_id=by.id)
        ask_for_consent(session, draft, helping)


def take_slip(session: Session, store: Store, draft: Dossier, slip: Upload, *, by: Actor, at: datetime) -> None:
    """Keep the slip the owner signed before the officer; the dossier then belongs to the telephone they gave."""
    keep_slip(session, store, draft, slip, sees_after=False, by=by, at=at)
    consent = draft.consent
    if consent is not None and (draft.citizen.phone or "") != consent.owner_phone:
        forget_links(session, draft)
        draft.citizen = _owner(session, consent.owner_phone, at)


def accept_at_once(
    session: Session, draft: Dossier, *, declared: bool, by: Actor, at: datetime, desk: Desk, procedure_link: str
) -> bool:
    """Send and accept in one go; False when another office is in charge: then it was sent there.

    A second officer, or the same form again, changes nothing. Raises what `move` raises.
    """
    lock(session, draft)
    if find_event_of_form(session, f"counter:{draft.id}") is not None:
        return draft.accepted_at is not None
    office = desk.route(draft, draft.record.process[0].agency).code
    is_here = "intake_officer" in by.roles_at(office)
    move(session, draft, Action.SUBMIT, by=by, at=at, desk=desk, facts=Facts(consent=declared, quiet=is_here),
         form_key=f"counter:{draft.id}")  # fmt: skip
    forget_typed(session, draft)
    if not is_here:
        return False
    claim(session, draft, by=by, at=at)
    session.flush()  # the move reads the dossier again
    move(session, draft, Action.ACCEPT, by=by, at=at, desk=desk, form_key=f"counter:{draft.id}:accept")
    if draft.told is not None and draft.record.is_online:
        values = {"code": draft.code or "", "procedure": draft.record.title, "link": procedure_link}
        queue(session, desk.wordings, "next_time_online", to=draft.told, values=values, at=at,
              key=f"{draft.id}:next_time_online", subject_key=draft.code or "")  # fmt: skip
    return True


def _owner(session: Session, phone: str, at: datetime) -> Citizen:
    """Return whose dossier it is: who has that telephone, else a person without any address."""
    if phone:
        return find_or_add_citizen(session, phone, at=at)
    nobody = Citizen(created_at=at, profile={})
    session.add(nobody)
    session.flush()  # its number stands in the dossier
    return nobody
