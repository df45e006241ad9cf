"""Whom does an officer at the counter know, what did they file, and what is begun there? Scope is part of each query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from portal.catalogue.models import Agency
from portal.dossiers.consent_models import Consent
from portal.dossiers.custody_models import HandedPaper
from portal.dossiers.finding import Sought
from portal.dossiers.key_models import NAME
from portal.dossiers.keys import fits
from portal.dossiers.models import Dossier, Leg
from portal.dossiers.queries import SINGLE, scope
from portal.dossiers.supplement_models import ANSWERED, Supplement
from portal.identity.models import Citizen, Officer
from portal.identity.rules import Grant
from portal.kernel.errors import N_, NotFound
from portal.kernel.text import fold
from portal.workflow.states import State

MOST_PEOPLE, MOST_PROCEDURES = 10, 5


def offices_of(officer: Officer, field: str) -> list[str]:
    """Return the one-stop offices at whose counter this officer takes in dossiers of a field today."""
    return sorted({grant.agency for grant in _desks_of(officer) if grant.field in ("", field)})


def at_counters_of(officer: Officer) -> ColumnElement[bool]:
    """Return the condition that a dossier lies at a counter of this officer, in a field they take in there."""
    parts = (
        and_(Dossier.onestop_code == grant.agency, Dossier.field_code == grant.field if grant.field else true())
        for grant in _desks_of(officer)
    )
    return or_(false(), *parts)


def _desks_of(officer: Officer) -> list[Grant]:
    return [grant for grant in officer.held if grant.role == "intake_officer"]


def find_people(
    session: Session, *, card_number: str = "", phone: str = "", known_to: Officer | None = None
) -> Sequence[Citizen]:
    """Return who is known by the whole number of their card, or by their telephone.

    `known_to`: only people with a dossier this officer may read. A number can be guessed, a card must be held in hand.
    """
    if not card_number and not phone:
        return ()
    query = select(Citizen).where(Citizen.card_number == card_number if card_number else Citizen.phone == phone)
    if known_to is not None:
        query = query.where(exists().where(Dossier.citizen_id == Citizen.id, scope(known_to)))
    return session.scalars(query.order_by(Citizen.id.desc()).limit(MOST_PEOPLE)).all()


def is_read_by(session: Session, officer: Officer, person: Citizen) -> bool:
    """Say whether this officer may read a dossier of that person."""
    return (
        session.scalar(select(Dossier.id).where(Dossier.citizen_id == person.id, scope(officer)).limit(1)) is not None
    )


def find_by_name(session: Session, officer: Officer, name: str) -> list[Dossier]:
    """Return the newest dossier of each owner of that name among those this officer may read."""
    key = fold(name)
    if len(key) < 2:
        return []
    owner = Dossier.owner_key.contains(key, autoescape=True)  # the keys also hold who typed for the owner
    query = (
        select(Dossier)
        .where(fits(Sought(begins=(NAME, key))), owner, scope(officer))
        .order_by(Dossier.id.desc())
        .limit(50)
    )
    newest: dict[tuple[int, str], Dossier] = {}
    for dossier in session.scalars(query.options(joinedload(Dossier.citizen), joinedload(Dossier.revision))):
        newest.setdefault((dossier.citizen_id, dossier.owner_key), dossier)
    return list(newest.values())[:MOST_PEOPLE]


def last_of(session: Session, officer: Officer, citizen: Citizen, name: str) -> list[Dossier]:
    """Return the newest dossier of each procedure that somebody of this name filed, among those this officer may read."""
    whose = (Dossier.citizen_id == citizen.id, Dossier.owner_key == fold(name))
    query = select(Dossier).where(*whose, scope(officer)).order_by(Dossier.id.desc()).limit(30)
    newest: dict[str, Dossier] = {}
    for dossier in session.scalars(query.options(joinedload(Dossier.revision))):
        newest.setdefault(dossier.procedure_code, dossier)
    return list(newest.values())[:MOST_PROCEDURES]


def list_asked(session: Session, officer: Officer, citizen: Citizen) -> Sequence[Dossier]:
    """Return the dossiers of somebody from which something is asked, at this officer's counters; first the nearest last day."""
    asked = Dossier.state.in_((State.SUPPLEMENT_BEFORE_INTAKE.value, State.SUPPLEMENT_REQUESTED.value))
    here = at_counters_of(officer)
    query = select(Dossier).where(Dossier.citizen_id == citizen.id, asked, here, scope(officer))
    return session.scalars(query.order_by(Dossier.answer_by).options(joinedload(Dossier.revision))).all()


