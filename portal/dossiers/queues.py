"""Which work waits for an officer, and in what order? Lists in the order of work, each within the officer's scope.

Nothing here reads more rows than it needs: counts end at MOST_COUNTED, and every list begins at an index, so that a
page costs the same with a hundred thousand dossiers and with a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, exists, func, or_, select
from sqlalchemy.orm import Session, defer, joinedload, with_expression

from portal.catalogue.models import Procedure, ProcedureRevision
from portal.dossiers.consultation_queries import answered_unread, asked_of, due_for
from portal.dossiers.contact_models import DossierMessage
from portal.dossiers.finding import Sought
from portal.dossiers.keys import fits
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.queries import scope
from portal.dossiers.rules import ASKERS, LEADERS
from portal.dossiers.supplement_models import PROPOSED, Supplement
from portal.identity.models import Officer
from portal.kernel.clock import local_date
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.states import State

#: Counting ends here ("200+"): more is no number to work with, and counting it would cost.
MOST_COUNTED = 200
#: A first answer is near when fewer working hours are left.
SOON_HOURS = 4
_DESKS = ("intake_officer", "case_officer", "clerk", "unit_leader", "partner_officer")
_WORKING = (State.ACCEPTED.value, State.PROCESSING.value, State.AWAITING_PAYMENT.value)
_RUNNING = (State.ACCEPTED.value, State.PROCESSING.value, State.AWAITING_SIGNATURE.value)


@dataclass(frozen=True)
class Queue:
    """One list of work: its key in addresses, and what it holds."""

    key: str
    where: ColumnElement[bool]
    #: What it is sorted by, where that is not the dossier's own deadline.
    due: ColumnElement[datetime] | None = None


@dataclass(frozen=True)
class Narrowing:
    """What an officer wants to see of a queue; "" for everything."""

    procedure: str = ""
    agency: str = ""
    channel: str = ""
    state: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is left out."""
        return self == Narrowing()


def queues(officer: Officer, at: datetime, calendar: WorkingCalendar) -> list[Queue]:
    """Return the officer's queues in the order of work; which show is decided by their roles."""
    return [
        *_at_intake(officer),
        *_asked_for(officer),
        *_in_work(officer),
        *_by_time(officer, at, calendar),
        Queue("all", scope(officer)),
    ]


def _agencies(officer: Officer, *roles: str) -> list[str]:
    return sorted({g.agency for g in officer.grants if g.holds(officer.on) and (not roles or g.role in roles)})


def _here(officer: Officer, *roles: str) -> ColumnElement[bool]:
    """Return what lies at an agency where the officer holds one of these roles (any, when none is named)."""
    return Dossier.agency_code.in_(_agencies(officer, *roles))


def _at(officer: Officer, *roles: str) -> ColumnElement[bool]:
    """Return what is at an agency where the officer holds one of these roles, before acceptance too."""
    agencies = _agencies(officer, *roles)
    return or_(
        Dossier.agency_code.in_(agencies), and_(Dossier.agency_code.is_(None), Dossier.onestop_code.in_(agencies))
    )


def _unreceived() -> ColumnElement[bool]:
    return exists().where(Leg.dossier_id == Dossier.id, Leg.finished_at.is_(None), Leg.received_at.is_(None))


def has_unread() -> ColumnElement[bool]:
    """Return whether the citizen wrote something that no officer has read."""
    return exists().where(
        DossierMessage.dossier_id == Dossier.id, DossierMessage.by_kind == "citizen", DossierMessage.read_at.is_(None)
    )


def _at_intake(officer: Officer) -> list[Queue]:
    """Return what nobody has taken yet, and what this officer holds."""
    untouched, held = Dossier.supplemented_at.is_(None), Dossier.holder_id == officer.id
    intake = _agencies(officer, "intake_officer")
    sent = and_(Dossier.state == State.SUBMITTED.value, Dossier.onestop_code.in_(intake), untouched)
    working = and_(Dossier.state.in_(_WORKING), _here(officer, *_DESKS), untouched, ~_unreceived())
    mine = Queue("mine", and_(held, or_(sent, working)))
    return [Queue("new", and_(sent, Dossier.holder_id.is_(None))), mine] if intake else [mine]


def _asked_for(officer: Officer) -> list[Queue]:
    """Return what this agency is asked about, what came back, waits for a leader, is to be withdrawn, or has a message nobody has read."""
    came_back = and_(
        Dossier.supplemented_at.is_not(None), Dossier.state.in_((State.SUBMITTED.value, State.PROCESSING.value))
    )
    proposed = exists().where(Supplement.dossier_id == Dossier.id, Supplement.state == PROPOSED)
    desks = _at(officer, "intake_officer", "case_officer")
    return [
        Queue("consulted", Dossier.id.in_(asked_of(officer)), due_for(officer)),
        Queue("supplemented", and_(came_back, desks)),
        Queue("opinions", and_(Dossier.id.in_(answered_unread()), _here(officer, *ASKERS))),
        Queue("approving", and_(proposed, _at(officer, *LEADERS))),
        Queue("withdrawing", and_(Dossier.state == State.WITHDRAW_REQUESTED.value, desks)),
        Queue("unread", and_(has_unread(), _at(officer))),
    ]


