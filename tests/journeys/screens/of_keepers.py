"""What do those see who keep the portal? People, procedures under review, pages of agencies, words, messages."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.import_jobs import queue_check
from portal.catalogue.models import Procedure
from portal.identity.models import Officer
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.notices.models import Delivery
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.people import the_officer
from tests.builders.procedure_drafts import a_change, a_change_in_review
from tests.builders.procedures import LAND_TRANSFER
from tests.builders.published import a_document, an_announcement
from tests.builders.search_words import a_miss, some_words
from tests.journeys.screens.examples import Examples
from tests.journeys.screens.of_citizens import LONG


def desk(session: Session, person: Officer) -> Examples:
    """Return what lies on the administrators' desks; `person` is somebody whose account is kept."""
    a_miss(session, "tha dieu sao tren ruong", on=local_date(now()), times=3)
    notice, document, words = (
        an_announcement(session, title=LONG * 2),
        a_document(session),
        some_words(session, "thả diều sáo"),
    )
    message = session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
    assert message is not None, "the dossiers were made before"
    return Examples(
        values={
            **_procedures(session),
            "/quan-tri/co-quan/<code>": "so-y-te", "/quan-tri/co-quan/<code>/to-cong-nghe-so": "ubnd-29551",
            "<int:announcement_id>": str(notice.id), "<int:document_id>": str(document.id), "<int:words_id>": str(words.id),
            "<int:person_id>": str(person.id), "<int:delivery_id>": str(message.id), "<kind>": "dossier_accepted",
        },
        asked={
            "/quan-tri/lich/bo": "ngay=2026-11-24",
            "/quan-tri/lich/gio": "morning_opens=7:30&morning_closes=11:30&afternoon_opens=13:30&afternoon_closes=17:30",
            "/quan-tri/lich/xem-truoc": "on.day=27&on.month=11&on.year=2026&working=no&reason=B%C3%A3o",
        },
    )  # fmt: skip


def shelves() -> Examples:
    """Return what stands in the catalogue that everybody sees."""
    return Examples(
        values={
            "/cap/<code>": "commune", "/co-quan/<code>": "so-y-te", "/doi-tuong/<code>": "citizen", "<form_id>": "ct01",
            "/linh-vuc/<code>": "dat-dai", "/muc-do/<int:level>": "3", "/viec/<code>": "sinh-con",
            "/thu-tuc/<code>": LAND_TRANSFER, "/xa-phuong/<unit_id>": "29551", "<paper_id>": "gcn", "<int:number>": "1",
        }
    )  # fmt: skip


def _procedures(session: Session) -> dict[str, str]:
    """Return one procedure that is being changed, one under review, and a file on its way in."""
    land = select(Procedure).where(Procedure.field_code == "dat-dai", Procedure.code != LAND_TRANSFER)
    reviewed = session.scalars(land.where(Procedure.status == "published").order_by(Procedure.code)).first()
    assert reviewed is not None
    a_change_in_review(session, reviewed)
    changed = session.scalars(select(Procedure).where(Procedure.code == LAND_TRANSFER)).one()
    a_change(session, changed, plain="Nói lại cho rõ.")
    return {
        "/quan-tri/thu-tuc/<code>": LAND_TRANSFER, "/quan-tri/thu-tuc/<code>/phan/<name>": "thong-tin",
        "/quan-tri/thu-tuc/<code>/duyet": reviewed.code, "/quan-tri/thu-tuc/nhap/<int:job_id>": _a_job(session),
    }  # fmt: skip


def _a_job(session: Session) -> str:
    by = the_officer(session, "quantri")
    with transaction(session):
        job = queue_check(session, service(Store), b'{"code": "9.1"}\n', filename="thu-tuc.jsonl", ending=".jsonl",
                          officer_id=by.id, at=now())  # fmt: skip
        return str(job.id)
