"""What does a citizen read when something is asked for, and what of a sent page is kept? So online and at the counter.

How much, by when, each paper with what was wrong with it; the answers that can be kept, and what is still left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from portal.catalogue.queries import UnitNames
from portal.catalogue.record import Component
from portal.citizen import question_form
from portal.citizen.screens import fields_of, seen_of
from portal.dossiers import typed
from portal.dossiers.custody import handed_for
from portal.dossiers.models import Dossier, PaperFile
from portal.dossiers.rules import papers_for
from portal.dossiers.supplement_answers import (
    asked_papers,
    asked_questions,
    merged,
    save_asked,
    unsettled,
    waiting_files,
)
from portal.dossiers.supplement_models import ANSWER, PAPER, Supplement, SupplementItem
from portal.eforms.definition import Question
from portal.kernel.transaction import transaction
from portal.web.app_state import now, session
from portal.web.formats import date_vi

#: (id of the input, sentence)
Errors = list[tuple[str, str]]


@dataclass(frozen=True)
class Slot:
    """One paper that is asked for: why, what was sent before, what is ready to be sent."""

    item: SupplementItem
    component: Component
    before: list[PaperFile]
    ready: list[PaperFile]
    #: Whether the paper itself lies at the counter already.
    is_handed_in: bool = False

    @property
    def is_settled(self) -> bool:
        """Say whether nothing more has to be done about it."""
        return bool(self.ready or self.item.not_had or self.is_handed_in)


def slots_of(dossier: Dossier, supplement: Supplement) -> list[Slot]:
    """Return the asked papers in the order of the request."""
    components = {c.id: c for c in papers_for(dossier.record, merged(dossier, supplement))}
    return [
        Slot(item, components[item.ref], _sent(dossier, item.ref), waiting_files(dossier, item.ref),
             bool(handed_for(dossier, supplement.id, item.ref)))
        for item in asked_papers(dossier, supplement)
    ]  # fmt: skip


def _sent(dossier: Dossier, component_id: str) -> list[PaperFile]:
    paper = dossier.paper(component_id)
    return paper.files if paper else []


def what_to_do(supplement: Supplement) -> str:
    """Write what is asked for and by when: "Bổ sung 2 giấy tờ, chậm nhất ngày 03/12/2026"."""
    papers = sum(1 for item in supplement.items if item.kind == PAPER)
    answers = sum(1 for item in supplement.items if item.kind == ANSWER)
    day = date_vi(supplement.answer_by)
    if not answers:
        return ngettext("Supplement %(num)s paper by %(day)s", "Supplement %(num)s papers by %(day)s", papers, day=day)
    if not papers:
        return ngettext("Mend %(num)s answer by %(day)s", "Mend %(num)s answers by %(day)s", answers, day=day)
    return _(
        "Supplement %(papers)s papers and mend %(answers)s answers by %(day)s", papers=papers, answers=answers, day=day
    )


# ---- what a sent page brings


def keep_answers(
    dossier: Dossier, supplement: Supplement, form: MultiDict[str, str], *, only_wrong: bool, at_counter: bool = False
) -> tuple[Errors, bool]:
    """Keep what is right of the sent answers; return sentences about the rest, and whether a new question appeared.

    `only_wrong`: what is merely missing can wait, a row was added or taken away. Raises StaleTyping for a citizen's page
    when another screen wrote meanwhile.
    """
    named, before = set(form.getlist(question_form.ASKED)), merged(dossier, supplement)
    asked = [question for question in asked_questions(dossier, supplement) if question.id in named]
    if not asked:
        return [], False
    sent = question_form.read(asked, form, before, UnitNames(session()))
    kept = asked if sent.is_good else question_form.settled(asked, sent)
    with transaction(session()):
        if not at_counter:
            typed.take_words(session(), dossier, supplement, fields_of(form, asked), is_settled=not sent.wrong,
                             seen=seen_of(form), at=now())  # fmt: skip
        elif _differ(kept, before, sent.answers):  # what the citizen was typing must not cover what the counter wrote
            typed.take_words(session(), dossier, supplement, (), is_settled=True, seen=None, at=now())
        save_asked(session(), dossier, kept, sent.answers)
    if only_wrong:
        return question_form.errors_of(replace(sent, refused=sent.wrong)), False
    opened = [q for q in asked_questions(dossier, supplement) if q.id not in named]
    return question_form.errors_of(sent), bool(opened)


def _differ(kept: Sequence[Question], before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before.get(question.id) != after.get(question.id) for question in kept)


def left(dossier: Dossier, supplement: Supplement, paper_input: str, paper_words: str) -> Errors:
    """Return a sentence for everything that is still to be given, each leading to its place.

    Of a paper: the input `paper_input`-id, and `paper_words`, a msgid with %(paper)s.
    """
    papers = {item.ref: item.name for item in supplement.items if item.kind == PAPER}
    labels = {question.id: question.label for question in asked_questions(dossier, supplement)}
    return [
        (f"{paper_input}-{ref}", _(paper_words, paper=papers[ref])) if kind == PAPER
        else (ref, _("Answer again: %(question)s", question=labels[ref]))
        for kind, ref in unsettled(dossier, supplement)
    ]  # fmt: skip
