"""What changes for an open draft when a newer form is published? Which questions, and which of its answers still fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.eforms.answers import Answers, visible
from portal.eforms.definition import EForm, Question
from portal.eforms.types import TYPES, UNKNOWN, Names, Problem
from portal.eforms.types.groups import read_one

#: Kinds whose answers are words: one may be read as the other.
_WORDS = ("text", "textarea", "email")


@dataclass(frozen=True)
class Differences:
    """Labels of the questions that came, went, or are asked in another way."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Carried:
    """The answers that still fit, and the labels of those that do not: no longer asked, or to be given again."""

    kept: Mapping[str, Any]
    gone: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def differences(old: EForm, new: EForm) -> Differences:
    """Return what a person who has filled in the old form should know about the new one."""
    before = {question.id: question for question in old.questions()}
    after = {question.id: question for question in new.questions()}
    taken_up = {old_id for q in after.values() if q.id not in before for old_id in q.replaces.values()} & before.keys()
    return Differences(
        added=tuple(q.label for q in after.values() if q.id not in before and not _takes_up(q, before)),
        removed=tuple(q.label for q in before.values() if q.id not in after and q.id not in taken_up),
        changed=tuple(
            q.label
            for q in after.values()
            if (_asks(q) != _asks(before[q.id]) if q.id in before else _takes_up(q, before))
        ),
    )


def _takes_up(question: Question, before: Collection[str]) -> bool:
    """Say whether the old form asked for its parts one by one."""
    return bool(question.replaces) and all(old_id in before for old_id in question.replaces.values())


def _asks(question: Question) -> object:
    """Return what a person sees of a question; where it prints is no business of theirs."""
    options = tuple((option.value, option.label) for option in question.options)
    rows = tuple(map(_asks, question.questions))
    return (
        question.id,
        question.type,
        question.label,
        options,
        question.unit,
        question.optional,
        question.unknown,
        rows,
    )


def carry_over(old: EForm, new: EForm, answers: Answers, names: Names) -> Carried:
    """Return the answers as the new form takes them."""
    before = {question.id: question for question in old.questions()}
    asked = {question.id: question for question in new.questions()}
    fitting: dict[str, Any] = {}
    again: list[str] = []
    taken_up: set[str] = set()
    for question in asked.values():
        if question.id in answers and question.id in before and TYPES[question.type].is_asked:
            value = _fitted(before[question.id], question, answers[question.id], names)
        elif question.id not in before and _takes_up(question, before) and answers.keys() & question.replaces.values():
            value = _put_together(question, before, answers, names)
            taken_up.update(question.replaces.values())
        else:
            continue
        if value is None:
            again.append(question.label)
        else:
            fitting[question.id] = value
    left = answers.keys() - asked.keys() - taken_up
    gone = [q.label for q in before.values() if q.id in left and TYPES[q.type].is_asked]
    return Carried(visible(new, fitting), tuple(gone), tuple(again))


def _put_together(question: Question, before: Mapping[str, Question], answers: Answers, names: Names) -> Any:
    """Return the answer whose parts were asked for one by one, None when it does not come about."""
    if question.unknown and all(answers.get(old_id) == UNKNOWN for old_id in question.replaces.values()):
        return UNKNOWN
    inputs: dict[str, list[str]] = {}
    for part, old_id in question.replaces.items():
        value = answers.get(old_id)
        known = {} if value in (None, UNKNOWN) else TYPES[before[old_id].type].inputs(value)
        inputs[f".{part}"] = list(known.get("", ()))
    try:
        return read_one(TYPES[question.type], question, inputs, names)
    except Problem:
        return None


def _fitted(old: Question, new: Question, value: Any, names: Names) -> Any:
    """Return an answer as the new question would keep it, None when it does not fit."""
    if value == UNKNOWN:
        return UNKNOWN if new.unknown else None
    if "group" in (old.type, new.type):
        return _fitted_rows(old, new, value, names) if old.type == new.type else None
    before, after = TYPES[old.type], TYPES[new.type]
    if old.type != new.type and not (before.widget in _WORDS and after.widget in _WORDS):
        return None
    try:
        return read_one(after, new, before.inputs(value), names)
    except Problem:
        return None


def _fitted_rows(old: Question, new: Question, rows: Any, names: Names) -> Any:
    """Return the rows with what fits of them; what does not is missing there, and asked for in its row."""
    before = {question.id: question for question in old.questions}
    found = []
    for row in rows:
        fitted = {
            one.id: value
            for one in new.questions
            if one.id in row and one.id in before
            if (value := _fitted(before[one.id], one, row[one.id], names)) is not None
        }
        if fitted:
            found.append(fitted)
    return found or None
