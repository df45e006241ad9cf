"""How does a page of questions reach the screen and come back? Between `portal.eforms` and the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.eforms.answers import Refused, read_page
from portal.eforms.definition import Question
from portal.eforms.types import GROUP, TYPES, UNKNOWN, FieldType, Names
from portal.eforms.types.groups import rows_in, unknown_inputs
from portal.web.answer_words import sentence_of

#: Hidden inputs that name what the page asked: a question that appears only now is not yet an error.
ASKED = "asked"
#: Buttons that add a row to a group, and take one away ("co_owners.1").
ADD, REMOVE = "them", "bo"
#: Button that leads to the page of a paper.
PAPER = "giay"


@dataclass(frozen=True)
class Asked:
    """One question as the template draws it; `rows` are those of a group, each its questions."""

    question: Question
    type: FieldType
    #: What the inputs show: texts by suffix.
    inputs: Mapping[str, Sequence[str]]
    error: str = ""
    error_line: str = ""
    rows: Sequence[Sequence[Asked]] = ()
    #: What a computed value comes to; what was done about the paper of a file.
    told: str = ""
    agencies: Sequence[tuple[str, str]] = ()

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

    def parts(self, *names: str) -> dict[str, str]:
        """Return the texts of several boxes by their names: of a day, an address, a parcel."""
        return {part: self.value(f".{part}") for part in names}

    @property
    def needs_communes(self) -> bool:
        """Say whether the list of communes must be there to draw it."""
        return self.type.widget in ("address", "commune") or any(one.needs_communes for row in self.rows for one in row)


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

    @property
    def wrong(self) -> Sequence[Refused]:
        """Return what was typed and cannot be taken; what is only missing can wait while rows are added."""
        return [one for one in self.refused if not one.is_missing]


def read(questions: Sequence[Question], form: MultiDict[str, str], before: Mapping[str, Any], names: Names) -> Sent:
    """Read a sent page."""
    typed = {key: form.getlist(key) for key in form}
    asked = set(form.getlist(ASKED))
    answers, refused = read_page(questions, typed, before, names)
    wrong = [one for one in refused if one.asked in asked]
    return Sent(answers, wrong, revealed=len(wrong) < len(refused))


def settled(questions: Sequence[Question], sent: Sent) -> list[Question]:
    """Return the questions whose answers can be kept: those answered rightly, and groups whose rows are all gone."""
    refused = {one.field.partition(".")[0] for one in sent.wrong}
    return [q for q in questions if q.id in sent.answers or (q.type == "group" and q.id not in refused)]


def errors_of(sent: Sent) -> list[tuple[str, str]]:
    """Return (id of the input, sentence) for the error summary; the first input of a group has the group's own id."""
    return [(_input_id(one.field), sentence_of(one)) for one in sent.refused]


def _input_id(field: str) -> str:
    return field.removesuffix(".day").removesuffix(".unit")


# ---- buttons that add a row and take one away


def without_row(form: MultiDict[str, str], group_id: str, at: int) -> MultiDict[str, str]:
    """Return the sent form without one row of a group; the rows behind it move up."""
    kept: MultiDict[str, str] = MultiDict()
    for key, text in form.items(multi=True):
        if _row_of(text if key == ASKED else key, group_id) != at:
            kept.add(*_moved(key, text, group_id, at))
    return kept


def _moved(key: str, text: str, group_id: str, at: int) -> tuple[str, str]:
    name = text if key == ASKED else key
    number = _row_of(name, group_id)
    if number is not None and number > at:
        rest = name.split(".", 2)[2]
        name = f"{group_id}.{number - 1}.{rest}"
    return (key, name) if key == ASKED else (name, text)


def _row_of(name: str, group_id: str) -> int | None:
    own, number, _rest = (*name.split(".", 2), "", "")[:3]
    return int(number) if own == group_id and number.isascii() and number.isdigit() and len(number) < 3 else None


def removed_row(form: MultiDict[str, str]) -> tuple[str, int] | None:
    """Return (group, row) of the button that takes a row away, when it was pressed."""
    group_id, _dot, number = form.get(REMOVE, "").partition(".")
    return (group_id, int(number)) if number.isascii() and number.isdigit() and len(number) < 3 else None


# ---- drawing


@dataclass(frozen=True)
class Canvas:
    """What drawing a page needs besides its questions."""

    answers: Mapping[str, Any]
    names: Names
    form: MultiDict[str, str] | None = None
    errors: Sequence[tuple[str, str]] = ()
    prefill: Mapping[str, Any] = field(default_factory=dict)
    #: The group that is to have one empty row more.
    more: str = ""
    #: What was done about each paper, in words.
    papers: Mapping[str, str] = field(default_factory=dict)


def draw(questions: Iterable[Question], canvas: Canvas) -> list[Asked]:
    """Return the questions for the template: as typed when the page was sent, else as answered before."""
    return [_drawn(q, _inputs(q, canvas), canvas) for q in questions]


def _drawn(question: Question, inputs: Mapping[str, Sequence[str]], canvas: Canvas) -> Asked:
    sentences, names, kind = dict(canvas.errors), canvas.names, TYPES[question.type]
    asked = Asked(question, kind, inputs, _sentence_at(question, sentences), sentences.get(f"{question.id}.line", ""))
    match question.type:
        case "group":
            return replace(asked, rows=_rows(question, inputs, canvas))
        case "computed" if question.id in canvas.answers:
            return replace(asked, told=kind.show(question, canvas.answers[question.id], names))
        case "file":
            return replace(asked, told=canvas.papers.get(question.paper, ""))
        case "agency":
            return replace(asked, agencies=names.agencies(question.agency_kinds))
    return asked


def _rows(group: Question, inputs: Mapping[str, Sequence[str]], canvas: Canvas) -> list[list[Asked]]:
    """Return the rows of a group, at least one; each question bears the name of its row."""
    rows = [own for _at, own in sorted(rows_in(inputs).items())]
    wanted = max(group.least or 1, len(rows) + (canvas.more == group.id))
    rows += [{}] * (min(wanted, group.most or wanted) - len(rows))
    return [
        [_in_row(group, one, at, own, canvas) for one in GROUP.shown(group, own, canvas.names, canvas.answers)]
        for at, own in enumerate(rows)
    ]


def _in_row(group: Question, one: Question, at: int, own: Mapping[str, Sequence[str]], canvas: Canvas) -> Asked:
    texts = {key[len(one.id) :]: given for key, given in own.items() if key.partition(".")[0] == one.id}
    return _drawn(replace(one, id=f"{group.id}.{at}.{one.id}"), texts, canvas)


def _sentence_at(question: Question, sentences: Mapping[str, str]) -> str:
    """Return the sentence about a question; one about the line of an address stands there, not on top."""
    parts = (question.id, *(f"{question.id}.{part}" for part in ("month", "year", "sheet")))
    return next((sentences[part] for part in parts if part in sentences), "")


def _inputs(question: Question, canvas: Canvas) -> Mapping[str, Sequence[str]]:
    form = canvas.form
    if form is not None and question.id in form.getlist(ASKED):
        return {k[len(question.id) :]: form.getlist(k) for k in form if k.partition(".")[0] == question.id}
    value = canvas.answers.get(question.id)
    if value == UNKNOWN:
        return unknown_inputs(question, TYPES)
    if value is None:
        value = canvas.prefill.get(question.prefill) if question.prefill else None
    if value is None:
        return {}
    return GROUP.row_inputs(question, value) if question.type == "group" else TYPES[question.type].inputs(value)
