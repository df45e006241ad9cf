"""How are the published procedures searched, on every node, by many readers at once?

The index is a cache of the database that can be rebuilt at any time. A rebuild writes a new folder
and then points CURRENT at it in one step, so a reader sees the old index or the new one, never
half of one; a few changes are written beside an index, and CURRENT tells how many. A process goes on
with what it has opened until `take_newest` opens what is newer. A searcher is opened for each request:
refreshing an open one gives wrong counts after segments were merged (whoosh-reloaded 2.7.5).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from portal.search import changes, store
from portal.search.candidates import ranked
from portal.search.changes import Changes
from portal.search.ranking import Entry
from portal.search.rules import Understood, understand
from portal.search.suggesting import Suggestion
from portal.search.vocabulary import Vocabulary

__all__ = ["Entry", "Found", "Hit", "IndexUnavailable", "ProcedureIndex"]

_POINTER = "CURRENT"
_LOCK = "LOCK"


class IndexUnavailable(Exception):
    """There is no index, or it cannot be read; the caller answers from the database."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: the procedure's code and how well it answers (higher is better)."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """One page of answers. `codes` are all of them in order, for counting facets."""

    total: int
    hits: list[Hit]
    understood: Understood
    suggestion: str | None = None
    codes: tuple[str, ...] = ()


