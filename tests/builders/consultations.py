"""Agencies that are asked about a dossier, asked and answering by the portal's own operations."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from portal.catalogue.queries import agency_names
from portal.documents.desk import current_desk
from portal.dossiers import consultations
from portal.dossiers.consultation_models import Consultation
from portal.dossiers.consultations import Question
from portal.dossiers.models import Dossier
from portal.identity.models import Officer
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.people import acting, the_officer

#: Three working days after the tests' Monday: the 24th is a day off.
DUE = datetime(2026, 11, 27, 10, tzinfo=UTC)
_keys = count(1)


def consult(session: Session, dossier: Dossier, *agencies: str, question: str = "Thửa đất có tranh chấp không?") -> list[Consultation]:  # fmt: skip
    """Ask these agencies as the case officer."""
    asked = Question({code: agency_names(session, [code])[code] for code in agencies}, question, DUE)
    with transaction(session):
        return consultations.ask(
            session, dossier, asked, by=acting(the_officer(session, "thuly")), at=now(), desk=current_desk(),
            version=dossier.version, form_key=f"builder-consult{next(_keys)}",
        )  # fmt: skip


def opinion(session: Session, one: Consultation, officer: Officer, text: str = "Không có tranh chấp.") -> None:
    """Answer as this officer."""
    with transaction(session):
        consultations.answer(
            session, one, text, None, by=acting(officer), at=now(), form_key=f"builder-opinion{next(_keys)}"
        )
