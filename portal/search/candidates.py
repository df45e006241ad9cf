"""Which procedures are worth scoring, and which of the scored are shown?

A query's words are looked up in the index, telling ones first; the best candidates are scored by their names, the best
of those by their body too. What answers much less well than the first is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from heapq import nlargest

from portal.search import store
from portal.search.query import Understood
from portal.search.ranking import Plan

_MOST_SCORED = 80
#: From so many candidates on it is asked whether common words can bring better ones.
_MANY = 1000
_MOST_READ = 20
_KEEP, _KEEP_FIRST = 0.5, 0.3
_ALWAYS = 10
_LEAST = 0.1


def ranked(
    now: store.Generation, understood: Understood, field: str | None, level: int | None
) -> list[tuple[int, float]]:
    """All procedures that answer, with scores, best first, as document numbers."""
    allowed = now.live
    if field or level:
        listed = ((number, now.documents[number].entry) for number in now.live)
        allowed = {n for n, entry in listed if field in (None, "", entry.field) and level in (None, 0, entry.level)}
    if understood.kind == "empty":
        return [(n, 0.0) for n in sorted(allowed, key=lambda n: now.documents[n].order)]
    if understood.kind != "words":
        return [(n, 1.0) for n in sorted(allowed) if now.documents[n].base == understood.code]
    with now.reading() as reading:
        scored = _scored(now, understood, allowed, reading)
    scored.sort(key=lambda pair: (-pair[1], now.documents[pair[0]].order))
    best = scored[0][1] if scored else 0.0
    first, later = max(_LEAST, best * _KEEP_FIRST), max(_LEAST, best * _KEEP)
    return [(n, score) for place, (n, score) in enumerate(scored) if score >= (first if place < _ALWAYS else later)]


def _scored(
    now: store.Generation, understood: Understood, allowed: Collection[int], reading: store.Reading
) -> list[tuple[int, float]]:
    plan = Plan(understood, now.vocabulary, lru_cache(maxsize=None)(now.idf))
    coded = {n: plan.total for code in plan.codes for n in now.by_base.get(code, ()) if n in allowed}
    worth = _worth(plan, "title", allowed, reading, coded) or _worth(plan, "body", allowed, reading, {})
    nearest = nlargest(_MOST_SCORED, worth, key=worth.__getitem__)
    named = {number: plan.score(now.documents[number]) for number in nearest}
    for code, bonus in plan.near_bonus(max(named.values(), default=0.0)).items():
        for number in now.by_base.get(code, ()):
            if number in allowed:
                document = now.documents[number]
                named[number] = (named[number] if number in named else plan.score(document)) + bonus * document.prior
    first = [(score, number) for number, score in named.items()]
    first.sort(key=lambda pair: (-pair[0], pair[1]))
    scored = [
        (number, score + plan.body_bonus(now.documents[number], number, reading.contains))
        for score, number in first[:_MOST_READ]
    ]
    return scored + [(number, score) for score, number in first[_MOST_READ:]]


def _worth(
    plan: Plan, place: str, allowed: Collection[int], reading: store.Reading, worth: dict[int, float]
) -> dict[int, float]:
    """Add to `worth` how much of the query each procedure has there, roughly: which ones to score well.

    The telling words come first. As soon as those that are left cannot bring another procedure among the best, they
    only add to what is found, and what can no longer come among the best is let go.
    """
    whole = left = sum(value for _, value in plan.lookups)
    is_open = True
    for word, value in plan.lookups:
        if len(worth) > _MANY and left < whole - left:
            least = _least_of_best(worth, allowed)
            is_open = is_open and left >= least
            if not is_open:
                worth = {number: so_far for number, so_far in worth.items() if so_far + left >= least}
        left -= value
        for number in reading.numbers(place, word) if is_open else reading.among(place, word, worth):
            worth[number] = worth.get(number, 0.0) + value
    return worth if isinstance(allowed, range) else {n: value for n, value in worth.items() if n in allowed}


def _least_of_best(worth: dict[int, float], allowed: Collection[int]) -> float:
    """What the last of those that will be scored well has so far; 0.0 while they are too few."""
    values = worth.values() if isinstance(allowed, range) else map(worth.__getitem__, worth.keys() & allowed)
    left = _MOST_SCORED
    for value, count in sorted(Counter(values).items(), reverse=True):  # many are worth the same
        left -= count
        if left <= 0:
            return value
    return 0.0
