"""Which words are in force, which row has which, and what is the vocabulary made of them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.errors import NotFound
from portal.kernel.text import fold
from portal.search.models import SearchWords
from portal.search.vocabulary import Vocabulary, vocabulary_of
from portal.search.word_rules import Facts


def get_words(session: Session, number: int) -> SearchWords:
    """Return one row; NotFound when there is none."""
    row = session.get(SearchWords, number)
    if row is None:
        raise NotFound
    return row


def list_words(session: Session) -> Sequence[SearchWords]:
    """Return every row: what was edited here before what was loaded, each in the order it came."""
    return session.scalars(select(SearchWords).order_by(SearchWords.is_edited.desc(), SearchWords.id)).all()


def facts_of(row: SearchWords) -> Facts:
    """Return what a row says."""
    return Facts(row.kind, tuple(row.says), row.mean, tuple(row.procedures), row.intent)


def read_vocabulary(session: Session) -> Vocabulary:
    """Return the vocabulary of the rows in force; one without phrases when there are none."""
    return vocabulary_from(facts_of(row) for row in list_words(session) if not row.is_removed)


def vocabulary_with(session: Session, facts: Facts, number: int | None = None) -> Vocabulary:
    """Return the vocabulary as it would be with these words, in place of the row with that number."""
    others = (facts_of(row) for row in list_words(session) if not row.is_removed and row.id != number)
    return vocabulary_from([facts, *others])


def vocabulary_from(rows: Iterable[Facts]) -> Vocabulary:
    """Return the vocabulary of these rows; where two say the same, the first counts."""
    by_kind: dict[str, list[Facts]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return vocabulary_of(
        synonyms=[
            {"say": row.says, "mean": row.mean, "procedures": row.procedures} for row in by_kind.get("synonym", ())
        ],
        abbreviations=[
            {"short": short, "long": row.mean} for row in by_kind.get("abbreviation", ()) for short in row.says
        ],
        intents=[{"name": row.intent, "words": row.says} for row in by_kind.get("intent", ())],
        alike=[row.says for row in by_kind.get("alike", ())],
        stop=[saying for row in by_kind.get("stop", ()) for saying in row.says],
    )


def search_words(
    rows: Sequence[SearchWords], *, kind: str = "", text: str = ""
) -> tuple[list[SearchWords], Counter[str]]:
    """Return the rows of a kind ("removed": those taken out) that hold every word of a text, and how many of each kind do.

    Newest change by hand first, then in the order of the catalogue.
    """
    wanted = fold(text).split()
    found = [row for row in rows if all(f" {word}" in f" {_line(row)}" for word in wanted)]
    found.sort(key=lambda row: (-row.changed_at.timestamp() if row.is_edited else 0.0, row.id))
    counts = Counter("removed" if row.is_removed else row.kind for row in found)
    return [row for row in found if _is_listed(row, kind)], counts


def _is_listed(row: SearchWords, kind: str) -> bool:
    return row.is_removed == (kind == "removed") and kind in ("", "removed", row.kind)


def _line(row: SearchWords) -> str:
    codes = " ".join(row.procedures)
    return fold(" ".join((*row.says, row.mean, codes)))
