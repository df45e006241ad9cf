"""What can be done with a draft, by whom, and does the same form sent twice count once?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue.queries import get_procedure
from portal.dossiers.models import Dossier, Paper, PaperFile
from portal.dossiers.operations import (
    MOST_FILES,
    add_file,
    delete_draft,
    remove_file,
    save_answers,
    say_paper,
    start_draft,
)
from portal.dossiers.queries import get_draft, get_own, list_drafts_of, list_own
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid, InvalidMove, NotFound
from portal.kernel.transaction import transaction
from portal.storage.inspect import Inspected
from portal.storage.models import StoredFile
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.dossiers import ANSWERS, a_complete_draft, a_draft, a_sent_dossier
from tests.builders.people import a_citizen
from tests.builders.procedures import LAND_TRANSFER, a_procedure, a_record

PHOTO = Inspected(b"anh", "image/jpeg", "jpg", b"nho")


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def add(session: Session, draft: Dossier, key: str, paper: str = "gcn") -> PaperFile:
    with transaction(session):
        return add_file(session, service(Store), draft, paper, PHOTO, filename="so do.heic", upload_key=key, at=now())


def remove(session: Session, draft: Dossier, file_id: int) -> str:
    with transaction(session):
        return remove_file(session, service(Store), draft, file_id, at=now())


def start(session: Session, citizen: Any, key: str) -> Dossier:
    with transaction(session):
        return start_draft(session, get_procedure(session, LAND_TRANSFER), citizen, at=now(), start_key=key)


# ---- starting


def test_a_draft_has_a_readable_code_and_is_kept_for_thirty_days(session: Session) -> None:
    draft = a_draft(session)
    assert draft.is_draft and draft.code is None
    assert len(draft.draft_code) == 6
    assert draft.expires_on == date(2026, 12, 23)
    assert draft.revision.procedure.code == draft.procedure_code == LAND_TRANSFER


def test_the_same_form_sent_twice_starts_one_draft(session: Session) -> None:
    citizen = a_citizen(session)
    first = start(session, citizen, "khoa-1")
    assert start(session, citizen, "khoa-1").id == first.id
    assert start(session, citizen, "khoa-2").id != first.id


def test_a_draft_stays_with_the_revision_it_was_started_under(session: Session) -> None:
    draft = a_draft(session)
    before = draft.record
    procedure = get_procedure(session, LAND_TRANSFER)
    a_procedure(session, a_record(LAND_TRANSFER, name="Tên mới", level=1))
    session.expire_all()
    assert procedure.revision.record.name == "Tên mới"
    assert draft.record == before


def test_what_cannot_be_filed_online_cannot_be_started(session: Session) -> None:
    procedure, citizen = a_procedure(session), a_citizen(session)
    with pytest.raises(Invalid), transaction(session):
        start_draft(session, procedure, citizen, at=now(), start_key="x")


# ---- answering


def test_answers_that_are_hidden_from_now_on_are_forgotten(session: Session) -> None:
    heirs = {**ANSWERS, "several_owners": True, "co_owners": [{"co_name": "Trần Thị Bé"}]}
    draft = a_draft(session, answers=heirs)
    assert draft.answers["co_owners"] == [{"co_name": "Trần Thị Bé"}]
    form = draft.record.eform
    assert form is not None
    with transaction(session):
        save_answers(session, draft, list(form.pages[0].questions), {**heirs, "several_owners": False}, at=now())
    assert "co_owners" not in draft.answers
    assert draft.answers["parcel"] == {"parcel": 34, "sheet": 12}


def test_a_new_case_forgets_the_price_of_the_old_one(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    form = draft.record.eform
    assert form is not None
    with transaction(session):
        asked = [item.question for item in form.eligibility]
        save_answers(session, draft, asked, {"truong_hop": "thua_ke", "tranh_chap": "khong"}, at=now())
    assert "price" not in draft.answers


def test_an_answer_taken_back_is_gone(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    form = draft.record.eform
    assert form is not None
    page = form.page("giay-chung-nhan")
    assert page is not None
    with transaction(session):
        save_answers(session, draft, list(page.questions), {"certificate_serial": "BA 123456"}, at=now())
    assert "certificate_book_no" not in draft.answers


def test_every_change_keeps_the_draft_for_thirty_more_days(session: Session, clock: FixedClock) -> None:
    draft = a_draft(session)
    clock.at += timedelta(days=20)
    add(session, draft, "k1")
    assert draft.expires_on == date(2027, 1, 12)
    assert draft.updated_at == clock.at


# ---- papers


def test_a_picture_is_kept_under_a_harmless_name(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    row = add(session, draft, "k1")
    assert row.file.filename == "so do.jpg"
    assert service(Store).get(row.file.key) == b"anh"
    assert service(Store).get(row.file.preview_key) == b"nho"
    assert [(paper.component_id, paper.status) for paper in draft.papers] == [("gcn", "added")]


def test_the_same_form_sent_twice_adds_one_picture(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    first = add(session, draft, "k1")
    assert add(session, draft, "k1").id == first.id
    assert (count(session, PaperFile), count(session, StoredFile)) == (1, 1)
    add(session, draft, "k2")
    assert count(session, PaperFile) == 2


def test_a_picture_removed_twice_is_removed_once_and_its_bytes_are_gone(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    row = add(session, draft, "k1")
    file_id, key = row.id, row.file.key
    assert remove(session, draft, file_id) == "gcn"
    assert remove(session, draft, file_id) == ""
    assert (count(session, PaperFile), count(session, StoredFile), count(session, Paper)) == (0, 0, 0)
    with pytest.raises(NotFound):
        service(Store).get(key)


def test_a_picture_of_somebody_else_cannot_be_removed(session: Session) -> None:
    theirs = a_draft(session, answers=ANSWERS, citizen=a_citizen(session, phone="0987654321"))
    row = add(session, theirs, "k1")
    assert remove(session, a_draft(session, answers=ANSWERS), row.id) == ""
    assert count(session, PaperFile) == 1


def test_a_paper_the_case_does_not_need_cannot_be_added(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    for component in ("giay-thua-ke", "don", "khong-co"):
        with pytest.raises(NotFound):
            add(session, draft, component, component)
    assert count(session, StoredFile) == 0


def test_a_refused_picture_leaves_no_bytes_behind(session: Session, app: Flask) -> None:
    draft = a_draft(session, answers=ANSWERS)
    for number in range(MOST_FILES):
        add(session, draft, f"k{number}")
    with pytest.raises(Invalid, match="20 files already"):
        add(session, draft, "one-more")
    assert count(session, PaperFile) == MOST_FILES
    folder = service(Store).folder  # type: ignore[attr-defined]
    assert sum(1 for path in folder.rglob("*") if path.is_file()) == 2 * MOST_FILES


@pytest.mark.parametrize("status", ["will_bring", "does_not_exist"])
def test_what_is_said_of_a_paper_is_noted_and_can_be_changed_by_a_picture(session: Session, status: str) -> None:
    draft = a_draft(session, answers=ANSWERS)
    with transaction(session):
        say_paper(session, draft, "gcn", status, at=now())
    assert [paper.status for paper in draft.papers] == [status]
    add(session, draft, "k1")
    assert [paper.status for paper in draft.papers] == ["added"]
    with transaction(session):
        say_paper(session, draft, "gcn", status, at=now())
    assert [(paper.status, len(paper.files)) for paper in draft.papers] == [("added", 1)]


def test_only_the_offered_words_can_be_said_of_a_paper(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    with pytest.raises(Invalid), transaction(session):
        say_paper(session, draft, "gcn", "added", at=now())


def test_a_removed_draft_takes_its_pictures_along(session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    key = add(session, draft, "k1").file.key
    with transaction(session):
        delete_draft(session, service(Store), draft)
    assert [count(session, kind) for kind in (Dossier, Paper, PaperFile, StoredFile)] == [0, 0, 0, 0]
    with pytest.raises(NotFound):
        service(Store).get(key)


# ---- whose it is, and what has been sent


def test_a_draft_is_nobody_else_s(session: Session) -> None:
    draft = a_draft(session)
    stranger = a_citizen(session, phone="0987654321")
    assert get_draft(session, draft.citizen, draft.draft_code.lower()).id == draft.id
    with pytest.raises(NotFound):
        get_draft(session, stranger, draft.draft_code)
    assert list_own(session, stranger) == []
    assert list_drafts_of(session, stranger, LAND_TRANSFER) == []


def test_a_sent_dossier_is_nobody_else_s(session: Session) -> None:
    dossier = a_sent_dossier(session)
    assert dossier.code is not None
    assert get_own(session, dossier.citizen, dossier.code.lower().replace("-", " ")).id == dossier.id
    with pytest.raises(NotFound):
        get_own(session, a_citizen(session, phone="0987654321"), dossier.code)


def test_what_was_touched_last_comes_first(session: Session, clock: FixedClock) -> None:
    old = a_draft(session)
    clock.at += timedelta(minutes=1)
    new = a_draft(session)
    clock.at += timedelta(minutes=1)
    assert [draft.id for draft in list_drafts_of(session, new.citizen, LAND_TRANSFER)] == [new.id, old.id]
    with transaction(session):
        save_answers(session, old, [], {}, at=now())
    assert [draft.id for draft in list_own(session, new.citizen)] == [old.id, new.id]


def test_what_has_been_sent_can_no_longer_be_changed(session: Session) -> None:
    dossier = a_sent_dossier(session)
    answers, files = dict(dossier.answers), count(session, PaperFile)
    acts = (
        lambda: save_answers(session, dossier, [], {"owner_name": "Kẻ khác"}, at=now()),
        lambda: add_file(session, service(Store), dossier, "gcn", PHOTO, filename="x", upload_key="x", at=now()),
        lambda: remove_file(session, service(Store), dossier, dossier.papers[0].files[0].id, at=now()),
        lambda: say_paper(session, dossier, "gcn", "will_bring", at=now()),
        lambda: delete_draft(session, service(Store), dossier),
    )
    for act in acts:
        with pytest.raises(InvalidMove), transaction(session):
            act()
    session.expire_all()
    assert dossier.answers == answers
    assert count(session, PaperFile) == files


def test_a_complete_draft_needs_one_picture_only(session: Session) -> None:
    draft = a_complete_draft(session)
    assert sorted((paper.component_id, paper.status) for paper in draft.papers) == [
        ("gcn", "added"),
        ("hop-dong", "will_bring"),
    ]
