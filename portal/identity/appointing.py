"""Who comes first, when nobody is there to add anybody? Whoever may use the command line of the server names them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity import second_factor
from portal.identity.models import Officer
from portal.identity.operations import add_officer, grant
from portal.identity.passwords import hashed
from portal.identity.people_operations import end_sessions, first_password, note
from portal.identity.people_rules import LAST_TO_GO, USERNAME
from portal.kernel.errors import N_, Invalid


def appoint_administrator(session: Session, *, username: str, full_name: str, agency: str, at: datetime) -> str:
    """Add an administrator of everything, or open the account of that name again; return the first password."""
    name, password = username.lower(), first_password()
    if not USERNAME.fullmatch(name):
        raise Invalid(N_("A user name has 3 to 40 letters without accents, digits, dots or dashes"))
    person = session.scalars(select(Officer).where(Officer.username == name)).first()
    if person is None:
        person = add_officer(
            session, username=name, password=password, full_name=full_name, title="", at=at, agency=agency
        )
    person.password_hash, person.must_change_password, person.is_enabled = hashed(password), True, True
    own = next((role for role in person.own_roles if role.role == LAST_TO_GO), None)
    own = own or grant(session, person, role=LAST_TO_GO, agency=agency)
    own.valid_from = own.valid_to = None
    second_factor.forget(session, person)
    end_sessions(session, person)
    note(session, person, "appointed", by=None, at=at)
    return password
