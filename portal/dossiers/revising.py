"""What becomes of an open draft when its procedure is published anew, or retired?

It goes on with its own form until the person has seen the new one and takes it; where the law behind the old one has
ended, it must be taken before sending. What a counter takes in on paper has no form that could be newer: it goes on as it
was begun while the procedure is in force under the same law. Where another procedure has taken the place of a retired one, its form is the new
one. Where nothing can be filed online any more the draft cannot be sent: it stays to be read and printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session, object_session

from portal.catalogue.draft_queries import find_successor
from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.record import Component, Record
from portal.dossiers.models import Dossier
from portal.dossiers.operations import DRAFT_LIVES
from portal.eforms.revising import Carried, Differences, carry_over, differences
from portal.eforms.types import Names
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, InvalidMove


@dataclass(frozen=True)
class NewForm:
    """A newer revision, and what it changes for this draft; `must` when the old one can no longer be sent.

    `instead`: the title of another procedure, when that has taken the place of this one.
    """

    revision: ProcedureRevision
    since: date
    questions: Differences
    papers_added: tuple[str, ...]
    papers_removed: tuple[str, ...]
    must: bool
    instead: str = ""


@dataclass(frozen=True)
class Closed:
    """Nothing can be filed online any more: since when, whether the procedure is retired, and what took its place."""

    since: date
    is_retired: bool
    successor: Procedure | None


def find_closed(draft: Dossier) -> Closed | None:
    """Return why a draft can no longer be sent at all; None when it can, or when a newer form can be."""
    if not draft.is_draft or _is_on_paper(draft) or draft.revision.procedure.takes_dossiers:
        return None
    procedure = draft.revision.procedure
    _, successor = find_successor(_session_of(draft), procedure.code)
    if successor is not None and successor.takes_dossiers:
        return None
    return Closed(local_date(procedure.changed_at), procedure.status == "retired", successor)


def _session_of(draft: Dossier) -> Session:
    session = object_session(draft)
    assert session is not None  # a draft comes from the database
    return session


def _is_on_paper(draft: Dossier) -> bool:
    """Say whether a counter takes it in, under a revision made for that."""
    return draft.revision.base_id is not None


def _current(draft: Dossier) -> ProcedureRevision | None:
    """Return the revision under which such a dossier is filed today: the procedure's own, or of what took its place."""
    procedure = draft.revision.procedure
    if procedure.takes_dossiers:
        return procedure.revision
    _, successor = find_successor(_session_of(draft), procedure.code)
    return successor.revision if successor is not None and successor.takes_dossiers else None


def find_new_form(draft: Dossier, at: datetime) -> NewForm | None:
    """Return the newer form of a draft; None when there is none, or when nothing that is asked has changed."""
    newest, old = _current(draft) if draft.is_draft and not _is_on_paper(draft) else None, draft.record
    if newest is None or newest.id == draft.revision_id or newest.record.eform is None:
        return None
    is_other = newest.procedure_id != draft.revision.procedure_id
    new, today = newest.record, local_date(at)
    asked = differences(old.eform, newest.record.eform) if old.eform else Differences()
    before, after = ({paper.id: paper.name for paper in _asked_papers(record)} for record in (old, new))
    found = NewForm(
        newest, _day(new.valid_from) or local_date(newest.published_at), asked,
        tuple(name for key, name in after.items() if key not in before),
        tuple(name for key, name in before.items() if key not in after),
        must=is_other or _has_ended(old, new, today), instead=new.title if is_other else "",
    )  # fmt: skip
    return found if found.must or asked != Differences() or found.papers_added or found.papers_removed else None


def is_outdated(draft: Dossier, at: datetime) -> bool:
    """Say whether the new form must be taken before sending, or nothing can be sent any more."""
    if _is_on_paper(draft):
        procedure = draft.revision.procedure
        return procedure.status != "published" or _has_ended(draft.record, procedure.revision.record, local_date(at))
    found = find_new_form(draft, at)
    return find_closed(draft) is not None if found is None else found.must


def take_new_form(draft: Dossier, new: NewForm, names: Names, *, at: datetime) -> Carried:
    """Let a draft go on with the newer revision; return which answers were kept and which were not.

    Files stay with their papers. Taking it twice changes nothing more.
    """
    if not draft.is_draft:
        raise InvalidMove(N_("This dossier has been sent already; it can no longer be changed here."))
    old, eform = draft.record.eform, new.revision.record.eform
    assert old is not None and eform is not None  # find_new_form has seen to it
    carried = carry_over(old, eform, draft.answers, names)
    procedure = new.revision.procedure
    draft.revision, draft.answers = new.revision, dict(carried.kept)
    draft.procedure_code, draft.field_code = procedure.code, procedure.field_code
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
