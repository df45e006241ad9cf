"""When is a dossier due? The promised date after acceptance, pauses, a supplement and an apology; the deadlines on the way.

After a supplement the time begins anew (NĐ 61/2018 Art. 19.4) unless the service says that it goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.dossiers.guards import Attempt
from portal.dossiers.models import ClockSegment, Dossier
from portal.kernel.clock import local_date
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import Segment, due, shift_for_pause
from portal.workflow.promises import LineKind, Promise, SumLine
from portal.workflow.states import Action


def counted_from(dossier: Dossier) -> datetime | None:
    """Return the instant from which the time of the procedure is counted."""
    eform = dossier.record.eform
    goes_on = eform is not None and eform.after_supplement == "resume"
    return dossier.accepted_at if goes_on else dossier.complete_at or dossier.accepted_at


def promise(a: Attempt) -> None:
    """Compute the promised instant from its beginning, limit and pauses, and keep the sum; an apology is kept to."""
    dossier, since = a.dossier, counted_from(a.dossier)
    channel = dossier.record.channel(dossier.channel) or dossier.record.main_channel()
    if channel is None or channel.limit is None or since is None:
        raise ValueError(f"{dossier.procedure_code} has no limit for {dossier.channel}")
    promised = due(channel.limit, since, a.desk.calendar, pauses=_pauses(dossier, since))
    dossier.promised_at, dossier.promised_sum = promised.at, promised.sum_data()
    again = _date_of_apology(dossier, a.desk.calendar)
    if again is not None and again > promised.at:
        promise_again(dossier, again)


def promise_again(dossier: Dossier, at: datetime) -> None:
    """Promise another date with an apology; the sum says so in the place of the result."""
    on = local_date(at)
    line = Promise(at, (SumLine(LineKind.APOLOGY, on, on),)).sum_data()
    dossier.promised_sum = [one for one in dossier.promised_sum if one["kind"] != LineKind.RESULT.value] + line
    dossier.promised_at = at


def _pauses(dossier: Dossier, since: datetime) -> list[Segment]:
    return [
        Segment(s.started_at, s.ended_at, False, s.reason)
        for s in dossier.segments
        if s.kind == "paused" and s.started_at >= since
    ]


def _date_of_apology(dossier: Dossier, calendar: WorkingCalendar) -> datetime | None:
    """Return the date given with an apology, pushed by the pauses since."""
    event = next((e for e in dossier.events if e.action == Action.APOLOGISE and "new_date" in e.data), None)
    if event is None:
        return None
    at = datetime.fromisoformat(event.data["new_date"])
    for pause in _pauses(dossier, event.at):
        if pause.to_at is not None:
            at = shift_for_pause(at, pause.from_at, pause.to_at, calendar)
    return at


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
