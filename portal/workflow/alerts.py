"""Which deadlines want attention now, and whose?

First whoever has the dossier in hand; once it is late, who leads them; when the citizen's own date is late, the head of
the one-stop office too. Law: NĐ 45/2020 Art. 11 (first answer), NĐ 61/2018 Art. 18, 19.5 and 19.9 (hand-over, opinions, delay, apology).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from portal.kernel.clock import local_date
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.vocabulary import Role

#: Working hours before the first answer is due in which its desk is told.
FIRST_ANSWER_SOON_HOURS: Final = 2
#: Working days before a leg is due, the promised date (an apology goes out a day earlier), the citizen's own last day.
LEG_SOON_DAYS: Final = 1
PROMISE_SOON_DAYS: Final = 2
#: Working days before an asked agency is to have answered.
CONSULTATION_SOON_DAYS: Final = 1
CITIZEN_WARNED_DAYS: Final = 2
#: Working days that lie at least between the reminder to the citizen and the stop.
GRACE_DAYS: Final = 1


class Alert(StrEnum):
    """What is near or over. ANSWER_SOON is for the citizen, all others for officers."""

    FIRST_ANSWER_SOON = "first_answer_soon"
    FIRST_ANSWER_LATE = "first_answer_late"
    LEG_SOON = "leg_soon"
    LEG_LATE = "leg_late"
    PROMISE_SOON = "promise_soon"
    PROMISE_LATE = "promise_late"
    ANSWER_SOON = "answer_soon"
    CONSULTATION_SOON = "consultation_soon"
    CONSULTATION_LATE = "consultation_late"


_LEADERS = frozenset({Role.UNIT_LEADER, Role.APPROVER})
_HEAD = frozenset({Role.ONESTOP_HEAD})
_ASKED = frozenset({Role.CASE_OFFICER, Role.PARTNER_OFFICER})

#: What is late takes the place of what was near.
LATE: Final = frozenset({Alert.FIRST_ANSWER_LATE, Alert.LEG_LATE, Alert.PROMISE_LATE, Alert.CONSULTATION_LATE})
#: Who is told at the agency where the dossier lies (or that was asked), besides the role whose step it is.
TOLD: Final[Mapping[Alert, frozenset[Role]]] = {
    Alert.FIRST_ANSWER_LATE: _HEAD,
    Alert.LEG_LATE: _LEADERS,
    Alert.PROMISE_SOON: _LEADERS,
    Alert.PROMISE_LATE: _LEADERS | _HEAD,
    Alert.CONSULTATION_SOON: _ASKED,
    Alert.CONSULTATION_LATE: _ASKED | _LEADERS | _HEAD,
}
#: Told also at the one-stop office that the citizen turned to (an asked agency that is late: NĐ 61/2018 Art. 19.5).
TOLD_AT_ONESTOP: Final = frozenset({Alert.PROMISE_LATE, Alert.CONSULTATION_LATE})
#: Deadlines of agencies that were asked; told there, and once they are over to whoever handles the dossier too.
CONSULTED: Final = frozenset({Alert.CONSULTATION_SOON, Alert.CONSULTATION_LATE})
_BEGINNING: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """The instants (after, until] in which a deadline lies that wants attention."""

    after: datetime
    until: datetime


def windows(at: datetime, calendar: WorkingCalendar) -> Mapping[Alert, Window]:
    """Return for each alert where its deadline lies, seen from this instant."""

    def within(days: int) -> datetime:
        return calendar.closes_at(calendar.add_working_days(local_date(at), days))

    late = Window(_BEGINNING, at)
    return {
        Alert.FIRST_ANSWER_SOON: Window(at, calendar.add_working_hours(at, FIRST_ANSWER_SOON_HOURS)),
        Alert.FIRST_ANSWER_LATE: late,
        Alert.LEG_SOON: Window(at, within(LEG_SOON_DAYS)),
        Alert.LEG_LATE: late,
        Alert.PROMISE_SOON: Window(at, within(PROMISE_SOON_DAYS)),
        Alert.PROMISE_LATE: late,
        Alert.CONSULTATION_SOON: Window(at, within(CONSULTATION_SOON_DAYS)),
        Alert.CONSULTATION_LATE: late,
        Alert.ANSWER_SOON: Window(_BEGINNING, within(CITIZEN_WARNED_DAYS)),
    }


def stops_at(answer_by: datetime, warned_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return when a dossier nobody supplements is stopped: past its last day, a working day or more after the reminder."""
    return max(answer_by, calendar.closes_at(calendar.add_working_days(local_date(warned_at), GRACE_DAYS)))
