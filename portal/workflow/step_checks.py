"""Can these steps be walked by the moves of the table, by these roles, within the limit? Says place and mend of each fault.

Checked when a procedure is loaded, imported or edited: a dossier that is stuck is found before there is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.kernel.errors import N_
from portal.workflow.states import TABLE, Action
from portal.workflow.steps import LEAVING, Step, StepKind, actions_from
from portal.workflow.walking import ways, without_end

_TOLERANCE: Final = 1e-6
_TAIL: Final = (StepKind.SIGNATURE, StepKind.ISSUE, StepKind.RETURN)
_ONCE: Final = (StepKind.INTAKE, *_TAIL)


@dataclass(frozen=True)
class Fault:
    """One thing wrong: a message id and its values; codes under "kind", "role" and "action" are put into words when shown."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values


def check(steps: Sequence[Step], limit_days: float | None) -> list[Fault]:
    """Return what is wrong with these steps, [] when they can be walked; the ways are tried once their order is right.

    `limit_days`: the procedure's limit in working days, None when it has another unit or none.
    """
    if not steps:
        return [Fault(N_("There are no internal steps. Add them, from the intake to the return of the result."))]
    ordered = [*_order_faults(steps), *_name_faults(steps)]
    walked = [*_role_faults(steps), *_way_faults(steps)] if not ordered else []
    return [*ordered, *walked, *_days_faults(steps, limit_days)]


def _at(steps: Sequence[Step], step: Step) -> dict[str, object]:
    """Return the values that name a step: its number and name."""
    return {"n": next(n for n, one in enumerate(steps, 1) if one is step), "step": step.name or step.id}


def _order_faults(steps: Sequence[Step]) -> Iterator[Fault]:
    kinds = [step.kind for step in steps]
    if kinds[0] is not StepKind.INTAKE:
        yield Fault(N_("Step %(n)s, “%(step)s”, comes first. Put the intake in front of it."), _at(steps, steps[0]))
    for kind in _ONCE:
        if kind not in kinds:
            yield Fault(N_("There is no step “%(kind)s”. Add one."), {"kind": kind.value})
    for kind in _ONCE:
        for step in [step for step in steps if step.kind is kind][1:]:
            message = N_("Step %(n)s, “%(step)s”, is a second “%(kind)s”. Keep one of them.")
            yield Fault(message, {**_at(steps, step), "kind": kind.value})
    if kinds[0] is StepKind.INTAKE and (kinds[1:2] != [StepKind.WORK] or steps[1].optional):
        yield Fault(N_("After the intake comes work that is never left out. Put such a step in the second place."))
    if all(kinds.count(kind) == 1 for kind in _TAIL) and tuple(kinds[-3:]) != _TAIL:
        yield Fault(N_("Signing, issuing and returning the result come last, in this order. Move them there."))


def _name_faults(steps: Sequence[Step]) -> Iterator[Fault]:
    times = Counter(step.id for step in steps)
    for step in steps:
        if not step.name:
            yield Fault(N_("Step %(n)s has no name. Write what is done there."), _at(steps, step))
        if not step.agency:
            yield Fault(N_("Step %(n)s, “%(step)s”, has no agency. Choose who does it."), _at(steps, step))
        if times[step.id] > 1:
            message = N_("Step %(n)s, “%(step)s”, shares its id %(id)s with another. Give each its own.")
            yield Fault(message, {**_at(steps, step), "id": step.id})
        if step.optional and step.kind not in (StepKind.WORK, StepKind.PAYMENT):
            message = N_("Step %(n)s, “%(step)s”, can never be left out. Take the tick away.")
            yield Fault(message, _at(steps, step))


def _role_faults(steps: Sequence[Step]) -> Iterator[Fault]:
    for step in steps:
        for action in _moves_of_the_role(steps, step):
            if step.role not in TABLE[action].roles:
                message = N_("Step %(n)s, “%(step)s”: “%(role)s” may not “%(action)s”. Choose another role.")
                yield Fault(message, {**_at(steps, step), "role": step.role, "action": action.value})


def _moves_of_the_role(steps: Sequence[Step], step: Step) -> Iterable[Action]:
    """Return the moves that the step's own role must be able to make, or the dossier is stuck."""
    if step.kind is StepKind.WORK:
        return sorted(actions_from(steps, step.id))
    return (LEAVING[step.kind],)


def _way_faults(steps: Sequence[Step]) -> Iterator[Fault]:
    """Try every way: each step is reached, an end is reached from everywhere, what is optional can be passed by."""
    found = ways(steps)
    reached, lost = {here for _state, here in found}, without_end(found)
    stuck = {stand[1] for stand in lost if not found[stand]} or {here for _state, here in lost}
    for step in steps:
        if step.id not in reached:
            message = N_("Step %(n)s, “%(step)s”, is never reached. Move it, or take it away.")
            yield Fault(message, _at(steps, step))
        elif step.id in stuck:
            message = N_("From step %(n)s, “%(step)s”, nothing leads to the result. Put a step of work in front of it.")
            yield Fault(message, _at(steps, step))
        elif step.optional and not any(state.is_end for state, _here in ways(steps, around={step.id})):
            message = N_("Step %(n)s, “%(step)s”, may be left out, but no move leads past it. Take the tick away.")
            yield Fault(message, _at(steps, step))


def _days_faults(steps: Sequence[Step], limit_days: float | None) -> Iterator[Fault]:
    for step in steps:
        if step.kind is StepKind.PAYMENT and step.days:
            message = N_("Step %(n)s, “%(step)s”: the time of paying is not counted. Enter 0 days.")
            yield Fault(message, _at(steps, step))
        elif step.days < 0:
            yield Fault(N_("Step %(n)s, “%(step)s”: days are 0 or more. Enter another number."), _at(steps, step))
    total = sum(step.days for step in steps)
    if limit_days is None or abs(total - limit_days) <= _TOLERANCE:
        return
    values = {"total": written(total), "limit": written(limit_days), "days": written(abs(total - limit_days))}
    if total > limit_days:
        yield Fault(
            N_("The steps add up to %(total)s working days, the limit is %(limit)s: take %(days)s away."), values
        )
    else:
        yield Fault(N_("The steps add up to %(total)s working days, the limit is %(limit)s: add %(days)s."), values)


def written(days: float) -> str:
    """Write a number of days as it is written here: 2,5."""
    return f"{days:g}".replace(".", ",")
