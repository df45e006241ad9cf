"""Which words may stand in the search vocabulary, and which would do harm? Pure: rows in, mistakes and warnings out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel.errors import N_
from portal.kernel.text import fold, words
from portal.search import syllables

KINDS = ("synonym", "alike", "abbreviation", "intent", "stop")
INTENTS = ("fee", "time", "place", "papers", "track")
#: Those that stand for something.
MEANING = ("synonym", "abbreviation")
MOST_SAYS, MOST_CODES = 80, 20
LONGEST_SAY, LONGEST_MEAN, MOST_SYLLABLES = 80, 300, 12
_BASE_CODE = re.compile(r"[\dX]\.\d{6}")


@dataclass(frozen=True)
class Facts:
    """What one row says."""

    kind: str
    says: tuple[str, ...]
    mean: str = ""
    procedures: tuple[str, ...] = ()
    intent: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be kept: the field, a message id with its values; `row` is another row that has the words."""

    field: str
    message: str
    values: Mapping[str, Any]
    row: int | None = None


def saying_key(saying: str) -> tuple[str, ...]:
    """Return what makes two ways of saying the same to the search: the words, lower case, one tone placement."""
    return tuple(syllables.canonical(word) for word in words(saying))


def problems(
    facts: Facts, *, others: Iterable[tuple[int, Facts]], is_published: Callable[[str], bool]
) -> list[Problem]:
    """Return what forbids keeping a row. `others` are (number, facts) of the rows beside it."""
    return [*_of_sayings(facts), *_of_meaning(facts, is_published), *_said_elsewhere(facts, others)]


def _of_sayings(facts: Facts) -> Iterator[Problem]:
    if not facts.says:
        yield Problem("says", N_("Write at least one way of saying it"), {})
    elif facts.kind == "alike" and len(facts.says) < 2:
        yield Problem("says", N_("Write at least two ways of saying the same"), {})
    if len(facts.says) > MOST_SAYS:
        yield Problem("says", N_("Write at most %(most)s lines"), {"most": MOST_SAYS})
    for saying in facts.says:
        key = saying_key(saying)
        if not key:
            yield Problem("says", N_("“%(words)s” has no letters to search for"), {"words": saying[:LONGEST_SAY]})
        elif len(saying) > LONGEST_SAY or len(key) > MOST_SYLLABLES:
            yield Problem("says", N_("“%(words)s…” is too long: at most 12 words on a line"), {"words": saying[:40]})
    seen: set[tuple[str, ...]] = set()
    for saying in facts.says:
        if saying_key(saying) in seen:
            yield Problem("says", N_("“%(words)s” stands here twice"), {"words": saying[:LONGEST_SAY]})
        seen.add(saying_key(saying))


def _of_meaning(facts: Facts, is_published: Callable[[str], bool]) -> Iterator[Problem]:
    if facts.kind in MEANING and not saying_key(facts.mean):
        yield Problem("mean", N_("Write what it means, in the words of the procedure's name"), {})
    if len(facts.mean) > LONGEST_MEAN:
        yield Problem("mean", N_("Write at most %(most)s characters"), {"most": LONGEST_MEAN})
    if facts.kind == "intent" and facts.intent not in INTENTS:
        yield Problem("intent", N_("Choose which question it asks"), {})
    if len(facts.procedures) > MOST_CODES:
        yield Problem("procedures", N_("Write at most %(most)s lines"), {"most": MOST_CODES})
    for code in facts.procedures[:MOST_CODES]:
        if not _BASE_CODE.fullmatch(code) or not is_published(code):
            yield Problem("procedures", N_("No published procedure has the code “%(code)s”"), {"code": code[:40]})


def _said_elsewhere(facts: Facts, others: Iterable[tuple[int, Facts]]) -> Iterator[Problem]:
    mine = {saying_key(saying): saying for saying in facts.says}
    for number, other in others:
        if other.kind != facts.kind or (facts.kind == "intent" and other.intent == facts.intent):
            continue
        for saying in other.says:
            if saying_key(saying) in mine:
                yield Problem("says", N_("“%(words)s” stands in another row already"), {"words": saying}, number)


def swallowed(facts: Facts, before: Sequence[str], names_with: Callable[[str], int]) -> list[tuple[str, int]]:
    """Return (saying, number of names) of new one-word sayings that are ordinary words of names.

    A stop word is never looked for, a synonym is taken for something else: both would swallow it. Abbreviations are
    safe, they count in capitals only; words that are alike count only where a way of saying has one of them.
    """
    if facts.kind in ("alike", "abbreviation"):
        return []
    known = {saying_key(saying) for saying in before}
    fresh = [saying for saying in facts.says if len(saying_key(saying)) == 1 and saying_key(saying) not in known]
    return [(saying, count) for saying in fresh if (count := names_with(fold(saying)))]
