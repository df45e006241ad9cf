"""Which telephone and e-mail address are whose? A second one is added, or one is changed, with a code sent there."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.identity.models import Citizen
from portal.identity.operations import find_citizen
from portal.identity.rules import kind_of
from portal.kernel.database import Base
from portal.kernel.errors import N_, Invalid


def set_address(session: Session, citizen: Citizen, address: str) -> None:
    """Write an address that this citizen has just proven; by it they sign in from now on.

    What was filed under it alone before comes along: the code has shown that it is the same person's. Where it is also
    reached by another way the two stay apart (a couple that shares an e-mail): raises Invalid.
    """
    other = find_citizen(session, address)
    if other is not None and other is not citizen:
        if other.phone and other.email:
            raise Invalid(
                N_(
                    "Other dossiers are kept under this address, together with another one. Sign in with it to see them."
                )
            )
        _take_over(session, other, citizen)
    if kind_of(address) == "email":
        citizen.email = address
    else:
        citizen.phone = address


def _take_over(session: Session, other: Citizen, citizen: Citizen) -> None:
    """Give everything that belongs to `other` to `citizen`, in whatever room it lies, and remove `other`."""
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is Citizen.__table__.c.id:
                session.execute(update(table).where(key.parent == other.id).values({key.parent.name: citizen.id}))
    citizen.profile = {**other.profile, **citizen.profile}
    session.flush()  # the rows must have moved before their owner goes
    session.expire_all()
    session.delete(other)
    session.flush()  # the address must be free before it is written again
