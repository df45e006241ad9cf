"""Which deadlines should an officer know of now? Those told to a role they hold there, while they still stand."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session, contains_eager

from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.consultation_models import ASKED, Consultation
from portal.dossiers.models import Dossier, Leg
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
    leg = select(Leg.id).where(
        Leg.dossier_id == Dossier.id, Leg.finished_at.is_(None), Leg.due_at == DossierAlert.due_at
    )
    asked = select(Consultation.id).where(
        Consultation.dossier_id == DossierAlert.dossier_id, Consultation.state == ASKED,
        Consultation.agency_code == DossierAlert.agency_code, Consultation.due_at == DossierAlert.due_at,
    )  # fmt: skip
    # a case, not an "or": for that the database would weigh every index of the dossiers against every other; and an
    # offset, without which PostgreSQL reads every open leg of the province to look one up
    still = case(
        (DossierAlert.kind.like("leg%"), and_(running, leg.offset(0).exists())),
        (DossierAlert.kind.like("promise%"), and_(running, Dossier.promised_at == DossierAlert.due_at)),
        (DossierAlert.kind.like("first_answer%"), and_(Dossier.state == State.SUBMITTED.value,
                                                       Dossier.first_answer_due_at == DossierAlert.due_at)),
        (DossierAlert.kind.like("consultation%"), asked.offset(0).exists()),
        else_=false(),
    )  # fmt: skip
    return and_(~DossierAlert.is_over, or_(DossierAlert.kind.in_(LATE), DossierAlert.due_at >= AT), still)


def _agencies(held: Sequence[Grant], roles: Container[str]) -> Iterator[tuple[list[str], ColumnElement[bool]]]:
    """Yield the agencies where one of these roles is held, with the field it is held for."""
    there: dict[str, set[str]] = {}
    for grant in held:
        if grant.role in roles:
            there.setdefault(grant.field, set()).add(grant.agency)
    for field, agencies in there.items():
        yield sorted(agencies), Dossier.field_code == field if field else true()


def _told(held: Sequence[Grant]) -> list[ColumnElement[bool]]:
    """Return which alerts are told to somebody with these roles, in parts that each begin at an index.

    All lie in the scope of these roles: the dossier lay there, was sent there, or its opinion was asked.
    """
    here: list[ColumnElement[bool]] = []
    beside: dict[Alert, list[ColumnElement[bool]]] = {}
    for role in sorted({grant.role for grant in held}):
        for agencies, of_field in _agencies(held, (role,)):
            here.append(and_(DossierAlert.role == role, DossierAlert.agency_code.in_(agencies), of_field))
    for alert, roles in TOLD.items():
        for agencies, of_field in _agencies(held, roles):
            here.append(and_(DossierAlert.kind == alert.value, DossierAlert.agency_code.in_(agencies), of_field))
            if alert in TOLD_AT_ONESTOP:
                beside.setdefault(alert, []).append(and_(Dossier.onestop_code.in_(agencies), of_field))
    for agencies, of_field in _agencies(held, ASKERS):
        beside.setdefault(Alert.CONSULTATION_LATE, []).append(and_(Dossier.agency_code.in_(agencies), of_field))
    everywhere = sorted({grant.agency for grant in held})
    late = [and_(_late(alert), or_(*whose)) for alert, whose in beside.items()]
    return [and_(DossierAlert.agency_code.in_(everywhere), or_(*here)), *late] if here else []


def _late(alert: Alert) -> ColumnElement[bool]:
    """Return whether an alert is of this kind; what is late now are few, and an index holds them."""
    kind = DossierAlert.kind == alert.value
    if alert is Alert.PROMISE_LATE:
        return and_(kind, Dossier.state.in_(RUNNING), Dossier.promised_at < AT)
    overdue = select(Consultation.dossier_id).where(Consultation.state == ASKED, Consultation.due_at < AT)
    return and_(kind, DossierAlert.dossier_id.in_(overdue))


def _current(held: Sequence[Grant], most: ColumnElement[int] | None = None) -> Subquery:
    """Return the numbers of the alerts that stand, at most so many of each part; nothing is told to nobody."""
    parts = [
        select(DossierAlert.id).join(DossierAlert.dossier).where(part, _stands()).limit(most).subquery()
        for part in _told(held) or [false()]
    ]
    return union(*(select(part.c.id) for part in parts)).subquery()


def count_alerts(held: Sequence[Grant], most: ColumnElement[int] | None = None) -> Select[int]:
    """Return the question how many deadlines stand that somebody with these roles was told of; it is asked with `at`.

    `most`: where counting ends.
    """
    numbers = _current(held, most)
    return select(func.count()).select_from(select(numbers.c.id).limit(most).subquery())


def page_alerts(
    session: Session, officer: Officer, at: datetime, *, offset: int = 0, limit: int = 25
) -> tuple[int, Sequence[DossierAlert]]:
    """Return (how many in all, one page), what is due first on top."""
    numbers = _current(officer.held)
    query = select(DossierAlert).join(numbers, numbers.c.id == DossierAlert.id).join(DossierAlert.dossier)
    query = query.order_by(DossierAlert.due_at, DossierAlert.id).offset(offset).limit(limit)
    whole = contains_eager(DossierAlert.dossier)
    query = query.options(whole.joinedload(Dossier.revision), whole.joinedload(Dossier.holder))
    rows = session.scalars(query, {"at": at}).all()
    return session.scalars(count_alerts(officer.held), {"at": at}).one(), rows


def list_alerts_of(session: Session, dossier: Dossier) -> Sequence[DossierAlert]:
    """Return everything somebody was told about one dossier, oldest first."""
    query = select(DossierAlert).where(DossierAlert.dossier_id == dossier.id).order_by(DossierAlert.at, DossierAlert.id)
    return session.scalars(query).all()
