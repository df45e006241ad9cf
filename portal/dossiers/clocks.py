"""When is a dossier due? The promised date after acceptance, pauses, a supplement and an apology; the deadlines on the way.

After a supplement the time begins anew (NĐ 61/2018 Art. 19.4) unless the service says that it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.catalogue.record import Record
from portal.dossiers.guards import Attempt
from portal.dossiers.models import ClockSegment, Dossier
from portal.kernel.clock import local_date
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import Limit, Segment, due, shift_for_pause
from portal.workflow.promises import LineKind, Promise, SumLine
from portal.workflow.states import Action
from portal.workflow.steps import step_due


@dataclass(frozen=True)
class Counting:
    """What a promised date is reckoned from; `apology`: when it was given, and the date given with it."""

    limit: Limit
    since: datetime
    pauses: tuple[Segment, ...] = ()
    apology: tuple[datetime, datetime] | None = None


def counting_of(record: Record, channel: str, accepted_at: datetime, complete_at: datetime | None,
                pauses: Iterable[Segment], apology: tuple[datetime, datetime] | None) -> Counting | None:  # fmt: skip
    """Return what the date of such a dossier is reckoned from; None where its way to hand in has no limit."""
    way = record.channel(channel) or record.main_channel()
    if way is None or way.limit is None:
        return None
    goes_on = record.eform is not None and record.eform.after_supplement == "resume"
    since = accepted_at if goes_on else complete_at or accepted_at
    return Counting(way.limit, since, tuple(pause for pause in pauses if pause.from_at >= since), apology)


def reckon(counting: Counting, calendar: WorkingCalendar) -> Promise:
    """Return the promise and the sum behind it; a date given with an apology is kept to, pushed by the pauses since."""
    promised = due(counting.limit, counting.since, calendar, pauses=counting.pauses)
    if counting.apology is None:
        return promised
    given_at, again = counting.apology
    for pause in counting.pauses:
        if pause.from_at >= given_at and pause.to_at is not None:
            again = shift_for_pause(again, pause.from_at, pause.to_at, calendar)
    if not calendar.is_working_moment(again):  # what was a working day is none any more
        again = calendar.closes_at(calendar.add_working_days(local_date(again), 0))
    return _instead(promised, again) if again > promised.at else promised


def _instead(promised: Promise, again: datetime) -> Promise:
    """Return the promise with the date of an apology in the place of its result."""
    on = local_date(again)
    lines = (line for line in promised.lines if line.kind is not LineKind.RESULT)
    return Promise(again, (*lines, SumLine(LineKind.APOLOGY, on, on)))


def promise(a: Attempt) -> None:
    """Compute the promised instant from its beginning, limit and pauses, and keep the sum."""
    dossier = a.dossier
    counting = counting_for(dossier)
    if counting is None:
        raise ValueError(f"{dossier.procedure_code} has no limit for {dossier.channel}")
    promised = reckon(counting, a.desk.calendar)
    dossier.promised_at, dossier.promised_sum = promised.at, promised.sum_data()


def counting_for(dossier: Dossier) -> Counting | None:
    """Return what the date of this dossier is reckoned from; None before acceptance."""
    if dossier.accepted_at is None:
        return None
    pauses = (Segment(s.started_at, s.ended_at, False, s.reason) for s in dossier.segments if s.kind == "paused")
    event = next((e for e in dossier.events if e.action == Action.APOLOGISE and "new_date" in e.data), None)
    apology = (event.at, datetime.fromisoformat(event.data["new_date"])) if event else None
    return counting_of(dossier.record, dossier.channel, dossier.accepted_at, dossier.complete_at, pauses, apology)


def promise_again(dossier: Dossier, at: datetime) -> None:
    """Promise another date with an apology; the sum says so in the place of the result."""
    kept = [line for line in dossier.promised_sum if line["kind"] != LineKind.RESULT.value]
    dossier.promised_at, dossier.promised_sum = at, kept + _instead(Promise(at, ()), at).sum_data()


def push_short_deadlines(a: Attempt, stood: Sequence[ClockSegment]) -> None:
    """After a pause, push what was running on the way: the first answer and the leg that was open."""
    dossier, calendar = a.dossier, a.desk.calendar
    for pause in stood:
        leg = dossier.open_leg
        if leg is not None and leg.sent_at <= pause.started_at:
            leg.due_at = shift_for_pause(leg.due_at, pause.started_at, a.at, calendar)
        answer = dossier.first_answer_due_at
        if dossier.accepted_at is None and answer is not None and answer > pause.started_at:
            left = timedelta(minutes=calendar.working_minutes_between(pause.started_at, answer))
            dossier.first_answer_due_at = calendar.add_working_hours(a.at, left / timedelta(hours=1))


def leg_due_now(dossier: Dossier, calendar: WorkingCalendar) -> datetime | None:
    """Return when the open leg is due by this calendar, pauses since it was sent added; None without one that counts."""
    leg = dossier.open_leg
    step = next((step for step in dossier.record.process if leg is not None and step.id == leg.step_id), None)
    if leg is None or step is None:
        return None
    at = step_due(step, leg.sent_at, calendar)
    for segment in dossier.segments:
        if segment.kind == "paused" and segment.started_at >= leg.sent_at and segment.ended_at is not None:
            at = shift_for_pause(at, segment.started_at, segment.ended_at, calendar)
    return at
