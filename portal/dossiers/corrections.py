"""How is an obvious slip in a declared answer corrected? Only as a proposal that the citizen sees, old beside new, and accepts.

Officers may not change what citizens declared (NĐ 61/2018 Art. 5.1c). What would change which questions or papers apply
is no slip: that is a supplement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.queries import UnitNames
from portal.dossiers import rules
from portal.dossiers.correction_models import ACCEPTED, DECLINED, OPEN, WITHDRAWN, Correction
from portal.dossiers.desk import Actor, Desk
from portal.dossiers.keys import follow_answers
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.moves import find_event_of_form, stale, write_down
from portal.eforms.answers import missing, shown_questions, stopped_by, visible
from portal.eforms.definition import Question
from portal.eforms.types import TYPES, UNKNOWN
from portal.kernel.errors import N_, Incomplete, InvalidMove, NotAllowed, NotFound
from portal.notices.operations import queue
from portal.workflow.states import State

#: While nobody decides about the dossier yet.
_STATES = (
    State.SUBMITTED, State.SUPPLEMENT_BEFORE_INTAKE, State.ACCEPTED, State.PROCESSING, State.SUPPLEMENT_REQUESTED,
    State.AWAITING_PAYMENT,
)  # fmt: skip
#: What is no single value, or is the citizen's own word.
_NOT_THESE = ("group", "declaration", "file")


def list_corrections(session: Session, dossier: Dossier) -> Sequence[Correction]:
    """Return every proposal, oldest first."""
    query = select(Correction).where(Correction.dossier_id == dossier.id).order_by(Correction.id)
    return session.scalars(query).all()


def waits(one: Correction, dossier: Dossier) -> bool:
    """Say whether the citizen can still decide: nobody has, the dossier goes on, the answer is the one they gave, still a slip."""
    if one.state != OPEN:
        return False
    asked = next((q for q in correctable(dossier) if q.id == one.question_id), None)
    same = dossier.answers.get(one.question_id) == one.values["before"]
    return asked is not None and same and is_slip(dossier, asked, one.values["after"])


def _undecided(dossier: Dossier) -> bool:
    """Say whether nobody has decided about the dossier, nor signed."""
    return dossier.stands in _STATES and dossier.signed_at is None


def list_waiting(session: Session, dossier: Dossier) -> list[Correction]:
    """Return the proposals that wait for the citizen."""
    return [one for one in list_corrections(session, dossier) if waits(one, dossier)]


def list_asked_about(session: Session, dossiers: Sequence[Dossier]) -> set[int]:
    """Return which of these dossiers have a proposal that waits for the citizen."""
    query = select(Correction).where(Correction.state == OPEN, Correction.dossier_id.in_([one.id for one in dossiers]))
    known = {one.id: one for one in dossiers}
    return {row.dossier_id for row in session.scalars(query) if waits(row, known[row.dossier_id])}


def get_correction(session: Session, dossier: Dossier, number: int) -> Correction:
    """Return a proposal about this dossier; NotFound for any other."""
    found = next((one for one in list_corrections(session, dossier) if one.id == number), None)
    if found is None:
        raise NotFound
    return found


def correctable(dossier: Dossier) -> list[Question]:
    """Return the answered questions in which a slip can be: not who is in charge, not which case it is."""
    eform = dossier.record.eform
    if eform is None or not _undecided(dossier):
        return []
    deciding = {item.question.id for item in eform.eligibility} | {eform.routes_by}
    return [
        q for q in shown_questions(eform.questions(), dossier.answers)
        if q.id not in deciding and q.type not in _NOT_THESE and TYPES[q.type].is_asked
        and dossier.answers.get(q.id) not in (None, UNKNOWN)
    ]  # fmt: skip


def is_slip(dossier: Dossier, question: Question, value: Any) -> bool:
    """Say whether this changes the one answer only: no question, paper or condition comes or goes by it."""
    eform, before = dossier.record.eform, dossier.answers
    if eform is None:
        return False
    after = {**before, question.id: value}
    papers = [[c.id for c in rules.papers_for(dossier.record, answers)] for answers in (before, after)]
    same = visible(eform, after).keys() == visible(eform, before).keys() and papers[0] == papers[1]
    return same and len(missing(eform, after)) <= len(missing(eform, before)) and not stopped_by(eform, after)


def propose(
    session: Session, dossier: Dossier, question: Question, answers: Mapping[str, Any], reason: str, *, by: Actor,
    at: datetime, desk: Desk, version: int, form_key: str,
) -> Correction:  # fmt: skip
    """Lay another value before the citizen, who is told. The same form sent twice proposes once; nothing changes yet."""
    lock(session, dossier)
    done = session.scalars(select(Correction).where(Correction.form_key == form_key)).first()
    if done is not None:
        return done
    if version != dossier.version:
        raise stale(dossier)
    value = answers.get(question.id)
    _check(session, dossier, question, value, reason)
    assert by.id is not None
    kind, names, before = TYPES[question.type], UnitNames(session), dossier.answers[question.id]
    row = Correction(
        dossier=dossier, question_id=question.id, label=question.label, values={"before": before, "after": value},
        before_text=kind.show(question, before, names), after_text=kind.show(question, value, names), reason=reason.strip(),
        proposed_at=at, proposed_by_id=by.id, proposed_by=by.name, form_key=form_key,
    )  # fmt: skip
    session.add(row)
    session.flush()  # the notice is named by its number
    write_down(session, dossier, "propose_correction", by=by, at=at, note=f"{_told(row)}\nLý do: {row.reason}")
    if dossier.told is not None:
        queue(session, desk.wordings, "correction_proposed", to=dossier.told, at=at, key=f"correction:{row.id}",
              values={"code": dossier.code or "", "link": desk.link(dossier)}, subject_key=dossier.code or "")  # fmt: skip
    return row


def _check(session: Session, dossier: Dossier, question: Question, value: Any, reason: str) -> None:
    if question.id not in {q.id for q in correctable(dossier)}:
        raise InvalidMove
    if any(one.question_id == question.id for one in list_waiting(session, dossier)):
        raise InvalidMove(N_("A correction of this answer waits for the citizen already."))
    if value in (None, UNKNOWN) or value == dossier.answers[question.id]:
        raise Incomplete(N_("Enter another value than the declared one"), missing=(question.id,))
    if not is_slip(dossier, question, value):
        raise Incomplete(
            N_("This changes what the dossier needs. Request a supplement instead."), missing=(question.id,)
        )
    if not reason.strip():
        raise Incomplete(N_("Write the reason"), missing=("reason",))


def decide(
    session: Session, dossier: Dossier, number: int, *, accepts: bool, words: str, via: str, by: Actor, at: datetime,
    form_key: str,
) -> Correction:  # fmt: skip
    """Accept or decline, once; accepted, the answer is the new one from now on, on every paper that is printed.

    `via`: signed_in, or counter for the owner in front of an officer who is not the one who proposed it.
    """
    lock(session, dossier)
    row = get_correction(session, dossier, number)
    session.refresh(row)
    if find_event_of_form(session, form_key) is not None:
        return row
    if not waits(row, dossier):
        raise stale(dossier) if row.state != OPEN else InvalidMove(N_("This proposal no longer counts."))
    if via == "counter" and not may_take_word(dossier, row, by):
        raise NotAllowed(N_("An officer of the counter who did not propose it takes the citizen's word."))
    row.state, row.decided_at, row.decided_by = ACCEPTED if accepts else DECLINED, at, by.name
    row.via, row.words = via, words.strip()
    if accepts:
        _correct(session, dossier, row)
    action = "accept_correction" if accepts else "decline_correction"
    note = _told(row) if accepts else "\n".join(filter(None, (_told(row), row.words)))
    place = dossier.onestop_code if via == "counter" else None
    write_down(session, dossier, action, by=by, at=at, note=note, form_key=form_key, place=place, data={"via": via})
    return row


def may_take_word(dossier: Dossier, row: Correction, by: Actor) -> bool:
    """Say whether this officer may note what the owner, standing at the counter, says to it."""
    return "intake_officer" in by.roles_at(dossier.onestop_code) and by.id != row.proposed_by_id


def withdraw(session: Session, dossier: Dossier, number: int, *, by: Actor, at: datetime, form_key: str) -> None:
    """Take a proposal back before the citizen has decided."""
    lock(session, dossier)
    row = get_correction(session, dossier, number)
    session.refresh(row)
    if find_event_of_form(session, form_key) is not None:
        return
    if row.state != OPEN:
        raise stale(dossier)
    row.state, row.decided_at, row.decided_by, row.via = WITHDRAWN, at, by.name, "officer"
    write_down(session, dossier, "withdraw_correction", by=by, at=at, note=_told(row), form_key=form_key)


def _correct(session: Session, dossier: Dossier, row: Correction) -> None:
    eform = dossier.record.eform
    whole = {**dossier.answers, row.question_id: row.values["after"]}
    dossier.answers = visible(eform, whole) if eform else whole
    follow_answers(session, dossier)


def _told(row: Correction) -> str:
    return f"{row.label}: {row.before_text} → {row.after_text}"
