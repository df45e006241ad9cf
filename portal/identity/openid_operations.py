"""Which citizen is it that a provider of identities speaks of? Known by issuer and subject, never by name or number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.models import Citizen, LinkedIdentity
from portal.identity.openid_rules import Person
from portal.identity.operations import find_or_add_citizen


def recognise(session: Session, issuer: str, person: Person, *, at: datetime) -> Citizen | None:
    """Return the citizen, joined by a phone number that the provider vouches for; None when a code must be asked once."""
    query = select(LinkedIdentity).where(LinkedIdentity.issuer == issuer, LinkedIdentity.subject == person.subject)
    known = session.scalars(query).first()
    if known is not None:
        offer(known.citizen, person)
        return known.citizen
    if not person.phone:
        return None
    citizen = find_or_add_citizen(session, person.phone, at=at)
    join(session, issuer, person, citizen, at=at)
    return citizen


def join(session: Session, issuer: str, person: Person, citizen: Citizen, *, at: datetime) -> None:
    """Remember that this is the citizen; an identity that is somebody's already stays theirs."""
    query = select(LinkedIdentity).where(LinkedIdentity.issuer == issuer, LinkedIdentity.subject == person.subject)
    if session.scalars(query).first() is not None:
        return
    session.add(LinkedIdentity(issuer=issuer, subject=person.subject, citizen_id=citizen.id, created_at=at))
    offer(citizen, person)


def offer(citizen: Citizen, person: Person) -> None:
    """Fill what the citizen has not told yet: questions offer it, and what was typed here stays."""
    if missing := {key: value for key, value in person.profile.items() if key not in citizen.profile}:
        citizen.profile = {**citizen.profile, **missing}
