"""What does an administrator see while words are changed? Names behind codes, warnings, the results now and then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.search.index import IndexUnavailable
from portal.search.names import base_code
from portal.search.queries import Finder
from portal.search.word_queries import vocabulary_with
from portal.search.word_rules import Facts

#: How many results a trial shows.
SHOWN = 5


@dataclass(frozen=True)
class Trial:
    """The first results of a query with the words in use, and with those on screen: (code, title)."""

    query: str
    now: Sequence[tuple[str, str]]
    then: Sequence[tuple[str, str]]

    @property
    def is_same(self) -> bool:
        """Say whether the words on screen change nothing for this query."""
        return list(self.now) == list(self.then)


def try_out(session: Session, finder: Finder, query: str, facts: Facts, number: int | None) -> Trial | None:
    """Search with the words in use and with these in place of the row with that number; None without an index."""
    finder.follow(session)
    try:
        now = finder.index.search(query, limit=SHOWN)
        then = finder.index.search(query, limit=SHOWN, trial=vocabulary_with(session, facts, number))
    except IndexUnavailable:
        return None
    titles = titles_of(session, [hit.code for hit in (*now.hits, *then.hits)])
    return Trial(query, *([(hit.code, titles.get(hit.code, "")) for hit in found.hits] for found in (now, then)))


def titles_of(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Return the titles of published procedures by code; of one with a unit behind its code also by the base code."""
    wanted = {base_code(code) for code in codes}
    if not wanted:
        return {}
    fits = or_(*(Procedure.code.startswith(code, autoescape=True) for code in sorted(wanted)))
    found: dict[str, str] = {}
    query = select(Procedure).where(Procedure.status == "published", fits).order_by(Procedure.code)
    for procedure in session.scalars(query):
        found[procedure.code] = procedure.title
        found.setdefault(base_code(procedure.code), procedure.title)
    return found
