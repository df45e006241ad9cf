"""Which screen wrote what on a page of questions? Another screen that wrote meanwhile is not overwritten: both are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.catalogue.queries import UnitNames
from portal.citizen import question_form
from portal.dossiers.models import Dossier
from portal.dossiers.typed import Seen, find_typed
from portal.dossiers.typed_models import TypedPage
from portal.eforms.definition import Page, Question
from portal.eforms.telling import Row, rows
from portal.web.app_state import session


def fields_of(form: MultiDict[str, str], questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Return what stands in the inputs of these questions; nothing when all are empty."""
    known = {question.id for question in questions} | {question_form.ASKED}
    fields = [(name, text) for name, text in form.items(multi=True) if name.partition(".")[0] in known]
    return fields if any(text for name, text in fields if name != question_form.ASKED) else []


def seen_of(form: MultiDict[str, str]) -> Seen | None:
    """Return which screen sent this form and what it was drawn from."""
    version, screen = form.get("seen", ""), form.get("screen", "")
    return Seen(int(version), screen) if version.isdecimal() and len(version) < 10 and screen else None


def form_of(typed: TypedPage | None) -> MultiDict[str, str] | None:
    """Return words that are no answers yet, as the form they were typed in."""
    return MultiDict([(name, text) for name, text in typed.fields]) if typed is not None and typed.fields else None


def written_elsewhere(
    draft: Dossier, questions: Sequence[Question], here: str, known: Mapping[str, Any] | None = None
) -> list[dict[str, str]]:
    """Return what the other screen wrote, as rows of a summary; `known`: the answers so far, if not those of the draft."""
    names, typed = UnitNames(session()), find_typed(session(), draft, here)
    answers, raw = dict(draft.answers if known is None else known), _raw(typed)
    if (form := form_of(typed)) is not None:
        read = question_form.read(questions, form, answers, names)
        answers = {**answers, **read.answers}
        raw = {key: words for key, words in raw.items() if key in {one.field.partition(".")[0] for one in read.refused}}
    page = Page("", "", "", tuple(questions))
    found: dict[str, Row] = {row.question.id: row for row in rows(page, answers, names)}
    return [
        {"key": question.label, "value": raw.get(question.id) or found[question.id].text}
        for question in questions
        if question.id in raw or question.id in found
    ]


def _raw(typed: TypedPage | None) -> dict[str, str]:
    """Return the words of each question as they stand in its inputs."""
    raw: dict[str, list[str]] = {}
    for name, text in typed.fields if typed else ():
        if text and name != question_form.ASKED:
            raw.setdefault(name.partition(".")[0], []).append(text)
    return {key: " ".join(words) for key, words in raw.items()}
