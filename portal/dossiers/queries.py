"""Which dossiers does a person see? Scope is part of the query, never a filter afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from portal.catalogue.figures import Figures
from portal.dossiers.consent_models import Consent
from portal.dossiers.contact_models import LEVELS, DossierMessage, Rating
from portal.dossiers.custody_models import HandedPaper
from portal.dossiers.models import Dossier, Leg, Paper, PaperFile
from portal.dossiers.numbering import normal_code
from portal.dossiers.precheck_models import ANSWERED, OPEN, Precheck
from portal.dossiers.register_models import RegisterEntry
from portal.dossiers.rules import LEADERS
from portal.dossiers.supplement_models import PROPOSED, Supplement
from portal.identity.models import Citizen, Officer
from portal.kernel.errors import N_, NotFound
from portal.kernel.text import fold
from portal.workflow.states import State

#: Nothing more happens to these.
_FINISHED = frozenset({State.RETURNED, State.REFUSED, State.NOT_ACCEPTED, State.WITHDRAWN, State.STOPPED})
#: Everything the page of one dossier reads.
WHOLE = (
    joinedload(Dossier.revision),
    joinedload(Dossier.consent),
    selectinload(Dossier.papers).selectinload(Paper.all_files).joinedload(PaperFile.file),
    selectinload(Dossier.events),
    selectinload(Dossier.legs),
    selectinload(Dossier.segments),
    selectinload(Dossier.supplements).selectinload(Supplement.items),
    selectinload(Dossier.handed.of_type(HandedPaper)),
)
#: What an officer was asked about a draft, and said.
_LOOKED_AT = selectinload(Dossier.prechecks.and_(Precheck.state.in_((OPEN, ANSWERED))))
_LISTED = (joinedload(Dossier.revision), joinedload(Dossier.consent), selectinload(Dossier.papers))


# ---- the citizen's own, and what they file for others


def _owned(citizen: Citizen) -> ColumnElement[bool]:
    """Return what is a citizen's own: what their account only carries for an owner without a telephone is not."""
    carried = exists().where(Consent.dossier_id == Dossier.id, Consent.helper_id == citizen.id)
    #: What a counter has begun belongs to its office until it is sent.
    begun = and_(Dossier.state == State.DRAFT.value, Dossier.channel == "counter")
    return and_(Dossier.citizen_id == citizen.id, ~carried, ~begun)


