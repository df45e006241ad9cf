"""What does the program do by itself when a deadline comes near or is over? The worker asks, about once a minute.

Officers are told (and their leaders, once it is late), citizens are reminded of what is asked of them, and a dossier
nobody supplemented is stopped (NĐ 61/2018 Art. 19). Each of it once for each deadline, also with several workers.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.consultation_models import ASKED, Consultation
from portal.dossiers.desk import Actor, Desk, Facts
from portal.dossiers.messages import remind
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.moves import move, place_of
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.workflow.alerts import CONSULTED, Alert, stops_at, windows
from portal.workflow.states import Action, Role, State
from portal.workflow.vocabulary import RUNNING

log = logging.getLogger(__name__)
#: Who stops a dossier; the history names the portal itself.
PORTAL = Actor("system", "Cổng dịch vụ công")
#: At most so many of a kind at a time: the rest follows a minute later, and messages go on leaving meanwhile.
MOST = 200
_SUPPLEMENT = [State.SUPPLEMENT_BEFORE_INTAKE.value, State.SUPPLEMENT_REQUESTED.value]
_ASKED = [*_SUPPLEMENT, State.AWAITING_PAYMENT.value]

Found = Select[*tuple[Any, ...]]
Due = InstrumentedAttribute[datetime | None] | InstrumentedAttribute[datetime]


def watch(session: Session, desk: Desk, *, at: datetime) -> Counter[str]:
    """Tell of every deadline that is near or over and stop what nobody supplemented; return how many of each."""
    done: Counter[str] = Counter()
    for alert, window in windows(at, desk.calendar).items():
        due, found = _deadline_of(alert)
        told = exists().where(
            DossierAlert.dossier_id == Dossier.id, DossierAlert.kind == alert.value, DossierAlert.due_at == due
        )
        if alert in CONSULTED:
            told = told.where(DossierAlert.agency_code == Consultation.agency_code)
        found = found.where(due > window.after, due <= window.until, ~told)
        tell = partial(_tell, session, alert, desk, at, found, due)
        done[alert.value] = _each(session, found.order_by(due, Dossier.id).limit(MOST), tell)
    done["stopped"] = _each(session, _unanswered(at), partial(_stop, session, desk, at))
    return done


def _deadline_of(alert: Alert) -> tuple[Due, Found]:
    """Return the column of an alert's deadline, and the dossiers that have one now."""
    match alert:
        case Alert.FIRST_ANSWER_SOON | Alert.FIRST_ANSWER_LATE:
            return Dossier.first_answer_due_at, _of(Dossier.first_answer_due_at, Dossier.state == State.SUBMITTED.value)
        case Alert.LEG_SOON | Alert.LEG_LATE:
            legs = _of(Leg.due_at, and_(Dossier.state.in_(RUNNING), Leg.finished_at.is_(None)))
            return Leg.due_at, legs.join(Leg, Leg.dossier_id == Dossier.id)
        case Alert.PROMISE_SOON | Alert.PROMISE_LATE:
            return Dossier.promised_at, _of(Dossier.promised_at, Dossier.state.in_(RUNNING))
        case Alert.CONSULTATION_SOON | Alert.CONSULTATION_LATE:
            asked = select(Dossier.id, Consultation.due_at, Consultation.agency_code).distinct()
            return Consultation.due_at, asked.join(Consultation.dossier).where(Consultation.state == ASKED)
        case Alert.ANSWER_SOON:
            return Dossier.answer_by, _of(Dossier.answer_by, Dossier.state.in_(_ASKED))


def _of(due: Due, where: ColumnElement[bool]) -> Found:
    return select(Dossier.id, due).where(where)


def _unanswered(at: datetime) -> Found:
    """Return what was to be supplemented by a day that is over, with the instant of the reminder."""
    warned = and_(
        DossierAlert.dossier_id == Dossier.id, DossierAlert.kind == Alert.ANSWER_SOON.value,
        DossierAlert.due_at == Dossier.answer_by,
    )  # fmt: skip
    found = select(Dossier.id, DossierAlert.at).join(DossierAlert, warned)
    return found.where(Dossier.state.in_(_SUPPLEMENT), Dossier.answer_by < at).order_by(Dossier.id).limit(MOST)


def _each(session: Session, found: Found, act: Callable[..., bool]) -> int:
    """Do it for each, in a transaction of its own; one that fails is logged and stops no other."""
    rows = [tuple(row) for row in session.execute(found).all()]
    done = 0
    for number, *facts in rows:
        try:
            with transaction(session):
                done += act(number, *facts)
        except Exception:
            log.exception("the deadline of dossier %s could not be seen to", number)
    return done


def _locked(session: Session, number: int) -> Dossier | None:
    """Return the dossier for us alone; None while somebody is acting on it."""
    mine = select(Dossier).where(Dossier.id == number).with_for_update(skip_locked=True, of=Dossier)
    return session.scalars(mine).first()


def _tell(
    session: Session, alert: Alert, desk: Desk, at: datetime, found: Found, column: Due, number: int, due: datetime,
    asked: str = "",
) -> bool:  # fmt: skip
    """Note that somebody was told; `asked`: the agency whose opinion is waited for, where that is the deadline.

    Whether it still stands, and nobody was told yet, is asked again under the lock: somebody may have acted meanwhile.
    """
    dossier = _locked(session, number)
    still = found.where(Dossier.id == number, column == due)
    if asked:
        still = still.where(Consultation.agency_code == asked)
    if dossier is None or session.execute(still).first() is None:
        return False
    leg = dossier.open_leg
    whose = Role.PARTNER_OFFICER.value if asked else leg.role if leg else Role.INTAKE_OFFICER.value
    session.add(
        DossierAlert(dossier=dossier, kind=alert.value, due_at=due, at=at, agency_code=asked or place_of(dossier) or "",
                     role=whose)
    )  # fmt: skip
    if alert is Alert.ANSWER_SOON:
        remind(session, dossier, desk, at=at)
    return True


def _stop(session: Session, desk: Desk, at: datetime, number: int, warned_at: datetime) -> bool:
    dossier = _locked(session, number)
    if dossier is None or dossier.answer_by is None or at <= stops_at(dossier.answer_by, warned_at, desk.calendar):
        return False
    facts = Facts(note=desk.stop_reason(local_date(dossier.answer_by)), data={"warned": warned_at.isoformat()})
    move(session, dossier, Action.STOP, by=PORTAL, at=at, desk=desk, facts=facts)
    return True
