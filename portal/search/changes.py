"""What has changed since an index was built? New and gone procedures, kept in small files beside it.

A change is written once a node and taken over by each process: nothing is read anew but what changed. After many
changes the index is built anew.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from portal.kernel.text import tokens
from portal.search import store
from portal.search.ranking import Document, Entry

#: More changes than these make a new index.
MOST = 200


@dataclass(frozen=True)
class Changes:
    """Codes that are no longer found, and entries that are new or say something else."""

    gone: tuple[str, ...] = ()
    new: tuple[Entry, ...] = ()

    @property
    def told(self) -> set[str]:
        """Return the codes of the entries that are new or say something else."""
        return {entry.code for entry in self.new}

    def __len__(self) -> int:
        return len(self.gone) + len(self.new)


def write(folder: Path, number: int, changes: Changes) -> None:
    """Keep changes under their number; the file is there whole or not at all."""
    temporary = folder / f"changes.{secrets.token_hex(4)}"
    temporary.write_text(json.dumps({"gone": changes.gone, "new": [asdict(entry) for entry in changes.new]}), "utf-8")
    os.replace(temporary, folder / f"changes-{number}.json")


def read(folder: Path, number: int) -> Changes:
    """Return the changes of that number; OSError, ValueError, KeyError or TypeError when the file is not whole."""
    values = json.loads((folder / f"changes-{number}.json").read_text("utf-8"))
    return Changes(tuple(values["gone"]), tuple(map(store.entry_from, values["new"])))


def applied(before: store.Generation, changes: Changes) -> store.Generation:
    """Return the index with the changes in it; who reads the one before goes on with it."""
    documents = list(before.documents)
    numbers = {documents[number].entry.code: number for number in before.live}
    leaving = {*changes.gone, *changes.told}
    removed = before.removed | {numbers[code] for code in leaving if code in numbers}
    added = dict(before.added)
    before.vocabulary.lexicon.add(text for entry in changes.new for text in entry.titles)
    for entry in changes.new:
        document = Document(replace(entry, body=""))
        document.weigh(before.idf)
        for place, text in store.texts(entry).items():
            for word in set(tokens(text)):
                added[place, word] = (*added.get((place, word), ()), len(documents))
        documents.append(document)
    return store.Generation(
        name=before.name, stamp=before.stamp, documents=documents, vocabulary=before.vocabulary, whoosh=before.whoosh,
        suggester=before.suggester.following(documents, removed, before.vocabulary),
        changes=before.changes + 1, removed=removed, added=added,
    )  # fmt: skip
