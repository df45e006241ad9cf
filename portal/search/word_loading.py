"""How do the words of `catalog/search/` come into the database? What an administrator edited or removed stays so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.loading import CatalogError, fingerprint, read_toml
from portal.catalogue.models import Setting
from portal.search.models import SearchWords
from portal.search.word_rules import INTENTS, Facts

#: The setting that names the words loaded last.
LOADED = "search_words_fingerprint"
_FILES = ("synonyms", "alike", "abbreviations", "stopwords")


def load_words(session: Session, folder: Path, *, at: datetime) -> int:
    """Write new and changed words of the catalogue and return how many rows changed; loading twice changes nothing.

    Call it inside a transaction. A line that has gone from the files goes here too, unless it was edited. Raises
    CatalogError before anything is written.
    """
    mark = fingerprint(folder / "search")
    loaded = session.get(Setting, LOADED)
    if loaded is not None and loaded.value == mark:
        return 0
    wanted = read_words(folder / "search")
    known = {
        row.catalog_key: row for row in session.scalars(select(SearchWords).where(SearchWords.catalog_key.is_not(None)))
    }
    count = sum(_write(session, known.get(key), key, facts, at) for key, facts in wanted.items())
    for key, row in known.items():
        if key not in wanted and not row.is_edited:
            session.delete(row)
            count += 1
    session.merge(Setting(name=LOADED, value=mark))
    return count


def read_words(folder: Path) -> dict[str, Facts]:
    """Read the four files; {key of the line: what it says}, in their order. CatalogError names a file that is broken."""
    try:
        return dict(_lines({name: read_toml(folder / f"{name}.toml") for name in _FILES}))
    except (KeyError, TypeError, AttributeError) as error:
        raise CatalogError([f"search: {error!r}"]) from error


def _lines(files: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Facts]]:
    """Yield every line under the key it keeps when it changes: its first saying, or the name of the question."""
    for row in files["synonyms"]["synonyms"]:
        facts = Facts("synonym", tuple(row["say"]), row.get("mean", ""), tuple(row.get("procedures", ())))
        yield f"synonym:{facts.says[0]}", facts
    for group in files["alike"]["alike"]:
        yield f"alike:{group[0]}", Facts("alike", tuple(group))
    for row in files["abbreviations"]["abbreviations"]:
        yield f"abbreviation:{row['short']}", Facts("abbreviation", (row["short"],), row["long"])
    for row in files["stopwords"]["intents"]:
        if row["name"] not in INTENTS:
            raise CatalogError([f"stopwords.toml: {row['name']!r} is no question"])
        yield f"intent:{row['name']}", Facts("intent", tuple(row["words"]), intent=row["name"])
    for word in files["stopwords"]["stop"]["words"]:
        yield f"stop:{word}", Facts("stop", (word,))


def _write(session: Session, row: SearchWords | None, key: str, facts: Facts, at: datetime) -> bool:
    values = {
        "kind": facts.kind, "intent": facts.intent, "says": list(facts.says), "mean": facts.mean,
        "procedures": list(facts.procedures),
    }  # fmt: skip
    if row is None:
        session.add(SearchWords(catalog_key=key, changed_at=at, **values))
        return True
    if row.is_edited or all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at, row.version = at, row.version + 1
    return True
