"""What is known of somebody before a question is asked? The card, the profile, the last dossier of the same procedure.

For what has no form of its own, also what such a dossier usually asks, and where its result is usually fetched.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.catalogue.on_paper import first_words
from portal.citizen.profile import prefill_of
from portal.counter.forms import PersonForm
from portal.dossiers.counter import WalkIn
from portal.dossiers.counter_queries import last_of
from portal.eforms.definition import EForm
from portal.identity.models import Citizen, Officer
from portal.kernel.text import fold


def is_holder(known: Citizen, name: str, birth: str) -> bool:
    """Say whether what a card says is this person's: name or day of birth agree; a number alone can be guessed."""
    kept = known.profile
    is_named = bool(name) and fold(name) == fold(str(kept.get("name", "")))
    return is_named or (bool(birth) and birth == kept.get("birth"))


def known_answers(
    session: Session, officer: Officer, procedure: Procedure, eform: EForm, person: WalkIn, form: PersonForm
) -> dict[str, Any]:
    """Return answers to fill in; the officer sees each before anything is sent. The card counts more than older answers."""
    answers: dict[str, Any] = {}
    profile: dict[str, Any] = {}
    if person.citizen is not None:
        profile = prefill_of(person.citizen)
        last = [
            one
            for one in last_of(session, officer, person.citizen, person.name)
            if one.procedure_code == procedure.code
        ]
        answers = dict(last[0].answers) if last else {}
    card = {"profile.name": person.name, "profile.citizen_number": person.card_number, "profile.phone": person.phone,
            "profile.birth": form.birth.data}  # fmt: skip
    usual = {"counter.request": first_words(procedure.revision.record, ""), "counter.result_by": "counter"}
    known = {**usual, **profile, **{key: value for key, value in card.items() if value}}
    questions = {question.id: question for question in eform.questions()}
    answers = {key: value for key, value in answers.items() if key in questions}
    for question in questions.values():
        if question.prefill in known and (question.prefill in card or question.id not in answers):
            answers[question.id] = known[question.prefill]
    return answers
