"""How does a page of questions reach the screen and come back? Between `portal.eforms` and the templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.eforms.answers import Refused, read_page
from portal.eforms.definition import Question
from portal.eforms.types import TYPES, UNKNOWN, FieldType, Names

#: Hidden inputs that name what the page asked: a question that appears only now is not yet an error.
ASKED = "asked"


@dataclass(frozen=True)
class Asked:
    """One question as the template draws it."""

    question: Question
    type: FieldType
    #: What the inputs show: texts by suffix.
    inputs: Mapping[str, Sequence[str]]
    error: str = ""
    error_line: str = ""

    def value(self, part: str = "") -> str:
        """Return the text of one input."""
        return next(iter(self.inputs.get(part, ())), "")

    @property
    def is_unknown(self) -> bool:
        """Say whether "I do not know" is ticked."""
        return bool(self.inputs.get(".unknown"))

    @property
    def options(self) -> list[dict[str, str]]:
        """Return what can be chosen, as radios and checkboxes take it."""
        if self.type.name == "yes_no":
            chosen = [{"value": "yes", "label": _("Yes"), "hint": ""}, {"value": "no", "label": _("No"), "hint": ""}]
        else:
            chosen = [{"value": o.value, "label": o.label, "hint": o.hint} for o in self.question.options]
        if self.question.unknown:
            chosen.append({"value": "unknown", "label": _("I do not know"), "hint": ""})
        return chosen

    @property
    def date(self) -> dict[str, str]:
        """Return the three boxes of a day."""
        return {part: self.value(f".{part}") for part in ("day", "month", "year")}

    @property
    def address(self) -> dict[str, str]:
        """Return the two parts of an address."""
        return {"unit": self.value(".unit"), "line": self.value(".line")}


@dataclass(frozen=True)
class Sent:
    """What a sent page means: answers to keep, sentences to show, and whether new questions have appeared."""

    answers: Mapping[str, Any]
    refused: Sequence[Refused]
    revealed: bool

    @property
    def is_good(self) -> bool:
        """Say whether the page is done."""
        return not self.refused and not self.revealed


def read(questions: Sequence[Question], form: MultiDict[str, str], before: Mapping[str, Any], names: Names) -> Sent:
    """Read a sent page."""
    typed = {key: form.getlist(key) for key in form}
    asked = set(form.getlist(ASKED))
    answers, refused = read_page(questions, typed, before, names)
    wrong = [one for one in refused if one.field.partition(".")[0] in asked]
    return Sent(answers, wrong, revealed=len(wrong) < len(refused))


def errors_of(sent: Sent) -> list[tuple[str, str]]:
    """Return (id of the input, sentence) for the error summary; the first input of a group has the group's own id."""
    return [
        (_input_id(one.field), str(_(one.message, **one.values) if one.values else _(one.message)))
        for one in sent.refused
    ]


def _input_id(field: str) -> str:
    return field.removesuffix(".day").removesuffix(".unit")


def draw(
    questions: Sequence[Question], answers: Mapping[str, Any], *, form: MultiDict[str, str] | None = None,
    errors: Sequence[tuple[str, str]] = (), prefill: Mapping[str, Any] | None = None,
) -> list[Asked]:  # fmt: skip
    """Return the questions for the template: as typed when the page was sent, else as answered before."""
    sentences = dict(errors)
    return [
        Asked(q, TYPES[q.type], _inputs(q, answers, form, prefill or {}), _sentence_of(q, sentences),
              sentences.get(f"{q.id}.line", ""))
        for q in questions
    ]  # fmt: skip


def _sentence_of(question: Question, sentences: Mapping[str, str]) -> str:
    """Return the sentence about a question; one about the line of an address stands there, not on top."""
    parts = (question.id, f"{question.id}.month", f"{question.id}.year")
    return next((sentences[part] for part in parts if part in sentences), "")


def _inputs(
    question: Question, answers: Mapping[str, Any], form: MultiDict[str, str] | None, prefill: Mapping[str, Any]
) -> Mapping[str, Sequence[str]]:
    if form is not None and question.id in form.getlist(ASKED):
        return {k[len(question.id) :]: form.getlist(k) for k in form if k.partition(".")[0] == question.id}
    value = answers.get(question.id)
    if value == UNKNOWN:
        return {"": ["unknown"]} if TYPES[question.type].widget == "radios" else {".unknown": ["1"]}
    if value is None:
        value = prefill.get(question.prefill) if question.prefill else None
    return TYPES[question.type].inputs(value) if value is not None else {}
