"""What does the citizen find? The index answers; when it cannot, the database does, more simply."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.catalogue.edition import WORDS
from portal.catalogue.models import Procedure, Setting
from portal.catalogue.operations import CHANGES
from portal.catalogue.queries import change_stamp
from portal.kernel.text import fold
from portal.search.following import Beside, catch_up, entries
from portal.search.index import IndexUnavailable, ProcedureIndex
from portal.search.names import base_code
from portal.search.preferring import first_there
from portal.search.rules import Understood, understand
from portal.search.suggesting import Suggestion
from portal.search.vocabulary import Vocabulary
from portal.search.word_queries import read_vocabulary

log = logging.getLogger(__name__)

#: How often a process looks whether the catalogue has changed (seconds).
LOOK_EVERY = 1.0
#: A best answer that scores less is a guess: of 185 real questions 40 scored less, and 33 of them had no right answer in sight.
UNSURE = 0.4
#: How long a request gives to what brings the search up to date, so that small changes show at once (seconds).
PATIENCE = 1.0
#: How long requests wait, when a process begins, for the index that is there to be opened (seconds).
FIRST_PATIENCE = 2.0
_ALL = 1_000_000


@dataclass(frozen=True)
class Answer:
    """Every published procedure that answers, best first, by code; and how the words were understood.

    `is_sure` is False when nothing answers, or the best answer is only the nearest.
    """

    codes: Sequence[str]
    understood: Understood
    suggestion: str | None = None
    is_sure: bool = True


class Finder:
    """The index of this node and the words it understands, kept in step with the database by two change counters.

    A request starts what brings it up to date, gives it `patience` seconds, and then answers from what this process
    has. Without an index the database answers, more simply.

    `content` are the words of `catalog/search/`: they count while the database has none, or none that can be read.
    """

    def __init__(self, index: ProcedureIndex, content: Vocabulary) -> None:
        self.index = index
        self.vocabulary = self._content = content
        self.patience = PATIENCE
        self._words = ""
        self._looked_at = float("-inf")
        self._beside = Beside(self.follow)

    def find(self, session: Session, query: str, *, is_there: Callable[[str], bool] | None = None) -> Answer:
        """Return the procedures that answer a query, best first; all published ones for an empty query.

        `is_there` says of a code whether it is done where the person chose: those come first among equals.
        """
        self._look(session)
        try:
            if self.index.searched() is None:
                raise IndexUnavailable("none is open yet")
            found = self.index.search(query, limit=_ALL if is_there else 1)
        except IndexUnavailable:
            log.warning("the search index cannot be read; answering from the database")
            return self._from_database(session, query)
        is_sure = found.understood.kind != "words" or bool(found.hits and found.hits[0].score >= UNSURE)
        codes = first_there(found.hits, is_there) if is_there else found.codes
        return Answer(codes, found.understood, found.suggestion, is_sure)

    def suggest(self, session: Session, typed: str) -> list[Suggestion]:
        """Return at most five procedures to go to at once, while the query is still being typed."""
        self._look(session)
        return self.index.suggest(typed) if self.index.searched() is not None else []

    def in_step(self, session: Session) -> str | None:
        """Follow the database; return the stamp of what is searched now, None when no index is open."""
        self._look(session)
        searched = self.index.searched()
        return None if searched is None else f"{searched} {self._words}"

    def follow(self, session: Session) -> None:
        """Take new words into use and bring the index in step with the catalogue, and wait for it."""
        stamp, words = _counters(session)
        if self._words != words:
            with _many_small_things():
                self._learn(session)
            self._words = words
        if self.index.stamp() != stamp or not self.index.is_healthy():
            catch_up(self.index, session)

    def _learn(self, session: Session) -> None:
        """Take the words of the database into use; those of the catalogue's files when it has none that can be read."""
        learned = self._content
        try:
            with Session(session.get_bind()) as apart:  # a table that cannot be read must not spoil the session's own
                read = read_vocabulary(apart)
            learned = read if read.phrases else self._content
        except (SQLAlchemyError, ValueError, TypeError, AttributeError):
            log.exception("the words of the search cannot be read; those of the catalogue's files count")
        self.vocabulary = learned
        self.index.speak(learned)

    def rebuild(self, session: Session) -> int:
        """Build the index anew; return how many procedures it holds."""
        with self.index.building():
            self.index.rebuild(entries(session), stamp=change_stamp(session))
        return len(self.index.take_newest().live)

    def _look(self, session: Session) -> None:
        """See whether the catalogue or the words have changed, at most once a second a process; catching up is done beside."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = time.monotonic()
            if (self.index.searched(), self._words) != _counters(session):
                self._beside.start(session.connection().engine)
        is_opening = self.index.searched() is None and self.index.stamp() is not None
        self._beside.wait(max(self.patience, FIRST_PATIENCE if is_opening else 0.0))

    def _from_database(self, session: Session, query: str) -> Answer:
        statement = select(Procedure.code, Procedure.name, Procedure.short_name).where(Procedure.status == "published")
        rows = session.execute(statement.order_by(Procedure.level.desc(), Procedure.name))
        words = fold(query).split()
        codes = [
            row.code for row in rows if all(word in fold(f"{row.code} {row.name} {row.short_name}") for word in words)
        ]
        return Answer(codes, understand(query, self.vocabulary), is_sure=bool(codes))


@contextmanager
def _many_small_things() -> Iterator[None]:
    """Make thousands of small things that stay: looking among them for what can go would take most of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _counters(session: Session) -> tuple[str, str]:
    """Return what the index follows and what the words follow."""
    counted = select(Setting.name, Setting.value).where(Setting.name.in_((CHANGES, WORDS)))
    values = dict(session.execute(counted).all())
    return values.get(CHANGES, "0"), values.get(WORDS, "0")


def published_codes(session: Session) -> frozenset[str]:
    """Return the base codes of everything that can be found."""
    return frozenset(map(base_code, session.scalars(select(Procedure.code).where(Procedure.status == "published"))))


def codes_like(session: Session, code: str) -> Sequence[str]:
    """Return published codes that are this code, or begin with it and a dot (the unit behind it)."""
    query = select(Procedure.code).where(
        Procedure.status == "published",
        or_(Procedure.code == code, Procedure.code.startswith(f"{code}.", autoescape=True)),
    )
    return session.scalars(query.order_by(Procedure.code)).all()
