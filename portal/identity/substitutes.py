"""Who stands in for a colleague on leave? A person of the same agency, from one day to another, with that colleague's roles.

The roles are copied to the substitute with the days of the leave, so that every list and every move reads them like any
other role and they end by themselves. Only a person's own roles are passed on: there are no chains.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.identity.models import Officer, OfficerRole
from portal.identity.people_models import Substitution
from portal.identity.rules import roles_by_agency
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, NotFound

#: No leave is longer; whoever stays away longer gives the work to somebody for good.
MOST_DAYS = 200


def name_substitute(
    session: Session, away: Officer, substitute: Officer, *, valid_from: date, valid_to: date, by: Officer, at: datetime
) -> Substitution:  # fmt: skip
    """Let the substitute hold the roles meanwhile; Invalid, with the sentence, for whatever does not fit."""
    if by.id == substitute.id:
        raise Invalid(N_("Nobody names themselves. Ask %(name)s or another administrator."), name=away.full_name)
    _refuse(session, away, substitute, valid_from, valid_to, local_date(at))
    row = Substitution(
        away_id=away.id, substitute_id=substitute.id, valid_from=valid_from, valid_to=valid_to, named_at=at,
        named_by=by.full_name,
    )  # fmt: skip
    session.add(row)
    session.flush()  # its number is needed for the roles
    _copy(session, row, away)
    return row


def _refuse(
    session: Session, away: Officer, substitute: Officer, first: date, last: date, today: date
) -> None:  # fmt: skip
    if first < today or last < first:
        raise Invalid(N_("The leave begins today or later and ends on its first day or later"))
    if (last - first).days >= MOST_DAYS:
        raise Invalid(
            N_("A leave lasts at most %(n)s days. For longer give the roles to somebody for good."), n=MOST_DAYS
        )
    if substitute.id == away.id or not substitute.is_enabled or substitute.agency_code != away.agency_code:
        raise Invalid(N_("Choose a colleague of the same agency"))
    if not away.own_roles:
        raise Invalid(N_("There is no role that could be passed on"))
    for other in list_substitutions(session, away, substitute):
        if other.is_over(today) or other.valid_to < first or other.valid_from > last:
            continue
        if other.away_id == away.id:
            raise Invalid(N_("Somebody stands in on some of these days already. End that first."))
        if other.away_id == substitute.id:
            raise Invalid(N_("%(name)s is on leave on some of these days"), name=substitute.full_name)


def end(session: Session, row: Substitution, *, at: datetime) -> None:
    """End it now; what was done stays done."""
    if row.ended_at is None:
        row.ended_at = at
        session.execute(delete(OfficerRole).where(OfficerRole.substitution_id == row.id))
        session.expire(row.substitute, ["roles"])


def end_all(session: Session, person: Officer, *, at: datetime) -> list[Officer]:
    """End everything in which this person passes roles on or holds them for another; return the others."""
    others = []
    for row in list_substitutions(session, person):
        if not row.is_over(local_date(at)):
            end(session, row, at=at)
            others.append(row.substitute if row.away_id == person.id else row.away)
    return others


def keep_alike(session: Session, away: Officer) -> None:
    """Copy the roles anew after they changed: a substitute never holds more than the person does."""
    session.flush()  # the roles are read from the database
    for row in list_substitutions(session, away):
        if row.away_id == away.id and row.ended_at is None:
            session.execute(delete(OfficerRole).where(OfficerRole.substitution_id == row.id))
            session.expire(row.substitute, ["roles"])
            _copy(session, row, away)


def list_substitutions(session: Session, *people: Officer) -> list[Substitution]:
    """Return those in which one of these people is away or stands in, the newest first."""
    numbers = [person.id for person in people]
    where = or_(Substitution.away_id.in_(numbers), Substitution.substitute_id.in_(numbers))
    return list(session.scalars(select(Substitution).where(where).order_by(Substitution.id.desc())))


def held_for_others(session: Session, officer: Officer, field: str) -> dict[str, dict[str, str]]:
    """Return agency → role → the colleague for whom it is held today, the own roles left out; asks nothing without a leave."""
    copies = [r for r in officer.roles if r.substitution_id is not None and r.field_code in ("", field)]
    today = [r for r in copies if (r.valid_from or officer.on) <= officer.on <= (r.valid_to or officer.on)]
    if not today:
        return {}
    own = roles_by_agency(officer.own_grants, field, officer.on)
    names = {row.id: row.away.full_name for row in list_substitutions(session, officer)}
    held: dict[str, dict[str, str]] = {}
    for role in today:
        if role.role not in own.get(role.agency_code, frozenset()):
            held.setdefault(role.agency_code, {})[role.role] = names[role.substitution_id or 0]
    return held


def get_substitution(session: Session, number: int) -> Substitution:
    """Return one substitution; NotFound for a number that is none."""
    row = session.get(Substitution, number)
    if row is None:
        raise NotFound
    return row


def list_colleagues(session: Session, person: Officer) -> list[Officer]:
    """Return who could stand in: everybody else of the same agency whose account is open."""
    query = select(Officer).where(
        Officer.agency_code == person.agency_code, Officer.id != person.id, Officer.is_enabled
    )
    return list(session.scalars(query.order_by(Officer.folded))) if person.agency_code else []


def _copy(session: Session, row: Substitution, away: Officer) -> None:
    own = select(OfficerRole).where(OfficerRole.officer_id == away.id, OfficerRole.substitution_id.is_(None))
    for role in session.scalars(own).all():
        first = max(filter(None, (role.valid_from, row.valid_from)))
        last = min(filter(None, (role.valid_to, row.valid_to)))
        if first <= last:
            session.add(OfficerRole(
                officer_id=row.substitute_id, role=role.role, agency_code=role.agency_code, field_code=role.field_code,
                valid_from=first, valid_to=last, substitution_id=row.id,
            ))  # fmt: skip
    session.flush()  # what was read of the substitute is read anew
    session.expire(row.substitute, ["roles"])
