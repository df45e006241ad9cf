"""Which work waits for an officer? Lists in the order of work, each within the officer's roles.

What lies in a list is said in parts, each of which begins at an index; `queue_queries` asks for them. Everything here
is put together once for everybody with the same roles: the moment and the officer are given when a question is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    False_,
    Integer,
    UnaryExpression,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
)

from portal.dossiers.alert_queries import AT
from portal.dossiers.consultation_queries import answered_unread, asked_of, due_for
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.queries import scope_parts
from portal.dossiers.rules import ANSWERERS, ASKERS, LEADERS
from portal.dossiers.supplement_models import PROPOSED, Supplement
from portal.identity.models import Officer
from portal.identity.rules import Grant
from portal.kernel.clock import local_date
from portal.kernel.database import Instant
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.states import State

#: A first answer is near when fewer working hours are left.
SOON_HOURS = 4
_DESKS = ("intake_officer", "case_officer", "clerk", "unit_leader", "partner_officer")
_WORKING = (State.ACCEPTED, State.PROCESSING, State.AWAITING_PAYMENT)
_RUNNING = (State.ACCEPTED, State.PROCESSING, State.AWAITING_SIGNATURE)
_ME = bindparam("me", type_=Integer())
#: Until when a promise is near, and a first answer.
_SOON, _ANSWER_SOON = bindparam("soon", type_=Instant()), bindparam("answer_soon", type_=Instant())
_PROMISED: ColumnElement[Any] = Dossier.promised_at.expression
_ANSWERED: ColumnElement[Any] = Dossier.first_answer_due_at.expression
_SENT: ColumnElement[Any] = Dossier.submitted_at.expression
_DUE: ColumnElement[Any] = func.coalesce(_PROMISED, _ANSWERED)

Held = tuple[Grant, ...]


@dataclass(frozen=True)
class Part:
    """Some of what lies in a list, and the column that sorts it: where many may lie, an index holds them in that order."""

    where: ColumnElement[bool]
    due: ColumnElement[Any] = _DUE


@dataclass(frozen=True)
class Queue:
    """One list of work: its key in addresses, and the parts of what lies in it (none: nothing can)."""

    key: str
    parts: tuple[Part, ...]
    #: What the whole list is sorted by, where that is not the dossier's own deadline.
    due: ColumnElement[Any] = _DUE

    def sorted_by(self, due: ColumnElement[Any]) -> tuple[UnaryExpression[Any], ...]:
        """Return the least working time first; where everything is, the newest first."""
        return (due.desc(), Dossier.id.desc()) if self.key == "all" else (due.asc(), Dossier.id.asc())

    @property
    def order(self) -> tuple[UnaryExpression[Any], ...]:
        """Return the order of the whole list."""
        return self.sorted_by(_SENT if self.key == "all" else self.due)


@dataclass(frozen=True)
class Queues:
    """The lists of one officer at one moment: the grants that decide, and what is given to their questions."""

    held: Held
    given: Mapping[str, Any]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the lists these roles work with, in the order of work; the last one holds everything."""
        return _keys(self.held)


def queues(officer: Officer, at: datetime, calendar: WorkingCalendar) -> Queues:
    """Return the officer's lists at this moment."""
    soon = calendar.closes_at(calendar.add_working_days(local_date(at), 1))
    answer_soon = calendar.add_working_hours(at, SOON_HOURS)
    return Queues(officer.held, {"me": officer.id, "at": at, "soon": soon, "answer_soon": answer_soon})


@lru_cache(maxsize=256)
def lists_of(held: Held) -> tuple[Queue, ...]:
    """Return the lists of whoever holds these grants, in the order of work."""
    sent, _lies, passed = scope_parts(held)
    parts = (Part(and_(Dossier.state != State.DRAFT.value, where), _SENT) for where in (sent, passed))
    everything = Queue("all", tuple(parts) if held else ())
    return (*_at_intake(held), *_asked_for(held), *_in_work(held), *_by_time(held), everything)


@lru_cache(maxsize=256)
def _keys(held: Held) -> tuple[str, ...]:
    return tuple(queue.key for queue in lists_of(held) if queue.parts)


def _stands(*states: State) -> ColumnElement[bool]:
    """Return whether a dossier is in one of these states, which are written out: they are the same for everybody."""
    names: list[ColumnElement[str]] = [literal_column(f"'{state.value}'") for state in states]
    return Dossier.state.in_(names) if len(names) > 1 else Dossier.state == names[0]


def _agencies(held: Held, *roles: str) -> list[str]:
    return sorted({grant.agency for grant in held if not roles or grant.role in roles})


def _here(held: Held, *roles: str) -> ColumnElement[bool]:
    """Return what lies at an agency where one of these roles is held (any, when none is named)."""
    agencies = _agencies(held, *roles)
    return Dossier.agency_code.in_(agencies) if agencies else false()


def _sent_to(held: Held, *roles: str) -> ColumnElement[bool]:
    """Return what was sent to an agency where one of these roles is held."""
    agencies = _agencies(held, *roles)
    return Dossier.onestop_code.in_(agencies) if agencies else false()


