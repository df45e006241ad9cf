"""What is a repeated group? A few questions answered once for each person or thing: co-owners, parcels, vehicles.

Kept as a list of rows, each the answers of one; a row that is not complete yet is kept too, and is missing until it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.eforms.expressions import comparable, holds
from portal.eforms.types.base import UNKNOWN, Doubt, FieldType, Inputs, Key, Names, Problem, nothing_said
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question

#: No group has more rows, whatever its definition says.
MOST_ROWS = 50


class RowProblem(Problem):
    """What is wrong in one row: `row` counts from 1, `asked` is the input name of the question behind the group's id."""

    def __init__(self, problem: Problem, at: int, question: Question, *, row: int, is_missing: bool) -> None:
        super().__init__(problem.message, f".{at}.{question.id}{problem.part}", **problem.values)
        self.row, self.asked, self.is_missing = row, f".{at}.{question.id}", is_missing


class WrongRows(Problem):
    """Some rows cannot be taken as they are; `kept` is what was right in them."""

    def __init__(self, problems: list[RowProblem], kept: list[dict[str, Any]]) -> None:
        super().__init__(problems[0].message)
        self.problems, self.kept = problems, kept


class Group(FieldType):
    """Questions that repeat."""

    name = "group"
    widget = "group"
    typed = 0
    missing = N_("Add at least one: %(label)s")

    def __init__(self, kinds: Mapping[str, FieldType]) -> None:
        self._kinds = kinds

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the rows; raise WrongRows."""
        return self.read_rows(question, inputs, names, {})

    def read_rows(self, question: Question, inputs: Inputs, names: Names, before: Mapping[str, Any]) -> Any:
        """Return the rows, those with nothing in them left out; conditions see `before` and the row itself."""
        kept: list[dict[str, Any]] = []
        problems: list[RowProblem] = []
        for at, own in sorted(rows_in(inputs).items()):
            answers, wrong = self._read_row(question, at, own, names, before)
            is_empty = not answers and all(problem.is_missing for problem in wrong)
            if not is_empty or at < (question.least or 0):
                kept.append(answers)
                problems += wrong
        if question.most is not None and len(kept) > question.most:
            raise Problem(N_("At most %(most)s here. Take away what is too much."), most=question.most)
        if problems:
            raise WrongRows(problems, [row for row in kept if row])
        return kept or None

    def _read_row(
        self, group: Question, at: int, own: Inputs, names: Names, before: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[RowProblem]]:
        answers: dict[str, Any] = {}
        wrong: list[RowProblem] = []
        for question in group.questions:
            kind = self._kinds[question.type]
            if not kind.is_asked or not holds(question.show_if, comparable({**before, **answers})):
                continue
            typed = {
                key[len(question.id) :]: texts for key, texts in own.items() if key.partition(".")[0] == question.id
            }
            try:
                value = read_one(kind, question, typed, names)
            except Problem as problem:
                wrong.append(RowProblem(problem, at, question, row=at + 1, is_missing=False))
                continue
            if value is not None:
                answers[question.id] = value
            elif not question.optional:
                message, values = nothing_said(kind, question.label)
                nothing = Problem(message, kind.first_part, **values)
                wrong.append(RowProblem(nothing, at, question, row=at + 1, is_missing=True))
        return answers, wrong

    def shown(self, group: Question, own: Inputs, names: Names, before: Mapping[str, Any]) -> list[Question]:
        """Return the questions of one row that apply, judged by what stands in its inputs."""
        answers, _wrong = self._read_row(group, 0, own, names, before)
        seen = comparable({**before, **answers})
        return [question for question in group.questions if holds(question.show_if, seen)]

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Return nothing: what the inputs of a row show needs its questions (`row_inputs`)."""
        return {}

    def row_inputs(self, question: Question, value: Any) -> dict[str, list[str]]:
        """Return what the inputs of all rows show: the inverse of `read`."""
        found: dict[str, list[str]] = {}
        for at, row in enumerate(value):
            for one in question.questions:
                if one.id in row:
                    is_unknown, kind = row[one.id] == UNKNOWN, self._kinds[one.type]
                    texts = unknown_inputs(one, self._kinds) if is_unknown else kind.inputs(row[one.id])
                    found |= {f".{at}.{one.id}{part}": given for part, given in texts.items()}
        return found

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write a line a row: "1. Nguyễn Thị Hoa; Số căn cước: 086…"."""
        return "\n".join(f"{n}. {self._row(question, row, names)}" for n, row in enumerate(value, 1))

    def printed(self, question: Question, value: Any, names: Names, part: str = "") -> tuple[str, ...]:
        """Write a text a row; a table takes the cells instead (`cells`)."""
        return tuple(self.show(question, value, names).splitlines())

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write a line a row, the plain values between semicolons, an empty place for what is not answered."""
        return "\n".join(
            ";".join(
                self._kinds[one.type].exported(one, row[one.id], names) if row.get(one.id, UNKNOWN) != UNKNOWN else ""
                for one in question.questions
            )
            for row in value
        )

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Return the keys of all rows."""
        return tuple(
            key
            for row in value
            for one in question.questions
            if row.get(one.id, UNKNOWN) != UNKNOWN
            for key in self._kinds[one.type].found_by(one, row[one.id])
        )

    def _row(self, question: Question, row: Mapping[str, Any], names: Names) -> str:
        told = [
            (one, "Không biết" if row[one.id] == UNKNOWN else self._kinds[one.type].show(one, row[one.id], names))
            for one in question.questions
            if one.id in row
        ]
        return "; ".join(text if n == 0 else f"{one.label.rstrip('?: ')}: {text}" for n, (one, text) in enumerate(told))

    def row_doubts(
        self, question: Question, value: Any, answers: Mapping[str, Any]
    ) -> list[tuple[int, Question, Doubt]]:
        """Return what looks odd, with its row (from 0) and its question."""
        return [
            (at, one, doubt)
            for at, row in enumerate(value)
            for one in question.questions
            if row.get(one.id, UNKNOWN) != UNKNOWN
            for doubt in self._kinds[one.type].doubts(one, row[one.id], {**answers, **row})
        ]


def rows_in(inputs: Inputs) -> dict[int, dict[str, list[str]]]:
    """Return the inputs of each row, by its number: ".0.name" and ".0.birth.day" are of row 0."""
    found: dict[int, dict[str, list[str]]] = {}
    for key, texts in inputs.items():
        _, number, rest = (*key.split(".", 2), "", "")[:3]
        if rest and number.isascii() and number.isdigit() and len(number) < 3 and int(number) < MOST_ROWS:
            found.setdefault(int(number), {})[rest] = list(texts)
    return found


def read_one(kind: FieldType, question: Question, inputs: Inputs, names: Names) -> Any:
    """Return what is kept for one question; "I do not know" where it is offered."""
    if question.unknown and (inputs.get(".unknown") or list(inputs.get("", ())) == ["unknown"]):
        return UNKNOWN
    return kind.read(question, inputs, names)


def unknown_inputs(question: Question, kinds: Mapping[str, FieldType]) -> dict[str, list[str]]:
    """Return what the inputs show for "I do not know"."""
    return {"": ["unknown"]} if kinds[question.type].widget == "radios" else {".unknown": ["1"]}
