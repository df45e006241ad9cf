"""Along which hops does a procedure run, what comes next, and when should each hop end?

A procedure's steps are data (the internal workflow its agency approved); this module says
which moves the current step allows. Whether they can be walked to the end: `step_checks`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import hand_over_due
from portal.workflow.states import Action


class StepKind(StrEnum):
    """What is done at a step; it decides by which move a dossier comes to it and leaves it."""

    INTAKE = "intake"
    WORK = "work"
    PAYMENT = "payment"
    SIGNATURE = "signature"
    ISSUE = "issue"
    RETURN = "return"


#: Desks that a step may name by their kind, where the place of the dossier decides which agency it is.
DESKS: Final = ("onestop", "commune", "land_branch", "tax")


@dataclass(frozen=True, slots=True)
class Step:
    """One hop: who does what for how many working days (fractions allowed; 0 for a payment)."""

    id: str
    name: str
    plain: str
    kind: StepKind
    agency: str
    role: str
    days: float
    optional: bool = False


#: How long a working day is.
_HOURS: Final = 8


def hours_of(days: float) -> int:
    """Return how many whole working hours a part of a day is, 0 for half a day and more: those are said as days."""
    hours = days * _HOURS
    return int(hours) if 0 < days < 0.5 and hours == int(hours) else 0


#: The move by which a dossier gets to a step of that kind from the one before.
_INTO: Final[Mapping[StepKind, Action]] = {
    StepKind.WORK: Action.FINISH_LEG,
    StepKind.PAYMENT: Action.REQUEST_PAYMENT,
    StepKind.SIGNATURE: Action.SUBMIT_FOR_SIGNATURE,
}
#: Moves a step allows whatever comes next. A leg sent back to the counter goes on by finish_leg.
_AT: Final[Mapping[StepKind, frozenset[Action]]] = {
    StepKind.INTAKE: frozenset({Action.HAND_OVER, Action.FINISH_LEG}),
    StepKind.WORK: frozenset({Action.RETURN_LEG}),
    StepKind.PAYMENT: frozenset({Action.CONFIRM_PAYMENT}),
    StepKind.SIGNATURE: frozenset({Action.SEND_BACK}),
    StepKind.ISSUE: frozenset({Action.ISSUE_RESULT}),
    StepKind.RETURN: frozenset({Action.RETURN_RESULT}),
}
#: The move by which the holder of a step completes it; work is completed in several ways.
LEAVING: Final[Mapping[StepKind, Action]] = {
    StepKind.INTAKE: Action.HAND_OVER,
    StepKind.PAYMENT: Action.CONFIRM_PAYMENT,
    StepKind.SIGNATURE: Action.SIGN,
    StepKind.ISSUE: Action.ISSUE_RESULT,
    StepKind.RETURN: Action.RETURN_RESULT,
}


def _position(steps: Sequence[Step], current_id: str) -> int:
    """Return where the step stands. Raises ValueError when there is no such step."""
    return [step.id for step in steps].index(current_id)


def next_steps(steps: Sequence[Step], current_id: str) -> tuple[Step, ...]:
    """Return the steps that may come next: the following one and, past optional ones, further.

    Raises ValueError when there is no such step.
    """
    reached: list[Step] = []
    for step in steps[_position(steps, current_id) + 1 :]:
        reached.append(step)
        if not step.optional:
            break
    return tuple(reached)


def actions_from(steps: Sequence[Step], current_id: str) -> frozenset[Action]:
    """Return the hop moves the current step allows; the state decides among them (`find_move`).

    So a payment step allows confirm_payment while the dossier awaits payment, and what leads
    onwards once it is processed again. Raises ValueError when there is no such step.
    """
    current = steps[_position(steps, current_id)]
    following = {step.kind for step in next_steps(steps, current_id)}
    onwards: set[Action] = set()
    if current.kind in (StepKind.WORK, StepKind.PAYMENT):
        onwards = {_INTO[kind] for kind in following if kind in _INTO}
    if current.kind is StepKind.SIGNATURE and StepKind.ISSUE in following:
        onwards = {Action.SIGN}
    return _AT[current.kind] | onwards


def leg_due(step: Step, sent_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return by when the holder of this step is done: its days, to the end of that half day."""
    return _half_day_after(sent_at, step.days, calendar)


def step_due(step: Step, sent_at: datetime, calendar: WorkingCalendar) -> datetime:
    """Return by when a step is left that was reached then: the one-stop office hands over on the same day or the next morning."""
    return hand_over_due(sent_at, calendar) if step.kind is StepKind.INTAKE else leg_due(step, sent_at, calendar)


def plan(steps: Sequence[Step], from_at: datetime, calendar: WorkingCalendar) -> Mapping[str, datetime]:
    """Return the planned end of each step by id, were every holder from then on to use exactly their days."""
    ends: dict[str, datetime] = {}
    days = 0.0
    for step in steps:
        days += step.days
        ends[step.id] = _half_day_after(from_at, days, calendar)
    return ends


def _half_day_after(at: datetime, days: float, calendar: WorkingCalendar) -> datetime:
    done = calendar.add_working_hours(at, days * calendar.hours.hours_a_day)
    return calendar.session_ends_at(done)
