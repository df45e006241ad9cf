"""What can a citizen do with a draft? Start, answer, add papers, say what is missing; sending is a move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure, ProcedureRevision
from portal.dossiers import rules
from portal.dossiers.camera_models import CameraPass
from portal.dossiers.models import Dossier, Paper, PaperFile
from portal.dossiers.typed_models import TypedPage
from portal.dossiers.work_models import FileLook
from portal.eforms.answers import visible
from portal.eforms.definition import Question
from portal.identity.models import Citizen
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, InvalidMove, NotFound
from portal.kernel.ids import readable
from portal.storage.inspect import Inspected
from portal.storage.operations import discard, keep
from portal.storage.store import Store

#: A draft is kept this long after it was last touched.
DRAFT_LIVES = timedelta(days=30)
MOST_FILES = 20


def start_draft(
    session: Session, procedure: Procedure, citizen: Citizen, *, at: datetime, start_key: str, channel: str = "online",
    typed_by: str = "citizen", revision: ProcedureRevision | None = None,
) -> Dossier:  # fmt: skip
    """Start a draft of a level-3 procedure; the same form sent twice returns the same draft.

    `revision`: a counter takes it in on paper, under this one; the procedure need not be fileable online then.
    How it comes in and who types (`models.TYPED_BY`) is said here, once. For somebody else, `behalf.ask_for_consent` follows.
    """
    kept = session.scalars(
        select(Dossier).where(Dossier.start_key == start_key, Dossier.citizen_id == citizen.id)
    ).first()
    if kept is not None:
        return kept
    if revision is None and procedure.is_online:
        revision = procedure.revision
    if procedure.status != "published" or revision is None:
        raise Invalid(N_("This procedure cannot be filed online yet."))
    draft = Dossier(
        draft_code=readable(6), token=readable(12), start_key=start_key, revision_id=revision.id,
        procedure_code=procedure.code, field_code=procedure.field_code, citizen_id=citizen.id, answers={},
        created_at=at, updated_at=at, expires_on=local_date(at + DRAFT_LIVES), state="draft",
        channel=channel, typed_by=typed_by,
    )  # fmt: skip
    session.add(draft)
    session.flush()  # the page that follows is named by its code
    return draft


def save_answers(
    session: Session, draft: Dossier, asked: list[Question], answers: Mapping[str, Any], *, at: datetime
) -> None:
    """Replace the answers to the questions of one page; answers that are hidden from now on are forgotten."""
    must_be_draft(draft)
    kept = {key: value for key, value in draft.answers.items() if key not in {q.id for q in asked}}
    whole = {**kept, **answers}
    draft.answers = visible(draft.record.eform, whole) if draft.record.eform else whole
    touch(draft, at)


def add_file(
    session: Session, store: Store, draft: Dossier, component_id: str, file: Inspected, *, filename: str,
    upload_key: str, at: datetime,
) -> PaperFile:  # fmt: skip
    """Add one file to a paper; the same form sent twice adds it once."""
    must_be_draft(draft)
    done = session.scalars(select(PaperFile).where(PaperFile.upload_key == upload_key)).first()
    if done is not None:
        return done
    paper = _paper(session, draft, component_id)
    if len(paper.files) >= MOST_FILES:
        raise Invalid(N_("This paper has %(most)s files already. Remove one first."), most=MOST_FILES)
    paper.status = rules.ADDED
    row = PaperFile(paper=paper, file=keep(session, store, file, filename=filename, at=at), upload_key=upload_key)
    session.add(row)
    touch(draft, at)
    return row


def remove_file(session: Session, store: Store, draft: Dossier, file_id: int, *, at: datetime) -> str:
    """Remove one file; return the component it belonged to. Removing it twice is no error."""
    must_be_draft(draft)
    for paper in draft.papers:
        for row in paper.files:
            if row.id == file_id:
                paper.all_files.remove(row)
                session.flush()  # the row must go before the file it points to
                discard(session, store, row.file)
                if not paper.files:
                    session.delete(paper)
                touch(draft, at)
                return paper.component_id
    return ""


def say_paper(session: Session, draft: Dossier, component_id: str, status: str, *, at: datetime) -> None:
    """Note that a paper will be brought, does not exist, or is not needed; a paper with files keeps them and stays added."""
    must_be_draft(draft)
    if status not in (rules.WILL_BRING, rules.DOES_NOT_EXIST, rules.NOT_NEEDED):
        raise Invalid(N_("Choose one of the answers"))
    paper = _paper(session, draft, component_id)
    if not paper.files:
        paper.status = status
    touch(draft, at)


def unsay_paper(session: Session, draft: Dossier, component_id: str) -> None:
    """Take back what was said about a paper; one with files, or handed in, stays as it is."""
    must_be_draft(draft)
    paper = draft.paper(component_id)
    if paper is not None and not paper.files and paper.status in (rules.DOES_NOT_EXIST, rules.NOT_NEEDED):
        draft.papers.remove(paper)
        session.delete(paper)


def delete_draft(session: Session, store: Store, draft: Dossier) -> None:
    """Remove a draft with all its files; what has been sent is never removed."""
    must_be_draft(draft)
    for kind in (TypedPage, CameraPass, FileLook):
        session.execute(delete(kind).where(kind.dossier_id == draft.id))
    for paper in list(draft.papers):
        files = [row.file for row in paper.files]
        session.delete(paper)
        session.flush()  # rows must go before the files they point to
        for file in files:
            discard(session, store, file)
    for handed in list(draft.handed):
        session.delete(handed)
    if draft.consent is not None:
        slip = draft.consent.file
        session.delete(draft.consent)
        session.flush()  # the row must go before the file it points to
        if slip is not None:
            discard(session, store, slip)
    for row in (*draft.prechecks, *draft.events):  # of a draft only; what was sent is kept for good
        session.delete(row)
    session.flush()  # rows must go before the draft they point to
    session.delete(draft)


def _paper(session: Session, draft: Dossier, component_id: str) -> Paper:
    needed = {component.id for component in rules.papers_for(draft.record, draft.answers)}
    if component_id not in needed:
        raise NotFound
    paper = draft.paper(component_id)
    if paper is None:
        paper = Paper(dossier=draft, component_id=component_id, status=rules.ADDED)
        session.add(paper)
        session.flush()  # files point to its number
    return paper


def must_be_draft(draft: Dossier) -> None:
    """Raise InvalidMove for what has been sent."""
    if not draft.is_draft:
        raise InvalidMove(N_("This dossier has been sent already; it can no longer be changed here."))


def touch(draft: Dossier, at: datetime) -> None:
    """Note that somebody worked on the draft: it is kept from now on."""
    draft.updated_at, draft.expires_on = at, local_date(at + DRAFT_LIVES)
