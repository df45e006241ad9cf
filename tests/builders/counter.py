"""Dossiers that an officer takes in at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.queries import get_procedure
from portal.documents.desk import current_desk
from portal.dossiers.counter import WalkIn, accept_at_once, start, take_slip
from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders.behalf import OWNER_NAME, a_picture, complete_it
from tests.builders.people import acting, the_officer
from tests.builders.procedures import LAND_TRANSFER, ONESTOP

_keys = count(1)


def a_begun_dossier(
    session: Session, *, name: str = OWNER_NAME, phone: str = "", answers: Mapping[str, Any] | None = None
) -> Dossier:
    """Return what `motcua` has begun for somebody at the counter; nobody has agreed to anything yet."""
    by = acting(the_officer(session, "motcua"))
    with transaction(session):
        return start(
            session, get_procedure(session, LAND_TRANSFER), WalkIn(name, phone), answers or {}, typed_by="counter_helped",
            office=ONESTOP, by=by, at=now(), start_key=f"builder{next(_keys)}",
        )  # fmt: skip


def a_dossier_taken_in(session: Session, **given: Any) -> Dossier:
    """Return what the counter has sent, and accepted where its own office is in charge; takes what `a_begun_dossier` takes."""
    draft, by = a_begun_dossier(session, **given), acting(the_officer(session, "motcua"))
    complete_it(session, draft)
    with transaction(session):
        take_slip(session, service(Store), draft, a_picture("giay.jpg"), by=by, at=now())
    with transaction(session):
        accept_at_once(
            session, draft, declared=True, by=by, at=now(), desk=current_desk(), procedure_link="http://localhost/"
        )
    return draft
