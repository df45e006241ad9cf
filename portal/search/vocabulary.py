"""Which words do people use, and which words does the catalogue use?

The first are content (`catalog/search/*.toml`): synonyms, abbreviations, intents, stop words, words
that stand for one another.
The second is the lexicon, counted from the names of the published procedures; it decides what is
a known word, what a slip was meant to be, and how an unaccented word is written.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from portal.kernel.text import fold_word, words
from portal.search import syllables
from portal.search.acronyms import Acronyms
from portal.search.nearby import Nearby
from portal.search.sayings import Group, Sayings

K = TypeVar("K")
#: Fewer words are too common to look for their abbreviation in names too (giấy chứng nhận).
_SHORTEST_LONG_FORM = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words people type, and what they stand for.

    kind is "synonym", "abbreviation", "long form" (what an abbreviation of official names is written out), "intent" or
    "stop"; `accents` are the words as written,
    `meaning` the official words (synonyms, abbreviations), `first` the words of it up to the
    first comma, `intent` its name (intents); `dotted` abbreviations count only before a dot.
    """

    kind: str
    folded: tuple[str, ...]
    accents: tuple[str, ...]
    meaning: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    intent: str = ""
    dotted: bool = False


class Lexicon:
    """The words and the pairs of neighbouring words of the catalogue, counted."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.counts: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.acronyms = Acronyms()
        self._accents: dict[str, Counter[str]] = {}
        self._pair_accents: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
        self.add(texts)

    def add(self, texts: Iterable[str]) -> None:
        """Count more texts. Threads may read meanwhile: what is gone through is replaced, never changed."""
        names = list(dict.fromkeys(texts))
        self.acronyms = self.acronyms.with_names(names, [self._add(text) for text in names])

    def _add(self, text: str) -> str:
        """Count the words of a text; return their first letters."""
        accented = [syllables.canonical(word) for word in words(text)]
        folded = [syllables.bare(word) for word in accented]
        self.counts.update(set(folded))
        for bare, word in zip(folded, accented, strict=True):
            _count(self._accents, bare, word)
        for at, pair in enumerate(pairwise(folded)):
            self.pairs[pair] += 1
            _count(self._pair_accents, pair, (accented[at], accented[at + 1]))
        return "".join(bare[:1] or "?" for bare in folded)

    def __contains__(self, folded: str) -> bool:
        return folded in self.counts

    def follows(self, first: str, second: str) -> bool:
        """True if the two folded words stand side by side somewhere."""
        return (first, second) in self.pairs

    def accent(self, folded: list[str]) -> list[str]:
        """The folded words with the accents they most often have beside their neighbours."""
        written = [self._best(self._accents.get(word)) or word for word in folded]
        strength = [0] * len(folded)
        for at in range(len(folded) - 1):
            pair = (folded[at], folded[at + 1])
            seen = self._pair_accents.get(pair)
            if not seen:
                continue
            (first, second), count = seen.most_common(1)[0]
            if count > strength[at]:
                written[at], strength[at] = first, count
            written[at + 1], strength[at + 1] = second, count
        return written

    @staticmethod
    def _best(seen: Counter[str] | None) -> str:
        return seen.most_common(1)[0][0] if seen else ""


def _count(counters: dict[K, Counter[K]], key: K, value: K) -> None:
    """Count a value; a counter never grows in place, somebody may be going through it."""
    seen = counters.get(key)
    if seen is None or value not in seen:
        counters[key] = seen = Counter(seen or ())
    seen[value] += 1


@dataclass(frozen=True)
class Vocabulary:
    """Everything `rules.understand` needs to know; immutable, cheap to copy with a lexicon."""

    phrases: tuple[Phrase, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    alike: tuple[Group, ...] = ()

    def with_lexicon(self, lexicon: Lexicon) -> Vocabulary:
        """The same phrases over the words of another catalogue."""
        other = replace(self, lexicon=lexicon)
        other.__dict__.update(
            sayings=self.sayings, nearby=self.nearby, _own_words=self._own_words, _own_pairs=self._own_pairs
        )
        return other

    def starting_with(self, folded: str) -> tuple[Phrase, ...]:
        """The phrases whose first word is this one, longest first."""
        return self._by_first.get(folded, ())

    def knows(self, folded: str) -> bool:
        """True if the word needs no correction."""
        return folded in self._own_words or folded in self.lexicon

    def follows(self, first: str, second: str) -> bool:
        """True if the words stand side by side in a name or in a phrase."""
        return self.lexicon.follows(first, second) or (first, second) in self._own_pairs

    def place(self, short: str) -> str:
        """What an abbreviation that needs its dot stands for (`P.` phường), "" if nothing."""
        return self._dotted.get(fold_word(short), "")

    @cached_property
    def sayings(self) -> Sayings:
        """The phrases, to be found in a query."""
        return Sayings((phrase for phrase in self.phrases if not phrase.dotted), self.alike)

    @cached_property
    def nearby(self) -> Nearby:
        """The ways of saying, to be found by some of their words."""
        return Nearby((phrase for phrase in self.phrases if phrase.kind == "synonym"), self.sayings)

    @cached_property
    def abbreviations(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """What an abbreviation is written out, whatever else people mean by it (GPKD, GCN)."""
        rows = (phrase for phrase in self.phrases if phrase.kind == "abbreviation" and not phrase.dotted)
        return {phrase.folded: phrase.meaning for phrase in rows}

    @cached_property
    def _dotted(self) -> dict[str, str]:
        rows = (phrase for phrase in self.phrases if phrase.dotted)
        return {" ".join(phrase.folded): f"{' '.join(phrase.meaning)} " for phrase in rows}

    @cached_property
    def _by_first(self) -> dict[str, tuple[Phrase, ...]]:
        found: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            if not phrase.dotted:
                found.setdefault(phrase.folded[0], []).append(phrase)
        return {
            first: tuple(sorted(several, key=lambda phrase: -len(phrase.folded))) for first, several in found.items()
        }

    @cached_property
    def _own_words(self) -> frozenset[str]:
        return frozenset(word for run in self._runs() for word in run)

    @cached_property
    def _own_pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for run in self._runs() for pair in pairwise(run)).union(self.sayings.pairs)

    def _runs(self) -> Iterator[tuple[str, ...]]:
        for group in self.alike:
            yield from (tuple(map(fold_word, member)) for member in group)
        for phrase in self.phrases:
            yield phrase.folded
            yield tuple(fold_word(word) for word in phrase.meaning)


def load_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary in `folder` (synonyms, abbreviations, stopwords, alike.toml).

    A file that is not there counts as empty. Raises tomllib.TOMLDecodeError on a broken file.
    """
    synonyms = _read(folder / "synonyms.toml").get("synonyms", [])
    abbreviations = _read(folder / "abbreviations.toml").get("abbreviations", [])
    stopwords = _read(folder / "stopwords.toml")
    return vocabulary_of(
        synonyms=synonyms,
        abbreviations=abbreviations,
        intents=stopwords.get("intents", []),
        stop=stopwords.get("stop", {}).get("words", []),
        alike=_read(folder / "alike.toml").get("alike", []),
    )


