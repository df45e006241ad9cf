"""What becomes of an open draft when its procedure is published anew? It goes on with its own form until the person has seen
the new one and takes it; where the law behind the old one has ended, it must be taken before sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.catalogue.models import ProcedureRevision
from portal.catalogue.record import Component, Record
from portal.dossiers.models import Dossier
from portal.dossiers.operations import DRAFT_LIVES
from portal.eforms.revising import Carried, Differences, carry_over, differences
from portal.eforms.types import Names
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, InvalidMove


@dataclass(frozen=True)
class NewForm:
    """A newer revision, and what it changes for this draft; `must` when the old one can no longer be sent."""

    revision: ProcedureRevision
    since: date
    questions: Differences
    papers_added: tuple[str, ...]
    papers_removed: tuple[str, ...]
    must: bool


def find_new_form(draft: Dossier, at: datetime) -> NewForm | None:
    """Return the newer form of a draft; None when there is none, or when nothing that is asked has changed."""
    newest, old = draft.revision.procedure.revision, draft.record
    if not draft.is_draft or newest is None or newest.id == draft.revision_id or newest.record.eform is None:
        return None
    new, today = newest.record, local_date(at)
    asked = differences(old.eform, newest.record.eform) if old.eform else Differences()
    before, after = ({paper.id: paper.name for paper in _asked_papers(record)} for record in (old, new))
    found = NewForm(
        newest, _day(new.valid_from) or local_date(newest.published_at), asked,
        tuple(name for key, name in after.items() if key not in before),
        tuple(name for key, name in before.items() if key not in after), _has_ended(old, new, today),
    )  # fmt: skip
    return found if found.must or asked != Differences() or found.papers_added or found.papers_removed else None


def is_outdated(draft: Dossier, at: datetime) -> bool:
    """Say whether the new form must be taken before sending."""
    found = find_new_form(draft, at)
    return found is not None and found.must


def take_new_form(draft: Dossier, new: NewForm, names: Names, *, at: datetime) -> Carried:
    """Let a draft go on with the newer revision; return which answers were kept and which were not.

    Files stay with their papers. Taking it twice changes nothing more.
    """
    if not draft.is_draft:
        raise InvalidMove(N_("This dossier has been sent already; it can no longer be changed here."))
    old, eform = draft.record.eform, new.revision.record.eform
    assert old is not None and eform is not None  # find_new_form has seen to it
    carried = carry_over(old, eform, draft.answers, names)
    draft.revision, draft.answers = new.revision, dict(carried.kept)
    draft.updated_at, draft.expires_on = at, local_date(at + DRAFT_LIVES)
    return carried


def _asked_papers(record: Record) -> Sequence[Component]:
    return [paper for paper in record.papers if not paper.generated]


def _has_ended(old: Record, new: Record, today: date) -> bool:
    """Say whether the law of the old record is over: by its own last day, or because the new one's first has come."""
    last, first, first_before = _day(old.valid_to), _day(new.valid_from), _day(old.valid_from)
    if last is not None and last < today:
        return True
    return first is not None and first_before is not None and first_before < first <= today


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
