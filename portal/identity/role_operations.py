"""How does somebody get a role, and lose it? From an administrator whose reach holds it; never from oneself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.identity.models import Officer, OfficerRole
from portal.identity.people_operations import Administrator, note, refuse_last_administrator
from portal.identity.people_rules import LAST_TO_GO
from portal.identity.rules import ACTIONS
from portal.identity.substitutes import keep_alike
from portal.kernel.errors import N_, Invalid, NotAllowed


def give_role(
    session: Session, person: Officer, *, role: str, agency: str, field: str, valid_from: date | None,
    valid_to: date | None, by: Administrator, at: datetime,
) -> OfficerRole:  # fmt: skip
    """Give a role for some days; one held there already gets these days. Raises NotAllowed, or Invalid for odd days."""
    _lock_for(session, person, by, role, agency, field)
    if valid_from and valid_to and valid_to < valid_from:
        raise Invalid(N_("The last day lies before the first"))
    row = next(
        (r for r in person.own_roles if (r.role, r.agency_code, r.field_code) == (role, agency, field)), None
    )  # fmt: skip
    before = "" if row is None else _days(row)
    if row is None:
        row = OfficerRole(officer_id=person.id, role=role, agency_code=agency, field_code=field)
        session.add(row)
    elif role == LAST_TO_GO and (valid_to is not None or valid_from is not None):
        refuse_last_administrator(session, person, at)
    row.valid_from, row.valid_to = valid_from, valid_to
    _done(session, person, "role_changed" if before else "role_given", row, before, by, at)
    return row


def take_role(session: Session, person: Officer, row: OfficerRole, *, by: Administrator, at: datetime) -> None:
    """Take a role away, at once; Invalid for the last administrator."""
    _lock_for(session, person, by, row.role, row.agency_code, row.field_code)
    if row.officer_id != person.id or row.substitution_id is not None:
        raise NotAllowed
    if row.role == LAST_TO_GO:
        refuse_last_administrator(session, person, at)
    session.delete(row)
    _done(session, person, "role_taken", row, _days(row), by, at)


def _lock_for(
    session: Session, person: Officer, by: Administrator, role: str, agency: str, field: str
) -> None:  # fmt: skip
    """Read the account again under the lock; nobody changes their own rights, nor gives what is not theirs to give."""
    session.refresh(person, with_for_update={"of": Officer})
    if role not in ACTIONS:
        raise ValueError(f"no role {role!r}")
    if person.id == by.officer.id or not by.reach.may_give(role, agency, field):
        raise NotAllowed


def _done(
    session: Session, person: Officer, action: str, row: OfficerRole, before: str, by: Administrator, at: datetime
) -> None:  # fmt: skip
    changes = {"role": row.role, "agency": row.agency_code, "field": row.field_code, "days": [before, _days(row)]}
    note(session, person, action, by=by.officer, at=at, changes=changes)
    session.flush()  # substitutes get what is written now
    session.expire(person, ["roles"])
    keep_alike(session, person)


def _days(row: OfficerRole) -> str:
    """Return the days as the history keeps them: 2026-11-23/2026-12-31, an open end left empty."""
    return "/".join(day.isoformat() if day else "" for day in (row.valid_from, row.valid_to))
