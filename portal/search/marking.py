"""Which words of a text answer what was typed? A list of results marks dozens of texts for one query.

What the query asks for is worked out once (`Marker`), and what is known of a word is kept: titles are made of few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from markupsafe import Markup, escape

from portal.kernel.text import fold, nfc
from portal.search import syllables
from portal.search.query import Term, Understood

#: A guess less likely than this is not marked in results.
_LIKELY = 0.5
_CUT = re.compile(r"([^\W_]+)")


class Marker:
    """Marks what matches one query. To be used while one page is made.

    Words are matched without accents, so an unaccented query marks accented text; a phrase that is known marks its words
    as they are written. Typed words are marked wherever they stand; the words that a phrase stands for only where two of
    them stand side by side, as they do in its meaning.
    """

    def __init__(self, understood: Understood) -> None:
        strong = [term for term in understood.terms if not term.weak]
        self._wanted = _typed_words(strong)
        self._exact = {accent for term in strong for accent in term.accents}
        self._beside = {pair for term in strong for pair in _meant_pairs(term)}
        self._pairing = {word for pair in self._beside for word in pair}
        self._known: dict[str, tuple[bool, str]] = {}

    def pieces(self, text: str) -> list[tuple[str, bool]]:
        """The text (NFC) in pieces, each with whether it matches the query; joined they are the text."""
        cut = _CUT.split(nfc(text))
        marked: set[int] = set()
        before = ""
        for place in range(1, len(cut), 2):
            is_asked, pairing = self._known.get(cut[place]) or self._look_at(cut[place])
            if is_asked:
                marked.add(place)
            if before and pairing and (before, pairing) in self._beside:
                marked |= {place - 2, place}
            before = pairing
        return _joined(cut, marked)

    def html(self, text: str) -> Markup:
        """The text as HTML, what matches between <mark> and </mark>."""
        safe = [f"<mark>{escape(piece)}</mark>" if hit else escape(piece) for piece, hit in self.pieces(text)]
        return Markup("".join(safe))  # every piece has been escaped

    def _look_at(self, word: str) -> tuple[bool, str]:
        """Whether a word matches by itself, and how it is written when it may match beside another, else ""."""
        folded, written = _forms(word)
        accents = self._wanted.get(folded)
        is_asked = written in self._exact or (
            accents is not None and any(syllables.agreement(accent, written) >= 0.6 for accent in accents)
        )
        self._known[word] = found = is_asked, written if written in self._pairing else ""
        return found


@lru_cache(maxsize=16_384)
def _forms(word: str) -> tuple[str, str]:
    """A word without accents, and with them in their one writing."""
    return fold(word), syllables.canonical(word)


def _typed_words(terms: Iterable[Term]) -> dict[str, set[str]]:
    """The words typed, and what one word was probably meant to be, folded: the accents typed, "" for any.

    Words of a known phrase typed without accents are left out: it is known how they are written.
    """
    wanted: dict[str, set[str]] = {}
    for term in terms:
        for number, reading in enumerate(term.readings):
            if number and (len(reading.words) > 1 or reading.weight < _LIKELY):
                continue
            for word in reading.words:
                if word.accent or not term.accents:
                    wanted.setdefault(word.folded, set()).add(word.accent)
    return wanted


def _meant_pairs(term: Term) -> Iterable[tuple[str, str]]:
    """Neighbouring words of what a phrase stands for."""
    for reading in term.readings[1:]:
        if len(reading.words) > 1:
            yield from pairwise(word.accent for word in reading.words)


def _joined(cut: list[str], marked: set[int]) -> list[tuple[str, bool]]:
    """Join the pieces to their like; a space between two marked words is marked too."""
    runs: list[tuple[int, int]] = []  # from, to (excluded): places marked
    for place in sorted(marked):
        if runs and place - runs[-1][1] == 1 and cut[place - 1] == " ":
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    pieces = []
    end = 0
    for start, stop in runs:
        pieces += [("".join(cut[end:start]), False), ("".join(cut[start:stop]), True)]
        end = stop
    return [piece for piece in (*pieces, ("".join(cut[end:]), False)) if piece[0]]
