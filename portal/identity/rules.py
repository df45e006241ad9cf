"""Which role may do what, where? Roles of NĐ 61/2018 (domain 3.2); permission = action x agency x field.

Actions on dossiers are those of `portal.workflow.states.TABLE`; this module adds what is not a move.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.workflow.states import TABLE

#: Only the shape: odd but right addresses pass, the code proves the rest. Blanks and quotes of RFC 5321 are not taken.
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+")
_MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")

#: Acts of each role beside the moves; "dossier.read" opens dossiers of the officer's own agencies.
_BESIDE_MOVES: Mapping[str, frozenset[str]] = {
    "intake_officer": frozenset({"dossier.read", "dossier.claim", "register.read", "precheck.answer"}),
    "case_officer": frozenset({"dossier.read", "dossier.claim", "dossier.consult", "dossier.answer_consultation"}),
    "unit_leader": frozenset(
        {"dossier.read", "dossier.approve_supplement", "dossier.consult", "dossier.answer_consultation"}
    ),
    "approver": frozenset({"dossier.read", "dossier.approve_supplement", "dossier.answer_consultation"}),
    "clerk": frozenset({"dossier.read"}),
    "partner_officer": frozenset({"dossier.read", "dossier.consult", "dossier.answer_consultation"}),
    "onestop_head": frozenset({"dossier.read", "dossier.claim", "dossier.approve_supplement", "register.read"}),
    "catalogue_editor": frozenset({"catalogue.read", "catalogue.edit", "search.read"}),
    "tthc_controller": frozenset(
        {"catalogue.read", "catalogue.publish", "catalogue.import", "search.read", "search.edit"}
    ),
    "sysadmin": frozenset(
        [
            "admin.read",
            "calendar.edit",
            "catalogue.read",
            "catalogue.import",
            "agency.edit",
            "notices.edit",
            "people.manage",
            "search.read",
            "search.edit",
        ]
    ),
    "agency_admin": frozenset({"agency.edit", "people.manage"}),
}


def _with_moves() -> dict[str, frozenset[str]]:
    table = {role: set(actions) for role, actions in _BESIDE_MOVES.items()}
    for move in TABLE.values():
        for role in move.roles & table.keys():
            table[role].add(f"dossier.{move.action}")
    return {role: frozenset(actions) for role, actions in table.items()}


#: role → everything it may do, moves included.
ACTIONS: Mapping[str, frozenset[str]] = _with_moves()


def roles_that(action: str) -> frozenset[str]:
    """Return the roles that allow an action."""
    return frozenset(role for role, actions in ACTIONS.items() if action in actions)


#: The roles that open dossiers; others (catalogue, people, system) are held in an agency without seeing its dossiers.
READERS = roles_that("dossier.read")


@dataclass(frozen=True)
class Grant:
    """One role of one officer: in an agency, for one field or all ("")."""

    role: str
    agency: str
    field: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Say whether the grant is in force on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def actions_of(grants: Iterable[Grant], on: date) -> frozenset[str]:
    """Return everything these grants allow somewhere."""
    return frozenset().union(*(ACTIONS[grant.role] for grant in grants if grant.holds(on)), frozenset())


def roles_at(grants: Iterable[Grant], agency: str, field: str, on: date) -> frozenset[str]:
    """Return the roles held in that agency for that field on that day."""
    return frozenset(
        grant.role for grant in grants if grant.agency == agency and grant.field in ("", field) and grant.holds(on)
    )


def agencies_where(grants: Iterable[Grant], action: str, on: date) -> tuple[str, ...]:
    """Return the codes of the agencies in which some role allows the action on that day."""
    return tuple(sorted({grant.agency for grant in grants if grant.holds(on) and action in ACTIONS[grant.role]}))


def roles_by_agency(grants: Iterable[Grant], field: str, on: date) -> dict[str, frozenset[str]]:
    """Return agency → the roles held there over dossiers of that field on that day; agencies without one are left out."""
    held: dict[str, frozenset[str]] = {}
    for grant in grants:
        if grant.role in READERS and grant.field in ("", field) and grant.holds(on):
            held[grant.agency] = held.get(grant.agency, frozenset()) | {grant.role}
    return held


def normal_phone(typed: str) -> str:
    """Return a Vietnamese mobile number as ten digits, or "" when it is none.

    Blanks, dots, dashes and the prefixes +84 and 84 are accepted silently.
    """
    bare = re.sub(r"[^\d+]", "", typed)
    bare = re.sub(r"^(\+84|0084|84)(?=[0-9]{9}$)", "0", bare)
    return bare if _MOBILE.fullmatch(bare) else ""


def normal_email(typed: str) -> str:
    """Return an e-mail address in small letters, or "" when it is none; blanks around it do not count."""
    bare = typed.strip().lower()
    return bare if len(bare) <= 254 and _EMAIL.fullmatch(bare) and ".." not in bare else ""


def kind_of(address: str) -> str:
    """Return "email" or "phone" for an address in its normal form."""
    return "email" if "@" in address else "phone"
