"""What does the citizen find? The index answers; when it cannot, the database does, more simply."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.catalogue.queries import change_stamp
from portal.kernel.text import fold
from portal.search.following import Beside, catch_up, entries
from portal.search.index import IndexUnavailable, ProcedureIndex
from portal.search.names import base_code
from portal.search.rules import Understood, understand
from portal.search.suggesting import Suggestion
from portal.search.vocabulary import Vocabulary

log = logging.getLogger(__name__)

#: How often a process looks whether the catalogue has changed (seconds).
LOOK_EVERY = 1.0
#: How long requests wait, when a process begins, for the index that is there to be opened (seconds).
FIRST_PATIENCE = 2.0


@dataclass(frozen=True)
class Answer:
    """Every published procedure that answers, best first, by code; and how the words were understood."""

    codes: Sequence[str]
    understood: Understood
    suggestion: str | None = None


class Finder:
    """The index of this node, kept in step with the database by its change counter.

    A request answers from the index this process has, and starts what brings it up to date; it does not wait for that
    (tests do: `patience`, in seconds). Without an index the database answers, more simply.
    """

    def __init__(self, index: ProcedureIndex, vocabulary: Vocabulary) -> None:
        self.index = index
        self.vocabulary = vocabulary
        self.patience = 0.0
        self._looked_at = float("-inf")
        self._beside = Beside(self.follow)

    def find(self, session: Session, query: str) -> Answer:
        """Return the procedures that answer a query, best first; all published ones for an empty query."""
        self._look(session)
        try:
            if self.index.searched() is None:
                raise IndexUnavailable("none is open yet")
            found = self.index.search(query)
        except IndexUnavailable:
            log.warning("the search index cannot be read; answering from the database")
            return self._from_database(session, query)
        return Answer(found.codes, found.understood, found.suggestion)

    def suggest(self, session: Session, typed: str) -> list[Suggestion]:
        """Return at most five procedures to go to at once, while the query is still being typed."""
        self._look(session)
        return self.index.suggest(typed) if self.index.searched() is not None else []

    def in_step(self, session: Session) -> str | None:
        """Follow the catalogue; return the stamp of what is searched now, None when no index is open."""
        self._look(session)
        return self.index.searched()

    def follow(self, session: Session) -> None:
        """Bring the index in step with the database, and wait for it."""
        catch_up(self.index, session)

    def rebuild(self, session: Session) -> int:
        """Build the index anew; return how many procedures it holds."""
        with self.index.building():
            self.index.rebuild(entries(session), stamp=change_stamp(session))
        return len(self.index.take_newest().live)

    def _look(self, session: Session) -> None:
        """See whether the catalogue has changed, at most once a second a process; catching up is done beside."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = time.monotonic()
            if self.index.searched() is None or self.index.searched() != change_stamp(session):
                self._beside.start(session.connection().engine)
        is_opening = self.index.searched() is None and self.index.stamp() is not None
        self._beside.wait(max(self.patience, FIRST_PATIENCE if is_opening else 0.0))

    def _from_database(self, session: Session, query: str) -> Answer:
        statement = select(Procedure.code, Procedure.name, Procedure.short_name).where(Procedure.status == "published")
        rows = session.execute(statement.order_by(Procedure.level.desc(), Procedure.name))
        words = fold(query).split()
        codes = [row.code for row in rows if all(word in fold(f"{row.code} {row.name} {row.short_name}") for word in words)]
        return Answer(codes, understand(query, self.vocabulary))


def published_codes(session: Session) -> frozenset[str]:
    """Return the base codes of everything that can be found."""
    return frozenset(map(base_code, session.scalars(select(Procedure.code).where(Procedure.status == "published"))))


def codes_like(session: Session, code: str) -> Sequence[str]:
    """Return published codes that are this code, or begin with it and a dot (the unit behind it)."""
    query = select(Procedure.code).where(
        Procedure.status == "published", or_(Procedure.code == code, Procedure.code.startswith(f"{code}.", autoescape=True))
    )
    return session.scalars(query.order_by(Procedure.code)).all()
