"""Who belongs to a commune's digital team (Tổ công nghệ số cộng đồng)? A list kept on the page of the commune.

A member is a citizen like any other, known by their own telephone: no account, no password, no right over anybody's
dossier. Being on the list only says in what capacity they help.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.agencies.models import DigitalTeamMember
from portal.agencies.operations import note_change
from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.identity.rules import normal_phone
from portal.kernel.errors import N_, Invalid, NotFound


def list_members(session: Session, agency: Agency) -> Sequence[DigitalTeamMember]:
    """Return the members of one commune's team, in the order they came."""
    row = DigitalTeamMember
    query = select(row).where(row.agency_code == agency.code, row.removed_at.is_(None)).order_by(row.id)
    return session.scalars(query).all()


def find_membership(session: Session, phone: str) -> DigitalTeamMember | None:
    """Return in which team somebody with this telephone is."""
    row = DigitalTeamMember
    query = select(row).where(row.phone == phone, row.removed_at.is_(None)).options(joinedload(row.agency))
    return session.scalars(query.order_by(row.id)).first()


def add_member(
    session: Session, agency: Agency, *, full_name: str, typed_phone: str, by: Officer, at: datetime
) -> DigitalTeamMember:
    """Put somebody on the list; Invalid for what is no mobile number, and for who is on a list already."""
    phone = normal_phone(typed_phone)
    if not phone:
        raise Invalid(N_("A phone number has 10 digits, for example 0912 345 678"))
    there = find_membership(session, phone)
    if there is not None:
        raise Invalid(N_("This number is on the list of %(agency)s already."), agency=there.agency.name)
    member = DigitalTeamMember(agency_code=agency.code, full_name=full_name, phone=phone, added_at=at)
    session.add(member)
    note_change(session, agency.code, "team_member_added", full_name, {}, by=by, at=at)
    return member


def remove_member(session: Session, agency: Agency, member_id: int, *, by: Officer, at: datetime) -> None:
    """Take somebody off the list; what they filed keeps saying in what capacity. Twice is once."""
    member = session.get(DigitalTeamMember, member_id)
    if member is None or member.agency_code != agency.code:
        raise NotFound
    if member.removed_at is None:
        member.removed_at = at
        note_change(session, agency.code, "team_member_removed", member.full_name, {}, by=by, at=at)
