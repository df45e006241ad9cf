"""What did the citizen not know, and what did an officer write there? Beside the citizen's own answer, never in its place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.desk import Actor
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.moves import find_event_of_form, stale, write_down
from portal.dossiers.work_models import CompletedAnswer
from portal.eforms.definition import Question
from portal.eforms.types import UNKNOWN
from portal.kernel.errors import NotFound


def completed_of(session: Session, dossier: Dossier) -> dict[str, CompletedAnswer]:
    """Return what officers wrote, by question."""
    query = select(CompletedAnswer).where(CompletedAnswer.dossier_id == dossier.id)
    return {row.question_id: row for row in session.scalars(query)}


def unknown_question(dossier: Dossier, question_id: str) -> Question:
    """Return the question the citizen said not to know; NotFound for any other."""
    eform = dossier.record.eform
    questions = {question.id: question for question in eform.questions()} if eform else {}
    if dossier.answers.get(question_id) != UNKNOWN or question_id not in questions:
        raise NotFound
    return questions[question_id]


def complete(
    session: Session,
    dossier: Dossier,
    question_id: str,
    text: str,
    *,
    by: Actor,
    at: datetime,
    version: int,
    form_key: str,
) -> None:
    """Keep what the officer wrote, and say so in the history. The same form sent twice counts once.

    Raises StaleVersion when somebody changed the dossier meanwhile.
    """
    lock(session, dossier)
    if find_event_of_form(session, form_key) is not None:
        return
    if version != dossier.version:
        raise stale(dossier)
    question = unknown_question(dossier, question_id)
    session.merge(
        CompletedAnswer(dossier_id=dossier.id, question_id=question_id, text=text.strip(), by_name=by.name, at=at)
    )
    write_down(session, dossier, "complete_answer", by=by, at=at, note=f"{question.label}: {text.strip()}",
               form_key=form_key)  # fmt: skip