def vocabulary_of(
    *,
    synonyms: Iterable[dict[str, Any]] = (),
    abbreviations: Iterable[dict[str, Any]] = (),
    intents: Iterable[dict[str, Any]] = (),
    stop: Iterable[str] = (),
    alike: Iterable[Iterable[str]] = (),
) -> Vocabulary:
    """A vocabulary from rows shaped as in the TOML files; where rows repeat, the first counts."""
    found: dict[tuple[str, str, tuple[str, ...]], Phrase] = {}
    for phrase in (
        *_synonyms(synonyms),
        *_abbreviations(abbreviations),
        *_intents(intents),
        *(_phrase("stop", text) for text in stop),
    ):
        if phrase.folded:
            found.setdefault((phrase.kind, phrase.intent, phrase.accents), phrase)
    groups = (tuple(_canonical_words(text) for text in group) for group in alike)
    return Vocabulary(tuple(found.values()), alike=tuple(groups))


def _synonyms(rows: Iterable[dict[str, Any]]) -> Iterator[Phrase]:
    for row in rows:
        text = str(row.get("mean", ""))
        meaning, first = _canonical_words(text), _canonical_words(text.split(",")[0])
        codes = tuple(row.get("procedures", ()))
        for said in row["say"]:
            yield replace(_phrase("synonym", said), meaning=meaning, first=first, codes=codes)


def _abbreviations(rows: Iterable[dict[str, Any]]) -> Iterator[Phrase]:
    for row in rows:
        meaning = _canonical_words(row["long"])
        phrase = _phrase("abbreviation", row["short"].rstrip("."))
        yield replace(phrase, meaning=meaning, first=meaning, dotted=row["short"].endswith("."))
        if len(meaning) >= _SHORTEST_LONG_FORM:
            yield replace(_phrase("long form", row["long"]), meaning=phrase.accents)


def _intents(rows: Iterable[dict[str, Any]]) -> Iterator[Phrase]:
    for row in rows:
        for text in row["words"]:
            yield replace(_phrase("intent", text), intent=row["name"])


def _phrase(kind: str, text: str) -> Phrase:
    accents = _canonical_words(text)
    return Phrase(kind, tuple(fold_word(word) for word in accents), accents)


def _canonical_words(text: str) -> tuple[str, ...]:
    return tuple(syllables.canonical(word) for word in words(text))


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)
