"""Which official words does an acronym nobody listed stand for? The names of the catalogue tell: `gcnđkđt`, `đkkh`.

The first letters of every name stand in one string; an acronym is looked for in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from portal.kernel.text import fold, words
from portal.search import syllables

_SHORTEST, _LONGEST = 3, 10
_MOST_LOOKED_AT = 200
_MOST_READINGS = 3
#: A run of words at the beginning of a name is likelier to be abbreviated than one in its midst.
_AT_BEGINNING = 3
_END = "\n"


class Acronyms:
    """The first letters of the names of a catalogue."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._starts: list[int] = []
        self._letters = ""

    def with_names(self, names: list[str], initials: list[str]) -> Acronyms:
        """Return the same with more names, of which the first letters are given."""
        other = Acronyms()
        other._names = [*self._names, *names]
        other._starts = list(self._starts)
        at = len(self._letters)
        for letters in initials:
            other._starts.append(at)
            at += len(letters) + len(_END)
        other._letters = self._letters + "".join(letters + _END for letters in initials)
        return other

    def meant(self, word: str) -> list[tuple[str, ...]]:
        """Return at most three runs of words the acronym may stand for, the likeliest first; none for a word."""
        letters = fold(word)
        if not _SHORTEST <= len(letters) <= _LONGEST or not letters.isalpha() or syllables.is_bare_syllable(letters):
            return []
        counts: Counter[tuple[str, ...]] = Counter()
        for run, is_first in self._runs(letters):
            if all(typed != "đ" or meant[0] == "đ" for typed, meant in zip(word.lower(), run, strict=False)):
                counts[run] += _AT_BEGINNING if is_first else 1
        return [run for run, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_READINGS]]

    def _runs(self, letters: str) -> Iterator[tuple[tuple[str, ...], bool]]:
        place = -1
        for _ in range(_MOST_LOOKED_AT):
            place = self._letters.find(letters, place + 1)
            if place < 0:
                return
            number = bisect_right(self._starts, place) - 1
            first = place - self._starts[number]
            written = words(self._names[number])[first : first + len(letters)]
            opening = "".join(fold(one) + " " for one in words(self._names[number])[:first])
            yield tuple(syllables.canonical(one) for one in written), opening in ("", "thu tuc ")
