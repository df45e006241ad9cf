"""What does each move change on the dossier itself, and on its clocks?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from portal.dossiers.clocks import promise, promise_again, push_short_deadlines
from portal.dossiers.consultation_models import WITHDRAWN
from portal.dossiers.desk import Facts
from portal.dossiers.guards import Attempt
from portal.dossiers.keys import follow_answers
from portal.dossiers.models import ClockSegment
from portal.dossiers.numbering import next_code, next_number
from portal.dossiers.payments import FILE
from portal.dossiers.precheck_models import close
from portal.dossiers.register_models import RegisterEntry
from portal.dossiers.results import number_result
from portal.dossiers.verdicts import judge_anew
from portal.kernel.clock import local_date
from portal.kernel.ids import readable
from portal.workflow.deadlines import first_answer_due, shift_for_pause
from portal.workflow.states import Action, ClockEffect, Guard, State, clock_effect

#: Why an agency is no longer asked when the dossier is over.
NO_LONGER_NEEDED = "Hồ sơ đã kết thúc, không cần ý kiến nữa."

#: The kind of clock segment that a state's clock writes.
_SEGMENT = {"first_answer": "first_answer", "running": "running", "paused": "paused"}


def submit(session: Session, a: Attempt) -> None:
    """Give code and secret, find the office of the intake step, start the first-answer clock."""
    dossier = a.dossier
    office = a.desk.route(dossier, dossier.record.process[0].agency)
    dossier.onestop_code = office.code
    dossier.code = next_code(session, office.unit_code, local_date(a.at))
    dossier.secret = readable(4)
    dossier.submitted_at = a.at
    close(dossier, at=a.at)
    dossier.first_answer_due_at = first_answer_due(a.at, a.desk.calendar)
    follow_answers(session, dossier)


def accept(session: Session, a: Attempt) -> None:
    """Enter it in the register, promise a date and keep the sum behind it."""
    dossier = a.dossier
    office, year = dossier.onestop_code or "", local_date(a.at).year
    number = next_number(session, f"register:{office}:{year}")
    session.add(RegisterEntry(agency_code=office, year=year, number=number, dossier_id=dossier.id, entered_at=a.at))
    dossier.accepted_at = dossier.complete_at = a.at
    promise(a)


def sign(session: Session, a: Attempt) -> None:
    """Note the approver's signature, and number what was signed."""
    a.dossier.signed_at = a.at
    number_result(session, a.dossier, a.facts.kind, at=a.at)


def send_back(session: Session, a: Attempt) -> None:
    """Take a signature back, if there was one."""
    a.dossier.signed_at = None


def request_payment(session: Session, a: Attempt) -> None:
    """Keep the notice, its amount and the day to pay by; an earlier notice stays in the history (`payments`)."""
    a.dossier.payment_vnd, a.dossier.payment_file, a.dossier.answer_by = (
        a.facts.amount_vnd,
        a.facts.file,
        a.facts.answer_by,
    )


def request_supplement(session: Session, a: Attempt) -> None:
    """Keep the day to answer by."""
    a.dossier.answer_by = a.facts.answer_by


def give_time_back(session: Session, a: Attempt) -> None:
    """What was asked of the citizen stood still while their withdrawal was looked at: they have as many working days left."""
    dossier = a.dossier
    asked_at = next((e.at for e in reversed(dossier.events) if e.action == Action.REQUEST_WITHDRAWAL), None)
    if dossier.answer_by is not None and asked_at is not None:
        dossier.answer_by = shift_for_pause(dossier.answer_by, asked_at, a.at, a.desk.calendar)
        if dossier.open_supplement is not None:
            dossier.open_supplement.answer_by = dossier.answer_by


def forget_deadline(session: Session, a: Attempt) -> None:
    """The citizen has acted: nothing is asked of them any more."""
    a.dossier.answer_by = None


def issue_result(session: Session, a: Attempt) -> None:
    """Keep the result under its number, with what is printed on its blank."""
    a.dossier.result_file, a.dossier.finished_at = a.facts.file, a.at
    number_result(session, a.dossier, at=a.at).serial = a.facts.number


