"""Changes of procedures at every step, brought there by the same operations that people use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.draft_models import ProcedureDraft
from portal.catalogue.draft_operations import Editor, approve, save_draft, send_to_review, start_draft
from portal.catalogue.draft_queries import all_agencies, find_draft
from portal.catalogue.models import Procedure
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.people import the_officer

WRITER, REVIEWER = "bientap", "kiemsoat"


def editor(session: Session, username: str = WRITER) -> Editor:
    """Return a demo officer as one who edits."""
    officer = the_officer(session, username)
    return Editor(officer.id, officer.full_name)


def a_change(session: Session, procedure: Procedure, *, by: str = WRITER, **changes: Any) -> ProcedureDraft:
    """Return an open change that says what is published but for these fields of the record."""
    who, record = editor(session, by), procedure.revision.record
    with transaction(session):
        start_draft(session, record, by=who, at=now())
    if changes:
        with transaction(session):
            save_draft(
                session, record.code, replace(record, **changes), version=open_change(session, record.code).version,
                part="answers", by=who, at=now(),
            )  # fmt: skip
    return open_change(session, record.code)


def a_change_in_review(session: Session, procedure: Procedure, **changes: Any) -> ProcedureDraft:
    """Return a change that waits for a second person."""
    draft = a_change(session, procedure, **{"plain": "Nói lại cho rõ.", **changes})
    with transaction(session):
        send_to_review(
            session, draft.code, version=draft.version, reason="Theo Quyết định 12/QĐ", by=editor(session), at=now()
        )
    return open_change(session, draft.code)


def let_through(session: Session, draft: ProcedureDraft, on: date, *, by: str = REVIEWER) -> bool:
    """Approve a change from a day on; return whether it is published already."""
    with transaction(session):
        return approve(
            session, draft.code, version=draft.version, publish_on=on, agencies=all_agencies(session),
            by=editor(session, by), at=now(),
        )  # fmt: skip


def open_change(session: Session, code: str) -> ProcedureDraft:
    """Return the open change as it stands now; AssertionError when there is none."""
    session.rollback()
    draft = find_draft(session, code)
    assert draft is not None, f"nothing of {code} is being changed"
    return draft
