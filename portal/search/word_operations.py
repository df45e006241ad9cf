"""How do the words of the search change by hand? Every change rises the words' counter, which each process follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.kernel.errors import N_, Invalid
from portal.search.models import SearchWords
from portal.search.word_queries import facts_of, list_words
from portal.search.word_rules import Facts, Problem, problems


class Refused(Invalid):
    """Words that cannot be kept; `problems` says why, field by field."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(found[0].message, **found[0].values)
        self.problems = found


def check_words(
    session: Session, facts: Facts, *, is_published: Callable[[str], bool], row: SearchWords | None = None
) -> None:
    """Raise Refused when these words cannot stand beside the others in force; what the row names already may stay."""
    beside = ((one.id, facts_of(one)) for one in list_words(session) if one is not row and not one.is_removed)
    kept = frozenset(row.procedures if row else ())
    found = problems(facts, others=beside, is_published=lambda code: code in kept or is_published(code))
    if found:
        raise Refused(found)


def add_words(
    session: Session, facts: Facts, *, is_published: Callable[[str], bool], by: str, at: datetime
) -> SearchWords:
    """Add a row; raises Refused."""
    check_words(session, facts, is_published=is_published)
    row = SearchWords(catalog_key=None, kind=facts.kind)
    session.add(row)
    write_facts(row, facts)
    sign(row, by, at)
    row.version = 1
    return row


def change_words(
    session: Session,
    row: SearchWords,
    facts: Facts,
    *,
    is_published: Callable[[str], bool],
    version: int,
    by: str,
    at: datetime,
) -> bool:
    """Write a row anew and say whether that changed it; raises Refused, also when somebody else was first."""
    if row.version != version:
        message = N_("%(by)s has changed this row meanwhile. Look at it again before you change it.")
        raise Refused([Problem("", message, {"by": row.changed_by})])
    if facts == facts_of(row):
        return False
    check_words(session, facts, is_published=is_published, row=row)
    write_facts(row, facts)
    sign(row, by, at)
    return True


def set_removed(
    session: Session, row: SearchWords, removed: bool, *, is_published: Callable[[str], bool], by: str, at: datetime
) -> None:
    """Take a row out of use, or put it back; raises Refused when its words stand elsewhere by now."""
    if row.is_removed == removed:
        return
    if not removed:
        check_words(session, facts_of(row), is_published=is_published, row=row)
    row.is_removed = removed
    sign(row, by, at)


def write_facts(row: SearchWords, facts: Facts) -> None:
    """Let a row say this."""
    row.intent, row.says, row.mean, row.procedures = facts.intent, list(facts.says), facts.mean, list(facts.procedures)


def sign(row: SearchWords, by: str, at: datetime) -> None:
    """Note who changed a row by hand; loading the catalogue leaves it alone from now on."""
    row.is_edited, row.changed_by, row.changed_at, row.version = True, by, at, (row.version or 0) + 1
