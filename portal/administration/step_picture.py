"""How do the internal steps of a procedure look as a picture: who, at which level, how long, and where each move leads?

The picture is an ordered list in columns of levels; read without it, the list says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.catalogue.models import Agency
from portal.catalogue.record import Record
from portal.web.formats import days_number
from portal.web.labels import action_label
from portal.web.people_labels import role_label
from portal.web.step_labels import LEVELS, desk_label
from portal.workflow.states import Action
from portal.workflow.steps import Step
from portal.workflow.walking import BACKWARDS, Stand, ways

#: Kind of agency → level; kinds that a step may name itself ("commune") are among them.
_LEVEL_OF = {
    "commune": "commune", "department": "department", "land_branch": "department", "land_office": "department",
    "province": "province", "onestop": "province", "tax": "vertical", "police": "vertical", "other": "vertical",
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One move out of a step: its words, and the step it leads to ("" when it stays or ends)."""

    words: str
    to: str
    is_back: bool


@dataclass(frozen=True)
class Drawn:
    """One step as it is drawn. `lane`: its column; `came`: how far the column of the step before lies, to the left below 0."""

    number: int
    step: Step
    desk: str
    role: str
    days: str
    lane: int
    came: int
    ways: tuple[Way, ...]
    is_reached: bool


@dataclass(frozen=True)
class Picture:
    """The whole: columns from left to right, steps from the top, and the days in all."""

    levels: tuple[str, ...]
    steps: tuple[Drawn, ...]
    total: str


def draw(record: Record, agencies: Mapping[str, Agency]) -> Picture | None:
    """Return the picture of a procedure's internal steps; None when it has none."""
    steps = record.process
    if not steps:
        return None
    at_level = [_level(step, agencies) for step in steps]
    levels = tuple(level for level in LEVELS if level in at_level)
    lanes = [levels.index(level) + 1 for level in at_level]
    found, names = ways(steps), {code: agency.name for code, agency in agencies.items()}
    drawn = tuple(
        Drawn(
            n, step, desk_label(step.agency, names), role_label(step.role), days_number(step.days), lanes[n - 1],
            lanes[n - 2] - lanes[n - 1] if n > 1 else 0, tuple(_ways(steps, step, found)),
            any(here == step.id for _state, here in found),
        )
        for n, step in enumerate(steps, 1)
    )  # fmt: skip
    return Picture(levels, drawn, days_number(sum(step.days for step in steps)))


def _level(step: Step, agencies: Mapping[str, Agency]) -> str:
    kind = agencies[step.agency].kind if step.agency in agencies else step.agency
    return _LEVEL_OF.get(kind, "department")


def _ways(steps: Sequence[Step], step: Step, found: Mapping[Stand, Mapping[Action, Stand]]) -> list[Way]:
    """Return every move onwards and back that the step allows, each once, in the order of the table."""
    leads: dict[Action, Stand] = {}
    for (_state, here), on in found.items():
        if here == step.id:
            leads |= on
    order = sorted(leads, key=list(Action).index)
    return [Way(action_label(action), _target(steps, step, leads[action]), action in BACKWARDS) for action in order]


def _target(steps: Sequence[Step], step: Step, stand: Stand) -> str:
    state, here = stand
    if state.is_end:
        return _("the end")
    number = next(n for n, one in enumerate(steps, 1) if one.id == here)
    return "" if here == step.id else _("step %(n)s", n=number)
