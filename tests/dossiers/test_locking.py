"""While somebody sends a draft, does everybody else who was about to change it wait, and then read that it was sent?"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers.custody import hand_in, take_back
from portal.dossiers.desk import Facts
from portal.dossiers.models import Dossier
from portal.dossiers.moves import move
from portal.dossiers.operations import add_file, delete_draft, remove_file, save_answers, say_paper
from portal.kernel.errors import InvalidMove, NotFound
from portal.kernel.transaction import transaction
from portal.storage.inspect import Inspected
from portal.storage.store import Store
from portal.web.app_state import now, service
from portal.workflow.states import Action
from tests.builders.dossiers import a_complete_draft
from tests.builders.people import acting, the_officer
from tests.builders.together import together

PHOTO = Inspected(b"anh", "image/jpeg", "jpg", b"nho")
Change = Callable[[Session, Dossier], Any]


def test_what_is_being_sent_is_changed_by_nobody(app: Flask, session: Session) -> None:
    draft, officer = a_complete_draft(session), acting(the_officer(session, "motcua"))
    number, citizen, before = draft.id, acting(draft.citizen), dict(draft.answers)
    session.rollback()
    is_sending = Event()

    def send(own: Session) -> None:
        with transaction(own):
            move(own, own.get_one(Dossier, number), Action.SUBMIT, by=citizen, at=now(), desk=current_desk(),
                 facts=Facts(consent=True))  # fmt: skip
            is_sending.set()
            sleep(0.5)

    def waits_for_it(change: Change) -> Callable[[Session], Any]:
        def changed(own: Session) -> Any:
            assert is_sending.wait(20)
            with transaction(own):
                return change(own, own.get_one(Dossier, number))

        return changed

    changes: tuple[Change, ...] = (
        lambda s, d: save_answers(s, d, [], {"owner_name": "Kẻ khác"}, at=now()),
        lambda s, d: add_file(s, service(Store), d, "gcn", PHOTO, filename="x", upload_key="x", at=now()),
        lambda s, d: remove_file(s, service(Store), d, d.papers[0].files[0].id, at=now()),
        lambda s, d: say_paper(s, d, "gcn", "will_bring", at=now()),
        lambda s, d: delete_draft(s, service(Store), d),
        lambda s, d: hand_in(s, d, "hop-dong", by=officer, at=now()),
        lambda s, d: take_back(s, d, "hop-dong"),
    )
    sent, *refused = together(app, send, *map(waits_for_it, changes))
    assert sent is None
    assert [type(one) for one in refused] == [InvalidMove] * len(changes), refused
    session.rollback()
    draft = session.get_one(Dossier, number)
    assert (draft.answers, draft.handed, len(draft.papers[0].files)) == (before, [], 1)


def test_what_was_removed_in_another_window_is_said_to_be_gone(app: Flask, session: Session) -> None:
    draft = a_complete_draft(session)
    number = draft.id
    assert not draft.events  # all of it is read

    def remove(own: Session) -> None:
        with transaction(own):
            delete_draft(own, service(Store), own.get_one(Dossier, number))

    together(app, remove)
    with pytest.raises(NotFound, match="removed meanwhile"), transaction(session):
        save_answers(session, draft, [], {}, at=now())
