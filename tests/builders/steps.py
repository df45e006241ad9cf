"""Internal steps, written in a line each."""

from __future__ import annotations

from portal.workflow.steps import Step, StepKind


def a_step(text: str) -> Step:
    """Return a step from "id kind role days", with "?" after the id when it is optional."""
    step_id, kind, role, days = text.split()
    name = step_id.rstrip("?")
    return Step(name, name, name, StepKind(kind), "onestop", role, float(days), step_id.endswith("?"))


def steps_of(*texts: str) -> tuple[Step, ...]:
    """Return steps, each as `a_step` reads it."""
    return tuple(map(a_step, texts))


#: A transfer of land: eight working days, and a tax that not everybody pays.
LAND = steps_of(
    "nhan intake intake_officer 0.5",
    "tham-tra work case_officer 3",
    "thue? payment partner_officer 0",
    "cap-nhat work case_officer 2.5",
    "ky signature approver 1",
    "so issue clerk 0.5",
    "tra return intake_officer 0.5",
)
