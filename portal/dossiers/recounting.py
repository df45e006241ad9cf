"""Whom does a change of the calendar touch, and how do open dossiers follow it?

Dates whose clock runs are reckoned anew, both ways, and never into the past; whoever was promised another day is told.
A dossier that stands still follows when it goes on. A date that is over stays: no holiday makes a late dossier timely.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, undefer

from portal.catalogue.calendar_models import CalendarChange
from portal.catalogue.models import ProcedureRevision
from portal.dossiers.clocks import Counting, counting_for, counting_of, leg_due_now, reckon
from portal.dossiers.desk import Desk
from portal.dossiers.locking import lock
from portal.dossiers.messages import tell_new_date
from portal.dossiers.models import ClockSegment, Dossier, DossierEvent
from portal.dossiers.moves import write_down
from portal.dossiers.watch import PORTAL
from portal.kernel.clock import ZONE, local_date
from portal.kernel.transaction import transaction
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import Limit, Segment, Unit, first_answer_due, same_days
from portal.workflow.states import Action, State
from portal.workflow.vocabulary import PAUSED, RUNNING

log = logging.getLogger(__name__)
#: What a move of the calendar is called in the history.
RECOUNT = "recount"
#: At most so many at a time: messages go on leaving meanwhile.
MOST = 200
#: Says in Vietnamese what was changed, for history and message.
Words = Callable[[CalendarChange], str]


@dataclass(frozen=True)
class Touched:
    """One dossier whose promised date a change would move."""

    dossier_id: int
    code: str
    agency_code: str
    procedure: str
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Impact:
    """What a change would do: dates that move, and how many dossiers stand still and follow later."""

    touched: tuple[Touched, ...]
    paused: int


def impact(session: Session, calendar: WorkingCalendar, *, since: date | None, at: datetime) -> Impact:
    """Return what would follow if this were the calendar; only promises from `since` on are looked at. Writes nothing."""
    where = _promised(since, at)
    pauses, apologies = _pauses(session, where), _apologies(session, where)
    revisions = _revisions(session, where)
    known: dict[tuple[Limit, str], datetime] = {}
    touched: list[Touched] = []
    d = Dossier
    columns = (d.id, d.code, d.agency_code, d.revision_id, d.channel, d.accepted_at, d.complete_at, d.promised_at)
    for number, code, agency, revision, channel, accepted, complete, before in session.execute(
        select(*columns).where(where).order_by(d.promised_at, d.id)
    ):
        if accepted is None or before is None:
            continue
        record = revisions[revision].record
        counting = counting_of(record, channel, accepted, complete, pauses[number], apologies.get(number))
        if counting is None:
            continue
        after = _reckoned(counting, calendar, known)
        if after > at and local_date(after) != local_date(before):
            touched.append(Touched(number, code or "", agency or "", record.title, before, after))
    return Impact(tuple(touched), _count_paused(session))


def _reckoned(counting: Counting, calendar: WorkingCalendar, known: dict[tuple[Limit, str], datetime]) -> datetime:
    """Return the date; hundreds accepted in one half day with one limit have one, and it is reckoned once."""
    if counting.limit.unit is Unit.HOUR or counting.pauses or counting.apology:
        return reckon(counting, calendar).at
    key = (counting.limit, same_days(counting.since, calendar.hours))
    if key not in known:
        known[key] = reckon(counting, calendar).at
    return known[key]


def _promised(since: date | None, at: datetime) -> ColumnElement[bool]:
    """Return the dossiers whose clock runs towards a date that is still to come."""
    first = max(at, datetime.combine(since, time(), ZONE)) if since else at
    return and_(Dossier.state.in_(RUNNING), Dossier.accepted_at.is_not(None), Dossier.promised_at >= first)


def _pauses(session: Session, where: ColumnElement[bool]) -> Mapping[int, list[Segment]]:
    row = ClockSegment
    columns = select(row.dossier_id, row.started_at, row.ended_at, row.reason).join(row.dossier)
    found: dict[int, list[Segment]] = defaultdict(list)
    for number, started, ended, reason in session.execute(columns.where(where, row.kind == "paused").order_by(row.id)):
        found[number].append(Segment(started, ended, False, reason))
    return found


def _apologies(session: Session, where: ColumnElement[bool]) -> dict[int, tuple[datetime, datetime]]:
    row = DossierEvent
    columns = select(row.dossier_id, row.at, row.data).join(row.dossier)
    rows = session.execute(columns.where(where, row.action == Action.APOLOGISE.value))
    return {number: (at, datetime.fromisoformat(data["new_date"])) for number, at, data in rows if "new_date" in data}


def _revisions(session: Session, where: ColumnElement[bool]) -> dict[int, ProcedureRevision]:
    numbers = select(Dossier.revision_id).where(where).distinct()
    query = select(ProcedureRevision).where(ProcedureRevision.id.in_(numbers))
    return {row.id: row for row in session.scalars(query.options(undefer(ProcedureRevision.content)))}


def _count_paused(session: Session) -> int:
    paused = select(func.count()).where(Dossier.state.in_(PAUSED), Dossier.accepted_at.is_not(None))
    return session.scalar(paused) or 0


def recount(session: Session, at_desk: Callable[[], Desk], words: Words, *, at: datetime) -> int:
    """Let open dossiers follow the oldest change that is not finished, some at a time; return how many dates moved.

    The desk is asked for only when there is a change.
    """
    change = session.scalars(
        select(CalendarChange).where(CalendarChange.finished_at.is_(None)).order_by(CalendarChange.id).limit(1)
    ).first()
    if change is None:
        return 0
    waiting = or_(_promised(change.day_on, at), Dossier.state == State.SUBMITTED.value)
    ids = session.scalars(
        select(Dossier.id).where(waiting, Dossier.id > change.last_dossier_id).order_by(Dossier.id).limit(MOST)
    ).all()
    desk, reason = at_desk(), words(change)
    moved = sum(_followed(session, number, desk, reason, at) for number in ids)
    with transaction(session):
        session.refresh(change, with_for_update=True)  # another worker may be further
        change.moved += moved
        change.last_dossier_id = max([change.last_dossier_id, *ids])
        if len(ids) < MOST and change.finished_at is None:
            change.finished_at = at
    return moved


def _followed(session: Session, number: int, desk: Desk, reason: str, at: datetime) -> bool:
    """Bring one dossier in step with the calendar, in a transaction of its own; one that fails stops no other."""
    try:
        with transaction(session):
            dossier = session.get_one(Dossier, number)
            lock(session, dossier)
            _move_leg(dossier, desk.calendar, at)
            if dossier.stands is State.SUBMITTED:
                return _move_first_answer(session, dossier, desk.calendar, reason, at)
            return dossier.state in RUNNING and _move_promise(session, dossier, desk, reason, at)
    except Exception:
        log.exception("dossier %s could not follow the calendar", number)
        return False


def _move_promise(session: Session, dossier: Dossier, desk: Desk, reason: str, at: datetime) -> bool:
    counting, before = counting_for(dossier), dossier.promised_at
    if counting is None or before is None or before < at:
        return False
    promised = reckon(counting, desk.calendar)
    if promised.at <= at:
        return False
    dossier.promised_at, dossier.promised_sum = promised.at, promised.sum_data()
    if local_date(promised.at) == local_date(before):
        return False
    data = {"promised_at": before.isoformat(), "new_date": promised.at.isoformat()}
    event = write_down(session, dossier, RECOUNT, by=PORTAL, at=at, note=reason, data=data)
    tell_new_date(session, dossier, desk, event, before=before)
    return True


def _move_leg(dossier: Dossier, calendar: WorkingCalendar, at: datetime) -> None:
    leg, due = dossier.open_leg, leg_due_now(dossier, calendar)
    if leg is not None and due is not None and leg.due_at > at and due > at:
        leg.due_at = due


def _move_first_answer(
    session: Session, dossier: Dossier, calendar: WorkingCalendar, reason: str, at: datetime
) -> bool:
    """Move the first answer, which has no message of its own: the history says so. One that stood still keeps its own."""
    before = dossier.first_answer_due_at
    clock = next((s for s in reversed(dossier.segments) if s.kind == "first_answer" and s.ended_at is None), None)
    if before is None or before <= at or clock is None or any(s.kind == "paused" for s in dossier.segments):
        return False
    due = first_answer_due(clock.started_at, calendar)
    if due <= at:
        return False
    dossier.first_answer_due_at = due
    if local_date(due) == local_date(before):
        return False
    data = {"first_answer": before.isoformat(), "new_date": due.isoformat()}
    write_down(session, dossier, RECOUNT, by=PORTAL, at=at, note=reason, data=data)
    return True
