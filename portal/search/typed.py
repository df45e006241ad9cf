"""Which words did the person type, and which may they have meant?

Each word as it is known, as raw keystrokes, as words run together or torn apart, as misspelt; then
each beside its neighbours, which tell more than the word itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from portal.kernel.text import fold, nfc, words
from portal.search import keystrokes, spelling, syllables
from portal.search.vocabulary import Vocabulary

_MOST_WORDS = 60
_MOST_CORRECTED = 24
_GUESS = 0.8
_UNKNOWN = 0.5
#: Letters run together are rather one acronym than several of fewer letters (`đkkh` is not ĐK + KH).
_SHORTEST_JOINED = 3
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){1,8}[^\W\d_](?![^\W_])")
_BEFORE_DOT = re.compile(r"(?<![^\W_])([^\W\d_]{1,3})\.(?=\s*[^\W_])")
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}


@dataclass(slots=True)
class Token:
    """One word as typed, with the words it may be: (folded, weight), best first."""

    text: str
    folded: str
    accent: str = ""
    options: list[tuple[str, float]] = field(default_factory=list)
    changed: bool = False
    #: The official words an acronym may stand for, the likeliest first.
    runs: tuple[tuple[str, ...], ...] = ()


def read(text: str, vocabulary: Vocabulary) -> list[Token]:
    """The words of a cleaned query, each with what it may mean, at most 60."""
    joined = _DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    joined = _BEFORE_DOT.sub(lambda found: vocabulary.place(found[1]) or found[0], joined)
    tokens: list[Token] = []
    for word in _rejoined(words(joined)[:_MOST_WORDS], vocabulary):
        for token in _token(word, vocabulary):
            if len(tokens) < _MOST_CORRECTED:
                _correct(token, vocabulary)
            tokens.append(token)
    _weigh_in_context(tokens[:_MOST_WORDS], vocabulary)
    return tokens[:_MOST_WORDS]


def _rejoined(typed: list[str], vocabulary: Vocabulary) -> list[str]:
    """Put together a word typed in two pieces (`gi ấy`) when a piece is no known word."""
    found: list[str] = []
    for word in typed:
        if found:
            whole = fold(found[-1] + word)
            pieces = (fold(found[-1]), fold(word))
            strange = not all(vocabulary.knows(piece) for piece in pieces)
            if strange and len(whole) < 8 and vocabulary.knows(whole):
                found[-1] += word
                continue
        found.append(word)
    return found


def _token(word: str, vocabulary: Vocabulary) -> list[Token]:
    """The word as one token, or as several if it was words run together."""
    folded = fold(word).replace(" ", "")
    if not folded:
        return []
    accent = "" if word.isascii() else syllables.canonical(word)
    token = Token(word, folded, accent, [(folded, 1.0)])
    if folded.isdecimal():
        token.options += _as_numbers(folded)
        return [token]
    if vocabulary.knows(folded) and (word.isascii() or syllables.parse(word)):
        return [token]
    return _strange(token, vocabulary)


def _as_numbers(folded: str) -> list[tuple[str, float]]:
    plain = folded.lstrip("0") or "0"
    others = dict.fromkeys((plain, _ROMAN.get(plain, plain)))
    return [(other, 0.95) for other in others if other != folded]


def _strange(token: Token, vocabulary: Vocabulary) -> list[Token]:
    """An unknown word as raw keystrokes, as an acronym, as words run together, or as it is."""
    word, folded = token.text, token.folded
    undoubled = folded.replace("dd", "d")
    if (undoubled,) in vocabulary.abbreviations:  # ddkkd is ĐKKD in Telex
        return [Token(word, undoubled, "", [(undoubled, 1.0)])]
    meant = keystrokes.decode(nfc(word))
    if meant:
        return [Token(word, fold(meant), syllables.canonical(meant), [(fold(meant), 1.0)])]
    if vocabulary.knows(folded) or syllables.is_bare_syllable(folded):
        return [token]
    pieces = spelling.split(folded, vocabulary.knows, vocabulary.follows)
    if not pieces or min(map(len, pieces)) < _SHORTEST_JOINED:
        token.runs = tuple(vocabulary.lexicon.acronyms.meant(word))
    if pieces and not token.runs and not _is_slip(folded, pieces, vocabulary):
        return [Token(piece, piece, "", [(piece, 1.0)], changed=True) for piece in pieces]
    return [token]


def _is_slip(folded: str, pieces: list[str], vocabulary: Vocabulary) -> bool:
    """True if one slip of the finger explains a word better than pieces that no name has side by side."""
    if all(vocabulary.follows(one, other) for one, other in pairwise(pieces)):
        return False
    return any(vocabulary.knows(word) for word, _ in spelling.slips(folded))


def _correct(token: Token, vocabulary: Vocabulary) -> None:
    """Give a word that cannot be Vietnamese the known words it may stand for."""
    if len(token.options) > 1 or _is_word(token.folded, vocabulary) or token.changed:
        return
    if token.options[0][0] == token.folded and not token.folded.isdecimal():
        found = spelling.corrections(token.folded, vocabulary.knows, with_slips=True)
        token.options += found[:12]
        token.changed = bool(found)


def _is_word(folded: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.knows(folded) or syllables.is_bare_syllable(folded)


def _weigh_in_context(tokens: list[Token], vocabulary: Vocabulary) -> None:
    """Weigh the options of each word by its neighbours.

    A possible word that stands beside neither neighbour anywhere (`khai sanh`) gets the spellings
    that do; the options of an impossible one (`sihn`) that fit a neighbour come first.
    """
    for at, token in enumerate(tokens):
        if token.folded.isdecimal():
            continue
        fits = _fitting(tokens, at, vocabulary)
        if token.runs and _is_acronym(token, fits):
            token.options, token.changed = [(token.folded, 1.0)], False
            continue
        if len(token.options) > 1:
            token.options = _ordered(token, fits)
        elif len(token.folded) > 1 and at < _MOST_CORRECTED and not fits(token.folded):
            guesses = _guesses(token, vocabulary, fits)
            if guesses and not vocabulary.knows(token.folded):
                token.options = [*guesses, (token.folded, _UNKNOWN)]
                token.changed = True
            else:
                token.options += guesses


def _is_acronym(token: Token, fits: Callable[[str], bool]) -> bool:
    """Decide between an acronym and a slip of the finger (`dng ky`): the neighbours tell."""
    if any(fits(word) for word, _ in token.options[1:]):
        token.runs = ()
    return bool(token.runs)


def _fitting(tokens: list[Token], at: int, vocabulary: Vocabulary) -> Callable[[str], bool]:
    """Whether a word in this place stands beside one of its neighbours in some name."""
    before = [word for word, _ in tokens[at - 1].options[:4]] if at else []
    after = [word for word, _ in tokens[at + 1].options[:4]] if at + 1 < len(tokens) else []

    def fits(word: str) -> bool:
        follows = vocabulary.follows
        return any(follows(one, word) for one in before) or any(follows(word, one) for one in after)

    return fits


def _guesses(token: Token, vocabulary: Vocabulary, fits: Callable[[str], bool]) -> list[tuple[str, float]]:
    """At most two other spellings that fit; typed accents rule out a slip of the finger."""
    if not _is_word(token.folded, vocabulary):
        return []
    slips = not token.accent and len(token.folded) >= spelling.SHORTEST_FOR_SLIPS
    found = spelling.corrections(token.folded, vocabulary.knows, with_slips=slips)
    return [(word, weight * _GUESS) for word, weight in found if fits(word)][:2]


def _ordered(token: Token, fits: Callable[[str], bool]) -> list[tuple[str, float]]:
    scored = []
    for word, weight in token.options:
        if word == token.folded:
            scored.append((word, _UNKNOWN))
        else:
            scored.append((word, weight if fits(word) else weight * 0.6))
    return sorted(scored, key=lambda option: -option[1])[:4]


def corrected(tokens: list[Token], vocabulary: Vocabulary) -> str | None:
    """The query with its corrections and its accents, None if nothing was corrected."""
    if not any(token.changed for token in tokens):
        return None
    best = [token.options[0][0] for token in tokens]
    written = vocabulary.lexicon.accent(best)
    return " ".join(
        token.text.lower() if token.accent and not token.changed else word
        for token, word in zip(tokens, written, strict=True)
    )
