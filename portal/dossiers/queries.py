"""Which dossiers does a person see? Scope is part of the query, never a filter afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, defaultload, joinedload, selectinload

from portal.catalogue.figures import Figures
from portal.dossiers.consent_models import Consent
from portal.dossiers.consultation_models import Consultation
from portal.dossiers.contact_models import LEVELS, Rating
from portal.dossiers.custody_models import HandedPaper
from portal.dossiers.finding import Sought
from portal.dossiers.models import Dossier, Leg, Paper, PaperFile
from portal.dossiers.numbering import normal_code
from portal.dossiers.register_models import RegisterEntry
from portal.dossiers.supplement_models import Supplement
from portal.identity.models import Citizen, Officer
from portal.identity.rules import Grant
from portal.kernel.errors import N_, NotFound
from portal.workflow.states import State

#: How one dossier is read. What else hangs on it is read when it is asked for, in one statement each: no page shows all.
SINGLE = (
    joinedload(Dossier.revision),
    joinedload(Dossier.consent),
    defaultload(Dossier.papers).selectinload(Paper.all_files).joinedload(PaperFile.file),
    defaultload(Dossier.supplements).selectinload(Supplement.items),
)
_SENT = Dossier.state != State.DRAFT.value
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
    draft = session.scalars(query.options(*SINGLE)).unique().first()
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
    return _one(session, query.options(*SINGLE))


def find_helped(session: Session, citizen: Citizen, code: str) -> Dossier | None:
    """Return a dossier a citizen has sent for somebody else; how much of it they see, `Consent.sees_after` says."""
    query = select(Dossier).where(Dossier.code == normal_code(code), _helped(citizen, true()))
    return session.scalars(query.options(*SINGLE)).unique().first()


def list_own(session: Session, citizen: Citizen) -> Sequence[Dossier]:
    """Return all dossiers and drafts of a citizen, last touched first."""
    query = select(Dossier).where(_owned(citizen)).order_by(Dossier.updated_at.desc())
    papers = (
        selectinload(Dossier.papers).selectinload(Paper.all_files),
        selectinload(Dossier.handed.of_type(HandedPaper)),
    )
    return session.scalars(query.options(*_LISTED, *papers, selectinload(Dossier.legs))).all()


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
    open_states = [state.value for state in State if state is not State.DRAFT and not state.is_end]
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
    return session.scalars(query.options(*SINGLE)).first()


def get_by_token(session: Session, token: str) -> Dossier:
    """Return the dossier behind a QR code."""
    query = select(Dossier).where(Dossier.token == token, Dossier.code.is_not(None))
    return _one(session, query.options(*SINGLE))


# ---- officers


def scope(officer: Officer) -> ColumnElement[bool]:
    """Return what an officer may read: dossiers sent to, passed through, or asked of the agencies of their roles."""
    return scope_of(officer.held)


def scope_of(held: Sequence[Grant]) -> ColumnElement[bool]:
    """Return what these roles may read."""
    sent_here, _lies_here, passed_here = scope_parts(held)
    return and_(_SENT, or_(sent_here, passed_here))


def scope_parts(held: Sequence[Grant]) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Return what these roles may read in three parts: sent to their agencies, lying there now, passed through.

    A long list asks for each part by itself, which finds all of them at an index; a part may hold drafts.
    """
    fields: dict[str, list[str]] = {}
    for role in held:
        fields.setdefault(role.field, []).append(role.agency)
    parts: list[list[ColumnElement[bool]]] = [[false()], [false()], [false()]]
    sent, lying, passed = parts
    for field, agencies in fields.items():
        of_field = Dossier.field_code == field if field else true()
        legs = exists().where(Leg.dossier_id == Dossier.id, Leg.agency_code.in_(agencies))
        asked = Dossier.id.in_(select(Consultation.dossier_id).where(Consultation.agency_code.in_(agencies)))
        sent.append(and_(Dossier.onestop_code.in_(agencies), of_field))
        lying.append(and_(Dossier.agency_code.in_(agencies), of_field))
        passed += [and_(legs, of_field), and_(asked, of_field)]
    return or_(*sent), or_(*lying), or_(*passed)


def get_for_officer(session: Session, officer: Officer, dossier_id: int) -> Dossier:
    """Return a dossier an officer may read; NotFound for any other."""
    query = select(Dossier).where(Dossier.id == dossier_id, scope(officer))
    return _one(session, query.options(*SINGLE, joinedload(Dossier.holder), joinedload(Dossier.citizen)))


def list_for_officer(session: Session, officer: Officer, numbers: Sequence[int]) -> list[Dossier]:
    """Return those of these dossiers that the officer may read, in the order of the numbers."""
    query = select(Dossier).where(Dossier.id.in_(numbers), scope(officer)).options(joinedload(Dossier.revision))
    found = {row.id: row for row in session.scalars(query)}
    return [found[number] for number in numbers if number in found]


def find_exact(session: Session, officer: Officer, sought: Sought) -> int | None:
    """Return the number of the one dossier a whole code or a scanned tracking address names, within the officer's scope."""
    if not sought.code and not sought.token:
        return None
    named = Dossier.code == sought.code if sought.code else Dossier.token == sought.token
    return session.scalar(select(Dossier.id).where(named, scope(officer)))


def find_register_entry(session: Session, dossier: Dossier) -> RegisterEntry | None:
    """Return the dossier's line in the yearly register."""
    return session.scalars(select(RegisterEntry).where(RegisterEntry.dossier_id == dossier.id)).first()


# ---- the public


def figures_of(session: Session, procedure_code: str, since: datetime) -> Figures:
    """Return what the public reads of a service: dossiers people sent online themselves since then, settled, in time, how people found it.

    Settled is also what was refused, or stopped for want of what was asked; what was withdrawn is not.
    """
    by_themselves = (Dossier.channel == "online", Dossier.typed_by == "citizen")
    online = and_(Dossier.procedure_code == procedure_code, *by_themselves)
    # what was never taken in is not settled
    settled = and_(Dossier.finished_at >= since, Dossier.accepted_at.is_not(None))
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
