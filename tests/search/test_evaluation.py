"""Is the measure of the search itself right? Places counted, kinds apart, questions nobody could answer set aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.search.evaluation import Question, QuestionsUnreadable, evaluate, read_questions, scores

BIRTH, LATE_BIRTH, LAND = "1.001193", "1.003583", "1.013831"


def a_file(folder: Path, *rows: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
    return path


def test_codes_count_with_and_without_their_unit(tmp_path: Path) -> None:
    row = {
        "query": "khai sinh",
        "relevant": [f"{BIRTH}.000.00.00.H61"],
        "also_same_name": [LATE_BIRTH],
        "kind": "slang",
    }
    assert read_questions(a_file(tmp_path, row)) == [Question("khai sinh", frozenset({BIRTH, LATE_BIRTH}), "slang")]


@pytest.mark.parametrize("line", ["không phải JSON", "[1]", '{"query": "x"}', '{"query": "x", "relevant": 3}'])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('\n{"query": "x", "relevant": ["1.000001"]}\n' + line, "utf-8")
    with pytest.raises(QuestionsUnreadable, match="dòng 3"):
        read_questions(path)


def test_places_shares_and_kinds() -> None:
    answers = {"a": [BIRTH, LAND], "b": [LAND, "1.000001.H61", BIRTH], "c": [LAND]}
    questions = [
        Question("a", frozenset({BIRTH}), "slang"), Question("b", frozenset({BIRTH}), "typo"),
        Question("c", frozenset({BIRTH}), "typo"), Question("d", frozenset({"9.999999"}), "typo"),
    ]  # fmt: skip
    outcomes, unanswerable = evaluate(questions, {BIRTH, LAND}, answers.__getitem__)
    assert [outcome.place for outcome in outcomes] == [1, 3, 0]
    assert unanswerable == [questions[3]]
    total, slang, typo = scores(outcomes)
    assert (total.kind, total.count, slang.kind, typo.kind) == ("", 3, "slang", "typo")
    assert (total.hit_1, total.hit_3, total.hit_10) == pytest.approx((1 / 3, 2 / 3, 2 / 3))
    assert total.mrr == pytest.approx((1 + 1 / 3) / 3)
    assert (slang.hit_1, typo.hit_1, typo.hit_3) == (1.0, 0.0, 0.5)


def test_what_stands_behind_the_tenth_does_not_count() -> None:
    found = [f"1.00000{n}" for n in range(10)] + [BIRTH]
    [outcome], _ = evaluate([Question("x", frozenset({BIRTH}))], {BIRTH}, lambda query: found)
    assert outcome.place == 0


def test_the_command_prints_figures_and_misses(app: Flask, session: Session, tmp_path: Path) -> None:
    rows = (
        {"query": "lam khai sinh cho con", "relevant": [BIRTH], "kind": "slang"},
        {"query": "sang tên đất", "relevant": [BIRTH], "kind": "wrong"},
        {"query": "gì đó", "relevant": ["9.999999"]},
    )
    said = app.test_cli_runner().invoke(args=["portal", "evaluate-search", str(a_file(tmp_path, *rows))]).output
    assert "hạng –: sang tên đất → đúng 1.001193; ra 1.013831" in said
    assert "2 câu hỏi, 1 câu có thủ tục không ở cổng này" in said
    assert "slang                    n=1     hit@1=1.000" in said
    assert "tất cả                   n=2     hit@1=0.500" in said


def test_the_command_refuses_another_file(app: Flask, session: Session, tmp_path: Path) -> None:
    answer = app.test_cli_runner().invoke(args=["portal", "evaluate-search", str(a_file(tmp_path, 3))])
    assert answer.exit_code == 1 and "dòng 1" in answer.output
