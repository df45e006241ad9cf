"""Whose procedures and pages may a person read, change or let through? Those of the own agency and of all below it.

The one answer for every action that is held somewhere: a grant reaches down the tree of agencies, never up or across.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.catalogue.models import Agency, ProcedureAgency
from portal.identity.people_rules import MAY_GIVE, Part, Reach
from portal.identity.rules import ACTIONS, Grant

#: The People's Committee of the province and its office, which looks after procedures and pages of all (NĐ 63/2010).
WHOLE_PROVINCE = frozenset({"ubnd-tinh", "van-phong-ubnd-tinh"})
#: Looks after the whole installation, wherever the account is kept.
EVERYWHERE = "sysadmin"

Code = InstrumentedAttribute[str]


@dataclass(frozen=True)
class Scope:
    """(field, agencies) pairs: "" is every field, None every agency; no pair, no procedure."""

    parts: tuple[tuple[str, frozenset[str] | None], ...] = ()

    @classmethod
    def whole(cls) -> Scope:
        """Return the scope outside of which nothing lies."""
        return cls((("", None),))

    @property
    def is_whole(self) -> bool:
        """Say whether nothing lies outside."""
        return ("", None) in self.parts

    def holds(self, agency: str) -> bool:
        """Say whether the agency lies inside: its page, and some procedure of it, whatever the field."""
        return any(inside is None or agency in inside for _field, inside in self.parts)

    def covers(self, agencies: Collection[str], field: str) -> bool:
        """Say whether a procedure of these agencies and this field lies inside."""
        return any(
            only in ("", field) and (inside is None or not inside.isdisjoint(agencies)) for only, inside in self.parts
        )

    def includes(self, other: Scope) -> bool:
        """Say whether nothing of the other scope lies outside."""
        return all(
            any(
                only in ("", field) and (mine is None or (inside is not None and inside <= mine))
                for only, mine in self.parts
            )
            for field, inside in other.parts
        )

    def where(self, code: Code, field: Code) -> ColumnElement[bool]:
        """Return the condition of a query over rows with a procedure's code and field."""
        return or_(false(), *(self._part(code, field, *part) for part in self.parts))

    def _part(self, code: Code, field: Code, only: str, inside: frozenset[str] | None) -> ColumnElement[bool]:
        return and_(field == only if only else true(), true() if inside is None else of_agencies(code, inside))


def of_agencies(code: Code, agencies: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a procedure belongs to one of these agencies."""
    link = ProcedureAgency
    return exists(select(link.code).where(link.code == code, link.agency_code.in_(sorted(agencies))))


def scope_of(session: Session, grants: Sequence[Grant], action: str, on: date) -> Scope:
    """Return what these grants allow the action on, on that day."""
    held = [grant for grant in grants if grant.holds(on) and action in ACTIONS[grant.role]]
    parents = _parents(session)
    return Scope(tuple((grant.field, _reach(grant, parents)) for grant in held))


def reach_over_people(session: Session, grants: Sequence[Grant], on: date) -> Reach:
    """Return whose accounts these grants let an administrator keep on that day, and which roles they may give."""
    held = [grant for grant in grants if grant.holds(on) and "people.manage" in ACTIONS[grant.role]]
    parents = _parents(session) if held else {}
    return Reach(tuple(Part(MAY_GIVE[grant.role], grant.field, _reach(grant, parents)) for grant in held))


def _reach(grant: Grant, parents: dict[str, str]) -> frozenset[str] | None:
    if grant.role == EVERYWHERE or grant.agency in WHOLE_PROVINCE:
        return None
    return below(grant.agency, parents)


def agencies_below(session: Session, agency: str) -> frozenset[str]:
    """Return an agency and everything below it."""
    return below(agency, _parents(session))


def below(agency: str, parents: dict[str, str]) -> frozenset[str]:
    """Return an agency and everything below it; `parents` gives the code above each."""
    found, new = {agency}, {agency}
    while new:
        new = {code for code, parent in parents.items() if parent in new} - found
        found |= new
    return frozenset(found)


def _parents(session: Session) -> dict[str, str]:
    return {code: parent or "" for code, parent in session.execute(select(Agency.code, Agency.parent_code))}
