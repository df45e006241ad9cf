"""Which people may an administrator see, who are they, and what changed about them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from portal.identity.models import Officer, OfficerRole
from portal.identity.people_models import OfficerEvent, Substitution
from portal.identity.people_rules import Reach
from portal.kernel.errors import NotFound
from portal.kernel.text import tokens

STATES = ("open", "closed", "no_second_factor", "away")
NEWEST_EVENTS = 50


@dataclass(frozen=True)
class Wanted:
    """What a list of people is narrowed to; "" for no narrowing."""

    text: str = ""
    role: str = ""
    state: str = ""
    agency: str = ""


def seen_by(reach: Reach) -> ColumnElement[bool]:
    """Return whether somebody is kept in these agencies, or holds a role there."""
    inside = reach.agencies
    if inside is None:
        return true()
    role = exists().where(OfficerRole.officer_id == Officer.id, OfficerRole.agency_code.in_(sorted(inside)))
    return or_(Officer.agency_code.in_(sorted(inside)), role)


def page_people(
    session: Session, reach: Reach, wanted: Wanted, on: date, *, offset: int, limit: int
) -> tuple[int, Sequence[Officer]]:
    """Return (how many in all, one page) of the people an administrator sees, by name."""
    query = select(Officer).where(seen_by(reach), *_narrowed(wanted, on))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    return total, session.scalars(query.order_by(Officer.folded, Officer.id).offset(offset).limit(limit)).all()


def get_person(session: Session, reach: Reach, person_id: int) -> Officer:
    """Return somebody the administrator sees; NotFound for everybody else."""
    person = session.scalars(select(Officer).where(Officer.id == person_id, seen_by(reach))).first()
    if person is None:
        raise NotFound
    return person


def list_events(session: Session, person: Officer) -> Sequence[OfficerEvent]:
    """Return the newest changes of an account, newest first."""
    query = select(OfficerEvent).where(OfficerEvent.officer_id == person.id)
    return session.scalars(query.order_by(OfficerEvent.id.desc()).limit(NEWEST_EVENTS)).all()


def count_without_second_factor(session: Session) -> tuple[int, int]:
    """Return (open accounts without a second factor, open accounts)."""
    counted = select(func.count().filter(Officer.second_factor_at.is_(None)), func.count()).where(Officer.is_enabled)
    without, total = session.execute(counted.select_from(Officer)).one()
    return without, total


def _narrowed(wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    parts = [Officer.folded.contains(token, autoescape=True) for token in tokens(wanted.text)]
    if wanted.role:
        in_force = or_(OfficerRole.valid_to.is_(None), OfficerRole.valid_to >= on)
        parts.append(exists().where(OfficerRole.officer_id == Officer.id, OfficerRole.role == wanted.role, in_force))
    if wanted.agency:
        parts.append(Officer.agency_code == wanted.agency)
    return [*parts, *_of_state(wanted.state, on)]


def _of_state(state: str, on: date) -> list[ColumnElement[bool]]:
    away = exists().where(
        Substitution.away_id == Officer.id, Substitution.ended_at.is_(None), Substitution.valid_from <= on,
        Substitution.valid_to >= on,
    )  # fmt: skip
    known: dict[str, list[ColumnElement[bool]]] = {
        "": [], "open": [Officer.is_enabled.is_(True)], "closed": [Officer.is_enabled.is_(False)],
        "no_second_factor": [Officer.is_enabled.is_(True), Officer.second_factor_at.is_(None)], "away": [away],
    }  # fmt: skip
    return known.get(state, [false()])
