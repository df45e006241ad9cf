"""How do all pages of a form stand on one? Drawn and read by the citizen's own engine, page after page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from portal.catalogue.queries import UnitNames
from portal.citizen import question_form
from portal.citizen.question_form import Asked, Canvas, Sent
from portal.dossiers.models import Dossier
from portal.dossiers.rules import pages_for
from portal.eforms.answers import shown_questions, visible
from portal.eforms.definition import Question
from portal.eforms.expressions import comparable, holds

Part = tuple[str, Sequence[Question]]


@dataclass(frozen=True)
class Whole:
    """A sent page with all questions: what it means, and which answers can be kept."""

    sent: Sent
    settled: list[Question]


def sections_of(draft: Dossier) -> list[Part]:
    """Return the pages that apply, the deciding questions first."""
    eform = draft.record.eform
    if eform is None:
        return []
    case: Part = (_("The case"), [item.question for item in eform.eligibility])
    return [case, *((page.title, page.questions) for page in pages_for(draft.record, draft.answers))]


def read(draft: Dossier, form: MultiDict[str, str], session: Session) -> Whole:
    """Read every page in turn; what an earlier one says decides which later ones apply."""
    eform, names = draft.record.eform, UnitNames(session)
    answers: dict[str, Any] = {}
    refused, settled, revealed = [], [], False
    if eform is None:
        return Whole(Sent({}, [], revealed=False), [])
    pages: list[tuple[Any, Sequence[Question]]] = [(None, [item.question for item in eform.eligibility])]
    pages += [(page.show_if, page.questions) for page in eform.pages]
    for condition, questions in pages:
        known = visible(eform, answers)  # what is computed decides too
        if condition and not holds(condition, comparable(known)):
            continue
        sent = question_form.read(questions, form, known, names)
        answers |= sent.answers
        refused += list(sent.refused)
        revealed = revealed or sent.revealed
        settled += question_form.settled(questions, sent)
    return Whole(Sent(answers, refused, revealed=revealed), settled)


def draw(
    draft: Dossier,
    parts: Sequence[Part],
    form: MultiDict[str, str] | None,
    errors: Sequence[tuple[str, str]],
    session: Session,
) -> list[tuple[str, list[Asked]]]:
    """Return the questions of every page for the template."""
    canvas = Canvas(
        draft.answers, UnitNames(session), form, errors, more=form.get(question_form.ADD, "") if form else ""
    )
    return [
        (title, question_form.draw(shown_questions(questions, draft.answers), canvas)) for title, questions in parts
    ]