def _at(held: Held, *roles: str) -> ColumnElement[bool]:
    """Return what is at an agency where one of these roles is held, before acceptance too."""
    agencies = _agencies(held, *roles)
    if not agencies:
        return false()
    not_yet = and_(Dossier.agency_code.is_(None), Dossier.onestop_code.in_(agencies))
    return or_(Dossier.agency_code.in_(agencies), not_yet)


def _unreceived() -> ColumnElement[bool]:
    """Return whether a leg waits to be received. The offset keeps PostgreSQL from reading all that wait instead of asking row by row."""
    waiting = select(Leg.dossier_id).where(
        Leg.dossier_id == Dossier.id, Leg.finished_at.is_(None), Leg.received_at.is_(None)
    )
    return waiting.offset(0).exists()


def _list(key: str, where: ColumnElement[bool], whose: ColumnElement[bool], due: ColumnElement[Any] = _DUE) -> Queue:
    """Return a list of one part; of none where it is nobody's."""
    return Queue(key, () if isinstance(whose, False_) else (Part(and_(where, whose), due),))


def _at_intake(held: Held) -> list[Queue]:
    """Return what nobody has taken yet, and what this officer holds."""
    untouched, mine = Dossier.supplemented_at.is_(None), Dossier.holder_id == _ME
    sent, intake = and_(_stands(State.SUBMITTED), untouched), _sent_to(held, "intake_officer")
    working = and_(_stands(*_WORKING), _here(held, *_DESKS), untouched, ~_unreceived())
    return [
        _list("new", and_(sent, Dossier.holder_id.is_(None)), intake, _ANSWERED),
        _list("mine", mine, or_(and_(sent, intake), working)),
    ]


def _asked_for(held: Held) -> list[Queue]:
    """Return what this agency is asked about, what came back, waits for a leader, is to be withdrawn, or has a message nobody has read."""
    came_back = and_(Dossier.supplemented_at.is_not(None), _stands(State.SUBMITTED, State.PROCESSING))
    proposed = exists().where(Supplement.dossier_id == Dossier.id, Supplement.state == PROPOSED)
    desks = _at(held, "intake_officer", "case_officer")
    return [
        _consulted(held),
        _list("supplemented", came_back, desks),
        _list("opinions", Dossier.id.in_(answered_unread()), _here(held, *ASKERS)),
        _list("approving", proposed, _at(held, *LEADERS)),
        _list("withdrawing", _stands(State.WITHDRAW_REQUESTED), desks),
        _list("unread", Dossier.unread_at.is_not(None), _at(held)),
    ]


def _consulted(held: Held) -> Queue:
    """Return what an agency is asked about for which one of these roles may answer, by when the answer is due."""
    due, where = due_for(held), Dossier.id.in_(asked_of(held))
    return Queue("consulted", (Part(where, due),) if _agencies(held, *ANSWERERS) else (), due)


def _in_work(held: Held) -> list[Queue]:
    received = and_(~_unreceived(), Dossier.supplemented_at.is_(None))
    return [
        _list("arriving", and_(_stands(*_RUNNING), _unreceived()), _here(held), _PROMISED),
        _list("working", and_(_stands(*_WORKING), received), _here(held, *_DESKS), _PROMISED),
        _list("signing", _stands(State.AWAITING_SIGNATURE), _here(held, "approver"), _PROMISED),
        _list("returning", _stands(State.RESULT_READY), _here(held, "intake_officer"), _PROMISED),
    ]


def _by_time(held: Held) -> list[Queue]:
    """Return what is due within one working day (a first answer within half a one), and what is over."""
    sent, lies, _passed = scope_parts(held)
    first, running = and_(sent, _stands(State.SUBMITTED)), _stands(*_RUNNING)
    answers, promises = (_ANSWERED >= AT, _ANSWERED < _ANSWER_SOON), (_PROMISED >= AT, _PROMISED <= _SOON)
    return [
        Queue("soon", (Part(and_(first, *answers), _ANSWERED), *_promised(running, sent, lies, *promises))),
        Queue(
            "overdue", (Part(and_(first, _ANSWERED < AT), _ANSWERED), *_promised(running, sent, lies, _PROMISED < AT))
        ),
    ]


def _promised(
    running: ColumnElement[bool], sent: ColumnElement[bool], lies: ColumnElement[bool], *when: ColumnElement[bool]
) -> list[Part]:
    """Return what is promised then, of what was sent to these agencies and of what lies there."""
    return [Part(and_(running, where, *when), _PROMISED) for where in (sent, lies)]


def split(held: Held) -> Sequence[Held]:
    """Return the grants agency by agency where they are few: one agency's dossiers lie at the index in their order."""
    agencies = _agencies(held)
    if len(agencies) > MOST_SPLIT:
        return [held]
    return [tuple(grant for grant in held if grant.agency == agency) for agency in agencies]


#: A question with more parts than this takes longer to plan than sorting what it finds.
MOST_SPLIT = 4
