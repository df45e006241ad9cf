"""Whose account may an administrator keep, which roles may they give, and what is a fit name or password?

Reach = agency (and all below it) x field x the roles that may be given. Nobody gives what lies outside of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.identity.rules import ACTIONS, Grant

#: What an administrator of an agency may give: the desks, the writers of procedures, and administrators like themselves.
_OF_AN_AGENCY = frozenset({
    "intake_officer", "onestop_head", "case_officer", "unit_leader", "approver", "clerk", "partner_officer",
    "catalogue_editor", "agency_admin",
})  # fmt: skip
#: role → the roles its holder may give
MAY_GIVE: Mapping[str, frozenset[str]] = {"sysadmin": frozenset(ACTIONS), "agency_admin": _OF_AN_AGENCY}
#: The role without whose holder nobody could mend anything.
LAST_TO_GO = "sysadmin"

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
#: Taken first by whoever guesses; compared without accents and in small letters.
_GUESSED = ("password", "matkhau", "mat khau", "123456789", "qwerty", "abc123", "111111", "000000")


@dataclass(frozen=True)
class Part:
    """One grant of an administrator: these roles, for one field or all (""), in these agencies or all (None)."""

    roles: frozenset[str]
    field: str
    agencies: frozenset[str] | None

    def holds(self, agency: str) -> bool:
        """Say whether the agency lies inside."""
        return self.agencies is None or agency in self.agencies


@dataclass(frozen=True)
class Reach:
    """Everything an administrator may keep; no part, nobody."""

    parts: tuple[Part, ...] = ()

    @property
    def agencies(self) -> frozenset[str] | None:
        """Return the agencies whose people are kept, None for all."""
        inside = [part.agencies for part in self.parts]
        return None if None in inside else frozenset().union(*(i for i in inside if i is not None))

    def holds(self, agency: str) -> bool:
        """Say whether people of that agency are kept."""
        return any(part.holds(agency) for part in self.parts)

    def may_give(self, role: str, agency: str, field: str) -> bool:
        """Say whether the role may be given, changed or taken away there."""
        return any(role in p.roles and p.holds(agency) and p.field in ("", field) for p in self.parts)

    def covers(self, grants: Iterable[Grant], on: date) -> bool:
        """Say whether everything held on that day or later could have been given by this administrator.

        Whoever could lock or sign in as somebody with more rights would have these rights.
        """
        return all(
            self.may_give(g.role, g.agency, g.field) for g in grants if g.valid_to is None or g.valid_to >= on
        )  # fmt: skip

    @property
    def roles(self) -> frozenset[str]:
        """Return every role that may be given somewhere."""
        return frozenset().union(*(part.roles for part in self.parts), frozenset())


def is_weak(password: str, username: str, names: Collection[str] = ()) -> bool:
    """Say whether a password would be guessed: its own name in it, one letter many times, or a word everybody takes."""
    bare = password.lower()
    if len(set(bare)) < 5 or (len(username) > 3 and username in bare):
        return True
    return any(bare.startswith(word) for word in (*_GUESSED, *names))
