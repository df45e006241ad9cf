"""Slips in what was declared, proposed by the case officer."""

from __future__ import annotations

from itertools import count

from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers import corrections
from portal.dossiers.correction_models import Correction
from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.people import acting, the_officer

_keys = count(1)


def propose_correction(
    session: Session,
    dossier: Dossier,
    *,
    question: str = "parcel_area",
    value: str = "152.5",
    reason: str = "Sổ đỏ ghi 152,5",
) -> Correction:
    """Lay another value before the citizen; nothing has changed yet."""
    asked = next(one for one in corrections.correctable(dossier) if one.id == question)
    with transaction(session):
        return corrections.propose(
            session, dossier, asked, {question: value}, reason, by=acting(the_officer(session, "thuly")), at=now(),
            desk=current_desk(), version=dossier.version, form_key=f"builder-correction{next(_keys)}",
        )  # fmt: skip
