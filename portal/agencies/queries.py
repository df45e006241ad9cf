"""Which agencies are there, what does each do, and who may change its page?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies.models import AgencyEvent
from portal.agencies.places import Gazetteer, Place
from portal.agencies.rules import acronyms
from portal.catalogue.models import AdminUnit, Agency, Succession
from portal.catalogue.scopes import Scope, scope_of
from portal.identity.models import Officer
from portal.kernel.errors import NotAllowed, NotFound
from portal.kernel.text import slug, sort_key_vi


def list_agencies(session: Session) -> list[Agency]:
    """Return every agency, old and new, in the order of names."""
    return sorted(session.scalars(select(Agency)), key=lambda agency: sort_key_vi(agency.name))


def find_agency(session: Session, code: str) -> Agency | None:
    """Return the agency under a code; also one of 2014 by the code it would have had, or by its initials."""
    exact = session.get(Agency, code) or session.get(Agency, f"{code}-cu")
    if exact is not None:
        return exact
    named = [a for a in list_agencies(session) if code in {slug(a.name), slug(a.short_name), *acronyms(a.name)}]
    return next(iter(sorted(named, key=lambda a: (a.valid_to is not None, a.kind == "commune"))), None)


def agencies_by_code(session: Session, codes: Sequence[str]) -> list[Agency]:
    """Return the agencies with these codes, in this order; unknown ones are left out."""
    found = {agency.code: agency for agency in session.scalars(select(Agency).where(Agency.code.in_(codes)))}
    return [found[code] for code in codes if code in found]


def list_units(session: Session, agency: Agency, on: date) -> list[Agency]:
    """Return the units below an agency that exist that day; of the province itself, communes are left out."""
    query = select(Agency).where(Agency.parent_code == agency.code, Agency.kind != "commune")
    units = [unit for unit in session.scalars(query) if (unit.valid_to or on) >= on]
    return sorted(units, key=lambda unit: sort_key_vi(unit.name))


# ---- communes


def read_gazetteer(session: Session) -> Gazetteer:
    """Return all places with their successions, in two statements."""
    after: dict[str, list[str]] = {}
    for former, successor in session.execute(select(Succession.former_id, Succession.successor_id)):
        after.setdefault(former, []).append(successor)
    columns = (AdminUnit.id, AdminUnit.name, AdminUnit.kind, AdminUnit.parent_id, AdminUnit.valid_to)
    return Gazetteer(
        Place(place_id, name, kind, parent or "", valid_to, tuple(after.get(place_id, ())))
        for place_id, name, kind, parent, valid_to in session.execute(select(*columns))
    )


def agencies_serving(session: Session, unit_id: str, on: date) -> dict[str, Agency]:
    """Return the offices that serve one commune that day, by kind: its own, and its land branch."""
    rows = session.scalars(select(Agency).where(Agency.kind.in_(("commune", "land_branch"))))
    serving = (a for a in rows if unit_id in a.serves and (a.valid_from or on) <= on <= (a.valid_to or on))
    return {agency.kind: agency for agency in serving}


# ---- administration


def pages_kept_by(session: Session, officer: Officer) -> Scope:
    """Return the agencies whose pages this officer may change today."""
    return scope_of(session, officer.grants, "agency.edit", officer.on)


def get_editable(session: Session, officer: Officer, code: str) -> Agency:
    """Return an agency to change; NotFound when there is none, NotAllowed when it is not this officer's."""
    agency = session.get(Agency, code)
    if agency is None:
        raise NotFound
    if not pages_kept_by(session, officer).holds(code):
        raise NotAllowed
    return agency


def list_events(session: Session, agency: Agency, most: int = 30) -> Sequence[AgencyEvent]:
    """Return the newest changes on the page of an agency."""
    query = select(AgencyEvent).where(AgencyEvent.agency_code == agency.code).order_by(AgencyEvent.id.desc())
    return session.scalars(query.limit(most)).all()
