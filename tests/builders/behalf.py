"""Drafts that somebody writes for somebody else, and looks at drafts, asked and answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.queries import get_procedure
from portal.documents.desk import current_desk
from portal.dossiers import behalf, prechecks
from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.operations import add_file, save_answers, say_paper, start_draft
from portal.dossiers.precheck_models import Precheck
from portal.dossiers.rules import WILL_BRING, papers_for
from portal.identity.models import Officer
from portal.kernel.transaction import transaction
from portal.notices.queries import find_newest_to
from portal.storage.inspect import inspect
from portal.storage.scanning import NoScanner
from portal.storage.store import Store
from portal.storage.uploads import Upload
from portal.web.app_state import now, service
from tests.builders.dossiers import ANSWERS
from tests.builders.files import a_jpeg
from tests.builders.people import a_citizen, acting
from tests.builders.procedures import LAND_TRANSFER

HELPER, OWNER = "0987654321", "0912345678"
HELPER_NAME, OWNER_NAME = "Trần Văn Bé", "Nguyễn Thị Ửng Hường"


def a_helped_draft(
    session: Session, *, owner_phone: str = OWNER, typed_by: str = "relative", complete: bool = True
) -> Dossier:
    """Return a draft that the helper writes; the owner has not been asked yet."""
    helper = a_citizen(session, phone=HELPER)
    helping = behalf.Helping(
        owner_name=OWNER_NAME, owner_phone=owner_phone, helper_name=HELPER_NAME, helper_phone=HELPER, helper_id=helper.id,
        typed_by=typed_by,
    )  # fmt: skip
    with transaction(session):
        draft = start_draft(
            session, get_procedure(session, LAND_TRANSFER), helper, at=now(), start_key=f"help{owner_phone}",
            typed_by=typed_by,
        )  # fmt: skip
        behalf.ask_for_consent(session, draft, helping)
    if complete:
        complete_it(session, draft)
    return draft


def complete_it(session: Session, draft: Dossier, answers: Mapping[str, Any] = ANSWERS) -> None:
    """Answer everything and add a photograph of the first paper, so that only the owner's consent may be missing."""
    assert draft.record.eform is not None
    with transaction(session):
        save_answers(session, draft, list(draft.record.eform.questions()), answers, at=now())
        first, *others = papers_for(draft.record, draft.answers)
        add_file(session, service(Store), draft, first.id, a_picture("so-do.jpg").file, filename="so-do.jpg",
                 upload_key=f"help{draft.id}", at=now())  # fmt: skip
        for component in others:
            say_paper(session, draft, component.id, WILL_BRING, at=now())


def agree_by_code(session: Session, draft: Dossier, *, sees_after: bool = False) -> None:
    """The owner gets the code and gives it away."""
    assert draft.consent is not None
    with transaction(session):
        behalf.send_code(session, draft, sees_after=sees_after, after_words="", at=now(), desk=current_desk())
    with transaction(session):
        refused = behalf.confirm_code(
            session,
            draft,
            owner_code(session, draft.consent.owner_phone),
            at=now(),
            desk=current_desk(),
            link="http://localhost/ho-so/",
        )
    assert refused is None


def agree_by_slip(session: Session, draft: Dossier, *, sees_after: bool = False) -> None:
    """The owner signs, the helper photographs."""
    by = Actor("citizen", HELPER_NAME, draft.consent.helper_id if draft.consent else None)
    with transaction(session):
        behalf.keep_slip(session, service(Store), draft, a_picture("giay.jpg"), sees_after=sees_after, by=by, at=now())


def a_picture(name: str) -> Upload:
    """Return a photograph as a form brings it."""
    return Upload(name, name, inspect(a_jpeg(), name, most_bytes=10**6, scanner=NoScanner()))


def owner_code(session: Session, phone: str = OWNER) -> str:
    """Return the newest code that the owner has received."""
    notice = find_newest_to(session, phone, "consent_code")
    match = re.search(r"ma (\d{3} \d{3})", notice.sms if notice else "")
    assert match is not None, f"no code was sent to {phone}"
    return match[1]


def ask_to_look(session: Session, draft: Dossier, question: str = "Ảnh sổ đỏ đã rõ chưa?") -> Precheck:
    """The citizen asks an officer to look at the draft."""
    with transaction(session):
        return prechecks.ask(session, draft, question, at=now(), desk=current_desk())


def answer_look(session: Session, asked: Precheck, officer: Officer, *, text: str = "Chụp lại trang 2") -> None:
    """The officer says what to mend."""
    with transaction(session):
        prechecks.answer(
            session, asked, looks_good=False, text=text, remarks=[], by=acting(officer), at=now(), desk=current_desk(),
            link="http://localhost/",
        )  # fmt: skip
