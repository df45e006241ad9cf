"""What is somebody about to look for? Titles that begin to match what stands in the box, while it is typed.

The last word is unfinished unless a blank follows it. Words may be typed without accents or as raw keystrokes,
and people's own words lead to the procedure they mean. Everything is kept folded in memory: a suggestion asks
neither the database nor the disk.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from heapq import nsmallest

from portal.kernel.text import fold, nfc, words
from portal.search import keystrokes, syllables
from portal.search.names import without_opening
from portal.search.ranking import Document
from portal.search.vocabulary import Phrase, Vocabulary

MOST = 5
_LONGEST_TYPED = 120
_MOST_WORDS = 12
_MOST_ENDINGS = 300
_MOST_COMPARED = 200
_MOST_SAID, _MOST_BESIDE = 200, 3
_LEAST_TYPED = 3
_LONGEST_SHOWN = 100
_VARIANT_COST = 0.94
#: What comes behind the last letter of any word.
_AFTER_ALL = "\uffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A procedure to go to at once."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class _Title:
    """A title ready to be compared: folded, with its words as accented; `rank` is lower for likelier ones."""

    suggestion: Suggestion
    text: str
    accents: tuple[str, ...]
    rank: tuple[float, int, str]


class Suggester:
    """The titles of one built index, to be asked by the beginnings of words."""

    def __init__(
        self, documents: Sequence[Document], vocabulary: Vocabulary, removed: frozenset[int] = frozenset()
    ) -> None:
        self._titles: list[_Title] = []
        self._holding: dict[str, set[int]] = {}
        self._take(documents, removed, vocabulary)

    def following(self, documents: Sequence[Document], removed: frozenset[int], vocabulary: Vocabulary) -> Suggester:
        """Return the same with the documents that came to the end of the list, and without those removed."""
        other = copy(self)
        other._titles, other._holding = list(self._titles), dict(self._holding)
        other._take(documents, removed, vocabulary)
        return other

    def _take(self, documents: Sequence[Document], removed: frozenset[int], vocabulary: Vocabulary) -> None:
        coming: dict[str, set[int]] = {}
        for number, document in enumerate(documents[len(self._titles) :], len(self._titles)):
            self._titles.append(_title(document))
            for word in _searchable(document):
                coming.setdefault(word, set()).add(number)
        for word, those in coming.items():
            self._holding[word] = self._holding.get(word, set()) | those
        self._removed = removed
        self._words = sorted(self._holding)
        live = [(number, document) for number, document in enumerate(documents) if number not in removed]
        numbers = {document.base: number for number, document in reversed(live)}
        self._phrases = sorted(_phrases(vocabulary.phrases, numbers))

    def suggest(self, typed: str) -> list[Suggestion]:
        """Return at most five procedures, the likeliest first; none for an empty box."""
        text = nfc(typed[:_LONGEST_TYPED])
        written = [_meant(word) for word in words(text)][:_MOST_WORDS]
        asked = [folded for word in written if (folded := fold(word).replace(" ", ""))]
        if not asked:
            return []
        is_open = not text[-1:].isspace()
        once: dict[str, Suggestion] = {}  # the same name under another code would look like a mistake
        for number in self._in_order(" ".join(asked), self._titled(asked, written, is_open)):
            once.setdefault(self._titles[number].text, self._titles[number].suggestion)
        return list(once.values())[:MOST]

    def _in_order(self, told: str, titled: Sequence[int]) -> Iterator[int]:
        """Yield what is said with just these words, titles that hold them side by side, what is said so, other titles."""
        whole, begun = self._said(told)
        yield from whole
        yield from [number for number in titled if f" {told}" in f" {self._titles[number].text}"][:_MOST_BESIDE]
        yield from begun
        yield from titled

    def _said(self, told: str) -> tuple[Sequence[int], Sequence[int]]:
        """Return what people mean who say just this, and what those mean most who go on from here."""
        whole: list[int] = []
        meant: Counter[int] = Counter()
        start = bisect_left(self._phrases, (told, ()))
        for phrase, numbers in self._phrases[start : start + _MOST_SAID] if len(told) >= _LEAST_TYPED else ():
            if not phrase.startswith(told):
                break
            if phrase == told:
                whole += numbers
            meant.update(numbers[:1])
        return whole, [number for number, _ in meant.most_common(MOST)]

    def _titled(self, asked: list[str], written: list[str], is_open: bool) -> list[int]:
        """Return the titles that hold every word, the last one perhaps unfinished; best first."""
        found: set[int] | None = None
        for at, word in enumerate(asked):
            here = self._beginning(word) if is_open and at == len(asked) - 1 else self._holding.get(word, set())
            found = here if found is None else found & here
            if not found:
                return []
        told, accented = " ".join(asked), tuple(word for word in written if not word.isascii())
        likely = nsmallest(
            _MOST_COMPARED, (found or set()) - self._removed, key=lambda number: self._titles[number].rank
        )
        return sorted(likely, key=lambda number: self._distance(number, told, accented))[: 2 * MOST]

    def _beginning(self, start: str) -> set[int]:
        first = bisect_left(self._words, start)
        last = bisect_left(self._words, start + _AFTER_ALL)
        found: set[int] = set()
        for word in self._words[first : min(last, first + _MOST_ENDINGS)]:
            found |= self._holding[word]
        return found

    def _distance(
        self, number: int, told: str, accented: tuple[str, ...]
    ) -> tuple[int, bool, float, int, tuple[float, int, str]]:
        """Say how far a title is from what was typed: accents, words side by side, base before variant, place."""
        title = self._titles[number]
        foreign = sum(not any(word.startswith(typed) for word in title.accents) for typed in accented)
        place = f" {title.text}".find(f" {told}")
        return foreign, place < 0, title.rank[0], place, title.rank


def _title(document: Document) -> _Title:
    entry = document.entry
    name = entry.short_name or without_opening(entry.name)
    accents = tuple(syllables.canonical(word) for word in words(name))
    text, prior = fold(name), document.prior * _VARIANT_COST ** len(document.variants)
    return _Title(Suggestion(entry.code, _shown(name)), text, accents, (-prior, len(text), text))


def _shown(name: str) -> str:
    """Shorten a name at a blank to what fits on two lines of a telephone."""
    text = " ".join(name.split())
    text = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN].rpartition(' ')[0].rstrip(' ,;')}…"
    return text[:1].upper() + text[1:]


def _searchable(document: Document) -> set[str]:
    entry = document.entry
    return {word for text in (entry.short_name, entry.name, *entry.keywords) for word in fold(text).split()}


def _phrases(phrases: Iterable[Phrase], numbers: dict[str, int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    for phrase in phrases:
        known = tuple(numbers[code] for code in phrase.codes if code in numbers)
        if known:
            yield " ".join(phrase.folded), known


def _meant(word: str) -> str:
    """Return a word as typed in lower case, or the one its raw keystrokes mean."""
    return syllables.canonical(keystrokes.decode(word) or word)
