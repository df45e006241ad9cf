"""What does the citizen find? The index answers; when it cannot, the database does, more simply."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.catalogue.edition import WORDS
from portal.catalogue.models import Procedure, Setting
from portal.catalogue.operations import CHANGES
from portal.catalogue.queries import all_published, change_stamp
from portal.kernel.text import fold
from portal.search.index import Entry, IndexUnavailable, ProcedureIndex
from portal.search.names import base_code
from portal.search.rules import Understood, understand
from portal.search.suggesting import Suggestion
from portal.search.vocabulary import Vocabulary
from portal.search.word_queries import read_vocabulary

log = logging.getLogger(__name__)

#: How often a process looks whether the catalogue has changed (seconds).
LOOK_EVERY = 1.0
#: A best answer that scores less is a guess: of 185 real questions it was wrong twice as often as right.
UNSURE = 0.4


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

    `content` are the words of `catalog/search/`: they count while the database has none, or none that can be read.
    """

    def __init__(self, index: ProcedureIndex, content: Vocabulary) -> None:
        self.index = index
        self.vocabulary = self._content = content
        self._words = ""
        self._looked_at = 0.0
        self._lock = threading.Lock()

    def find(self, session: Session, query: str) -> Answer:
        """Return the procedures that answer a query, best first; all published ones for an empty query."""
        self.follow(session)
        try:
            found = self.index.search(query)
        except IndexUnavailable:
            log.warning("the search index cannot be read; answering from the database")
            return self._from_database(session, query)
        is_sure = found.understood.kind != "words" or bool(found.hits and found.hits[0].score >= UNSURE)
        return Answer(found.codes, found.understood, found.suggestion, is_sure)

    def suggest(self, session: Session, typed: str) -> list[Suggestion]:
        """Return at most five procedures to go to at once, while the query is still being typed."""
        self.follow(session)
        return self.index.suggest(typed)

    def follow(self, session: Session) -> None:
        """Take new words into use, and rebuild the index when the catalogue has changed; one look a second a process."""
        if time.monotonic() - self._looked_at < LOOK_EVERY or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked_at = time.monotonic()
            stamp, words = _counters(session)
            if self._words != words:
                self._learn(session)
                self._words = words
            if self.index.stamp() != stamp or not self.index.is_healthy():
                self.rebuild(session)
        except OSError:
            log.exception("the search index cannot be written")
        finally:
            self._lock.release()

    def in_step(self, session: Session) -> str | None:
        """Follow the database; return the stamp of what is searched now, None when the index cannot be read."""
        self.follow(session)
        return f"{self.index.stamp()} {self._words}" if self.index.is_healthy() else None

    def _learn(self, session: Session) -> None:
        """Take the words of the database into use; those of the catalogue's files when it has none that can be read."""
        self.vocabulary = self._content
        try:
            with Session(session.get_bind()) as apart:  # a table that cannot be read must not spoil the request's own
                read = read_vocabulary(apart)
            self.vocabulary = read if read.phrases else self._content
        except (SQLAlchemyError, ValueError, TypeError, AttributeError):
            log.exception("the words of the search cannot be read; those of the catalogue's files count")
        self.index.speak(self.vocabulary)

    def rebuild(self, session: Session) -> int:
        """Build the index anew; return how many procedures it holds."""
        stamp = change_stamp(session)
        entries = [entry_of(revision.procedure, revision.content) for revision in all_published(session)]
        self.index.rebuild(entries, stamp=stamp)
        return len(entries)

    def _from_database(self, session: Session, query: str) -> Answer:
        statement = select(Procedure.code, Procedure.name, Procedure.short_name).where(Procedure.status == "published")
        rows = session.execute(statement.order_by(Procedure.level.desc(), Procedure.name))
        words = fold(query).split()
        codes = [
            row.code for row in rows if all(word in fold(f"{row.code} {row.name} {row.short_name}") for word in words)
        ]
        return Answer(codes, understand(query, self.vocabulary), is_sure=bool(codes))


def _counters(session: Session) -> tuple[str, str]:
    """Return what the index follows and what the words follow."""
    counted = select(Setting.name, Setting.value).where(Setting.name.in_((CHANGES, WORDS)))
    values = dict(session.execute(counted).all())
    return values.get(CHANGES, "0"), values.get(WORDS, "0")


def entry_of(procedure: Procedure, content: dict[str, object]) -> Entry:
    """Return what the index keeps of a procedure."""
    keywords = content.get("keywords") or []
    parts = [content.get("who"), content.get("conditions"), content.get("results"), content.get("steps")]
    return Entry(
        code=procedure.code, name=procedure.name, short_name=procedure.short_name, plain=procedure.plain,
        keywords=tuple(map(str, keywords)) if isinstance(keywords, list) else (), agency=procedure.agency_name,
        field=procedure.field_code, field_name=procedure.field_name, level=procedure.level,
        admin_level=procedure.admin_level, body=" ".join(_texts(parts)), is_online=procedure.is_online,
    )  # fmt: skip


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    return []


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
