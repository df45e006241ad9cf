"""Where does each move lead along a procedure's steps, and what can be reached from where?

The moves themselves follow `step_after`; what is drawn and checked walks the same ways without a dossier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from portal.kernel.errors import InvalidMove
from portal.workflow.states import TABLE, Action, State
from portal.workflow.steps import Step, StepKind, actions_from, next_steps

#: Where a dossier stands: its state, and the id of its step.
Stand = tuple[State, str]

#: The kind of step each move onwards leads to.
_LEADS_TO: Final[Mapping[Action, StepKind]] = {
    Action.HAND_OVER: StepKind.WORK,
    Action.FINISH_LEG: StepKind.WORK,
    Action.REQUEST_PAYMENT: StepKind.PAYMENT,
    Action.SUBMIT_FOR_SIGNATURE: StepKind.SIGNATURE,
    Action.SIGN: StepKind.ISSUE,
    Action.ISSUE_RESULT: StepKind.RETURN,
}
#: Moves that give a dossier back to whoever worked on it before.
BACKWARDS: Final = frozenset({Action.RETURN_LEG, Action.SEND_BACK})


def step_after(
    steps: Sequence[Step], current_id: str, action: Action, walked: Collection[str] | None = None
) -> Step | None:
    """Return the step this move leads to; None for moves that stay where they are.

    `walked`: the steps a dossier has been at; backwards it comes to none that it went past. Without it, to any.
    Raises InvalidMove when there is no such step ahead or behind.
    """
    if action in BACKWARDS:
        return _worked_before(steps, current_id, walked)
    if action is Action.CONFIRM_PAYMENT:
        ahead: Iterable[Step] = next_steps(steps, current_id)
    elif action in _LEADS_TO:
        ahead = (step for step in next_steps(steps, current_id) if step.kind is _LEADS_TO[action])
    else:
        return None
    found = next(iter(ahead), None)
    if found is None:
        raise InvalidMove
    return found


def _worked_before(steps: Sequence[Step], current_id: str, walked: Collection[str] | None) -> Step:
    """Return the last step of work (or the intake) before the present one."""
    here = [step.id for step in steps].index(current_id)
    for step in reversed(steps[:here]):
        if step.kind in (StepKind.WORK, StepKind.INTAKE) and (walked is None or step.id in walked):
            return step
    raise InvalidMove


def ways_from(steps: Sequence[Step], stand: Stand) -> dict[Action, Stand]:
    """Return where each hop leads that the state and the step allow; a dossier at an end goes nowhere."""
    state, here = stand
    found: dict[Action, Stand] = {}
    for action in sorted(actions_from(steps, here), key=list(Action).index):
        if state not in TABLE[action].paths:
            continue
        try:
            step = step_after(steps, here, action)
        except InvalidMove:
            continue
        found[action] = (TABLE[action].target_from(state), step.id if step else here)
    return found


def ways(steps: Sequence[Step], *, around: Collection[str] = ()) -> dict[Stand, dict[Action, Stand]]:
    """Return every place a dossier can come to after its acceptance, with the ways on; `around`: steps that are closed."""
    found: dict[Stand, dict[Action, Stand]] = {}
    waiting: list[Stand] = [(State.ACCEPTED, steps[0].id)]
    while waiting:
        stand = waiting.pop()
        if stand in found:
            continue
        found[stand] = {a: to for a, to in ways_from(steps, stand).items() if to[1] not in around}
        waiting += found[stand].values()
    return found


def without_end(found: Mapping[Stand, Mapping[Action, Stand]]) -> set[Stand]:
    """Return the places from which no way leads to an end."""
    safe = {stand for stand in found if stand[0].is_end}
    while more := {stand for stand, on in found.items() if stand not in safe and safe & set(on.values())}:
        safe |= more
    return set(found) - safe
