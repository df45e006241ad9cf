"""Which deadlines should an officer know of now? Those told to a role they hold there, while they still stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.consultation_models import ASKED, Consultation
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.queries import scope
from portal.dossiers.rules import ASKERS
from portal.identity.models import Officer
from portal.workflow.alerts import LATE, TOLD, TOLD_AT_ONESTOP, Alert
from portal.workflow.states import Clock, State

_RUNNING = [state.value for state in State if state.clock is Clock.RUNNING]


def _stands(at: datetime) -> ColumnElement[bool]:
    """Return whether the deadline is still the one that was told: not met, not moved, and not told again as late."""
    running = Dossier.state.in_(_RUNNING)
    leg = exists().where(Leg.dossier_id == Dossier.id, Leg.finished_at.is_(None), Leg.due_at == DossierAlert.due_at)
    asked = exists().where(
        Consultation.dossier_id == DossierAlert.dossier_id, Consultation.state == ASKED,
        Consultation.agency_code == DossierAlert.agency_code, Consultation.due_at == DossierAlert.due_at,
    )  # fmt: skip
    return and_(
        or_(DossierAlert.kind.in_(LATE), DossierAlert.due_at >= at),
        or_(
            and_(DossierAlert.kind.like("first_answer%"), Dossier.state == State.SUBMITTED.value,
                 Dossier.first_answer_due_at == DossierAlert.due_at),
            and_(DossierAlert.kind.like("leg%"), running, leg),
            and_(DossierAlert.kind.like("promise%"), running, Dossier.promised_at == DossierAlert.due_at),
            and_(DossierAlert.kind.like("consultation%"), asked),
        ),
    )  # fmt: skip


def _told(officer: Officer) -> ColumnElement[bool]:
    """Return whether this officer is among those an alert is told to."""
    held = [(g.agency, g.role) for g in officer.grants if g.holds(officer.on)]
    parts = [and_(DossierAlert.role == role, DossierAlert.agency_code == agency) for agency, role in held]
    for alert, roles in TOLD.items():
        agencies = [agency for agency, role in held if role in roles]
        at_onestop = and_(literal(alert in TOLD_AT_ONESTOP), Dossier.onestop_code.in_(agencies))
        here = or_(DossierAlert.agency_code.in_(agencies), at_onestop)
        parts.append(and_(DossierAlert.kind == alert.value, here))
    handled = Dossier.agency_code.in_([agency for agency, role in held if role in ASKERS])
    parts.append(and_(DossierAlert.kind == Alert.CONSULTATION_LATE.value, handled))
    return or_(*parts)


def _current(officer: Officer, at: datetime) -> ColumnElement[bool]:
    return and_(_told(officer), _stands(at), scope(officer))


def count_alerts(officer: Officer, at: datetime) -> Select[int]:
    """Return the question how many deadlines stand that this officer was told of."""
    return select(func.count()).select_from(DossierAlert).join(DossierAlert.dossier).where(_current(officer, at))


def page_alerts(
    session: Session, officer: Officer, at: datetime, *, offset: int = 0, limit: int = 25
) -> tuple[int, Sequence[DossierAlert]]:
    """Return (how many in all, one page), what is due first on top."""
    query = select(DossierAlert).join(DossierAlert.dossier).where(_current(officer, at))
    query = query.order_by(DossierAlert.due_at, DossierAlert.id).offset(offset).limit(limit)
    whole = contains_eager(DossierAlert.dossier)
    rows = session.scalars(query.options(whole.joinedload(Dossier.revision), whole.joinedload(Dossier.holder))).all()
    return session.scalars(count_alerts(officer, at)).one(), rows


def list_alerts_of(session: Session, dossier: Dossier) -> Sequence[DossierAlert]:
    """Return everything somebody was told about one dossier, oldest first."""
    query = select(DossierAlert).where(DossierAlert.dossier_id == dossier.id).order_by(DossierAlert.at, DossierAlert.id)
    return session.scalars(query).all()
