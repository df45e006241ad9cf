"""Do people in the South find what they mean? Two thousand questions over the portal's own catalogue, measured by kind.

`benchmarks/questions.jsonl` has the format of `flask portal evaluate-search`. The limits stand a little below what was measured,
so that a change of words or of ranking that makes any kind worse is seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.search.evaluation import Score, evaluate, read_questions, scores
from portal.search.index import ProcedureIndex
from portal.search.names import base_code
from tests.search.test_portal_catalogue import index

__all__ = ["index"]

QUESTIONS = Path(__file__).parents[2] / "benchmarks" / "questions.jsonl"
#: kind → at least this share first, and among the first three.
LIMITS = {
    "": (0.93, 0.98), "abbreviation": (0.85, 0.95), "accents": (0.9, 0.97), "code": (1.0, 1.0), "joined": (0.9, 0.98),
    "need": (0.92, 0.97), "old name": (0.9, 0.97), "official": (0.95, 1.0), "place": (0.85, 0.98), "sentence": (0.8, 0.98), "short": (0.93, 0.97),
    "slip": (0.93, 0.98), "southern": (0.9, 0.97), "teencode": (0.95, 0.98), "telex": (0.95, 0.98), "vni": (0.95, 0.98),
}  # fmt: skip


#: So many questions are about procedures that only the real records have.
MOST_ABOUT_OTHERS = 320


@pytest.fixture(scope="module")
def measured(index: ProcedureIndex) -> dict[str, Score]:
    """The scores of every kind."""
    published = {base_code(code) for code in index.search("", limit=0).codes}

    def find(query: str) -> list[str]:
        return [hit.code for hit in index.search(query, limit=10).hits]

    outcomes, unanswerable = evaluate(read_questions(QUESTIONS), published, find)
    assert len(unanswerable) <= MOST_ABOUT_OTHERS, "of ministries and other provinces"
    return {score.kind: score for score in scores(outcomes)}


def test_every_kind_has_its_limits(measured: dict[str, Score]) -> None:
    assert measured.keys() == LIMITS.keys()
    assert measured[""].count >= 1700


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_people_find_what_they_mean(kind: str, measured: dict[str, Score]) -> None:
    first, three = LIMITS[kind]
    assert measured[kind].hit_1 >= first
    assert measured[kind].hit_3 >= three