def _in_work(officer: Officer) -> list[Queue]:
    running = Dossier.state.in_(_RUNNING)
    working = and_(Dossier.state.in_(_WORKING), _here(officer, *_DESKS), ~_unreceived())
    return [
        Queue("arriving", and_(running, _here(officer), _unreceived())),
        Queue("working", and_(working, Dossier.supplemented_at.is_(None))),
        Queue("signing", and_(Dossier.state == State.AWAITING_SIGNATURE.value, _here(officer, "approver"))),
        Queue("returning", and_(Dossier.state == State.RESULT_READY.value, _here(officer, "intake_officer"))),
    ]


def _by_time(officer: Officer, at: datetime, calendar: WorkingCalendar) -> list[Queue]:
    """Return what is due within one working day (a first answer within half a one), and what is over."""
    answer_soon = calendar.add_working_hours(at, SOON_HOURS)
    soon = calendar.closes_at(calendar.add_working_days(local_date(at), 1))
    sent, running = Dossier.state == State.SUBMITTED.value, Dossier.state.in_(_RUNNING)
    first, promised = Dossier.first_answer_due_at, Dossier.promised_at
    near = or_(and_(sent, first >= at, first < answer_soon), and_(running, promised >= at, promised <= soon))
    mine = scope(officer, passed_too=False)
    over = or_(and_(sent, first < at), and_(running, promised < at))
    return [Queue("soon", and_(near, mine)), Queue("overdue", and_(over, mine))]


def count_queues(
    session: Session, wanted: Sequence[Queue], also: Mapping[str, ColumnElement[int]] | None = None
) -> dict[str, int]:
    """Return how many dossiers each queue of work holds, none above MOST_COUNTED, in one statement; `also`: what else."""
    columns = {queue.key: _at_most(queue.where) for queue in wanted if queue.key != "all"} | dict(also or {})
    # no bare keys as names: "returning" is a word of SQL
    row = session.execute(select(*(column.label(f"n_{key}") for key, column in columns.items()))).one()
    return {key: row[n] for n, key in enumerate(columns)}


def _at_most(where: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(Dossier.id).where(where).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def page_queue(
    session: Session, queue: Queue, *, sought: Sought | None = None, narrowed: Narrowing | None = None,
    counted: int | None = None, offset: int = 0, limit: int = 25,
) -> tuple[int, Sequence[Dossier]]:  # fmt: skip
    """Return (how many in all, at most MOST_COUNTED, one page), what has the least working time left on top.

    `counted`: the number, where it is known already. Of what is looked for, the rows are chosen first, then sorted:
    a name half the province bears must not be sorted as a whole.
    """
    parts = [queue.where, *_narrowed(narrowed or Narrowing()), *([fits(sought)] if sought else [])]
    where = and_(*parts)
    if counted is None:
        counted = session.scalar(select(_at_most(where))) or 0
    if sought:
        where = Dossier.id.in_(select(Dossier.id).where(where).limit(MOST_COUNTED))
    rows = _listed(where).order_by(*_order(queue)).offset(offset).limit(limit)
    return counted, session.scalars(rows).all()


def _order(queue: Queue) -> tuple[UnaryExpression[Any], ...]:
    """Return the least working time first; where everything is, the newest first."""
    due = queue.due if queue.due is not None else func.coalesce(Dossier.promised_at, Dossier.first_answer_due_at)
    return (Dossier.submitted_at.desc(),) if queue.key == "all" else (due.asc(), Dossier.id.asc())


def _narrowed(wanted: Narrowing) -> list[ColumnElement[bool]]:
    place = func.coalesce(Dossier.agency_code, Dossier.onestop_code)
    columns = (
        (Dossier.procedure_code, wanted.procedure), (place, wanted.agency), (Dossier.channel, wanted.channel),
        (Dossier.state, wanted.state),
    )  # fmt: skip
    return [column == value for column, value in columns if value]


def _listed(where: ColumnElement[bool]) -> Select[Dossier]:
    """Return the rows a list shows: light ones, without answers and without what the procedure says."""
    procedure = joinedload(Dossier.revision).load_only(ProcedureRevision.id, ProcedureRevision.procedure_id)
    light = procedure.joinedload(ProcedureRevision.procedure).load_only(
        Procedure.code, Procedure.name, Procedure.short_name
    )
    holder = joinedload(Dossier.holder).load_only(Officer.full_name)
    return select(Dossier).where(where).options(
        light, defer(Dossier.answers), defer(Dossier.promised_sum), holder, holder.lazyload(Officer.roles),
        with_expression(Dossier.is_unread, has_unread()),
    )  # fmt: skip


def next_in(session: Session, queue: Queue, dossier: Dossier, narrowed: Narrowing) -> int | None:
    """Return the dossier after this one in the queue, None at its end; the first when this one has left it."""
    where = and_(queue.where, *_narrowed(narrowed))
    ids = session.scalars(select(Dossier.id).where(where).order_by(*_order(queue)).limit(MOST_COUNTED)).all()
    after = ids[ids.index(dossier.id) + 1 :] if dossier.id in ids else ids
    return after[0] if after else None
