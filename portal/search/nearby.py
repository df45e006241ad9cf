"""What do people say who say nearly this? The ways of saying that share their telling words with a query.

A way of saying stands in a query word for word (`sayings`), or it is only near: "thương nhau muốn cưới" is no part of
"hai đứa thương nhau tính cưới", but most of its words are there. The rarer a word is in what people say, the more it
tells; words that stand for one another are one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from typing import TYPE_CHECKING

from portal.kernel.text import fold_word
from portal.search import syllables
from portal.search.query import Term, Word

if TYPE_CHECKING:
    from portal.search.sayings import Sayings
    from portal.search.vocabulary import Phrase

#: A word, folded, or the number of a group of words that stand for one another.
Part = str | int

#: How much of what a way of saying tells must stand in the query, and in how many words.
_ENOUGH = 0.6
_LEAST_WORDS = 2
_NEXT_CODE = 0.8
_MOST = 12


class Nearby:
    """All ways of saying that name procedures, to be found by some of their words."""

    def __init__(self, phrases: Iterable[Phrase], sayings: Sayings) -> None:
        self._sayings = sayings
        telling = [phrase for phrase in phrases if phrase.codes]
        parts = [_folded(sayings.parts(phrase.accents)) for phrase in telling]
        answers = {(part, phrase.codes[0]) for phrase, one in zip(telling, parts, strict=True) for part in one}
        counts = Counter(part for part, _ in answers)
        all_answers = len({phrase.codes[0] for phrase in telling})
        self._worth = {part: math.log(1 + all_answers / count) for part, count in counts.items()}
        self._codes = [phrase.codes for phrase in telling]
        self._whole = [sum(self._worth[part] for part in one) for one in parts]
        self._by_part: defaultdict[Part, list[tuple[int, str]]] = defaultdict(list)
        for number, one in enumerate(parts):
            if len(one) >= _LEAST_WORDS:
                for part, accent in one.items():
                    self._by_part[part].append((number, accent))

    def codes(self, terms: Sequence[Term]) -> dict[str, float]:
        """Return the procedures whose ways of saying are nearest, at most 12, by base code, with how near (0–1)."""
        asked = self._asked(list(_places(terms)))
        told = sum(self._worth.get(part, 0.0) * sure for part, (sure, _) in asked.items())
        near: dict[str, float] = {}
        for number, worth in self._shared(asked):
            cover = worth / self._whole[number]
            if cover >= _ENOUGH:
                value = cover * cover * math.sqrt(min(1.0, worth / told))
                for place, code in enumerate(self._codes[number]):
                    near[code] = max(near.get(code, 0.0), value * _NEXT_CODE**place)
        return dict(nlargest(_MOST, near.items(), key=lambda item: item[1]))

    def _shared(self, asked: dict[Part, tuple[float, str]]) -> Iterator[tuple[int, float]]:
        """Yield the ways of saying that share words with a query, and what these tell."""
        found: defaultdict[int, float] = defaultdict(float)
        shared: Counter[int] = Counter()
        for part, (sure, typed) in asked.items():
            worth = self._worth.get(part, 0.0) * sure
            for number, accent in self._by_part.get(part, ()):
                found[number] += worth * syllables.agreement(typed, accent) if typed and accent else worth
                shared[number] += 1
        return ((number, worth) for number, worth in found.items() if shared[number] >= _LEAST_WORDS)

    def _asked(self, places: Sequence[Sequence[tuple[Word, float]]]) -> dict[Part, tuple[float, str]]:
        """Return what was asked for: how likely it was meant, and the accents typed."""
        asked: dict[Part, tuple[float, str]] = {}
        for place in places:
            for word, sure in place:
                if sure > asked.get(word.folded, (0.0, ""))[0]:
                    asked[word.folded] = sure, word.accent
        options = [[word.folded for word, _ in place] for place in places]
        for at in range(len(options)):
            for group, end, written in self._sayings.members_at(options, at):
                sure = min(_agreement(place, word) for place, word in zip(places[at:end], written, strict=True))
                asked[group] = max(sure, asked.get(group, (0.0, ""))[0]), ""
        return asked


def _folded(parts: Iterable[Part]) -> dict[Part, str]:
    """Return the parts of a way of saying, folded, with their accents."""
    return {part if isinstance(part, int) else fold_word(part): "" if isinstance(part, int) else part for part in parts}


def _agreement(place: Sequence[tuple[Word, float]], written: str) -> float:
    """Say how well the accents typed in a place agree with a word that may stand there (0–1)."""
    bare = fold_word(written)
    return max(syllables.agreement(word.accent, written) for word, _ in place if word.folded == bare)


def _places(terms: Iterable[Term]) -> Iterator[list[tuple[Word, float]]]:
    """Yield the words that may stand in each place of a query, with how likely each is."""
    for term in terms:
        literal = term.readings[0].words
        if len(literal) > 1:
            yield from ([(word, 1.0)] for word in literal)
        else:
            yield [(reading.words[0], reading.weight) for reading in term.readings if len(reading.words) == 1]
