"""Is a dossier complete? Which papers does it need? Pure: answers and papers in, a verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.catalogue.record import Component, Record
from portal.eforms.answers import missing, shown_pages, stopped_by, visible
from portal.eforms.definition import Page
from portal.eforms.expressions import comparable, holds
from portal.identity.rules import roles_that

#: Who may let a second request for a supplement through.
LEADERS = roles_that("dossier.approve_supplement")
#: Who may ask other agencies about a dossier they handle, and who may answer for an agency.
ASKERS, ANSWERERS = roles_that("dossier.consult"), roles_that("dossier.answer_consultation")
ADDED, WILL_BRING, DOES_NOT_EXIST, HANDED_IN = "added", "will_bring", "does_not_exist", "handed_in"
#: Said by an officer at the counter, where no answer decides which papers a case needs (`EForm.sorted_by_officer`).
NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class PaperState:
    """What the citizen did about one paper: its status ("" for nothing yet) and how many files it has."""

    status: str = ""
    files: int = 0

    @property
    def is_settled(self) -> bool:
        """Say whether nothing more has to be said about it."""
        return self.files > 0 or self.status in (WILL_BRING, DOES_NOT_EXIST, HANDED_IN, NOT_NEEDED)


@dataclass(frozen=True)
class Gap:
    """Something still to be done before sending: a page, a paper, or a file at all."""

    kind: str  # consent | eligibility | page | paper | empty
    id: str = ""
    label: str = ""


def papers_for(record: Record, answers: Mapping[str, Any]) -> list[Component]:
    """Return the papers this dossier needs, those the portal makes itself left out."""
    seen = comparable(visible(record.eform, answers)) if record.eform else {}
    return [c for c in record.papers if not c.generated and holds(c.show_if, seen)]


def made_by_portal(record: Record) -> list[Component]:
    """Return the papers the portal makes from the answers."""
    return [component for component in record.papers if component.generated]


def forms_for(record: Record, answers: Mapping[str, Any]) -> list[Component]:
    """Return the papers that this dossier can print as the form of the law."""
    seen = comparable(visible(record.eform, answers)) if record.eform else {}
    return [c for c in made_by_portal(record) if record.printed_form(c) and holds(c.show_if, seen)]


def pages_for(record: Record, answers: Mapping[str, Any]) -> list[Page]:
    """Return the pages of questions that apply."""
    return shown_pages(record.eform, answers) if record.eform else []


def gaps(record: Record, answers: Mapping[str, Any], papers: Mapping[str, PaperState]) -> list[Gap]:
    """Return everything that stands between the draft and sending, in the order of the form.

    A dossier without a single file or paper is refused, whatever was said about each paper: an empty dossier helps nobody.
    """
    if record.eform is None:
        return [Gap("eligibility")]
    found: list[Gap] = []
    for page, question in missing(record.eform, answers):
        gap = Gap("page", page.id, page.title) if page else Gap("eligibility", question.id, question.label)
        if gap not in found:
            found.append(gap)
    if stopped_by(record.eform, visible(record.eform, answers)):
        found.append(Gap("eligibility"))
    needed = papers_for(record, answers)
    found += [
        Gap("paper", c.id, c.name)
        for c in needed
        if c.need == "required" and not papers.get(c.id, PaperState()).is_settled
    ]
    given = (papers.get(c.id, PaperState()) for c in needed)
    if needed and not any(state.files or state.status == HANDED_IN for state in given):
        found.append(Gap("empty"))
    return found


def letter(items: Sequence[tuple[str, str]]) -> str:
    """Write what is asked for, one line for each (what, why)."""
    return "\n".join(f"{number}. {what}: {why}" for number, (what, why) in enumerate(items, 1))


def owner_name(answers: Mapping[str, Any]) -> str:
    """Return the name of the dossier's owner, by the convention of all e-forms: the answer `owner_name`."""
    return str(answers.get("owner_name", ""))


def submitter_name(answers: Mapping[str, Any]) -> str:
    """Return who hands it in: the answer `submitter_name`, else the owner."""
    return str(answers.get("submitter_name", "") or owner_name(answers))
