"""What has been answered, what is hidden, what is still missing? Decided on the server, again at sending.

A hidden answer is absent everywhere: it is dropped when its question disappears, in the rows of groups too, so no
condition, paper or print can see what the citizen no longer sees. What is computed is worked out anew each time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.eforms.definition import AlsoPrints, EForm, Page, Question
from portal.eforms.expressions import calculate, comparable, holds
from portal.eforms.types import COMPUTED, GROUP, TYPES, UNKNOWN, Names, Problem
from portal.eforms.types.base import nothing_said
from portal.eforms.types.groups import WrongRows, read_one

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """One answer that cannot be taken: where (id of the input), and the message with its values.

    `asked` is the name under which the page asked it; `row` counts from 1 within a group, 0 outside.
    """

    field: str
    message: str
    values: Mapping[str, object]
    asked: str = dataclasses.field(default="", compare=False)
    row: int = 0
    item: str = ""
    is_missing: bool = dataclasses.field(default=False, compare=False)


# ---- what counts


def visible(form: EForm, answers: Answers) -> dict[str, Any]:
    """Return only the answers whose questions are shown, judged from the first question on."""
    kept: dict[str, Any] = {}
    seen: dict[str, Any] = {}  # the same as conditions see it
    for item in form.eligibility:
        _keep(item.question, answers, kept, seen)
    for page in form.pages:
        if holds(page.show_if, seen):
            for question in page.questions:
                _keep(question, answers, kept, seen)
    return kept


def _keep(question: Question, answers: Answers, kept: dict[str, Any], seen: dict[str, Any]) -> None:
    if not holds(question.show_if, seen):
        return
    found: dict[str, Any] = {}
    if question.formula:
        number = calculate(question.formula, seen)
        if number is not None:
            found[question.id] = COMPUTED.of(question, number)
    elif question.type == "group":
        if rows := _visible_rows(question, answers.get(question.id), seen):
            found[question.id] = rows
    elif question.id in answers:
        found[question.id] = answers[question.id]
    kept.update(found)
    seen.update(comparable(found))


def _visible_rows(group: Question, rows: Any, seen: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in rows if isinstance(rows, list) else ():
        kept: dict[str, Any] = {}
        for question in group.questions:
            if question.id in row and holds(question.show_if, {**seen, **comparable(kept)}):
                kept[question.id] = row[question.id]
        if kept:
            found.append(kept)
    return found


def shown_pages(form: EForm, answers: Answers) -> list[Page]:
    """Return the pages that apply."""
    seen = comparable(visible(form, answers))
    return [page for page in form.pages if holds(page.show_if, seen)]


def shown_questions(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """Return those of the questions that apply."""
    seen = comparable(answers)
    return [question for question in questions if holds(question.show_if, seen)]


# ---- reading what was sent


def read_page(
    questions: Sequence[Question], typed: Mapping[str, Sequence[str]], before: Answers, names: Names
) -> tuple[dict[str, Any], list[Refused]]:
    """Read one sent page: return the answers to keep, and what was refused, in the order of the page.

    `typed` is the form as sent (input name → texts), `before` the answers of earlier pages. A question hidden by
    what was just chosen is neither read nor required, whatever the form carried. Of a group whose rows are not all
    right, what is right is kept.
    """
    answers: dict[str, Any] = {}
    refused: list[Refused] = []
    for question in questions:
        known = {**before, **answers}
        if not TYPES[question.type].is_asked or not holds(question.show_if, comparable(known)):
            continue
        try:
            value = read_answer(question, typed, names, known)
        except WrongRows as wrong:
            refused += _refused_rows(question, wrong)
            value = wrong.kept
        except Problem as problem:
            refused.append(Refused(question.id + problem.part, problem.message, problem.values, question.id))
            continue
        else:
            if value is None and not question.optional:
                refused.append(_missing(question))
        if value is not None and value != []:  # no, and nought, are answers
            answers[question.id] = value
    return answers, refused


def read_answer(
    question: Question, typed: Mapping[str, Sequence[str]], names: Names, before: Answers | None = None
) -> Any:
    """Return what is kept for one question, None when it is empty; raise Problem (WrongRows for a group)."""
    own = {key[len(question.id) :]: texts for key, texts in typed.items() if key.partition(".")[0] == question.id}
    if question.type == "group":
        return GROUP.read_rows(question, own, names, before or {})
    return read_one(TYPES[question.type], question, own, names)


def _missing(question: Question) -> Refused:
    kind = TYPES[question.type]
    message, values = nothing_said(kind, question.label)
    return Refused(question.id + kind.first_part, message, values, question.id, is_missing=True)


def _refused_rows(group: Question, wrong: WrongRows) -> list[Refused]:
    return [
        Refused(group.id + one.part, one.message, one.values, group.id + one.asked, one.row, group.item, one.is_missing)
        for one in wrong.problems
    ]


# ---- what is still open


def stopped_by(form: EForm, answers: Answers) -> str:
    """Return the reason why this cannot be filed online, or ""."""
    seen = comparable(answers)
    return next((i.stop_reason for i in form.eligibility if i.stop_if and holds(i.stop_if, seen)), "")


def is_open(question: Question, answers: Answers) -> bool:
    """Say whether a shown question still has to be answered; a group with a row that lacks something has."""
    if not TYPES[question.type].is_asked:
        return False
    if question.id not in answers:
        return not question.optional
    return question.type == "group" and _is_incomplete(question, answers)


def _is_incomplete(group: Question, answers: Answers) -> bool:
    rows, seen = answers[group.id], comparable(answers)
    return len(rows) < (group.least or 0) or any(
        not one.optional and one.id not in row and holds(one.show_if, {**seen, **comparable(row)})
        for row in rows
        for one in group.questions
    )


def missing_on(page: Page, answers: Answers) -> list[Question]:
    """Return the questions of a page that must be answered and are not."""
    return [question for question in shown_questions(page.questions, answers) if is_open(question, answers)]


def missing(form: EForm, answers: Answers) -> list[tuple[Page | None, Question]]:
    """Return everything still unanswered, in the order of the form; (None, …) for eligibility."""
    kept = visible(form, answers)
    asked = shown_questions([item.question for item in form.eligibility], kept)
    gaps: list[tuple[Page | None, Question]] = [(None, q) for q in asked if is_open(q, kept)]
    for page in shown_pages(form, kept):
        gaps += [(page, question) for question in missing_on(page, kept)]
    return gaps


def printed_places(question: Question, answers: Answers) -> tuple[AlsoPrints, ...]:
    """Return where on the legal form this answer stands, given all the others."""
    seen = comparable(answers)
    own = AlsoPrints(question.prints, column=question.column)
    return tuple(one for one in (own, *question.prints_also) if one.line and holds(one.show_if, seen))


def is_known(answers: Answers, question: Question) -> bool:
    """Say whether there is an answer that says something."""
    return answers.get(question.id) not in (None, UNKNOWN)
