"""Who may change the page of which agency, and what belongs to the page of a directive document?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from portal.identity.rules import ACTIONS, Grant
from portal.kernel.text import fold

#: Kinds of document by NĐ 30/2020 Art. 7 and of higher bodies that a province passes on; words in `web/labels`.
DOCUMENT_KINDS = (
    "decision",
    "directive",
    "plan",
    "resolution",
    "decree",
    "circular",
    "law",
    "official_letter",
    "guidance",
    "report",
    "other",
)
VALIDITIES = ("in_force", "partly", "expired", "unknown")

#: The People's Committee of the province and its office: their administrators look after every page.
WHOLE_PROVINCE = frozenset({"ubnd-tinh", "van-phong-ubnd-tinh"})
#: Looks after the whole installation, wherever the account is kept.
EVERYWHERE = "sysadmin"
#: Offices of the state that belong to no department of the province; shown apart.
VERTICAL_KINDS = frozenset({"tax", "police", "other"})


@dataclass(frozen=True)
class Seat:
    """Where an agency stands in the tree."""

    code: str
    parent: str = ""


def editable(seats: Iterable[Seat], grants: Iterable[Grant], on: date) -> frozenset[str]:
    """Return the codes of the agencies whose pages these grants let a person change that day."""
    tree = {seat.code: seat for seat in seats}
    held = [grant for grant in grants if grant.holds(on) and "agency.edit" in ACTIONS[grant.role]]
    if any(grant.role == EVERYWHERE or grant.agency in WHOLE_PROVINCE for grant in held):
        return frozenset(tree)
    own = {grant.agency for grant in held}
    return frozenset(code for code in tree if own & set(_upwards(tree, code)))


def _upwards(tree: Mapping[str, Seat], code: str) -> Iterable[str]:
    seen: set[str] = set()
    while code in tree and code not in seen:
        seen.add(code)
        yield code
        code = tree[code].parent


def acronyms(name: str) -> set[str]:
    """Return how officials shorten a name: "Sở Kế hoạch và Đầu tư" is skhdt and skhvdt."""
    words = fold(name).split()
    return {"".join(word[0] for word in words), "".join(word[0] for word in words if word != "va")}


def is_named(typed: str, name: str, short_name: str) -> bool:
    """Say whether an agency may be meant: all words typed begin words of its names, or its initials were typed."""
    words = fold(typed).split()
    own = fold(f"{name} {short_name}").split()
    return all(any(one.startswith(word) for one in own) for word in words) or "".join(words) in acronyms(name)


def folded_document(number: str, issuer: str, abstract: str) -> str:
    """Return what a search for a document compares."""
    return fold(f"{number} {issuer} {abstract}")
