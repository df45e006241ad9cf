"""How do accounts of officers change? By an administrator within their reach, never by oneself; every change is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from portal.identity.models import Officer, OfficerRole
from portal.identity.operations import add_officer, count_try, uncount_try
from portal.identity.passwords import hashed, matches
from portal.identity.people_models import OfficerEvent, TrustedDevice
from portal.identity.people_rules import LAST_TO_GO, LONGEST_PASSWORD, SHORTEST_PASSWORD, USERNAME, Reach, is_weak
from portal.identity.substitutes import end_all
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, NotAllowed
from portal.kernel.ids import readable

CHANGED = ("full_name", "title", "email", "agency_code")


@dataclass(frozen=True)
class Administrator:
    """Who changes an account, and how far they may go."""

    officer: Officer
    reach: Reach

    def may_keep(self, person: Officer) -> bool:
        """Say whether this account is theirs to change: of their agencies, with no right beyond their own, and not theirs."""
        return (
            person.id != self.officer.id and self.reach.holds(person.agency_code)
            and self.reach.covers(person.grants, self.officer.on)
        )  # fmt: skip


def note(
    session: Session, person: Officer, action: str, *, by: Officer | None, at: datetime,
    changes: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Keep who changed what about a person; `by` is None for whoever used the command line of the server."""
    row = OfficerEvent(
        officer_id=person.id, at=at, by_id=by.id if by else None, by_name=by.full_name if by else "", action=action,
        changes=changes or {},
    )  # fmt: skip
    session.add(row)


def add_person(
    session: Session, *, username: str, full_name: str, title: str, email: str, agency: str, by: Administrator, at: datetime
) -> tuple[Officer, str]:  # fmt: skip
    """Add somebody who works in an agency; return them and the first password, which is told once.

    Raises NotAllowed outside the reach, Invalid for a user name that is taken or no user name.
    """
    if not by.reach.holds(agency):
        raise NotAllowed
    name = username.lower()
    if not USERNAME.fullmatch(name):
        raise Invalid(N_("A user name has 3 to 40 letters without accents, digits, dots or dashes"))
    if session.scalars(select(Officer.id).where(Officer.username == name)).first() is not None:
        raise Invalid(N_("This user name is taken. Add a letter or the name of the unit."))
    password = first_password()
    person = add_officer(
        session, username=name, password=password, full_name=full_name, title=title, at=at, agency=agency, email=email
    )
    person.must_change_password = True
    note(session, person, "added", by=by.officer, at=at, changes={"agency_code": ["", agency]})
    return person, password


def change_person(
    session: Session, person: Officer, *, full_name: str, title: str, email: str, agency: str, by: Administrator,
    at: datetime,
) -> bool:  # fmt: skip
    """Write name, title, e-mail and agency anew; say whether anything changed."""
    _lock_for(session, person, by)
    if not by.reach.holds(agency):
        raise NotAllowed
    values = dict(zip(CHANGED, (full_name, title, email, agency), strict=True))
    changes = {name: [getattr(person, name), new] for name, new in values.items() if getattr(person, name) != new}
    for name, (_before, new) in changes.items():
        setattr(person, name, new)
    if changes:
        person.refold()
        note(session, person, "changed", by=by.officer, at=at, changes=changes)
    return bool(changes)


def close_account(session: Session, person: Officer, *, by: Administrator, at: datetime) -> None:
    """Let nobody sign in with this account any more, and end its sessions; Invalid for the last administrator."""
    _lock_for(session, person, by)
    if not person.is_enabled:
        return
    refuse_last_administrator(session, person, at)
    person.is_enabled = False
    end_sessions(session, person)
    for other in end_all(session, person, at=at):
        note(session, other, "substitution_ended", by=by.officer, at=at, changes={"about": person.full_name})
    note(session, person, "closed", by=by.officer, at=at)


def open_account(session: Session, person: Officer, *, by: Administrator, at: datetime) -> None:
    """Let the person sign in again."""
    _lock_for(session, person, by)
    if not person.is_enabled:
        person.is_enabled = True
        note(session, person, "opened", by=by.officer, at=at)


def sign_out_everywhere(session: Session, person: Officer, *, by: Administrator, at: datetime) -> None:
    """End every session of the person, and forget the computers that were trusted."""
    _lock_for(session, person, by)
    end_sessions(session, person)
    note(session, person, "signed_out", by=by.officer, at=at)


def reset_password(session: Session, person: Officer, *, by: Administrator, at: datetime) -> str:
    """Give the person a new first password and return it; the old one and every session end."""
    _lock_for(session, person, by)
    password = first_password()
    person.password_hash, person.must_change_password = hashed(password), True
    end_sessions(session, person)
    note(session, person, "password_reset", by=by.officer, at=at)
    return password


def change_password(session: Session, person: Officer, *, current: str, new: str, at: datetime) -> Invalid | None:
    """Change one's own password; return the refusal to show (a wrong password stays counted), None when done.

    Raises TooMany past 8 wrong ones in a quarter of an hour, Invalid for a new one that is too weak.
    """
    key = f"password-change:{person.id}"
    count_try(session, key, at=at, most=8, within=timedelta(minutes=15))
    if not matches(person.password_hash, current):
        return Invalid(N_("The present password is not right."))
    uncount_try(session, key)
    refuse_weak(new, person)
    if matches(person.password_hash, new):
        raise Invalid(N_("Choose a password other than the present one"))
    person.password_hash, person.must_change_password = hashed(new), False
    end_sessions(session, person)
    note(session, person, "password_changed", by=person, at=at)
    return None


def refuse_weak(password: str, person: Officer) -> None:
    """Raise Invalid for a password that would be guessed."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid(N_("A password has at least %(n)s characters"), n=SHORTEST_PASSWORD)
    if is_weak(password, person.username):
        raise Invalid(N_("This password is easily guessed. Take three or four words that only you put together."))


def end_sessions(session: Session, person: Officer) -> None:
    """Let no session of this person be believed any more, and no computer be trusted."""
    person.session_epoch += 1
    session.execute(delete(TrustedDevice).where(TrustedDevice.officer_id == person.id))


def first_password() -> str:
    """Return a password to hand over on paper: three groups of four letters that cannot be mixed up."""
    return "-".join(readable(4) for _ in range(3))


def refuse_last_administrator(session: Session, person: Officer, at: datetime) -> None:
    """Raise Invalid when nobody else would be left to keep the installation, today and on any later day."""
    today = local_date(at)
    held = or_(OfficerRole.valid_from.is_(None), OfficerRole.valid_from <= today)
    query = (
        select(Officer).join(OfficerRole).where(OfficerRole.role == LAST_TO_GO, OfficerRole.substitution_id.is_(None))
        .where(Officer.is_enabled, OfficerRole.valid_to.is_(None), held).order_by(Officer.id)
        .with_for_update(of=Officer).execution_options(populate_existing=True)
    )  # fmt: skip
    keepers = {keeper.id for keeper in session.scalars(query) if keeper.is_enabled}
    if keepers == {person.id}:
        raise Invalid(N_("This is the last administrator of the whole installation. Name another one first."))


def _lock_for(session: Session, person: Officer, by: Administrator) -> None:
    """Read the account again under the lock; raise NotAllowed unless it is theirs to change."""
    session.refresh(person, with_for_update={"of": Officer})
    if not by.may_keep(person):
        raise NotAllowed
