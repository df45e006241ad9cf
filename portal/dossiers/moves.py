"""Move a dossier along the table of `portal.workflow.states`. The only function that changes `Dossier.state`.

Lock, version, state and role, guards; then state, hop, clock, history, notice and slip, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.dossiers import effects
from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.desk import Actor, Desk, Facts
from portal.dossiers.guards import Attempt, check
from portal.dossiers.hops import follow_hop
from portal.dossiers.locking import lock
from portal.dossiers.messages import tell
from portal.dossiers.models import STANDS_IN, Dossier, DossierEvent
from portal.kernel.errors import N_, Incomplete, InvalidMove, NotAllowed, StaleVersion
from portal.workflow.states import TABLE, Action, Came, Move, Role, State, find_move

#: Who may take a dossier out of another's hand, where it lies.
HANDS = frozenset({"intake_officer", "case_officer", "unit_leader", "onestop_head", "clerk", "partner_officer"})
#: What a move changes beside state, hop and clock.
EFFECTS: Mapping[Action, Callable[[Session, Attempt], None]] = {
    Action.SUBMIT: effects.submit,
    Action.ACCEPT: effects.accept,
    Action.SIGN: effects.sign,
    Action.SEND_BACK: effects.send_back,
    Action.REQUEST_PAYMENT: effects.request_payment,
    Action.REQUEST_SUPPLEMENT: effects.request_supplement,
    Action.CONFIRM_PAYMENT: effects.forget_deadline,
    Action.ANSWER_SUPPLEMENT: effects.answer_supplement,
    Action.ISSUE_RESULT: effects.issue_result,
    Action.RETURN_RESULT: effects.return_result,
    Action.APOLOGISE: effects.apologise,
    Action.REFUSE: effects.refuse,
    Action.STOP: effects.stop,
    Action.REOPEN: effects.reopen,
    Action.RECEIVE_LEG: effects.receive_leg,
    Action.DECLINE_WITHDRAWAL: effects.give_time_back,
}


def move(
    session: Session, dossier: Dossier, action: Action, *, by: Actor, at: datetime, desk: Desk,
    version: int | None = None, facts: Facts | None = None, form_key: str | None = None,
) -> DossierEvent:  # fmt: skip
    """Make one move and return its event; the same form sent twice returns the first event.

    `version`: the one the person looked at. Raises StaleVersion when somebody was faster, InvalidMove in the
    wrong state, NotAllowed for the wrong person, Incomplete when something must still be given.
    """
    facts = facts or Facts()
    if form_key and (done := find_event_of_form(session, form_key)):
        return done
    lock(session, dossier)
    if form_key and (done := find_event_of_form(session, form_key)):  # it was being made while we waited
        return done
    attempt = examine(session, dossier, action, by=by, at=at, desk=desk, version=version, facts=facts)
    source, found = dossier.stands, attempt.move
    target = found.target_from(source, _came_from(dossier, found))
    with session.no_autoflush:  # half a move would offend the constraints of the table
        event = _event(dossier, action.value, source, target, by, at, effects.with_what_was(attempt), form_key)
        session.add(event)
        dossier.state, dossier.updated_at = target.value, at
        dossier.version += 1
        if by.kind == "officer":
            dossier.supplemented_at = None  # somebody has looked at what the citizen sent
        if action in EFFECTS:
            EFFECTS[action](session, attempt)
        effects.stop_asking(attempt, target)
        follow_hop(session, attempt, source)
        effects.turn_clock(session, attempt, source, target)
    session.flush()  # followers and texts read the numbers given just now
    if source.is_end != target.is_end:
        told = update(DossierAlert).where(DossierAlert.dossier_id == dossier.id)
        session.execute(told.values(is_over=target.is_end))
    tell(session, attempt, event)
    for follower in desk.followers:
        follower(session, dossier, event, desk)
    return event


def examine(
    session: Session, dossier: Dossier, action: Action, *, by: Actor, at: datetime, desk: Desk, facts: Facts,
    version: int | None = None,
) -> Attempt:  # fmt: skip
    """Return the move that could be made now on a locked dossier; raises what `move` raises."""
    if version is not None and version != dossier.version:
        raise stale(dossier)
    found = find_move(dossier.stands, action, by.roles_at(place_for(dossier, action, facts.counter)))
    attempt = Attempt(dossier, found, by, at, facts, desk)
    check(attempt)
    return attempt


def write_down(
    session: Session,
    dossier: Dossier,
    action: str,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    form_key: str | None = None,
    place: str | None = None,
) -> DossierEvent:
    """Write something into the history that is no move, and return it; the dossier must be locked.

    `place`: done elsewhere than it lies.
    """
    dossier.version += 1
    facts, stands = Facts(note=note, data=data or {}), dossier.stands
    event = _event(dossier, action, stands, stands, by, at, facts, form_key, place)
    session.add(event)
    return event


def place_of(dossier: Dossier) -> str | None:
    """Return the agency whose roles decide: where it is, or before acceptance the office it was sent to."""
    return dossier.agency_code or dossier.onestop_code


def place_for(dossier: Dossier, action: str, counter: str = "") -> str | None:
    """Return the agency whose roles decide about one move: what is brought to a counter is taken in at that counter.

    `counter`: another one of the province than that of the office in charge.
    """
    return counter or dossier.onestop_code if action == Action.ANSWER_SUPPLEMENT else place_of(dossier)


def find_event_of_form(session: Session, form_key: str) -> DossierEvent | None:
    """Return the event a form already made."""
    return session.scalars(select(DossierEvent).where(DossierEvent.form_key == form_key)).first()


def claim(session: Session, dossier: Dossier, *, by: Actor, at: datetime, version: int | None = None) -> None:
    """Take a dossier into hand before acting on it; claiming one's own again changes nothing.

    Raises StaleVersion when another officer holds it or was faster.
    """
    lock(session, dossier)
    if dossier.holder_id == by.id:
        return
    if dossier.holder_id is not None or (version is not None and version != dossier.version):
        raise stale(dossier)
    if "intake_officer" not in by.roles_at(place_of(dossier)) or dossier.stands is not State.SUBMITTED:
        raise InvalidMove
    dossier.holder_id, dossier.claimed_at = by.id, at
    write_down(session, dossier, "claim", by=by, at=at)


def release(session: Session, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Put a claimed dossier back into the queue; only its holder can."""
    lock(session, dossier)
    if dossier.holder_id != by.id or dossier.stands is not State.SUBMITTED:
        raise InvalidMove
    dossier.holder_id, dossier.claimed_at, dossier.supplemented_at = None, None, None
    write_down(session, dossier, "release", by=by, at=at)


