"""Dossiers that an officer takes in at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from portal.catalogue.on_paper import CounterForm
from portal.catalogue.queries import get_procedure
from portal.documents.desk import current_desk
from portal.dossiers.counter import WalkIn, accept_at_once, start, take_slip
from portal.dossiers.custody import hand_in
from portal.dossiers.models import Dossier
from portal.dossiers.operations import say_paper
from portal.dossiers.rules import NOT_NEEDED, papers_for
from portal.dossiers.taking_in import opened
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.web.app_state import now, service
from portal.web.site import Site
from tests.builders.behalf import OWNER, OWNER_NAME, a_picture, complete_it
from tests.builders.dossiers import COMMUNE
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


def a_begun_on_paper(
    session: Session, procedure: Procedure, *, phone: str = OWNER, answers: Mapping[str, Any] | None = None
) -> Dossier:
    """Return what `motcua` has begun of a procedure without a form of its own; nobody has agreed to anything yet."""
    by, form = acting(the_officer(session, "motcua"), field=procedure.field_code), service(CounterForm)
    known = {
        "owner_name": OWNER_NAME, "owner_citizen_number": "086190000001", "owner_address": COMMUNE,
        "request": "Xin giải quyết hồ sơ", "result_by": "counter",
    }  # fmt: skip
    with transaction(session):
        return start(
            session, procedure, WalkIn(OWNER_NAME, phone), {**known, **(answers or {})}, typed_by="counter_helped", office=ONESTOP,
            by=by, at=now(), start_key=f"builder{next(_keys)}",
            revision=opened(session, procedure, form, ONESTOP, province=service(Site).province, at=now(), on=local_date(now())),
        )  # fmt: skip


def a_ready_one_on_paper(session: Session, procedure: Procedure, **given: Any) -> Dossier:
    """Return one that can be accepted: agreed to, the first paper handed in, the others not needed; takes what `a_begun_on_paper` takes."""
    draft = a_begun_on_paper(session, procedure, **given)
    by = acting(the_officer(session, "motcua"), field=procedure.field_code)
    with transaction(session):
        first, *others = papers_for(draft.record, draft.answers)
        hand_in(session, draft, first.id, by=by, at=now(), form="original")
        for component in others:
            say_paper(session, draft, component.id, NOT_NEEDED, at=now())
        take_slip(session, service(Store), draft, a_picture("giay.jpg"), by=by, at=now())
    return draft


def a_dossier_taken_in_on_paper(session: Session, procedure: Procedure, **given: Any) -> Dossier:
    """Return such a dossier, accepted; takes what `a_begun_on_paper` takes."""
    draft = a_ready_one_on_paper(session, procedure, **given)
    by = acting(the_officer(session, "motcua"), field=procedure.field_code)
    with transaction(session):
        accept_at_once(
            session, draft, declared=True, by=by, at=now(), desk=current_desk(), procedure_link="http://localhost/"
        )
    return draft
