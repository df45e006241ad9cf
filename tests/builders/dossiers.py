"""Dossiers at every step, brought there by the same moves that people make."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.queries import get_procedure
from portal.documents.desk import current_desk
from portal.dossiers.desk import Actor, Facts
from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.moves import claim, move
from portal.dossiers.operations import add_file, save_answers, say_paper, start_draft
from portal.dossiers.rules import WILL_BRING, papers_for
from portal.identity.models import Citizen, Officer
from portal.kernel.transaction import transaction
from portal.storage.inspect import inspect
from portal.storage.operations import keep
from portal.storage.scanning import NoScanner
from portal.storage.store import Store
from portal.web.app_state import now, service
from portal.workflow.states import Action, State
from tests.builders.files import a_jpeg, a_pdf
from tests.builders.people import a_citizen, acting, the_officer
from tests.builders.procedures import LAND_TRANSFER

#: Phường Long Châu, served by the branch of Vĩnh Long.
COMMUNE = {"unit": "29551", "line": "Khóm 2"}
#: Everything the first service asks, as it is kept.
ANSWERS: Mapping[str, Any] = {
    "truong_hop": "chuyen_nhuong", "tranh_chap": "khong",
    "owner_name": "Nguyễn Thị Ửng Hường", "owner_citizen_number": "086190000001", "owner_birth": "1965-03-27",
    "owner_address": COMMUNE, "several_owners": False, "submitter_is_owner": True,
    "parcel_address": COMMUNE, "parcel": {"parcel": 34, "sheet": 12}, "parcel_area": "125.5",
    "certificate_serial": "BA 123456", "certificate_book_no": "CH 00123",
    "other_party_name": "Trần Văn Đẹp", "parcel_part": "ca_thua", "price": 350_000_000, "mortgaged": False,
    "exemption": "khong", "wants_new_certificate": True, "result_by": "counter",
}  # fmt: skip
_keys = count(1)


def a_draft(
    session: Session, *, citizen: Citizen | None = None, procedure: str = LAND_TRANSFER,
    answers: Mapping[str, Any] | None = None,
) -> Dossier:  # fmt: skip
    """Return a draft with these answers (none unless given); no paper has been added."""
    citizen = citizen or a_citizen(session)
    with transaction(session):
        draft = start_draft(
            session,
            get_procedure(session, procedure),
            citizen,
            at=now(),
            start_key=f"{citizen.id}:builder{next(_keys)}",
        )
        if answers and draft.record.eform:
            save_answers(session, draft, list(draft.record.eform.questions()), answers, at=now())
    return draft


def a_complete_draft(session: Session, **given: Any) -> Dossier:
    """Return a draft that can be sent: every question answered, a photograph of the first paper, the others to be brought."""
    draft = a_draft(session, **{"answers": ANSWERS, **given})
    with transaction(session):
        papers = papers_for(draft.record, draft.answers)
        for component in papers[:1]:
            add_file(
                session, service(Store), draft, component.id,
                inspect(a_jpeg(), "so-do.jpg", most_bytes=10**6, scanner=NoScanner()),
                filename="so-do.jpg", upload_key=f"builder{next(_keys)}", at=now(),
            )  # fmt: skip
        for component in papers[1:]:
            say_paper(session, draft, component.id, WILL_BRING, at=now())
    return draft


def make_move(
    session: Session, dossier: Dossier, action: Action, by: Officer | Citizen | Actor, **facts: Any
) -> DossierEvent:
    """Make one move, in a transaction of its own; `facts` as in `desk.Facts`."""
    actor = by if isinstance(by, Actor) else acting(by, field=dossier.field_code)
    with transaction(session):
        return move(session, dossier, action, by=actor, at=now(), desk=current_desk(), facts=Facts(**facts))


def a_sent_dossier(session: Session, **given: Any) -> Dossier:
    """Return a dossier that waits to be accepted; takes what `a_draft` takes."""
    draft = a_complete_draft(session, **given)
    make_move(session, draft, Action.SUBMIT, draft.citizen, consent=True)
    return draft


def a_claimed_dossier(session: Session, *, officer: str = "motcua", **given: Any) -> Dossier:
    """Return a sent dossier that an intake officer has taken into hand."""
    dossier = a_sent_dossier(session, **given)
    with transaction(session):
        claim(session, dossier, by=acting(the_officer(session, officer), field=dossier.field_code), at=now())
    return dossier


def an_accepted_dossier(session: Session, **given: Any) -> Dossier:
    """Return a dossier with a promised date, still at the one-stop office."""
    dossier = a_claimed_dossier(session, **given)
    make_move(session, dossier, Action.ACCEPT, the_officer(session, given.get("officer", "motcua")))
    return dossier


def a_dossier_in_hand(session: Session, **given: Any) -> Dossier:
    """Return a dossier that the case officer of the land branch has received."""
    dossier = an_accepted_dossier(session, **given)
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "thuly"))
    return dossier


def a_dossier_awaiting_payment(session: Session, *, amount_vnd: int = 1_250_000, **given: Any) -> Dossier:
    """Return a dossier whose citizen must pay; the clock stands still."""
    dossier = a_dossier_in_hand(session, **given)
    make_move(session, dossier, Action.REQUEST_PAYMENT, the_officer(session, "thuly"), file=a_kept_pdf(session),
              amount_vnd=amount_vnd)  # fmt: skip
    return dossier


def a_dossier_awaiting_signature(session: Session, **given: Any) -> Dossier:
    """Return a dossier on the approver's desk (work done, nothing to pay)."""
    dossier = a_dossier_in_hand(session, **given)
    make_move(session, dossier, Action.FINISH_LEG, the_officer(session, "thuly"))
    make_move(session, dossier, Action.SUBMIT_FOR_SIGNATURE, the_officer(session, "thuly"))
    return dossier


def a_dossier_with_result(session: Session, *, number: str = "CN 01234567", **given: Any) -> Dossier:
    """Return a dossier whose result waits at the one-stop office to be collected."""
    dossier = a_dossier_awaiting_signature(session, **given)
    make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"))
    make_move(
        session, dossier, Action.ISSUE_RESULT, the_officer(session, "vanthu"), file=a_kept_pdf(session), number=number
    )
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "motcua"))
    return dossier


def a_returned_dossier(session: Session, **given: Any) -> Dossier:
    """Return a dossier whose citizen has the result."""
    dossier = a_dossier_with_result(session, **given)
    make_move(session, dossier, Action.RETURN_RESULT, the_officer(session, "motcua"), originals_compared=True)
    assert dossier.stands is State.RETURNED
    return dossier


def a_kept_pdf(session: Session, filename: str = "thong-bao.pdf") -> Any:
    """Return a PDF in the store, as an officer attaches one."""
    with transaction(session):
        return keep(
            session,
            service(Store),
            inspect(a_pdf(), filename, most_bytes=10**6, scanner=NoScanner()),
            filename=filename,
            at=now(),
        )


def the_event(session: Session, dossier: Dossier, action: Action) -> DossierEvent:
    """Return the newest event of that action."""
    query = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id, DossierEvent.action == action.value)
    return session.scalars(query.order_by(DossierEvent.sequence.desc())).first() or _none(action)


def _none(action: Action) -> DossierEvent:
    raise AssertionError(f"nobody made the move {action}")