class ProcedureIndex:
    """The search index in one folder. Safe for threads; many processes may read, one builds."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self._folder = folder
        self._vocabulary = vocabulary
        self._open: store.Generation | None = None
        self._opening = threading.Lock()

    @contextmanager
    def building(self) -> Iterator[None]:
        """Hold the one lock of this node for whoever writes; others wait."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def rebuild(self, entries: Iterable[Entry], *, stamp: str) -> None:
        """Build the index anew from all published procedures and switch to it.

        `stamp` says from which state of the database; `stamp()` gives it back. Where others may write too, inside
        `building`.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"g-{secrets.token_hex(6)}"
        target = self._folder / name
        target.mkdir()
        try:
            count = store.write(target, entries)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        before = str(self._pointer().get("generation", ""))
        self._point({"generation": name, "stamp": stamp, "count": count, "changes": 0})
        self._sweep(keep={name, before})
        self.take_newest()

    def change(self, what: Changes, *, stamp: str) -> None:
        """Bring the index to another state of the database by what has changed; inside `building`."""
        newest = self.take_newest()
        changes.write(self._folder / newest.name, newest.changes + 1, what)
        count = len({newest.documents[number].entry.code for number in newest.live} - {*what.gone} | what.told)
        self._point({"generation": newest.name, "stamp": stamp, "count": count, "changes": newest.changes + 1})
        self.take_newest()

    def speak(self, vocabulary: Vocabulary) -> None:
        """Understand people by these words from now on. What is on disk stays: it knows the catalogue's words only."""
        with self._opening:
            self._vocabulary = vocabulary
            if self._open:
                self._open = self._open.speaking(vocabulary)

    def names_with(self, word: str) -> int:
        """How many names and keywords of procedures hold this folded word; 0 without an index."""
        try:
            return self._generation().vocabulary.lexicon.counts.get(word, 0)
        except IndexUnavailable:
            return 0

    def stamp(self) -> str | None:
        """The stamp of the newest index, None if there is none or its shape is outdated."""
        pointer = self._pointer()
        return str(pointer["stamp"]) if pointer else None

    def searched(self) -> str | None:
        """The stamp of the index this process answers from; None before it has opened one."""
        return self._open.stamp if self._open else None

    def is_healthy(self) -> bool:
        """True if the newest index can be opened and holds as many procedures as were put in."""
        try:
            return len(self.take_newest().live) == self._pointer().get("count")
        except IndexUnavailable:
            return False

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        field: str | None = None,
        level: int | None = None,
        trial: Vocabulary | None = None,
    ) -> Found:
        """The procedures that answer a query, best first; all of them for an empty query.

        `trial`: words to understand it by this once, instead of those in use. Raises IndexUnavailable if there is no
        index to read.
        """
        now, understood, ranked = self._answered(query, field, level, trial)
        codes = tuple(now.documents[number].entry.code for number, _ in ranked)
        page = ranked[max(0, offset) : max(0, offset) + max(0, limit)]
        return Found(
            total=len(ranked),
            hits=[Hit(now.documents[number].entry.code, score) for number, score in page],
            understood=understood,
            suggestion=understood.corrected,
            codes=codes,
        )

    def _answered(
        self, query: str, field: str | None, level: int | None, trial: Vocabulary | None
    ) -> tuple[store.Generation, Understood, list[tuple[int, float]]]:
        """Answer from the index as it stands; once more when the one in use was swept away by rebuilds meanwhile."""
        damage: Exception | None = None
        for opened in self._readable():
            now = opened.speaking(trial) if trial else opened
            try:
                understood, found = now.answer_once((query, field, level), partial(_answer, now, query, field, level))
                return now, understood, found
            except store.Damaged as error:
                damage = error
        raise IndexUnavailable(str(damage)) from damage

    def _readable(self) -> Iterator[store.Generation]:
        """The index in use; then, as that one could not be read, the newest if it is another."""
        now = self._generation()
        yield now
        with self._opening:
            if self._open is now:
                self._open = None  # damaged: whoever looks next finds out, and it is built anew
        newest = self.take_newest()
        if newest.name != now.name:
            yield newest

    def suggest(self, typed: str) -> list[Suggestion]:
        """At most five procedures somebody who types this is about to look for; none without an index."""
        try:
            return self._generation().suggester.suggest(typed)
        except IndexUnavailable:
            return []

    def _generation(self) -> store.Generation:
        return self._open or self.take_newest()

    def take_newest(self) -> store.Generation:
        """Open what CURRENT points at and answer from it from now on; nothing is done when it is open already.

        Raises IndexUnavailable if there is nothing that can be opened.
        """
        damage: Exception | None = None
        for _ in range(2):  # a rebuild may sweep the folder between reading CURRENT and opening
            pointer = self._pointer()
            if not pointer:
                raise IndexUnavailable("no index has been built")
            with self._opening:
                try:
                    self._open = self._opened(pointer)
                    return self._open
                except Exception as error:  # a pickled schema can fail in any way
                    damage = error
        raise IndexUnavailable(str(damage)) from damage

    def _opened(self, pointer: dict[str, Any]) -> store.Generation:
        """The index a pointer tells of: what is open and what has changed since, or read anew."""
        now, folder = self._open, self._folder / str(pointer["generation"])
        if now is None or now.name != folder.name or now.changes > pointer["changes"]:
            now = store.load(folder, str(pointer["stamp"]), self._vocabulary)
        for number in range(now.changes + 1, pointer["changes"] + 1):
            now = changes.applied(now, changes.read(folder, number))
        if now.stamp != str(pointer["stamp"]):
            now = replace(now, stamp=str(pointer["stamp"]))
        return now

    def _pointer(self) -> dict[str, Any]:
        """What CURRENT says; empty if there is none, or one of another schema version."""
        try:
            found = json.loads((self._folder / _POINTER).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        right = isinstance(found, dict) and found.get("schema") == store.SCHEMA_VERSION
        return found if right and {"generation", "stamp", "count", "changes"} <= found.keys() else {}

    def _point(self, pointer: dict[str, Any]) -> None:
        temporary = self._folder / f"{_POINTER}.{secrets.token_hex(4)}"
        temporary.write_text(json.dumps({**pointer, "schema": store.SCHEMA_VERSION}), "utf-8")
        os.replace(temporary, self._folder / _POINTER)

    def _sweep(self, keep: set[str]) -> None:
        """Remove folders nobody opens any more; the one before stays for slow readers."""
        for folder in self._folder.glob("g-*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def _answer(
    now: store.Generation, query: str, field: str | None, level: int | None
) -> tuple[Understood, list[tuple[int, float]]]:
    understood = understand(query, now.vocabulary)
    return understood, ranked(now, understood, field, level)
