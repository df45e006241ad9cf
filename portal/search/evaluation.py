"""How often is the right procedure first, among the first three, among the first ten?

Questions come as JSON lines: {"query", "relevant": [codes], "kind"?, "also_same_name"?: [codes]}. A code counts
with or without the unit behind it (1.013831.000.00.00.H61 is 1.013831). A question none of whose codes is
published cannot be answered here: it is counted apart, never as a miss nor as a hit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.search.names import base_code

#: How many results are looked at.
DEPTH = 10


class QuestionsUnreadable(ValueError):
    """A line is no question; the sentence names it."""


@dataclass(frozen=True)
class Question:
    """What somebody typed, and the base codes that answer it."""

    query: str
    codes: frozenset[str]
    kind: str = ""


@dataclass(frozen=True)
class Outcome:
    """At which place the first right procedure stood, from 1; 0 when it was not among the first ten."""

    question: Question
    place: int
    found: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How a group of questions fared: shares from 0 to 1."""

    kind: str
    count: int
    hit_1: float
    hit_3: float
    hit_10: float
    mrr: float


def read_questions(path: Path) -> list[Question]:
    """Read a file of questions; QuestionsUnreadable names the first line that is none."""
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            codes = [*row["relevant"], *(row.get("also_same_name") or ())]
            found.append(Question(str(row["query"]), frozenset(map(base_code, codes)), str(row.get("kind") or "")))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise QuestionsUnreadable(f"dòng {number}: không phải câu hỏi ({error!r})") from error
    return found


def evaluate(
    questions: Iterable[Question], published: Collection[str], find: Callable[[str], Sequence[str]]
) -> tuple[list[Outcome], list[Question]]:
    """Ask every question that can be answered; return (outcomes, questions whose codes are not published).

    `published` are base codes; `find` returns the codes of the first results of a query.
    """
    outcomes, unanswerable = [], []
    for question in questions:
        if question.codes.isdisjoint(published):
            unanswerable.append(question)
            continue
        found = tuple(map(base_code, find(question.query)[:DEPTH]))
        place = next((at for at, code in enumerate(found, 1) if code in question.codes), 0)
        outcomes.append(Outcome(question, place, found))
    return outcomes, unanswerable


def scores(outcomes: Sequence[Outcome]) -> Iterator[Score]:
    """Yield the score of all together (kind ""), then of each kind in the order of its name."""
    yield _score("", outcomes)
    kinds = sorted({outcome.question.kind for outcome in outcomes} - {""})
    for kind in kinds:
        yield _score(kind, [outcome for outcome in outcomes if outcome.question.kind == kind])


def _score(kind: str, outcomes: Sequence[Outcome]) -> Score:
    count = len(outcomes)

    def share(most: int) -> float:
        return sum(0 < outcome.place <= most for outcome in outcomes) / count if count else 0.0

    mrr = sum(1 / outcome.place for outcome in outcomes if outcome.place) / count if count else 0.0
    return Score(kind, count, share(1), share(3), share(10), mrr)