def may_take_over(dossier: Dossier, by: Actor) -> bool:
    """Say whether this officer could take it out of another's hand."""
    held_by_other = dossier.holder_id not in (None, by.id) and not dossier.stands.is_end
    return held_by_other and bool(by.roles_at(place_of(dossier)) & HANDS)


def take_over(
    session: Session, dossier: Dossier, reason: str, *, by: Actor, at: datetime, version: int, form_key: str
) -> None:
    """Take a dossier out of another officer's hand; the history tells them who did, and why.

    Raises StaleVersion for who was slower, InvalidMove when nobody else holds it, Incomplete without a reason.
    """
    lock(session, dossier)
    if find_event_of_form(session, form_key) is not None:
        return
    if version != dossier.version:
        raise stale(dossier)
    if dossier.holder_id in (None, by.id) or dossier.stands.is_end:
        raise InvalidMove
    if not by.roles_at(place_of(dossier)) & HANDS:
        raise NotAllowed
    if not reason.strip():
        raise Incomplete(N_("Write the reason"), missing=("note",))
    dossier.holder_id, dossier.claimed_at = by.id, at
    write_down(session, dossier, "take_over", by=by, at=at, note=reason, form_key=form_key)


def stale(dossier: Dossier) -> StaleVersion:
    """Return the refusal that says who was faster, with what, and when."""
    last = dossier.events[-1] if dossier.events else None
    return StaleVersion(by=last.by_name, action=last.action, at=last.at) if last else StaleVersion()


def _came_from(dossier: Dossier, found: Move) -> State | None:
    """Return the state before the present one, for moves that lead back."""
    if found.paths[dossier.stands] is not Came.BACK:
        return None
    return next(
        (State(e.from_state) for e in reversed(dossier.events) if e.to_state == dossier.state != e.from_state), None
    )


def _event(
    dossier: Dossier, action: str, source: State, target: State, by: Actor, at: datetime, facts: Facts,
    form_key: str | None, place: str | None = None,
) -> DossierEvent:  # fmt: skip
    place = place or place_for(dossier, action, facts.counter)
    away = by.in_place_of(place, _roles_for(action) or by.roles_at(place))
    return DossierEvent(
        dossier=dossier, sequence=len(dossier.events) + 1, action=action, from_state=source.value,
        to_state=target.value, at=at, by_kind=by.kind, by_id=by.id, by_name=by.name,
        agency_code=place or "", step_id=dossier.step_id, note=facts.note.strip(),
        data={**facts.data, STANDS_IN: away} if away else dict(facts.data),
        form_key=form_key,
    )  # fmt: skip


def _roles_for(action: str) -> frozenset[str]:
    """Return the roles that make this move or take a dossier into hand; none for what anybody there does."""
    if action in ("claim", "release"):
        return frozenset({Role.INTAKE_OFFICER.value})
    found = next((move for move in TABLE.values() if move.action == action), None)
    return frozenset(found.roles) if found else frozenset()
