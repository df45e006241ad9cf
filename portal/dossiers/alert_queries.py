"""Which deadlines should an officer know of now? Those told to a role they hold there, while they still stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.consultation_models import ASKED, Consultation
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.queries import scope_of
from portal.dossiers.rules import ASKERS
from portal.identity.models import Officer
from portal.identity.rules import Grant
from portal.kernel.database import Instant
from portal.workflow.alerts import LATE, TOLD, TOLD_AT_ONESTOP, Alert
from portal.workflow.states import State
from portal.workflow.vocabulary import RUNNING

#: The moment a question is asked for, given when it is asked.
AT = bindparam("at", type_=Instant())


def _stands() -> ColumnElement[bool]:
    """Return whether the deadline is still the one that was told: not met, not moved, and not told again as late."""
    running = Dossier.state.in_(RUNNING)
    leg = exists().where(Leg.dossier_id == Dossier.id, Leg.finished_at.is_(None), Leg.due_at == DossierAlert.due_at)
    asked = exists().where(
        Consultation.dossier_id == DossierAlert.dossier_id, Consultation.state == ASKED,
        Consultation.agency_code == DossierAlert.agency_code, Consultation.due_at == DossierAlert.due_at,
    )  # fmt: skip
    # a case, not an "or": for that the database would weigh every index of the dossiers against every other
    still = case(
        (DossierAlert.kind.like("leg%"), and_(running, leg)),
        (DossierAlert.kind.like("promise%"), and_(running, Dossier.promised_at == DossierAlert.due_at)),
        (DossierAlert.kind.like("first_answer%"), and_(Dossier.state == State.SUBMITTED.value,
                                                       Dossier.first_answer_due_at == DossierAlert.due_at)),
        (DossierAlert.kind.like("consultation%"), asked),
        else_=false(),
    )  # fmt: skip
    return and_(or_(DossierAlert.kind.in_(LATE), DossierAlert.due_at >= AT), still)


def _told(held: Sequence[Grant]) -> ColumnElement[bool]:
    """Return whether somebody with these roles is among those an alert is told to."""
    by_role: dict[str, set[str]] = {}
    for grant in held:
        by_role.setdefault(grant.role, set()).add(grant.agency)
    parts = [
        and_(DossierAlert.role == role, DossierAlert.agency_code.in_(sorted(there))) for role, there in by_role.items()
    ]
    for alert, roles in TOLD.items():
        agencies = sorted({grant.agency for grant in held if grant.role in roles})
        if not agencies:
            continue
        here = DossierAlert.agency_code.in_(agencies)
        at_onestop = Dossier.onestop_code.in_(agencies) if alert in TOLD_AT_ONESTOP else false()
        parts.append(and_(DossierAlert.kind == alert.value, or_(here, at_onestop)))
    handled = sorted({grant.agency for grant in held if grant.role in ASKERS})
    if handled:
        here = Dossier.agency_code.in_(handled)
        parts.append(and_(DossierAlert.kind == Alert.CONSULTATION_LATE.value, here))
    return or_(false(), *parts)


def _current(held: Sequence[Grant]) -> ColumnElement[bool]:
    return and_(_told(held), _stands(), scope_of(held))


def count_alerts(held: Sequence[Grant]) -> Select[int]:
    """Return the question how many deadlines stand that somebody with these roles was told of; it is asked with `at`."""
    return select(func.count()).select_from(DossierAlert).join(DossierAlert.dossier).where(_current(held))


def page_alerts(
    session: Session, officer: Officer, at: datetime, *, offset: int = 0, limit: int = 25
) -> tuple[int, Sequence[DossierAlert]]:
    """Return (how many in all, one page), what is due first on top."""
    query = select(DossierAlert).join(DossierAlert.dossier).where(_current(officer.held))
    query = query.order_by(DossierAlert.due_at, DossierAlert.id).offset(offset).limit(limit)
    whole = contains_eager(DossierAlert.dossier)
    query = query.options(whole.joinedload(Dossier.revision), whole.joinedload(Dossier.holder))
    rows = session.scalars(query, {"at": at}).all()
    return session.scalars(count_alerts(officer.held), {"at": at}).one(), rows


def list_alerts_of(session: Session, dossier: Dossier) -> Sequence[DossierAlert]:
    """Return everything somebody was told about one dossier, oldest first."""
    query = select(DossierAlert).where(DossierAlert.dossier_id == dossier.id).order_by(DossierAlert.at, DossierAlert.id)
    return session.scalars(query).all()
