"""By which names is an agency known, and what belongs to the page of a directive document?"""

from __future__ import annotations

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

#: Offices of the state that belong to no department of the province; shown apart.
VERTICAL_KINDS = frozenset({"tax", "police", "other"})


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
