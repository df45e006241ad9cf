"""A paper kept as JSON comes back the same, and prints the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from portal.documents.kinds import PAPERS, paper_from_dict
from portal.documents.render import render
from portal.documents.rules import Paper

Build = Callable[..., Paper]

KINDS = sorted(PAPERS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_snapshot_survives_json(build: Build, kind: str) -> None:
    paper = build(kind)
    kept = json.loads(json.dumps(paper.as_dict()))
    assert paper_from_dict(kind, kept) == paper


@pytest.mark.parametrize("kind", KINDS)
def test_a_reprint_is_the_same_to_the_byte(build: Build, kind: str) -> None:
    paper = build(kind)
    again = paper_from_dict(kind, json.loads(json.dumps(paper.as_dict())))
    assert render(again) == render(paper)


def test_a_snapshot_taken_before_a_fact_existed_still_opens(build: Build) -> None:
    kept = build("intake_receipt").as_dict()
    del kept["fee_vnd"]
    assert paper_from_dict("intake_receipt", kept) == build("intake_receipt", fee_vnd=None)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"colour": "red"}, "colour: unknown"),
        ({"book_year": "2026"}, "book_year: expected int"),
        ({"book_year": True}, "book_year: expected int"),
        ({"promised_at": "mai"}, "promised_at: 'mai' is not a datetime"),
        ({"promised_at": 5}, "promised_at: expected datetime"),
        ({"papers": "giấy"}, "papers: expected a list"),
        ({"papers": [{"name": "a"}, {"note": "b"}]}, r"papers\[1\].name: missing"),
        ({"office": "nhà"}, "office: expected a table"),
    ],
)
def test_facts_that_do_not_fit_are_named(build: Build, spoil: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        paper_from_dict("intake_receipt", build("intake_receipt").as_dict() | spoil)


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="no paper is called 'letter'"):
        paper_from_dict("letter", {})