def find_with_slip(session: Session, officer: Officer, slip: Sought, secret: str) -> Dossier | None:
    """Return the dossier whose slip was shown, wherever in the province it lies: scanned, or by code and the 4 characters.

    None for anything wrong, without saying what.
    """
    bare = "".join(secret.upper().split())
    if slip.token:
        shown = Dossier.token == slip.token
    elif slip.code and bare:
        shown = and_(Dossier.code == slip.code, Dossier.secret == bare)
    else:
        return None
    query = select(Dossier).where(shown, Dossier.code.is_not(None), _of_counters(officer))
    return session.scalars(query.options(*SINGLE)).unique().first()


def find_shown(session: Session, officer: Officer, dossier_id: int, supplement_id: int) -> Dossier | None:
    """Return a dossier whose slip was shown, as long as this request is the last one that was made of its owner."""
    last = select(func.max(Supplement.id)).where(Supplement.dossier_id == dossier_id).scalar_subquery()
    query = select(Dossier).where(Dossier.id == dossier_id, last == supplement_id, _of_counters(officer))
    return session.scalars(query.options(*SINGLE)).unique().first()


def _of_counters(officer: Officer) -> ColumnElement[bool]:
    """Return whether a dossier is of a field this officer takes in at some counter."""
    fields = {grant.field for grant in officer.held if grant.role == "intake_officer"}
    return true() if "" in fields else Dossier.field_code.in_(sorted(fields))


def last_used(session: Session, officer: Officer) -> Sequence[str]:
    """Return the procedures this officer took in last at the counter."""
    mine = select(Dossier.procedure_code).join(Consent).where(Consent.officer_id == officer.id)
    newest_first = mine.group_by(Dossier.procedure_code).order_by(func.max(Dossier.id).desc())
    return session.scalars(newest_first.limit(MOST_PROCEDURES)).all()


def list_begun(session: Session, officer: Officer) -> Sequence[Dossier]:
    """Return what was begun at this officer's counters and not sent yet, last touched first."""
    begun = (Dossier.state == State.DRAFT.value, Dossier.channel == "counter")
    query = select(Dossier).where(*begun, at_counters_of(officer)).order_by(Dossier.updated_at.desc()).limit(20)
    return session.scalars(query.options(joinedload(Dossier.revision), joinedload(Dossier.consent))).all()


def list_to_send(session: Session, officer: Officer) -> list[tuple[HandedPaper, str]]:
    """Return the papers brought to this officer's counters for a dossier that lay elsewhere by then, oldest first.

    Each with the name of the agency it is to be sent to; until it has arrived there.
    """
    place = func.coalesce(Dossier.agency_code, Dossier.onestop_code)
    query = select(HandedPaper, Agency.name).join(HandedPaper.dossier).join(Agency, Agency.code == place)
    as_promised = and_(HandedPaper.supplement_id.is_(None), HandedPaper.received_at > Dossier.submitted_at)
    legs = select(Leg.agency_code).where(Leg.dossier_id == Dossier.id, Leg.sent_at <= HandedPaper.received_at)
    place_then = func.coalesce(legs.order_by(Leg.position.desc()).limit(1).scalar_subquery(), Dossier.onestop_code)
    query = query.outerjoin(Supplement, Supplement.id == HandedPaper.supplement_id).where(
        HandedPaper.agency_code.in_({grant.agency for grant in _desks_of(officer)}), HandedPaper.agency_code != place,
        HandedPaper.agency_code != place_then, HandedPaper.arrived_at.is_(None), HandedPaper.returned_at.is_(None),
        or_(Supplement.state == ANSWERED, as_promised),
    )  # fmt: skip
    query = query.options(contains_eager(HandedPaper.dossier))
    rows = session.execute(query.order_by(HandedPaper.received_at, HandedPaper.id).limit(20))
    return [(paper, name) for paper, name in rows]


def get_begun(session: Session, officer: Officer, draft_code: str) -> Dossier:
    """Return what was begun at a counter of this officer (or the dossier it became); NotFound for any other."""
    begun = (Dossier.draft_code == draft_code.upper(), Dossier.channel == "counter", Dossier.consent.has())
    found = session.scalars(select(Dossier).where(*begun, at_counters_of(officer)).options(*SINGLE)).unique().first()
    if found is None:
        raise NotFound(N_("There is no such draft at your counter. Perhaps it was removed, or sent to another office."))
    return found