def return_result(session: Session, a: Attempt) -> None:
    """Note which papers went back to the citizen with the result."""
    ids = a.facts.data.get("given_back", ())
    for row in a.dossier.handed:
        if row.id in ids and row.returned_at is None:
            row.returned_at, row.returned_by = a.at, a.by.name


def answer_supplement(session: Session, a: Attempt) -> None:
    """Nothing is asked any more; what is counted from the complete dossier is counted anew."""
    dossier = a.dossier
    dossier.answer_by, dossier.supplemented_at = None, a.at
    if dossier.accepted_at is None:
        dossier.first_answer_due_at = first_answer_due(a.at, a.desk.calendar)
    else:
        dossier.complete_at = a.at
    follow_answers(session, dossier)
    judge_anew(session, dossier)


def refuse(session: Session, a: Attempt) -> None:
    """It is settled, if not as was hoped."""
    a.dossier.finished_at = a.at


def stop(session: Session, a: Attempt) -> None:
    """It was settled when it was asked for what never came: the wait for the citizen is nobody's delay (QĐ 766/QĐ-TTg)."""
    waits = [segment.started_at for segment in a.dossier.segments if segment.ended_at is None]
    a.dossier.finished_at = waits[-1] if waits else a.at


def reopen(session: Session, a: Attempt) -> None:
    """It is open again, unless its result stands."""
    if a.dossier.stands is not State.RESULT_READY:
        a.dossier.finished_at = None


def apologise(session: Session, a: Attempt) -> None:
    """Replace the promised date by the new one, and say so in the sum behind it."""
    if a.facts.new_date is not None:
        promise_again(a.dossier, a.facts.new_date)


def with_what_was(a: Attempt) -> Facts:
    """Return what was given, with what the move is about to replace: the history keeps both."""
    more: dict[str, Any] = {}
    if a.move.action is Action.APOLOGISE and a.dossier.promised_at is not None and a.facts.new_date is not None:
        more = {"promised_at": a.dossier.promised_at.isoformat(), "new_date": a.facts.new_date.isoformat()}
    if a.move.action is Action.REQUEST_SUPPLEMENT:
        more = {"items": [dict(item) for item in a.facts.items]}
    if a.move.action is Action.REQUEST_PAYMENT and a.facts.file is not None:
        more = {FILE: a.facts.file.id, "amount_vnd": a.facts.amount_vnd}  # written before: locking flushes
    return replace(a.facts, data={**a.facts.data, **more})


def stop_asking(a: Attempt, target: State) -> None:
    """When a dossier is decided or over nobody is asked any more; what came in counts as read."""
    if Guard.CONSULTED not in a.move.needs and not target.is_end:
        return
    why = a.facts.data.get("unawaited", "") or NO_LONGER_NEEDED
    for one in a.dossier.consultations:
        if one.is_open:
            one.state, one.withdrawn_at, one.withdrawn_by, one.withdrawn_reason = WITHDRAWN, a.at, a.by.name, why
        elif one.noted_at is None:
            one.noted_at, one.noted_by = a.at, a.by.name


def receive_leg(session: Session, a: Attempt) -> None:
    """Note who received the hop, and give it into their hand."""
    leg = a.dossier.open_leg
    if leg is not None:
        leg.received_at, leg.received_by = a.at, a.by.name
    a.dossier.holder_id, a.dossier.claimed_at = a.by.id, a.at


def turn_clock(session: Session, a: Attempt, source: State, target: State) -> None:
    """Close the running segment and open the one of the new state; push the promise after a pause."""
    if clock_effect(source, target) is ClockEffect.KEEP:
        return
    dossier = a.dossier
    still = [segment for segment in dossier.segments if segment.ended_at is None]
    for segment in still:
        segment.ended_at = a.at
    kind = _SEGMENT.get(target.clock.value)
    if kind:
        session.add(
            ClockSegment(dossier=dossier, kind=kind, started_at=a.at, reason=a.move.action.value,
                         agency_code=dossier.agency_code or dossier.onestop_code or "")
        )  # fmt: skip
    if clock_effect(source, target) is ClockEffect.RESUME:
        push_short_deadlines(a, still)
        if dossier.accepted_at is not None:
            promise(a)
