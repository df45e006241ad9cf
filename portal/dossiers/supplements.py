"""How does an officer ask for a supplement? Everything at once; a second time only with a leader's approval.

Law: NĐ 61/2018 Art. 15.3, 17 and 19.4. The move itself is `moves.move`; here stands what is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.desk import Actor, Desk, Facts
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.moves import examine, find_event_of_form, move, place_of, write_down
from portal.dossiers.rules import LEADERS
from portal.dossiers.supplement_models import ANSWERED, DECLINED, OPEN, PROPOSED, Supplement, SupplementItem
from portal.identity.models import Officer
from portal.identity.rules import roles_by_agency
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete, InvalidMove, NotAllowed, StaleVersion
from portal.workflow.deadlines import shift_for_pause
from portal.workflow.states import Action


@dataclass(frozen=True)
class Wanted:
    """One paper or answer that is asked for."""

    kind: str
    ref: str
    name: str
    reason: str


@dataclass(frozen=True)
class Request:
    """The whole of what is asked for, as the officer wrote it; why_again: for the leader, when it is not the first."""

    items: tuple[Wanted, ...]
    text: str
    answer_by: datetime
    why_again: str = ""


def needs_approval(dossier: Dossier) -> bool:
    """Say whether this would not be the first request."""
    return times_asked(dossier) > 0


def times_asked(dossier: Dossier) -> int:
    """Return how often the citizen was asked: more than once counts against the agency."""
    return sum(1 for one in dossier.supplements if one.state in (OPEN, ANSWERED))


def proposed_of(dossier: Dossier) -> Supplement | None:
    """Return the request that waits for a leader."""
    return next((one for one in dossier.supplements if one.state == PROPOSED), None)


def request(
    session: Session,
    dossier: Dossier,
    asked: Request,
    *,
    by: Actor,
    at: datetime,
    desk: Desk,
    version: int,
    form_key: str,
) -> Supplement:
    """Send the request; when one was sent before, lay it before a leader. The same form sent twice counts once."""
    lock(session, dossier)
    done = _of_form(session, form_key)  # asked under the lock: the same form may have come twice at once
    if done is not None:
        return done
    again = needs_approval(dossier)
    if again and proposed_of(dossier) is not None:
        raise InvalidMove(N_("A request already waits for a leader's approval."))
    if again:
        examine(session, dossier, Action.REQUEST_SUPPLEMENT, by=by, at=at, desk=desk, version=version,
                facts=_facts(asked.items, asked.text, asked.answer_by, approved_by="-"))  # fmt: skip  # a leader decides later
        if not asked.why_again.strip():
            raise Incomplete(N_("Say to the leader why the first request was not enough"), missing=("why_again",))
        write_down(session, dossier, "propose_supplement", by=by, at=at, note=asked.why_again, form_key=form_key)
    else:
        move(session, dossier, Action.REQUEST_SUPPLEMENT, by=by, at=at, desk=desk, version=version, form_key=form_key,
             facts=_facts(asked.items, asked.text, asked.answer_by))  # fmt: skip
    return _keep(session, dossier, asked, PROPOSED if again else OPEN, by, at, form_key)


def _of_form(session: Session, form_key: str) -> Supplement | None:
    return session.scalars(select(Supplement).where(Supplement.form_key == form_key)).first()


def _keep(
    session: Session, dossier: Dossier, asked: Request, state: str, by: Actor, at: datetime, form_key: str
) -> Supplement:
    assert by.id is not None
    row = Supplement(
        dossier=dossier, number=len(dossier.supplements) + 1, state=state, text=asked.text, answer_by=asked.answer_by,
        asked_at=at, asked_by_id=by.id, asked_by=by.name, why_again=asked.why_again.strip(), form_key=form_key,
        items=[SupplementItem(kind=one.kind, ref=one.ref, name=one.name, reason=one.reason) for one in asked.items],
    )  # fmt: skip
    session.add(row)
    session.flush()  # its number stands in what follows
    return row


def _facts(items: tuple[Wanted, ...], text: str, answer_by: datetime, *, approved_by: str = "", why: str = "") -> Facts:
    listed = tuple({"name": one.name, "reason": one.reason} for one in items)
    approval = {"approved_by": approved_by, "approval_reason": why} if approved_by else {}
    return Facts(note=text, items=listed, answer_by=answer_by, approved_by=approved_by, data=approval)


# ---- the leader


def may_decide(dossier: Dossier, by: Actor) -> bool:
    """Say whether this person may let a second request through."""
    return bool(LEADERS & by.roles_at(place_of(dossier)))


def approve(
    session: Session,
    dossier: Dossier,
    supplement_id: int,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    desk: Desk,
    form_key: str,
) -> DossierEvent:
    """Let a second request through: it goes out in the name of who asked, with the leader's name and reason beside it."""
    lock(session, dossier)
    done = find_event_of_form(session, form_key)
    if done is not None:
        return done
    row = _waiting(session, dossier, supplement_id, by, reason)
    row.answer_by = shift_for_pause(row.answer_by, row.asked_at, at, desk.calendar)  # as many days as were meant
    items = tuple(Wanted(item.kind, item.ref, item.name, item.reason) for item in row.items)
    event = move(
        session, dossier, Action.REQUEST_SUPPLEMENT, by=_asker(session, dossier, row, at), at=at, desk=desk, form_key=form_key,
        facts=_facts(items, row.text, row.answer_by, approved_by=by.name, why=reason.strip()),
    )  # fmt: skip
    _decide(row, OPEN, by, reason, at)
    return event


def decline(
    session: Session, dossier: Dossier, supplement_id: int, reason: str, *, by: Actor, at: datetime, form_key: str
) -> None:
    """Do not let a second request through; the citizen never hears of it."""
    lock(session, dossier)
    if find_event_of_form(session, form_key) is not None:
        return
    row = _waiting(session, dossier, supplement_id, by, reason)
    _decide(row, DECLINED, by, reason, at)
    write_down(session, dossier, "decline_supplement", by=by, at=at, note=reason, form_key=form_key)


def _waiting(session: Session, dossier: Dossier, supplement_id: int, by: Actor, reason: str) -> Supplement:
    row = next((one for one in dossier.supplements if one.id == supplement_id), None)
    if row is None:
        raise InvalidMove
    session.refresh(row)  # the lock read the dossier anew, not what hangs on it
    if row.state != PROPOSED and row.decided_at is None:
        raise InvalidMove
    if row.state != PROPOSED:  # another leader was faster: their name counts, not that of who asked
        action = "decline_supplement" if row.state == DECLINED else "approve_supplement"
        raise StaleVersion(by=row.decided_by, action=action, at=row.decided_at)
    if not may_decide(dossier, by):
        raise NotAllowed
    if not reason.strip():
        raise Incomplete(N_("Write the reason"), missing=("reason",))
    return row


def _decide(row: Supplement, state: str, by: Actor, reason: str, at: datetime) -> None:
    row.state, row.decided_by, row.decision_reason, row.decided_at = state, by.name, reason.strip(), at


def _asker(session: Session, dossier: Dossier, row: Supplement, at: datetime) -> Actor:
    """Return the officer who asked, with the roles of today."""
    officer = session.get_one(Officer, row.asked_by_id)
    return Actor(
        "officer", officer.name, officer.id, roles_by_agency(officer.grants, dossier.field_code, local_date(at))
    )