def _helped(citizen: Citizen, *also: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[bool]:
    """Return what a citizen files for somebody else and was not told to leave: drafts, and `also` what is allowed."""
    allowed = or_(Dossier.state == State.DRAFT.value, *also)
    mine = exists().where(
        Consent.dossier_id == Dossier.id, Consent.helper_id == citizen.id, Consent.ended_at.is_(None), allowed
    )
    return mine.correlate(Dossier)


def get_draft(session: Session, citizen: Citizen, draft_code: str, *, also_sent: bool = False) -> Dossier:
    """Return a draft of a citizen (or the dossier it became), or one they write for somebody; NotFound for any other.

    also_sent: also what a helper has sent, to say so; by itself that opens nothing.
    """
    helped = _helped(citizen, true()) if also_sent else _helped(citizen)
    query = select(Dossier).where(Dossier.draft_code == draft_code.upper(), or_(_owned(citizen), helped))
    draft = session.scalars(query.options(*WHOLE, _LOOKED_AT)).unique().first()
    if draft is None:
        raise NotFound(
            N_(
                "There is no draft with this code for your phone number. Perhaps it was begun with another number, or removed."
            )
        )
    return draft


def get_own(session: Session, citizen: Citizen, code: str) -> Dossier:
    """Return a citizen's own sent dossier by its code."""
    query = select(Dossier).where(Dossier.code == normal_code(code), _owned(citizen))
    return _one(session, query.options(*WHOLE))


def find_helped(session: Session, citizen: Citizen, code: str) -> Dossier | None:
    """Return a dossier a citizen has sent for somebody else; how much of it they see, `Consent.sees_after` says."""
    query = select(Dossier).where(Dossier.code == normal_code(code), _helped(citizen, true()))
    return session.scalars(query.options(*WHOLE)).unique().first()


def list_own(session: Session, citizen: Citizen) -> Sequence[Dossier]:
    """Return all dossiers and drafts of a citizen, last touched first."""
    query = select(Dossier).where(_owned(citizen)).order_by(Dossier.updated_at.desc())
    return session.scalars(query.options(*_LISTED)).all()


def list_helped(session: Session, citizen: Citizen) -> Sequence[Dossier]:
    """Return what a citizen files for others: drafts, and what they may go on seeing; last touched first."""
    query = select(Dossier).where(_helped(citizen, Consent.sees_after)).order_by(Dossier.updated_at.desc())
    return session.scalars(query.options(*_LISTED)).all()


def list_drafts_of(session: Session, citizen: Citizen, procedure_code: str) -> Sequence[Dossier]:
    """Return a citizen's drafts of one procedure."""
    query = select(Dossier).where(
        _owned(citizen), Dossier.procedure_code == procedure_code, Dossier.state == State.DRAFT.value
    )
    return session.scalars(query.order_by(Dossier.updated_at.desc())).all()


def list_open_of(session: Session, citizen: Citizen, procedure_code: str) -> Sequence[Dossier]:
    """Return a citizen's sent dossiers of one procedure that are not finished yet, newest first."""
    open_states = [state.value for state in State if state is not State.DRAFT and state not in _FINISHED]
    query = select(Dossier).where(
        _owned(citizen), Dossier.procedure_code == procedure_code, Dossier.state.in_(open_states)
    )
    return session.scalars(query.order_by(Dossier.submitted_at.desc())).all()


# ---- tracking without signing in


def find_tracked(session: Session, code: str, secret: str) -> Dossier | None:
    """Return the dossier with this code and secret; None for either being wrong, without saying which."""
    wanted = normal_code(code)
    bare = "".join(secret.upper().split())
    if not wanted or not bare:
        return None
    query = select(Dossier).where(Dossier.code == wanted, Dossier.secret == bare)
    return session.scalars(query.options(*WHOLE)).first()


def get_by_token(session: Session, token: str) -> Dossier:
    """Return the dossier behind a QR code."""
    query = select(Dossier).where(Dossier.token == token, Dossier.code.is_not(None))
    return _one(session, query.options(*WHOLE))


# ---- officers


@dataclass(frozen=True)
class Queue:
    """One list of work: its key in addresses, and what it holds."""

    key: str
    where: ColumnElement[bool]


def scope(officer: Officer) -> ColumnElement[bool]:
    """Return what an officer may read: dossiers sent to, or passed through, the agencies of their roles."""
    fields: dict[str, list[str]] = {}
    for role in officer.grants:
        if role.holds(officer.on):
            fields.setdefault(role.field, []).append(role.agency)
    parts = []
    for field, agencies in fields.items():
        passed = exists().where(Leg.dossier_id == Dossier.id, Leg.agency_code.in_(agencies))
        here = or_(Dossier.onestop_code.in_(agencies), passed)
        parts.append(and_(here, Dossier.field_code == field) if field else here)
    sent = Dossier.state != State.DRAFT.value
    return and_(sent, or_(*parts)) if parts else and_(sent, Dossier.id.is_(None))


def _here(officer: Officer, *roles: str) -> ColumnElement[bool]:
    """Return what lies at an agency where the officer holds one of these roles (any, when none is named)."""
    agencies = [g.agency for g in officer.grants if g.holds(officer.on) and (not roles or g.role in roles)]
    return Dossier.agency_code.in_(agencies)


def _at(officer: Officer, *roles: str) -> ColumnElement[bool]:
    """Return what is at an agency where the officer holds one of these roles, before acceptance too."""
    agencies = [g.agency for g in officer.grants if g.holds(officer.on) and (not roles or g.role in roles)]
    return func.coalesce(Dossier.agency_code, Dossier.onestop_code).in_(agencies)


def has_unread() -> ColumnElement[bool]:
    """Return whether the citizen wrote something that no officer has read."""
    return exists().where(
        DossierMessage.dossier_id == Dossier.id, DossierMessage.by_kind == "citizen", DossierMessage.read_at.is_(None)
    )


def _asked_for(officer: Officer) -> list[Queue]:
    """Return what came back, waits for a leader, is to be withdrawn, or has a message nobody has read."""
    came_back = and_(
        Dossier.supplemented_at.is_not(None), Dossier.state.in_((State.SUBMITTED.value, State.PROCESSING.value))
    )
    proposed = exists().where(Supplement.dossier_id == Dossier.id, Supplement.state == PROPOSED)
    desks = _at(officer, "intake_officer", "case_officer")
    return [
        Queue("supplemented", and_(came_back, desks)),
        Queue("approving", and_(proposed, _at(officer, *LEADERS))),
        Queue("withdrawing", and_(Dossier.state == State.WITHDRAW_REQUESTED.value, desks)),
        Queue("unread", and_(has_unread(), _at(officer))),
    ]


def queues(officer: Officer, at: datetime) -> list[Queue]:
    """Return the officer's queues in the order of work; which show is decided by their roles."""
    intake = [g.agency for g in officer.grants if g.role == "intake_officer" and g.holds(officer.on)]
    working = Dossier.state.in_((State.ACCEPTED.value, State.PROCESSING.value, State.AWAITING_PAYMENT.value))
    not_received = exists().where(Leg.dossier_id == Dossier.id, Leg.finished_at.is_(None), Leg.received_at.is_(None))
    running = Dossier.state.in_((State.ACCEPTED.value, State.PROCESSING.value, State.AWAITING_SIGNATURE.value))
    found, untouched = [], Dossier.supplemented_at.is_(None)
    if intake:
        new = and_(Dossier.state == State.SUBMITTED.value, Dossier.onestop_code.in_(intake), untouched)
        found += [
            Queue("new", and_(new, Dossier.holder_id.is_(None))),
            Queue("mine", and_(new, Dossier.holder_id == officer.id)),
        ]
    found += [
        *_asked_for(officer),
        Queue("arriving", and_(running, _here(officer), not_received)),
        Queue("working", and_(working, _here(officer, "intake_officer", "case_officer", "clerk", "unit_leader",
                                             "partner_officer"), ~not_received, untouched)),
        Queue("signing", and_(Dossier.state == State.AWAITING_SIGNATURE.value, _here(officer, "approver"))),
        Queue("returning", and_(Dossier.state == State.RESULT_READY.value, _here(officer, "intake_officer"))),
        Queue("overdue", and_(running, Dossier.promised_at < at, scope(officer))),
        Queue("all", scope(officer)),
    ]  # fmt: skip
    return found


def count_queues(session: Session, wanted: Sequence[Queue]) -> dict[str, int]:
    """Return how many dossiers each queue holds, in one statement."""
    # no bare keys as names: "returning" and "all" are words of SQL
    counted = [func.count().filter(queue.where).label(f"queue_{queue.key}") for queue in wanted]
    row = session.execute(select(*counted).select_from(Dossier)).one()
    return {queue.key: row[n] for n, queue in enumerate(wanted)}


def page_queue(
    session: Session, queue: Queue, *, text: str = "", offset: int = 0, limit: int = 25
) -> tuple[int, Sequence[Dossier]]:
    """Return (how many in all, one page), what is due first on top; `text` finds by code or by the owner's name."""
    where = and_(queue.where, _matches(text)) if text.strip() else queue.where
    total = session.scalar(select(func.count()).select_from(Dossier).where(where)) or 0
    due = func.coalesce(Dossier.promised_at, Dossier.first_answer_due_at)
    newest_first = queue.key == "all"
    order = (Dossier.submitted_at.desc(),) if newest_first else (due.asc(), Dossier.id.asc())
    query = select(Dossier).where(where).order_by(*order).offset(offset).limit(limit)
    return total, session.scalars(query.options(joinedload(Dossier.revision), joinedload(Dossier.holder))).all()


def _matches(text: str) -> ColumnElement[bool]:
    code = normal_code(text)
    if code:
        return Dossier.code == code
    name = fold(text).replace("%", "").replace("_", "")
    tail = "".join(c for c in text if c.isalnum() or c == "-").upper()
    return or_(Dossier.owner_key.contains(name), Dossier.code.contains(tail)) if name else Dossier.id.is_(None)


def get_for_officer(session: Session, officer: Officer, dossier_id: int) -> Dossier:
    """Return a dossier an officer may read; NotFound for any other."""
    query = select(Dossier).where(Dossier.id == dossier_id, scope(officer))
    return _one(session, query.options(*WHOLE, joinedload(Dossier.holder), joinedload(Dossier.citizen)))


def find_register_entry(session: Session, dossier: Dossier) -> RegisterEntry | None:
    """Return the dossier's line in the yearly register."""
    return session.scalars(select(RegisterEntry).where(RegisterEntry.dossier_id == dossier.id)).first()


# ---- the public


def figures_of(session: Session, procedure_code: str, since: datetime) -> Figures:
    """Return what the public reads of a service: dossiers people sent online themselves since then, settled, in time, how people found it."""
    by_themselves = (Dossier.channel == "online", Dossier.typed_by == "citizen")
    online = and_(Dossier.procedure_code == procedure_code, *by_themselves)
    settled = Dossier.finished_at >= since
    counted = select(
        func.count().filter(Dossier.submitted_at >= since),
        func.count().filter(settled),
        func.count().filter(settled, Dossier.finished_at <= Dossier.promised_at),
        *(func.count().filter(Rating.at >= since, Rating.level == level) for level in LEVELS),
    ).outerjoin(Rating, Rating.dossier_id == Dossier.id)
    counts: Sequence[int] = session.execute(counted.where(online, Dossier.state != State.DRAFT.value)).one()
    return Figures(*counts)


def _one(session: Session, query: Select[Dossier]) -> Dossier:
    dossier = session.scalars(query).unique().first()
    if dossier is None:
        raise NotFound
    return dossier
