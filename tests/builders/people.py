"""Citizens and officers."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.desk import Actor
from portal.identity.models import Citizen, Officer
from portal.identity.operations import add_officer, find_or_add_citizen, grant
from portal.kernel.transaction import transaction
from portal.notices.queries import find_newest_to
from portal.web.app_state import now

PHONE = "0912345678"
PASSWORD = "mat-khau-de-thu"
_numbers = count(1)


def a_citizen(session: Session, *, phone: str = PHONE, **profile: Any) -> Citizen:
    """Return the citizen with that telephone (or e-mail address); `profile` is what is offered again in questions."""
    with transaction(session):
        citizen = find_or_add_citizen(session, phone, at=now())
        if profile:
            citizen.profile = {**citizen.profile, **profile}
    return citizen


def an_officer(
    session: Session, *roles: tuple[str, str], username: str = "", full_name: str = "Huỳnh Thị Mỹ Dung",
    title: str = "Chuyên viên",
) -> Officer:  # fmt: skip
    """Return a new officer with these (role, agency) pairs; the password is `PASSWORD`."""
    with transaction(session):
        officer = add_officer(
            session, username=username or f"canbo{next(_numbers)}", password=PASSWORD, full_name=full_name, title=title,
            at=now(), agency=roles[0][1] if roles else "",
        )  # fmt: skip
        for role, agency in roles:
            grant(session, officer, role=role, agency=agency)
    return officer


def the_officer(session: Session, username: str) -> Officer:
    """Return one of the demo officers: motcua, motcua2, thuly, lanhdao, vanthu, bientap, kiemsoat, quantri."""
    return session.scalars(select(Officer).where(Officer.username == username)).one()


def acting(person: Officer | Citizen, *, field: str = "dat-dai") -> Actor:
    """Return the person as the one who makes a move."""
    if isinstance(person, Citizen):
        return Actor("citizen", person.profile.get("name", "Người dân"), person.id)
    return Actor("officer", person.full_name, person.id, person.roles_by_agency(field))


def code_sent(session: Session, to: str = PHONE) -> str:
    """Return the newest one-time code as the message says it ("123 456"); AssertionError when none was sent."""
    session.rollback()
    notice = find_newest_to(session, to, "one_time_code")
    match = re.search(r"\d{3} \d{3}", notice.sms if notice else "")
    assert match is not None, f"no code was sent to {to}"
    return match[0]
