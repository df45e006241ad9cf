"""What has been answered, what is hidden, what is still missing? Decided on the server, again at sending.

A hidden answer is absent everywhere: it is dropped when its question disappears, so no condition, paper or print
can see what the citizen no longer sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.eforms.definition import EForm, Page, Question
from portal.eforms.expressions import holds
from portal.eforms.types import TYPES, UNKNOWN, Names, Problem

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """One answer that cannot be taken: where (id of the input), and the message with its values."""

    field: str
    message: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Row:
    """One answer as a person reads it."""

    question: Question
    text: str
    is_unknown: bool = False


def comparable(answers: Answers) -> dict[str, Any]:
    """Return the answers as conditions see them: an unknown is null."""
    return {key: None if value == UNKNOWN else value for key, value in answers.items()}


def visible(form: EForm, answers: Answers) -> dict[str, Any]:
    """Return only the answers whose questions are shown, judged from the first question on."""
    kept: dict[str, Any] = {}
    for item in form.eligibility:
        _keep(item.question, answers, kept)
    for page in form.pages:
        if holds(page.show_if, comparable(kept)):
            for question in page.questions:
                _keep(question, answers, kept)
    return kept


def _keep(question: Question, answers: Answers, kept: dict[str, Any]) -> None:
    if question.id in answers and holds(question.show_if, comparable(kept)):
        kept[question.id] = answers[question.id]


def shown_pages(form: EForm, answers: Answers) -> list[Page]:
    """Return the pages that apply."""
    seen = comparable(visible(form, answers))
    return [page for page in form.pages if holds(page.show_if, seen)]


def shown_questions(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """Return those of the questions that apply."""
    seen = comparable(answers)
    return [question for question in questions if holds(question.show_if, seen)]


def read_page(
    questions: Sequence[Question], typed: Mapping[str, Sequence[str]], before: Answers, names: Names
) -> tuple[dict[str, Any], list[Refused]]:
    """Read one sent page: return the answers to keep, and what was refused, in the order of the page.

    `typed` is the form as sent (input name → texts), `before` the answers of earlier pages. A question hidden by
    what was just chosen is neither read nor required, whatever the form carried.
    """
    answers: dict[str, Any] = {}
    refused: list[Refused] = []
    for question in questions:
        if not holds(question.show_if, comparable({**before, **answers})):
            continue
        try:
            value = read_answer(question, typed, names)
        except Problem as problem:
            refused.append(Refused(question.id + problem.part, problem.message, problem.values))
            continue
        if value is not None:
            answers[question.id] = value
        elif not question.optional:
            values = {"label": question.label[:1].lower() + question.label[1:]}
            refused.append(Refused(_first_input(question), TYPES[question.type].missing, values))
    return answers, refused


def read_answer(question: Question, typed: Mapping[str, Sequence[str]], names: Names) -> Any:
    """Return what is kept for one question, None when it is empty; raise Problem."""
    if question.unknown and (typed.get(f"{question.id}.unknown") or list(typed.get(question.id, ())) == ["unknown"]):
        return UNKNOWN
    own = {key[len(question.id) :]: texts for key, texts in typed.items() if key.partition(".")[0] == question.id}
    return TYPES[question.type].read(question, own, names)


def _first_input(question: Question) -> str:
    return question.id + {"date": ".day", "address": ".unit"}.get(TYPES[question.type].widget, "")


def stopped_by(form: EForm, answers: Answers) -> str:
    """Return the reason why this cannot be filed online, or ""."""
    seen = comparable(answers)
    return next((i.stop_reason for i in form.eligibility if i.stop_if and holds(i.stop_if, seen)), "")


def missing_on(page: Page, answers: Answers) -> list[Question]:
    """Return the questions of a page that must be answered and are not."""
    return [q for q in shown_questions(page.questions, answers) if not q.optional and q.id not in answers]


def missing(form: EForm, answers: Answers) -> list[tuple[Page | None, Question]]:
    """Return everything still unanswered, in the order of the form; (None, …) for eligibility."""
    kept = visible(form, answers)
    asked = shown_questions([item.question for item in form.eligibility], kept)
    gaps: list[tuple[Page | None, Question]] = [(None, q) for q in asked if q.id not in kept and not q.optional]
    for page in shown_pages(form, kept):
        gaps += [(page, question) for question in missing_on(page, kept)]
    return gaps


def printed_on(question: Question, answers: Answers) -> tuple[str, ...]:
    """Return the lines of the legal form on which this answer stands, given all the others; () when on none."""
    seen = comparable(answers)
    also = (one.line for one in question.prints_also if holds(one.show_if, seen))
    return tuple(line for line in (question.prints, *also) if line)


def rows(page: Page, answers: Answers, names: Names) -> list[Row]:
    """Return the answers of a page as a person reads them; unanswered optional ones are left out."""
    found = []
    for question in shown_questions(page.questions, answers):
        value = answers.get(question.id)
        if value == UNKNOWN:
            found.append(Row(question, "Không biết", is_unknown=True))
        elif value is not None:
            found.append(Row(question, TYPES[question.type].show(question, value, names)))
    return found
