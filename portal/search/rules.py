"""What did the person mean by what they typed?

Pure: text and vocabulary in, an `Understood` out. Never raises, whatever is typed. Codes first;
then the words (`typed`); then phrases among them, longest first: synonyms, abbreviations, intents
and stop words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from portal.kernel.text import fold, nfc, strip_controls
from portal.search import codes, syllables, typed
from portal.search.phrases import Finding, Place, matches
from portal.search.query import Reading, Term, Understood, Word
from portal.search.typed import Token
from portal.search.vocabulary import Vocabulary

__all__ = ["Understood", "highlight", "understand"]

LONGEST_QUERY = 200
MOST_TERMS = 48
_QUESTION_WORDS = "ai bao chua dau gi hoi lau may nao sao the"
#: Before the first, and behind the second, stands what explains a wish; that counts for less.
_WISHING, _PURPOSE = frozenset(("muốn", "muon", "mún")), frozenset(("để",))
_EXPLAINING = 0.5
_ASKING = frozenset(_QUESTION_WORDS.split())
#: A guess less likely than this is not marked in results.
_LIKELY = 0.5


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


def highlight(text: str, understood: Understood) -> list[tuple[str, bool]]:
    """The text (NFC) in pieces, each with whether it matches the query; joined they are the text.

    Words are matched without accents, so an unaccented query marks accented text; a phrase that is known marks its words
    as they are written. Typed words are marked wherever they stand; the words that a phrase stands for only where two of
    them stand side by side, as they do in its meaning.
    """
    strong = [term for term in understood.terms if not term.weak]
    wanted, exact = _typed_words(strong), {accent for term in strong for accent in term.accents}
    beside = {pair for term in strong for pair in _meant_pairs(term)}
    cut = [piece for piece in re.split(r"([^\W_]+)", nfc(text)) if piece]
    at = [place for place, piece in enumerate(cut) if fold(piece)]
    marked = {place for place in at if syllables.canonical(cut[place]) in exact or _is_wanted(cut[place], wanted)}
    for one, other in pairwise(at):
        if (syllables.canonical(cut[one]), syllables.canonical(cut[other])) in beside:
            marked |= {one, other}
    pieces: list[tuple[str, bool]] = []
    for place, piece in enumerate(cut):
        _append(pieces, piece, place in marked)
    return pieces


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


def _is_wanted(piece: str, wanted: dict[str, set[str]]) -> bool:
    accents = wanted.get(fold(piece))
    if accents is None:
        return False
    written = syllables.canonical(piece)
    return any(syllables.agreement(accent, written) >= 0.6 for accent in accents)


def _append(pieces: list[tuple[str, bool]], piece: str, marked: bool) -> None:
    """Add a piece, joining it to its like; a space between two marked words is marked too."""
    if marked and len(pieces) > 1 and pieces[-1] == (" ", False) and pieces[-2][1]:
        pieces.pop()
        piece = " " + piece
    if pieces and pieces[-1][1] == marked:
        piece = pieces.pop()[0] + piece
    pieces.append((piece, marked))


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
