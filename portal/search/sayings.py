"""In how many ways is one thing said? Words that stand for one another, and phrases with a word between their words.

`catalog/search/alike.toml` lists groups of words ("sổ đỏ", "sổ hồng", "bìa đỏ"). What people say is written once
("mất sổ đỏ") and understood with every other word of the groups it contains ("rớt bìa đỏ"): the tree of phrases has
one branch for a whole group.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from typing import TYPE_CHECKING

from portal.kernel.text import fold_word
from portal.search import syllables

if TYPE_CHECKING:
    from portal.search.vocabulary import Phrase

Words = tuple[str, ...]
Group = tuple[Words, ...]

_MOST_SKIPPED = 3


@dataclass(slots=True)
class _Node:
    """A place in the tree: what ends here, which words and which groups may follow."""

    phrases: list[tuple[Phrase, tuple[str | int, ...]]] = field(default_factory=list)
    words: dict[str, _Node] = field(default_factory=dict)
    groups: dict[int, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that may stand in a query: the places of its words there, and its words as written there."""

    phrase: Phrase
    places: tuple[int, ...]
    accents: Words

    @property
    def written(self) -> Phrase:
        """Return the phrase with the words that stand there."""
        if self.is_as_written:
            return self.phrase
        return replace(self.phrase, accents=self.accents, folded=tuple(map(fold_word, self.accents)))

    @property
    def is_as_written(self) -> bool:
        """Say whether these are the words of the phrase itself, not others of their groups."""
        return self.accents == self.phrase.accents


class Sayings:
    """All phrases, to be found by the words of a query."""

    def __init__(self, phrases: Iterable[Phrase], groups: Sequence[Group] = ()) -> None:
        self._groups = tuple(groups)
        self._group_of = {member: number for number, group in enumerate(groups) for member in group}
        self._sizes: dict[str, list[int]] = {}
        for size, first in sorted({(len(member), member[0]) for member in self._group_of}, reverse=True):
            self._sizes.setdefault(first, []).append(size)
        self._members = _Node()
        self._member_accents: dict[tuple[int, Words], list[Words]] = {}
        for member, number in self._group_of.items():
            folded = tuple(map(fold_word, member))
            _descend(self._members, folded).groups.setdefault(number, _Node())
            self._member_accents.setdefault((number, folded), []).append(member)
        self._root = _Node()
        ends = [tuple(frozenset(fold_word(member[at]) for member in group) for at in (0, -1)) for group in self._groups]
        self._firsts, self._lasts = [one[0] for one in ends], [one[1] for one in ends]
        self.pairs: set[tuple[str, str]] = set()
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: Phrase) -> None:
        node = self._root
        parts = tuple(self.parts(phrase.accents)) if phrase.kind == "synonym" else phrase.accents
        for part in parts:
            if isinstance(part, int):
                node = node.groups.setdefault(part, _Node())
            else:
                node = _descend(node, (fold_word(part),))
        if all((phrase.kind, phrase.accents) != (known.kind, known.accents) for known, _ in node.phrases):
            node.phrases.append((phrase, parts))
        for one, other in pairwise(parts):
            if isinstance(one, str) and isinstance(other, str):
                self.pairs.add((fold_word(one), fold_word(other)))
                continue
            before = self._lasts[one] if isinstance(one, int) else (fold_word(one),)
            after = self._firsts[other] if isinstance(other, int) else (fold_word(other),)
            self.pairs.update(product(before, after))

    def parts(self, accents: Words) -> Iterator[str | int]:
        """Yield the words of a phrase, and the number of the group where a member of one stands, the longest."""
        at = 0
        while at < len(accents):
            sizes = self._sizes.get(accents[at], ())
            size = next((size for size in sizes if accents[at : at + size] in self._group_of), 0)
            yield self._group_of[accents[at : at + size]] if size else accents[at]
            at += size or 1

    def members_at(self, options: Sequence[Sequence[str]], at: int) -> list[tuple[int, int, Words]]:
        """Return the words of groups that may stand at a place: (group, where they end, as written)."""
        found: list[tuple[int, int, Words]] = []
        open_: list[tuple[_Node, int, Words]] = [(self._members, at, ())]
        while open_:
            node, place, folded = open_.pop()
            for number in node.groups:
                found += [(number, place, accents) for accents in self._member_accents[number, folded]]
            if place < len(options):
                open_ += [
                    (node.words[word], place + 1, (*folded, word)) for word in options[place] if word in node.words
                ]
        return found

    def found_at(
        self,
        at: int,
        options: Sequence[Sequence[str]],
        members: Sequence[list[tuple[int, int, Words]]],
        skippable: Collection[int],
    ) -> Iterator[Match]:
        """Yield the phrases that may begin at a place.

        `options` are the words that may stand in each place, `members` what `members_at` found there; at most three
        `skippable` places in a row are passed over.
        """
        open_ = [_Step(self._root, at)]
        while open_:
            step = open_.pop()
            if not step.skipped:
                yield from step.matches()
            if step.place < len(options):
                open_ += step.following(options[step.place], members[step.place], step.place in skippable)


@dataclass(slots=True)
class _Step:
    """How far a phrase has been followed: the places of its words, and the words of each of its parts."""

    node: _Node
    place: int
    places: tuple[int, ...] = ()
    segments: tuple[Words, ...] = ()
    skipped: int = 0

    def matches(self) -> Iterator[Match]:
        for phrase, parts in self.node.phrases:
            match = Match(phrase, self.places, _written(parts, self.segments))
            if len(self.places) > 1 or len(phrase.accents) == 1 or not syllables.parse(match.accents[0]):
                yield match  # one syllable alone says less than two

    def following(
        self, options: Sequence[str], members: list[tuple[int, int, Words]], may_skip: bool
    ) -> Iterator[_Step]:
        place, node = self.place, self.node
        if may_skip and self.places and self.skipped < _MOST_SKIPPED:
            yield _Step(node, place + 1, self.places, self.segments, self.skipped + 1)
        for word in options:
            if word in node.words:
                yield _Step(node.words[word], place + 1, (*self.places, place), (*self.segments, ()))
        for number, end, written in members if node.groups else ():
            if number in node.groups:
                yield _Step(node.groups[number], end, (*self.places, *range(place, end)), (*self.segments, written))


def _descend(node: _Node, words: Iterable[str]) -> _Node:
    for word in words:
        following = node.words.get(word)
        if following is None:
            following = node.words[word] = _Node()
        node = following
    return node


def _written(parts: Sequence[str | int], segments: Sequence[Words]) -> Words:
    """Return the words as written: a word of the phrase as the phrase has it, a group as its member is."""
    return tuple(word for part, segment in zip(parts, segments, strict=True) for word in segment or (str(part),))
