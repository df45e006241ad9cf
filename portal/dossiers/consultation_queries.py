"""Which consultations wait for an officer, and whom can be asked? Scope is part of the query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.dossiers.consultation_models import ANSWERED, ASKED, Consultation
from portal.dossiers.models import Dossier
from portal.dossiers.rules import ANSWERERS
from portal.identity.models import Officer, OfficerRole
from portal.identity.rules import Grant
from portal.kernel.errors import NotFound


def asked_of(held: Sequence[Grant]) -> Select[int]:
    """Return the dossiers about which an agency is asked for which somebody with these roles may answer."""
    return select(Consultation.dossier_id).where(_waits_for(held))


def _waits_for(held: Sequence[Grant]) -> ColumnElement[bool]:
    agencies = sorted({grant.agency for grant in held if grant.role in ANSWERERS})
    return (Consultation.state == ASKED) & Consultation.agency_code.in_(agencies)


def due_for(held: Sequence[Grant]) -> ColumnElement[datetime]:
    """Return when the first answer about a dossier is due that these roles may give, to sort by."""
    first = select(func.min(Consultation.due_at)).where(Consultation.dossier_id == Dossier.id, _waits_for(held))
    return first.correlate(Dossier).scalar_subquery()


def due_dates(session: Session, held: Sequence[Grant], dossier_ids: Sequence[int]) -> dict[int, datetime]:
    """Return dossier → when the first answer is due that these roles may give."""
    query = select(Consultation.dossier_id, func.min(Consultation.due_at)).group_by(Consultation.dossier_id)
    query = query.where(Consultation.dossier_id.in_(dossier_ids), _waits_for(held))
    return {row[0]: row[1] for row in session.execute(query)}


def answered_unread() -> Select[int]:
    """Return the dossiers with an answer that nobody where they lie has noted."""
    return select(Consultation.dossier_id).where(Consultation.state == ANSWERED, Consultation.noted_at.is_(None))


def get_consultation(dossier: Dossier, number: int) -> Consultation:
    """Return a consultation of this dossier; NotFound for any other."""
    found = next((row for row in dossier.consultations if row.id == number), None)
    if found is None:
        raise NotFound
    return found


def list_askable(session: Session, on: date, *, but: str) -> Sequence[Agency]:
    """Return the agencies in which somebody may answer that day, by name; `but`: the one that asks."""
    held = select(OfficerRole.agency_code).join(OfficerRole.officer).where(_answers(on))
    query = select(Agency).where(Agency.code.in_(held), Agency.code != but)
    still = or_(Agency.valid_to.is_(None), Agency.valid_to >= on)
    return session.scalars(query.where(still).order_by(Agency.name, Agency.code)).all()


def list_answerers(session: Session, agency_code: str, field_code: str, on: date) -> Sequence[Officer]:
    """Return who may answer for an agency about a dossier of that field that day, and has an e-mail address."""
    of_field = OfficerRole.field_code.in_(("", field_code))
    here = select(OfficerRole.officer_id).join(OfficerRole.officer)
    here = here.where(OfficerRole.agency_code == agency_code, of_field, _answers(on))
    return session.scalars(select(Officer).where(Officer.id.in_(here), Officer.email != "").order_by(Officer.id)).all()


def _answers(on: date) -> ColumnElement[bool]:
    """Return whether a role lets its officer answer on that day."""
    return and_(
        OfficerRole.role.in_(sorted(ANSWERERS)), Officer.is_enabled,
        or_(OfficerRole.valid_from.is_(None), OfficerRole.valid_from <= on),
        or_(OfficerRole.valid_to.is_(None), OfficerRole.valid_to >= on),
    )  # fmt: skip
