"""What does an understood query consist of?"""

from __future__ import annotations

from dataclasses import dataclass


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

    `sure` are folded words that certainly were meant (a synonym may list several procedures); `accents` are the words
    of a phrase as it is written, "" where nothing is known; `share` is how much of its worth counts: of what only
    explains the wish, less.
    """

    typed: str
    readings: tuple[Reading, ...]
    sure: str = ""
    codes: tuple[str, ...] = ()
    weak: bool = False
    idle: bool = False
    accents: tuple[str, ...] = ()
    share: float = 1.0


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
