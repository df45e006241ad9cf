"""How are answers told? As a person reads them, as another program takes them, by what a dossier is found; and what is odd."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.eforms.answers import Answers, is_known, shown_questions, visible
from portal.eforms.definition import Caution, EForm, Page, Question
from portal.eforms.expressions import comparable, holds
from portal.eforms.types import GROUP, TYPES, UNKNOWN, Key, Names

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Row:
    """One answer as a person reads it."""

    question: Question
    text: str
    is_unknown: bool = False


@dataclass(frozen=True)
class Warned:
    """Something odd that holds nobody up: where, and the sentence with its values; `row` counts from 1 within a group."""

    field: str
    message: str
    values: Mapping[str, object]
    row: int = 0
    item: str = ""


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


def warned(questions: Iterable[Question], answers: Answers, names: Names, every: Iterable[Question]) -> list[Warned]:
    """Return what looks odd about these questions, in their order; `every` are all questions of the form."""
    found: list[Warned] = []
    seen, known = comparable(answers), {question.id: question for question in every}
    for question in shown_questions(questions, answers):
        if is_known(answers, question):
            found += _doubts(question, answers)
        found += [
            Warned(question.id, _say(one, known, answers, names), {})
            for one in question.warnings
            if holds(one.show_if, seen)
        ]
    return found


def _doubts(question: Question, answers: Answers) -> list[Warned]:
    value, seen = answers[question.id], comparable(answers)
    if question.type == "group":
        return [
            Warned(f"{question.id}.{at}.{one.id}", doubt.message, doubt.values, at + 1, question.item)
            for at, one, doubt in GROUP.row_doubts(question, value, seen)
        ]
    return [Warned(question.id, d.message, d.values) for d in TYPES[question.type].doubts(question, value, seen)]


def _say(caution: Caution, known: Mapping[str, Question], answers: Answers, names: Names) -> str:
    def text(match: re.Match[str]) -> str:
        question = known.get(match[1])
        if question is None or not is_known(answers, question):
            return "…"
        return TYPES[question.type].show(question, answers[question.id], names)

    return _PLACE.sub(text, caution.say)


def exported(form: EForm, answers: Answers, names: Names) -> dict[str, str]:
    """Return every known answer as another program takes it, by the id of its question."""
    kept = visible(form, answers)
    return {q.id: TYPES[q.type].exported(q, kept[q.id], names) for q in form.questions() if is_known(kept, q)}


def found_by(form: EForm, answers: Answers) -> frozenset[Key]:
    """Return by what a dossier with these answers is found: numbers of people, telephones, certificates, parcels."""
    kept = visible(form, answers)
    known = [question for question in form.questions() if is_known(kept, question)]
    return frozenset(key for question in known for key in TYPES[question.type].found_by(question, kept[question.id]))
