"""Which known phrase stands at a place of a query? The longest; of equal ones a synonym before a stop word.

Words may be misspelt, and a stop word may stand between them ("mất luôn cái sổ đỏ" is "mất sổ đỏ").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from portal.kernel.text import fold
from portal.search import syllables
from portal.search.sayings import Match
from portal.search.typed import Token
from portal.search.vocabulary import Phrase, Vocabulary

_SHORT = 3
_KINDS = ("synonym", "abbreviation", "long form", "intent", "stop")


@dataclass(frozen=True, slots=True)
class Place:
    """A phrase found in a query: its words there, and where the query goes on behind it."""

    phrase: Phrase
    run: tuple[Token, ...]
    end: int


class Finding:
    """The phrases in the words of one query."""

    def __init__(self, tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
        self._tokens = tokens
        self._vocabulary = vocabulary
        self._options = [_likely(token) for token in tokens]
        self._found: dict[tuple[int, int], Match | None] = {}
        self._members = [vocabulary.sayings.members_at(self._options, at) for at in range(len(tokens))]
        self._fillers = self._found_fillers()
        self._questions = self._found_questions()

    def phrase_at(self, at: int) -> Place | None:
        """Return the phrase that starts at a place, None if none does or a longer one starts in its midst."""
        found = self._best_at(at)
        if found is None:
            return None
        for place in range(at + 1, found.places[-1] + 1):
            other = self._best_at(place)
            if other and other.phrase.kind == "synonym" and len(other.places) > len(found.places):
                found = self._best_at(at, before=place)
                break
        if found is None:
            return None
        return Place(found.written, tuple(self._tokens[place] for place in found.places), found.places[-1] + 1)

    def _best_at(self, at: int, before: int = 10**6) -> Match | None:
        if (at, before) in self._found:
            return self._found[at, before]
        best: tuple[tuple[int, int, int, bool], Match] | None = None
        for match in self._matches_at(at, self._fillers):
            span = match.places[-1] - match.places[0]
            rank = (-len(match.places), span, _KINDS.index(match.phrase.kind), not match.is_as_written)
            if match.places[-1] < before and (best is None or rank < best[0]) and self._stands(match):
                best = rank, match
        found = self._found[at, before] = best[1] if best else None
        return found

    def _matches_at(self, at: int, skippable: Collection[int]) -> Iterator[Match]:
        return self._vocabulary.sayings.found_at(at, self._options, self._members, skippable)

    def _stands(self, match: Match) -> bool:
        phrase, places = match.phrase, match.places
        if phrase.kind == "long form" and "".join(map(fold, phrase.meaning)) not in self._vocabulary.lexicon:
            return False  # no name is abbreviated so
        if self._reaches_too_far(match) or self._cuts_a_question(match):
            return False
        run = [self._tokens[place] for place in places]
        return matches(match.written, run) and not _is_other_word(phrase, self._tokens, places[0], self._vocabulary)

    def _reaches_too_far(self, match: Match) -> bool:
        """Say whether a phrase is looked for across other words that is not worth it, or too short to be sure."""
        if match.places[-1] - match.places[0] < len(match.places):
            return False
        sure = len(match.places) > 2 or any(self._tokens[place].accent for place in match.places)
        return match.phrase.kind != "synonym" or not sure

    def _cuts_a_question(self, match: Match) -> bool:
        """Say whether a phrase ends in the first word of a question: "sổ đỏ | mất bao lâu" has lost nothing."""
        last = match.places[-1]
        return match.phrase.kind == "synonym" and last > match.places[0] and last in self._questions

    def _found_questions(self) -> frozenset[int]:
        """Return where questions of three words or more begin."""
        return frozenset(
            at
            for at in range(len(self._tokens))
            for match in self._matches_at(at, ())
            if match.phrase.kind == "intent" and len(match.places) > 2
            and matches(match.phrase, [self._tokens[place] for place in match.places])
        )  # fmt: skip

    def _found_fillers(self) -> frozenset[int]:
        """Return the places of stop words: they may stand between the words of a phrase."""
        found: set[int] = set()
        for at in range(len(self._tokens)):
            for match in self._matches_at(at, ()):
                if match.phrase.kind == "stop" and matches(
                    match.phrase, [self._tokens[place] for place in match.places]
                ):
                    found.update(match.places)
        return frozenset(found)


def _likely(token: Token) -> list[str]:
    """Return the word as typed and what it was most likely meant to be; a short word is misread too easily."""
    others = [(word, weight) for word, weight in token.options if word != token.folded]
    if len(token.folded) <= _SHORT:
        best = max((weight for _, weight in others), default=0.0)
        others = [(word, weight) for word, weight in others if weight >= best]
    literal = [word for word, _ in token.options if word == token.folded]
    return literal + [word for word, _ in others]


def matches(phrase: Phrase, run: Sequence[Token]) -> bool:
    """Return True if the words typed are those of the phrase, as far as accents were typed."""
    if len(run) != len(phrase.folded):
        return False
    agreed = 0.0
    for bare, accent, token in zip(phrase.folded, phrase.accents, run, strict=True):
        taken = token.options if phrase.meaning or phrase.codes else token.options[:1]
        if all(bare != word for word, _ in taken):
            return False
        if bare != token.folded and not _sounds_like(token, accent):
            return False
        agreed += syllables.agreement(token.accent if bare == token.folded else "", accent)
    if phrase.kind == "abbreviation" and syllables.is_bare_syllable(phrase.folded[0]):
        return run[0].text.isupper()
    return agreed / len(run) >= (0.8 if len(run) > 1 else 1.0)


def _sounds_like(token: Token, accent: str) -> bool:
    """Return True unless a word that was respelt (`láy` for `lái`) was typed with another tone."""
    tones = {syllables.without_tone(word)[1] for word in (token.accent, accent)}
    return not token.accent or len(tones) == 1 or tones == {syllables.HOOK, syllables.TILDE}


def _is_other_word(phrase: Phrase, tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> bool:
    """Return True for a single stop word typed bare that beside its neighbour is another word.

    `can` is the stop word "cần", but in `can cuoc` it is "căn".
    """
    if phrase.kind not in ("intent", "stop") or len(phrase.folded) > 1 or tokens[at].accent:
        return False
    here = phrase.folded[0]
    for first, second, mine in ((at - 1, at, 1), (at, at + 1, 0)):
        if first >= 0 and second < len(tokens):
            pair = [tokens[first].folded, tokens[second].folded]
            if vocabulary.lexicon.follows(*pair) and pair[mine] == here:
                return vocabulary.lexicon.accent(pair)[mine] != phrase.accents[0]
    return False
