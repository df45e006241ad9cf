"""Requests for a supplement and their answers, made by the portal's own operations."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers.models import Dossier
from portal.dossiers.supplement_answers import add_waiting, save_asked, send
from portal.dossiers.supplement_models import Supplement
from portal.dossiers.supplements import Request, Wanted, request
from portal.dossiers.typed import keep_typed, page_of
from portal.kernel.transaction import transaction
from portal.storage.inspect import inspect
from portal.storage.scanning import NoScanner
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.dossiers import a_claimed_dossier, a_dossier_in_hand
from tests.builders.files import a_jpeg
from tests.builders.people import acting, the_officer

BLURRED = Wanted("paper", "gcn", "Giấy chứng nhận đã cấp (sổ đỏ, sổ hồng)", "Ảnh mờ, không đọc được.")
WRONG_PLACE = Wanted("answer", "parcel_address", "Địa chỉ thửa đất", "Không khớp với sổ.")
WRONG_AREA = Wanted("answer", "parcel_area", "Diện tích", "Không khớp với sổ.")
#: Seven working days after the tests' Monday: the 24th is a day off.
ANSWER_BY = datetime(2026, 12, 3, 10, tzinfo=UTC)
_keys = count(1)


def ask(session: Session, dossier: Dossier, *items: Wanted, who: str = "motcua", why_again: str = "") -> Supplement:
    """Ask for these items as the officer with that user name."""
    asked = Request(items or (BLURRED,), "Chụp lại sổ đỏ cho rõ.", ANSWER_BY, why_again)
    by = acting(the_officer(session, who), field=dossier.field_code)
    with transaction(session):
        return request(session, dossier, asked, by=by, at=now(), desk=current_desk(), version=dossier.version,
                       form_key=f"builder-ask{next(_keys)}")  # fmt: skip


def a_dossier_asked_before_intake(session: Session, *items: Wanted) -> Dossier:
    """Return a dossier that the counter sent back for a supplement."""
    dossier = a_claimed_dossier(session)
    ask(session, dossier, *items)
    return dossier


def a_dossier_asked_in_appraisal(session: Session, *items: Wanted) -> Dossier:
    """Return an accepted dossier whose case officer asked for a supplement; the clock stands."""
    dossier = a_dossier_in_hand(session)
    ask(session, dossier, *items, who="thuly")
    return dossier


def prepare(session: Session, dossier: Dossier, component_id: str = "gcn") -> None:
    """Add a new picture of an asked paper; not sent yet."""
    photo = inspect(a_jpeg(90, 60), "so-do-moi.jpg", most_bytes=10**6, scanner=NoScanner())
    with transaction(session):
        add_waiting(session, service(Store), dossier, component_id, photo, filename="so-do-moi.jpg", at=now(),
                    upload_key=f"builder-s{next(_keys)}")  # fmt: skip


def mend(session: Session, dossier: Dossier, **answers: object) -> None:
    """Answer asked questions anew; not sent yet."""
    eform = dossier.record.eform
    assert eform is not None
    with transaction(session):
        save_asked(session, dossier, [q for q in eform.questions() if q.id in answers], answers)


def being_typed(session: Session, dossier: Dossier, question: str, text: str) -> None:
    """Leave words in an asked question that nobody has pressed a button under."""
    supplement = dossier.open_supplement
    assert supplement is not None
    fields = [("asked", question), (question, text)]
    with transaction(session):
        keep_typed(session, dossier, page_of(supplement), fields, None, asked=(), seen=None, at=now())


def answer(session: Session, dossier: Dossier, **answers: object) -> None:
    """Prepare a picture of every asked paper and these answers, and send."""
    supplement = dossier.open_supplement
    assert supplement is not None
    for item in supplement.items:
        if item.kind == "paper":
            prepare(session, dossier, item.ref)
    if answers:
        mend(session, dossier, **answers)
    with transaction(session):
        send(
            session,
            dossier,
            by=acting(dossier.citizen),
            at=now(),
            desk=current_desk(),
            form_key=f"builder-a{next(_keys)}",
        )
