"""What did the person mean by what they typed?

Pure: text and vocabulary in, an `Understood` out. Never raises, whatever is typed. Codes first;
then the words (`typed`); then phrases among them, longest first: synonyms, abbreviations, intents
and stop words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from portal.kernel.text import fold, nfc, strip_controls
from portal.search import codes, typed
from portal.search.phrases import Finding, Place, matches
from portal.search.query import Reading, Term, Understood, Word
from portal.search.typed import Token
from portal.search.vocabulary import Vocabulary

__all__ = ["Understood", "understand"]

LONGEST_QUERY = 200
MOST_TERMS = 48
_QUESTION_WORDS = "ai bao chua dau gi hoi lau may nao sao the"
#: Before the first, and behind the second, stands what explains a wish; that counts for less.
_WISHING, _PURPOSE = frozenset(("muốn", "muon", "mún")), frozenset(("để", "đặng"))
_EXPLAINING = 0.5
_ASKING = frozenset(_QUESTION_WORDS.split())


def understand(query: str, vocabulary: Vocabulary) -> Understood:
    """What a query means. Any string is accepted; at most LONGEST_QUERY characters are read."""
    text = " ".join(strip_controls(nfc(query[: LONGEST_QUERY * 4])).split())[:LONGEST_QUERY]
    if not text:
        return Understood("empty", "")
    dossier = codes.dossier_code(text)
    if dossier:
        return Understood("dossier_code", text, dossier)
    procedure = codes.procedure_code(text)
    if procedure:
        return Understood("procedure_code", text, procedure)
    tokens = typed.read(text, vocabulary)
    if not tokens:
        return Understood("empty", text)
    terms, intents = _terms(tokens, vocabulary)
    kept = _strongest(terms, vocabulary)
    return Understood("words", text, None, kept, intents, typed.corrected(tokens, vocabulary))


# ── phrases ──────────────────────────────────────────────────────────────────────────────────


def _terms(tokens: list[Token], vocabulary: Vocabulary) -> tuple[list[Term], tuple[str, ...]]:
    terms: list[Term] = []
    intents: list[str] = []
    finding = Finding(tokens, vocabulary)
    at = 0
    while at < len(tokens):
        place = finding.phrase_at(at)
        if place is None:
            terms.append(_acronym_term(tokens[at]) if tokens[at].runs else _plain_term(tokens[at]))
            at += 1
            continue
        at = place.end
        intents += [found for found in _intents(place.run, vocabulary) if found not in intents]
        terms.extend(_phrase_terms(place, vocabulary))
    if all(term.weak for term in terms):
        return [replace(term, weak=False) for term in terms], tuple(intents)
    return [term for term in _by_wish(terms) if not term.idle], tuple(intents)


def _by_wish(terms: list[Term]) -> list[Term]:
    """Tell the wish from what explains it: "em lấy chồng xa, giờ **muốn** chuyển hộ khẩu **để** con đi học"."""
    strong = [place for place, term in enumerate(terms) if not term.weak]
    wishes = [place for place, term in enumerate(terms) if term.typed.lower() in _WISHING and place > strong[0]]
    begin = wishes[-1] if wishes and wishes[-1] < strong[-1] else -1
    purposes = [
        place for place, term in enumerate(terms) if term.typed.lower() in _PURPOSE and place > max(begin, strong[0])
    ]
    end = purposes[0] if purposes else len(terms)
    if not any(begin < place < end for place in strong):
        return terms
    return [term if begin < place < end else replace(term, share=_EXPLAINING) for place, term in enumerate(terms)]


def _intents(run: Sequence[Token], vocabulary: Vocabulary) -> list[str]:
    """The questions asked inside a phrase: "hồ sơ tới đâu rồi" is a synonym that asks "track"."""
    found = []
    for at, token in enumerate(run):
        for phrase in vocabulary.starting_with(token.folded):
            if phrase.intent and matches(phrase, run[at : at + len(phrase.folded)]):
                found.append(phrase.intent)
    return found


def _plain_term(token: Token, *, weak: bool = False) -> Term:
    readings = tuple(
        Reading((Word(word, token.accent if word == token.folded else ""),), weight) for word, weight in token.options
    )
    return Term(token.text, readings, token.options[0][0], weak=weak)


def _acronym_term(token: Token) -> Term:
    readings = (_meant((token.accent or token.folded,)), *(_meant(run) for run in token.runs))
    return Term(token.text, readings, token.folded)


def _phrase_terms(place: Place, vocabulary: Vocabulary) -> list[Term]:
    phrase, run = place.phrase, place.run
    if phrase.kind in ("intent", "stop"):
        idle = len(run) > 2 or not _ASKING.isdisjoint(phrase.folded)
        return [replace(_plain_term(token, weak=True), idle=idle) for token in run]
    text = " ".join(token.text for token in run)
    sure = " ".join((*phrase.folded, *(fold(word) for word in phrase.first)))
    literal = Reading(tuple(Word(bare, token.accent) for bare, token in zip(phrase.folded, run, strict=True)))
    long = vocabulary.abbreviations.get(phrase.folded) if phrase.kind == "synonym" else None
    readings = [literal, *(_meant(meaning) for meaning in (phrase.meaning, long) if meaning)]
    return [Term(text, tuple(readings), sure, phrase.codes, accents=phrase.accents)]


def _meant(words: Sequence[str]) -> Reading:
    return Reading(tuple(Word(fold(word), word) for word in words))


def _strongest(terms: list[Term], vocabulary: Vocabulary) -> tuple[Term, ...]:
    """At most MOST_TERMS terms: strong before weak, those that belong with a neighbour before
    those that stand alone, rarer before commoner."""
    if len(terms) <= MOST_TERMS:
        return tuple(terms)

    def doubt(place: int) -> tuple[bool, bool, int]:
        counts = vocabulary.lexicon.counts
        known = [counts[word.folded] for word in _words_of(terms[place]) if word.folded in counts]
        return (
            terms[place].weak,
            not belongs(terms, place, vocabulary),
            min(known, default=20),
        )

    kept = sorted(range(len(terms)), key=doubt)[:MOST_TERMS]
    return tuple(terms[place] for place in sorted(kept))


def belongs(terms: Sequence[Term], place: int, vocabulary: Vocabulary) -> bool:
    """True if the term stands beside one of its neighbours in some name, or is a whole phrase."""
    if len(terms[place].readings[0].words) > 1:
        return True
    around = terms[max(0, place - 1) : place + 2]
    return any(
        vocabulary.lexicon.follows(first.words[-1].folded, second.words[0].folded)
        for one, other in pairwise(around)
        for first in one.readings
        for second in other.readings
    )


def _words_of(term: Term) -> Iterable[Word]:
    return (word for reading in term.readings for word in reading.words)
