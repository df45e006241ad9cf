"""What did the person mean by what they typed?

Pure: text and vocabulary in, an `Understood` out. Never raises, whatever is typed. The order is:
codes, then words; each word as known, as raw keystrokes, as words run together, as misspelt; then
phrases (synonyms, abbreviations, intents, stop words), longest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from portal.kernel.text import fold, nfc, strip_controls, words
from portal.search import codes, keystrokes, spelling, syllables
from portal.search.vocabulary import Phrase, Vocabulary

LONGEST_QUERY = 200
MOST_TERMS = 16
_MOST_WORDS = 60
_KINDS = ("synonym", "abbreviation", "intent", "stop")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){1,8}[^\W\d_](?![^\W_])")
_GUESS = 0.8
_ASKING = frozenset("ai bao chua dau gi hoi lau may nao sao the".split())
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}
_BEFORE_DOT = re.compile(r"(?<![^\W_])([^\W\d_]{1,3})\.(?=\s*[^\W_])")


@dataclass(frozen=True, slots=True)
class Word:
    """One word to match: folded, and as typed with accents ("" when typed without)."""

    folded: str
    accent: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a term: words in order, and how likely (0–1]."""

    words: tuple[Word, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """One idea of the query; the first reading is the most literal. Weak terms only help,
    idle ones are questions with nothing to look for.

    `sure` are folded words that certainly were meant (a synonym may list several procedures).
    """

    typed: str
    readings: tuple[Reading, ...]
    sure: str = ""
    codes: tuple[str, ...] = ()
    weak: bool = False
    idle: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """A query understood. kind: "empty", "procedure_code", "dossier_code" or "words".

    `intents` are the questions in it (fee, time, place, papers, track), in the order asked;
    `corrected` is the query as it was probably meant, None if nothing had to be corrected.
    """

    kind: str
    text: str
    code: str | None = None
    terms: tuple[Term, ...] = ()
    intents: tuple[str, ...] = ()
    corrected: str | None = None


@dataclass(slots=True)
class _Token:
    """One word as typed, with the words it may be: (folded, weight), best first."""

    text: str
    folded: str
    accent: str = ""
    options: list[tuple[str, float]] = field(default_factory=list)
    changed: bool = False


def understand(query: str, vocabulary: Vocabulary) -> Understood:
    """What a query means. Any string is accepted; at most 200 characters of it are read."""
    text = " ".join(strip_controls(nfc(query[: LONGEST_QUERY * 4])).split())[:LONGEST_QUERY]
    if not text:
        return Understood("empty", "")
    dossier = codes.dossier_code(text)
    if dossier:
        return Understood("dossier_code", text, dossier)
    procedure = codes.procedure_code(text)
    if procedure:
        return Understood("procedure_code", text, procedure)
    tokens = _doubtful_in_context(_read(text, vocabulary), vocabulary)
    if not tokens:
        return Understood("empty", text)
    terms, intents = _terms(tokens, vocabulary)
    return Understood(
        "words", text, None, _strongest(terms, vocabulary), intents, _corrected(tokens, vocabulary)
    )


def agreement(typed: str, written: str) -> float:
    """How well accents that were typed agree with those of a word (0–1); 1 if none were typed."""
    if not typed or typed == written:
        return 1.0
    typed_shape, typed_tone = syllables.without_tone(typed)
    shape, tone = syllables.without_tone(written)
    if typed_shape != shape:
        return 0.5 if typed_tone == tone else 0.45
    return 0.85 if {typed_tone, tone} == {syllables.HOOK, syllables.TILDE} else 0.6


def highlight(text: str, understood: Understood) -> list[tuple[str, bool]]:
    """The text (NFC) in pieces, each with whether it matches the query; joined they are the text.

    Words are matched without accents, so an unaccented query marks accented text.
    """
    wanted: dict[str, set[str]] = {}
    for term in understood.terms:
        if not term.weak:
            for reading in term.readings:
                for word in reading.words:
                    wanted.setdefault(word.folded, set()).add(word.accent)
    pieces: list[tuple[str, bool]] = []
    for piece in re.split(r"([^\W_]+)", nfc(text)):
        if piece:
            _append(pieces, piece, _is_wanted(piece, wanted))
    return pieces


def _is_wanted(piece: str, wanted: dict[str, set[str]]) -> bool:
    accents = wanted.get(fold(piece))
    if accents is None:
        return False
    written = syllables.canonical(piece)
    return any(agreement(accent, written) >= 0.6 for accent in accents)


def _append(pieces: list[tuple[str, bool]], piece: str, marked: bool) -> None:
    """Add a piece, joining it to its like; a space between two marked words is marked too."""
    if marked and len(pieces) > 1 and pieces[-1] == (" ", False) and pieces[-2][1]:
        pieces.pop()
        piece = " " + piece
    if pieces and pieces[-1][1] == marked:
        piece = pieces.pop()[0] + piece
    pieces.append((piece, marked))


# ── words ────────────────────────────────────────────────────────────────────────────────────


def _read(text: str, vocabulary: Vocabulary) -> list[_Token]:
    joined = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    joined = _BEFORE_DOT.sub(lambda found: vocabulary.place(found[1]) or found[0], joined)
    tokens: list[_Token] = []
    for word in _rejoined(words(joined)[:_MOST_WORDS], vocabulary):
        tokens.extend(_token(word, vocabulary))
    return tokens[:_MOST_WORDS]


def _rejoined(typed: list[str], vocabulary: Vocabulary) -> list[str]:
    """Put together a word typed in two pieces (`gi ấy`) when neither piece is a word."""
    found: list[str] = []
    for word in typed:
        if found:
            whole = fold(found[-1] + word)
            strange = not (_is_word(fold(found[-1]), vocabulary) and _is_word(fold(word), vocabulary))
            if strange and len(whole) < 8 and vocabulary.knows(whole):
                found[-1] += word
                continue
        found.append(word)
    return found


def _is_word(folded: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.knows(folded) or syllables.is_bare_syllable(folded)


def _token(word: str, vocabulary: Vocabulary) -> list[_Token]:
    """The word as one token, or as several if it was words run together."""
    folded = fold(word).replace(" ", "")
    if not folded:
        return []
    accent = "" if word.isascii() else syllables.canonical(word)
    token = _Token(word, folded, accent, [(folded, 1.0)])
    if folded.isdecimal():
        plain = folded.lstrip("0") or "0"
        token.options += [(other, 0.95) for other in (plain, _ROMAN.get(plain, plain))]
        return [token]
    if vocabulary.knows(folded) and (word.isascii() or syllables.parse(word)):
        return [token]
    meant = keystrokes.decode(nfc(word))
    if meant:
        return [_Token(word, fold(meant), syllables.canonical(meant), [(fold(meant), 1.0)])]
    if vocabulary.knows(folded):
        return [token]
    if not syllables.is_bare_syllable(folded):
        pieces = spelling.split(folded, vocabulary.knows, vocabulary.follows)
        if pieces:
            return [_Token(piece, piece, "", [(piece, 1.0)], changed=True) for piece in pieces]
    _correct(token, vocabulary)
    return [token]


def _correct(token: _Token, vocabulary: Vocabulary) -> None:
    """Give an unknown word the known words it may stand for, at most four."""
    syllable = syllables.is_bare_syllable(token.folded)
    found = spelling.corrections(token.folded, vocabulary.knows, with_slips=True)
    # A possible word that the catalogue happens not to use is only guessed at.
    doubt = 0.6 if syllable else 1.0
    token.options += [(word, weight * doubt) for word, weight in found[:12]]
    token.changed = bool(found) and not syllable


def _doubtful_in_context(tokens: list[_Token], vocabulary: Vocabulary) -> list[_Token]:
    """Weigh the options of each word by its neighbours.

    A known word that stands beside neither neighbour anywhere (`khai sanh`) gets the spellings
    that do; the options of an unknown word that fit a neighbour come first.
    """
    for at, token in enumerate(tokens):
        before = [word for word, _ in tokens[at - 1].options[:4]] if at else []
        after = [word for word, _ in tokens[at + 1].options[:4]] if at + 1 < len(tokens) else []

        def fits(word: str, before: list[str] = before, after: list[str] = after) -> bool:
            return any(vocabulary.follows(one, word) for one in before) or any(
                vocabulary.follows(word, one) for one in after
            )

        if token.folded.isdecimal():
            continue
        if len(token.options) == 1 and len(token.folded) > 2 and not fits(token.folded):
            token.options += _guesses(token, vocabulary, fits)
        elif len(token.options) > 1:
            token.options = _ordered(token, fits)
            token.changed = token.changed or (
                token.options[0][0] != token.folded and not vocabulary.knows(token.folded)
            )
    return tokens


def _guesses(token: _Token, vocabulary: Vocabulary, fits: object) -> list[tuple[str, float]]:
    assert callable(fits)
    if not vocabulary.knows(token.folded):
        return []
    slips = not token.accent and len(token.folded) >= spelling.SHORTEST_FOR_SLIPS
    found = spelling.corrections(token.folded, vocabulary.knows, with_slips=slips)
    return [(word, weight * _GUESS) for word, weight in found if fits(word)][:2]


def _ordered(token: _Token, fits: object) -> list[tuple[str, float]]:
    assert callable(fits)
    scored = []
    for word, weight in token.options:
        if word == token.folded:
            scored.append((word, 0.5))
        else:
            scored.append((word, weight if fits(word) else weight * 0.6))
    return sorted(scored, key=lambda option: -option[1])[:4]


# ── phrases ──────────────────────────────────────────────────────────────────────────────────


def _terms(tokens: list[_Token], vocabulary: Vocabulary) -> tuple[list[Term], tuple[str, ...]]:
    terms: list[Term] = []
    intents: list[str] = []
    at = 0
    while at < len(tokens):
        phrase = _phrase_at(tokens, at, vocabulary)
        if phrase is None:
            terms.append(_plain_term(tokens[at]))
            at += 1
            continue
        run = tokens[at : at + len(phrase.folded)]
        at += len(run)
        if phrase.intent and phrase.intent not in intents:
            intents.append(phrase.intent)
        terms.extend(_phrase_terms(phrase, run))
    if all(term.weak for term in terms):
        return [replace(term, weak=False) for term in terms], tuple(intents)
    return [term for term in terms if not term.idle], tuple(intents)


def _plain_term(token: _Token, *, weak: bool = False) -> Term:
    readings = tuple(
        Reading((Word(word, token.accent if word == token.folded else ""),), weight)
        for word, weight in token.options
    )
    return Term(token.text, readings, token.options[0][0], weak=weak)


def _phrase_terms(phrase: Phrase, run: list[_Token]) -> list[Term]:
    if phrase.kind in ("intent", "stop"):
        idle = len(run) > 2 or not _ASKING.isdisjoint(phrase.folded)
        return [replace(_plain_term(token, weak=True), idle=idle) for token in run]
    typed = " ".join(token.text for token in run)
    sure = " ".join((*phrase.folded, *(fold(word) for word in phrase.first)))
    literal = Reading(
        tuple(Word(bare, token.accent) for bare, token in zip(phrase.folded, run, strict=True))
    )
    readings = [literal]
    if phrase.meaning:
        readings.append(Reading(tuple(Word(fold(word), word) for word in phrase.meaning)))
    return [Term(typed, tuple(readings), sure, phrase.codes)]


def _phrase_at(tokens: list[_Token], at: int, vocabulary: Vocabulary) -> Phrase | None:
    """The longest phrase that starts here; of equal ones a synonym before a stop word."""
    best: Phrase | None = None
    for first, _ in tokens[at].options:
        for phrase in vocabulary.starting_with(first):
            if best and _rank(phrase) >= _rank(best):
                continue
            if _matches(phrase, tokens[at : at + len(phrase.folded)]) and not _is_other_word(
                phrase, tokens, at, vocabulary
            ):
                best = phrase
    return best


def _rank(phrase: Phrase) -> tuple[int, int]:
    return -len(phrase.folded), _KINDS.index(phrase.kind)


def _matches(phrase: Phrase, run: list[_Token]) -> bool:
    if len(run) != len(phrase.folded):
        return False
    agreed = 0.0
    for bare, accent, token in zip(phrase.folded, phrase.accents, run, strict=True):
        if all(bare != word for word, _ in token.options):
            return False
        agreed += agreement(token.accent if bare == token.folded else "", accent)
    if phrase.kind == "abbreviation" and syllables.is_bare_syllable(phrase.folded[0]):
        return run[0].text.isupper()
    return agreed / len(run) >= (0.8 if len(run) > 1 else 1.0)


def _is_other_word(phrase: Phrase, tokens: list[_Token], at: int, vocabulary: Vocabulary) -> bool:
    """True for a single stop word typed bare that beside its neighbour is another word.

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
        for one, other in zip(around, around[1:], strict=False)
        for first in one.readings
        for second in other.readings
    )


def _words_of(term: Term) -> Iterable[Word]:
    return (word for reading in term.readings for word in reading.words)


def _corrected(tokens: list[_Token], vocabulary: Vocabulary) -> str | None:
    """The query with its corrections and its accents, None if nothing was corrected."""
    if not any(token.changed for token in tokens):
        return None
    best = [token.options[0][0] for token in tokens]
    written = vocabulary.lexicon.accent(best)
    return " ".join(
        token.text.lower() if token.accent and not token.changed else word
        for token, word in zip(tokens, written, strict=True)
    )
