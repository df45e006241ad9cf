"""Drafts: one reminder after three days, a warning before the end, then they are gone with all their files."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.desk import draft_link
from portal.dossiers.keeping import remind_of_drafts, remove_old_drafts
from portal.dossiers.models import Dossier
from portal.dossiers.operations import delete_draft, save_answers
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.texts import Wordings
from portal.storage.models import StoredFile
from portal.storage.store import Store
from portal.web.app_state import service
from tests.builders.dossiers import a_complete_draft, a_draft, a_sent_dossier


def a_day_passes(session: Session, clock: FixedClock, days: int = 1) -> None:
    """The worker looks after the drafts, day after day."""
    for _ in range(days):
        clock.at += timedelta(days=1)
        remind_of_drafts(session, service(Wordings), link=draft_link, at=clock.now())
        remove_old_drafts(session, service(Store), at=clock.now())


def told(session: Session) -> list[str]:
    session.rollback()
    return [notice.kind for notice in session.scalars(select(Notice).order_by(Notice.id)) if "draft" in notice.kind]


def test_a_draft_is_remembered_once_announced_once_and_then_removed(session: Session, clock: FixedClock) -> None:
    draft = a_complete_draft(session)
    number, code, last = draft.id, draft.draft_code, draft.expires_on
    a_day_passes(session, clock, 2)
    assert told(session) == []
    a_day_passes(session, clock, 1)
    assert told(session) == ["draft_reminder"]
    [notice] = session.scalars(select(Notice).where(Notice.kind == "draft_reminder"))
    assert f"/ho-so/nhap/{code}" in notice.sms
    assert "Sang tên đất" in notice.text
    a_day_passes(session, clock, 21)
    assert told(session) == ["draft_reminder"]
    a_day_passes(session, clock, 6)
    assert told(session) == ["draft_reminder", "draft_expiring"]
    assert clock.now().date() == last
    assert session.get(Dossier, number) is not None
    a_day_passes(session, clock, 1)
    assert session.get(Dossier, number) is None
    assert session.scalars(select(StoredFile)).all() == []


def test_who_goes_on_writing_is_warned_anew_but_not_reminded_again(session: Session, clock: FixedClock) -> None:
    draft = a_draft(session)
    a_day_passes(session, clock, 26)
    with transaction(session):
        save_answers(session, draft, [], {}, at=clock.now())
    a_day_passes(session, clock, 27)
    assert told(session) == ["draft_reminder", "draft_expiring", "draft_expiring"]


def test_a_draft_under_the_number_of_a_removed_one_is_remembered_too(session: Session, clock: FixedClock) -> None:
    first = a_draft(session)
    a_day_passes(session, clock, 3)
    with transaction(session):
        delete_draft(session, service(Store), first)
    a_draft(session)  # SQLite gives it the same number
    a_day_passes(session, clock, 3)
    assert told(session) == ["draft_reminder", "draft_reminder"]


def test_what_was_sent_is_left_alone(session: Session, clock: FixedClock) -> None:
    dossier = a_sent_dossier(session)
    a_day_passes(session, clock, 40)
    assert told(session) == []
    assert session.get(Dossier, dossier.id) is not None


def test_the_worker_does_it(app: Flask, session: Session, clock: FixedClock) -> None:
    a_draft(session)
    clock.at += timedelta(days=3)
    result = app.test_cli_runner().invoke(args=["portal", "worker", "--once"])
    assert result.exit_code == 0, result.output
    assert "viet do" in result.output
    assert told(session) == ["draft_reminder"]
