"""What does a citizen read when something is asked for? How much, by when, and each paper with what was wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.catalogue.record import Component
from portal.dossiers.custody import handed_for
from portal.dossiers.models import Dossier, PaperFile
from portal.dossiers.rules import papers_for
from portal.dossiers.supplement_answers import asked_papers, merged, waiting_files
from portal.dossiers.supplement_models import ANSWER, PAPER, Supplement, SupplementItem
from portal.web.formats import date_vi


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
    """Write what is asked for and by when: "Bổ sung 2 giấy tờ trước 03/12/2026"."""
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
