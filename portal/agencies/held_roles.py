"""Which roles does an officer hold, where, for which days, and for whom? Put into words for themselves and administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Field
from portal.catalogue.queries import agency_names
from portal.identity.models import Officer, OfficerRole
from portal.identity.people_operations import Administrator
from portal.identity.substitutes import list_substitutions
from portal.web.formats import date_vi
from portal.web.people_labels import ROLES


def field_names(session: Session) -> dict[str, str]:
    """Return the names of all fields, in their order."""
    rows = session.execute(select(Field.code, Field.name).order_by(Field.position))
    return dict(rows.all())


@dataclass(frozen=True)
class HeldRole:
    """One role as it stands in the list of a person."""

    row: OfficerRole
    agency: str
    field: str
    days: str
    #: "in force", or not yet, or no longer.
    stands: str
    #: For whom it is held, "" for the own.
    away: str
    can_take: bool


def held_roles(session: Session, person: Officer, on: date, by: Administrator | None = None) -> list[HeldRole]:
    """Return every role of a person, own ones first, with what `by` may take away."""
    away = {row.id: row.away.full_name for row in list_substitutions(session, person)}
    names = agency_names(session, sorted({role.agency_code for role in person.roles}))
    fields = field_names(session) if any(role.field_code for role in person.roles) else {}
    order = list(ROLES)
    rows = sorted(
        person.roles, key=lambda r: (r.substitution_id or 0, order.index(r.role), names.get(r.agency_code, ""))
    )
    return [
        HeldRole(
            row, names.get(row.agency_code, row.agency_code), fields.get(row.field_code, row.field_code),
            days_text(row.valid_from, row.valid_to), _stands(row, on), away.get(row.substitution_id or 0, ""),
            by is not None and row.substitution_id is None and person.id != by.officer.id
            and by.reach.may_give(row.role, row.agency_code, row.field_code),
        )
        for row in rows
    ]  # fmt: skip


def days_text(first: date | None, last: date | None) -> str:
    """Write from when until when; "" without limits."""
    if first and last:
        return _("%(first)s to %(last)s", first=date_vi(first), last=date_vi(last))
    if first:
        return _("from %(day)s", day=date_vi(first))
    return _("until %(day)s", day=date_vi(last)) if last else ""


def _stands(row: OfficerRole, on: date) -> str:
    if row.valid_from and row.valid_from > on:
        return "later"
    return "over" if row.valid_to and row.valid_to < on else "now"
