"""What does each move change on the dossier itself, and on its clocks?"""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.dossiers import rules
from portal.dossiers.guards import Attempt
from portal.dossiers.models import ClockSegment, RegisterEntry
from portal.dossiers.numbering import next_code, next_number
from portal.kernel.clock import local_date
from portal.kernel.ids import readable
from portal.kernel.text import fold
from portal.workflow.deadlines import Segment, due, first_answer_due
from portal.workflow.states import ClockEffect, State, clock_effect

#: The kind of clock segment that a state's clock writes.
_SEGMENT = {"first_answer": "first_answer", "running": "running", "paused": "paused"}


def submit(session: Session, a: Attempt) -> None:
    """Give code and secret, find the office of the intake step, start the first-answer clock."""
    dossier = a.dossier
    office = a.desk.route(dossier, dossier.record.process[0].agency)
    dossier.onestop_code = office.code
    dossier.code = next_code(session, office.unit_code, local_date(a.at))
    dossier.secret = readable(4)
    dossier.owner_name = rules.owner_name(dossier.answers)
    dossier.owner_key = fold(dossier.owner_name)
    dossier.submitted_at = a.at
    dossier.first_answer_due_at = first_answer_due(a.at, a.desk.calendar)


def accept(session: Session, a: Attempt) -> None:
    """Enter it in the register, promise a date and keep the sum behind it."""
    dossier = a.dossier
    office, year = dossier.onestop_code or "", local_date(a.at).year
    number = next_number(session, f"register:{office}:{year}")
    session.add(RegisterEntry(agency_code=office, year=year, number=number, dossier_id=dossier.id, entered_at=a.at))
    dossier.accepted_at = a.at
    _promise(a)


def sign(session: Session, a: Attempt) -> None:
    """Note the approver's signature."""
    a.dossier.signed_at = a.at


def send_back(session: Session, a: Attempt) -> None:
    """Take a signature back, if there was one."""
    a.dossier.signed_at = None


def request_payment(session: Session, a: Attempt) -> None:
    """Keep the notice, its amount and the day to pay by."""
    a.dossier.payment_vnd, a.dossier.payment_file, a.dossier.answer_by = (
        a.facts.amount_vnd,
        a.facts.file,
        a.facts.answer_by,
    )


def request_supplement(session: Session, a: Attempt) -> None:
    """Keep the day to answer by."""
    a.dossier.answer_by = a.facts.answer_by


def forget_deadline(session: Session, a: Attempt) -> None:
    """The citizen has acted: nothing is asked of them any more."""
    a.dossier.answer_by = None


def issue_result(session: Session, a: Attempt) -> None:
    """Keep the numbered result."""
    a.dossier.result_file, a.dossier.result_number, a.dossier.finished_at = a.facts.file, a.facts.number, a.at


def apologise(session: Session, a: Attempt) -> None:
    """Replace the promised date by the new one."""
    a.dossier.promised_at = a.facts.new_date


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
    for segment in dossier.segments:
        if segment.ended_at is None:
            segment.ended_at = a.at
    kind = _SEGMENT.get(target.clock.value)
    if kind:
        session.add(
            ClockSegment(dossier=dossier, kind=kind, started_at=a.at, reason=a.move.action.value,
                         agency_code=dossier.agency_code or dossier.onestop_code or "")
        )  # fmt: skip
    if clock_effect(source, target) is ClockEffect.RESUME and dossier.accepted_at is not None:
        _promise(a)


def _promise(a: Attempt) -> None:
    """Compute the promised instant from acceptance, limit and pauses, and keep the sum."""
    dossier = a.dossier
    channel = dossier.record.channel(dossier.channel) or dossier.record.main_channel()
    if channel is None or channel.limit is None or dossier.accepted_at is None:
        raise ValueError(f"{dossier.procedure_code} has no limit for {dossier.channel}")
    pauses = [Segment(s.started_at, s.ended_at, False, s.reason) for s in dossier.segments if s.kind == "paused"]
    promise = due(channel.limit, dossier.accepted_at, a.desk.calendar, pauses=pauses)
    dossier.promised_at, dossier.promised_sum = promise.at, promise.sum_data()
