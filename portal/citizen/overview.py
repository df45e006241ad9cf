"""What is done, what is left, and where does "Continue" lead?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.dossiers.consent_models import BY_CODE
from portal.dossiers.guards import left_of, owner_agreed, paper_states
from portal.dossiers.models import Dossier
from portal.dossiers.rules import PaperState, pages_for, papers_for
from portal.dossiers.typed import pages_being_typed
from portal.eforms.answers import missing_on, shown_questions
from portal.eforms.definition import Page
from portal.eforms.telling import Row, rows
from portal.eforms.types import Names
from portal.web.app_state import session


@dataclass(frozen=True)
class Task:
    """One line of the task list. kind: "consent", "page", "paper", "check"; state: "todo", "doing", "done", "blocked"."""

    kind: str
    id: str
    title: str
    state: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """The answers of one page on the check page, with where to change them."""

    title: str
    href: str
    rows: list[Row]
    page_id: str = ""


def tasks_of(draft: Dossier) -> list[Task]:
    """Return every task of a draft: pages, papers, the check."""
    code, typed = draft.draft_code, pages_being_typed(session(), draft)
    tasks = _consent_task(draft) + [
        Task(
            "page",
            page.id,
            page.task,
            "doing" if page.id in typed else _page_state(draft, page),
            url_for("drafts.page", draft_code=code, page_id=page.id),
        )
        for page in pages_for(draft.record, draft.answers)
    ]
    kept = paper_states(draft)
    for paper in papers_for(draft.record, draft.answers):
        state = kept.get(paper.id, PaperState())
        href = url_for("papers.paper", draft_code=code, component_id=paper.id)
        done = "done" if state.is_settled else ("optional" if paper.need != "required" else "todo")
        tasks.append(Task("paper", paper.id, paper.name, done, href, paper_note(state)))
    left = left_of(draft)
    tasks.append(
        Task("check", "kiem-tra", _("Check and send"), "blocked" if left else "todo",
             url_for("drafts.check", draft_code=code))
    )  # fmt: skip
    return tasks


def _consent_task(draft: Dossier) -> list[Task]:
    """Return the owner's consent as a task, where somebody else writes."""
    if draft.consent is None:
        return []
    state = "done" if owner_agreed(draft) else "todo"
    is_final = draft.consent.way == BY_CODE  # nothing more to do or to change there
    href = "" if is_final else url_for("behalf.consent", draft_code=draft.draft_code)
    return [Task("consent", "dong-y", _("Agreement of %(owner)s", owner=draft.consent.owner_name), state, href)]


def _page_state(draft: Dossier, page: Page) -> str:
    if any(q.id in draft.answers for q in shown_questions(page.questions, draft.answers)):
        return "doing" if missing_on(page, draft.answers) else "done"
    return "todo"


def paper_note(state: PaperState) -> str:
    """Return what was done about a paper, in words."""
    if state.files:
        return ngettext("%(num)s file added", "%(num)s files added", state.files)
    if state.status == "will_bring":
        return _("Will be brought to the counter")
    if state.status == "does_not_exist":
        return _("I do not have this paper")
    if state.status == "not_needed":
        return _("not needed in this case")
    return ""


def paper_notes(draft: Dossier) -> dict[str, str]:
    """Return what was done about each paper, in words, by the id of the paper."""
    return {component_id: paper_note(state) for component_id, state in paper_states(draft).items()}


def next_place(draft: Dossier, here: str) -> str:
    """Return where "Continue" leads: the first task after this one that is not done, else the check, else the list."""
    tasks = tasks_of(draft)
    position = next((n for n, task in enumerate(tasks) if task.id == here), -1)
    for task in (*tasks[position + 1 :], *tasks[: position + 1]):
        skipped = task.state == "done" or (task.state == "optional" and tasks.index(task) <= position)
        if task.kind != "check" and task.id != here and not skipped:
            return task.href
    return tasks[-1].href


def unfinished(draft: Dossier) -> list[Task]:
    """Return the pages on which something was typed that is no answer yet."""
    typed = pages_being_typed(session(), draft)
    case = Task("page", "case", _("Your case"), "doing", url_for("drafts.case", draft_code=draft.draft_code))
    return [task for task in (case, *tasks_of(draft)) if task.kind == "page" and task.id in typed]


def sections(draft: Dossier, names: Names) -> list[Section]:
    """Return all answers, page by page, as a person reads them."""
    eform, code = draft.record.eform, draft.draft_code
    if eform is None:
        return []
    first = Page("", _("Your case"), "", tuple(item.question for item in eform.eligibility))
    found = [
        Section(first.title, url_for("drafts.case", draft_code=code, ve="kiem-tra"), rows(first, draft.answers, names))
    ]
    found += [
        Section(page.task, url_for("drafts.page", draft_code=code, page_id=page.id, ve="kiem-tra"),
                rows(page, draft.answers, names), page.id)
        for page in pages_for(draft.record, draft.answers)
    ]  # fmt: skip
    return found
