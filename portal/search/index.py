"""How are the published procedures searched, on every node, by many readers at once?

The index is a cache of the database that can be rebuilt at any time. A rebuild writes a new folder
and then points CURRENT at it in one step, so a reader sees the old index or the new one, never
half of one. A searcher is opened for each request: refreshing an open one gives wrong counts after
segments were merged (whoosh-reloaded 2.7.5).
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.search import store
from portal.search.ranking import Entry, Plan
from portal.search.rules import Understood, understand
from portal.search.suggesting import Suggestion
from portal.search.vocabulary import Vocabulary

__all__ = ["Entry", "Found", "Hit", "IndexUnavailable", "ProcedureIndex"]

_POINTER = "CURRENT"
_LOCK = "LOCK"
_MOST_SCORED = 80
_MOST_READ = 20
_KEEP, _KEEP_FIRST = 0.5, 0.25
_ALWAYS = 10
_LEAST = 0.1


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

    def rebuild(self, entries: Iterable[Entry], *, stamp: str) -> None:
        """Build the index anew from all published procedures and switch to it.

        `stamp` says from which state of the database; `stamp()` gives it back.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            name = f"g-{secrets.token_hex(6)}"
            target = self._folder / name
            target.mkdir()
            try:
                count = store.write(target, entries)
            except BaseException:
                shutil.rmtree(target, ignore_errors=True)
                raise
            before = str(self._pointer().get("generation", ""))
            self._point({"generation": name, "stamp": stamp, "count": count})
            self._sweep(keep={name, before})

    def stamp(self) -> str | None:
        """The stamp the index was built from, None if there is none or its shape is outdated."""
        pointer = self._pointer()
        return str(pointer["stamp"]) if pointer else None

    def is_healthy(self) -> bool:
        """True if the index can be opened and holds as many procedures as were put in."""
        try:
            return len(self._generation().documents) == self._pointer().get("count")
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
    ) -> Found:
        """The procedures that answer a query, best first; all of them for an empty query.

        Raises IndexUnavailable if there is no index to read.
        """
        now, understood, ranked = self._answered(query, field, level)
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
        self, query: str, field: str | None, level: int | None
    ) -> tuple[store.Generation, Understood, list[tuple[int, float]]]:
        """Answer from the index as it stands; once more when the one in use was swept away by rebuilds meanwhile."""
        damage: Exception | None = None
        before = ""
        while damage is None or self._pointer().get("generation") != before:
            now = self._generation()
            understood = understand(query, now.vocabulary)
            try:
                return now, understood, _ranked(now, understood, field, level)
            except store.Damaged as error:
                damage, before = error, now.name
        raise IndexUnavailable(str(damage)) from damage

    def suggest(self, typed: str) -> list[Suggestion]:
        """At most five procedures somebody who types this is about to look for; none without an index."""
        try:
            return self._generation().suggester.suggest(typed)
        except IndexUnavailable:
            return []

    def _generation(self) -> store.Generation:
        """The index CURRENT points at, opened once and kept until a rebuild."""
        damage: Exception | None = None
        for _ in range(2):  # a rebuild may sweep the folder between reading CURRENT and opening
            pointer = self._pointer()
            if not pointer:
                raise IndexUnavailable("no index has been built")
            name = str(pointer["generation"])
            with self._opening:
                if self._open and self._open.name == name:
                    return self._open
                try:
                    self._open = store.load(
                        self._folder / name, str(pointer["stamp"]), self._vocabulary
                    )
                    return self._open
                except Exception as error:  # a pickled schema can fail in any way
                    damage = error
        raise IndexUnavailable(str(damage)) from damage

    def _pointer(self) -> dict[str, Any]:
        """What CURRENT says; empty if there is none, or one of another schema version."""
        try:
            found = json.loads((self._folder / _POINTER).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        right = isinstance(found, dict) and found.get("schema") == store.SCHEMA_VERSION
        return found if right and {"generation", "stamp", "count"} <= found.keys() else {}

    def _point(self, pointer: dict[str, Any]) -> None:
        temporary = self._folder / f"{_POINTER}.{secrets.token_hex(4)}"
        temporary.write_text(json.dumps({**pointer, "schema": store.SCHEMA_VERSION}), "utf-8")
        os.replace(temporary, self._folder / _POINTER)

    def _sweep(self, keep: set[str]) -> None:
        """Remove folders nobody opens any more; the one before stays for slow readers."""
        for folder in self._folder.glob("g-*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def _ranked(
    now: store.Generation, understood: Understood, field: str | None, level: int | None
) -> list[tuple[int, float]]:
    """All procedures that answer, with scores, best first, as document numbers."""
    allowed: Collection[int] = range(len(now.documents))
    if field or level:
        allowed = {
            number
            for number, document in enumerate(now.documents)
            if (not field or document.entry.field == field)
            and (not level or document.entry.level == level)
        }
    if understood.kind == "empty":
        return [(n, 0.0) for n in sorted(allowed, key=lambda n: now.documents[n].order)]
    if understood.kind != "words":
        return [(n, 1.0) for n in sorted(allowed) if now.documents[n].base == understood.code]
    with now.reading() as reading:
        scored = _scored(now, understood, allowed, reading)
    scored.sort(key=lambda pair: (-pair[1], now.documents[pair[0]].order))
    best = scored[0][1] if scored else 0.0
    return [
        (number, score)
        for place, (number, score) in enumerate(scored)
        if score >= max(_LEAST, best * (_KEEP if place >= _ALWAYS else _KEEP_FIRST))
    ]


def _scored(
    now: store.Generation, understood: Understood, allowed: Collection[int], reading: store.Reading
) -> list[tuple[int, float]]:
    plan = Plan(understood, now.vocabulary, lru_cache(maxsize=None)(now.idf))
    worth = _worth(plan, "title", allowed, reading)
    for code in plan.codes:
        for number in now.by_base.get(code, ()):
            if number in allowed:
                worth[number] = worth.get(number, 0.0) + plan.total
    if not worth:
        worth = _worth(plan, "body", allowed, reading)
    nearest = sorted(worth, key=lambda number: -worth[number])[:_MOST_SCORED]
    first = [(plan.score(now.documents[number]), number) for number in nearest]
    first.sort(key=lambda pair: (-pair[0], pair[1]))
    scored = [
        (number, score + plan.body_bonus(now.documents[number], number, reading.contains))
        for score, number in first[:_MOST_READ]
    ]
    return scored + [(number, score) for score, number in first[_MOST_READ:]]


def _worth(
    plan: Plan, place: str, allowed: Collection[int], reading: store.Reading
) -> dict[int, float]:
    """How much of the query each procedure has there, roughly: which ones to score well."""
    worth: dict[int, float] = {}
    for word, value in plan.lookups:
        for number in reading.numbers(place, word):
            worth[number] = worth.get(number, 0.0) + value
    return {number: value for number, value in worth.items() if number in allowed}
