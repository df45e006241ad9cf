"""Where does a dossier go with a move? Closes the leg it is on and opens the next along the procedure's steps.

Every hop has sender, receiver, both times, its own due date and its outcome (NĐ 61/2018 Art. 18, Mẫu 05).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.dossiers.guards import Attempt
from portal.dossiers.models import Dossier, Leg
from portal.workflow.states import Action, State
from portal.workflow.steps import Step, StepKind, step_due
from portal.workflow.walking import step_after


def follow_hop(session: Session, attempt: Attempt, source: State) -> None:
    """Carry the dossier to the step this move leads to; stay where it is for moves that are no hop."""
    dossier, action = attempt.dossier, attempt.move.action
    if action is Action.ACCEPT:
        open_leg(session, attempt, dossier.record.process[0])
    elif step := step_after(dossier.record.process, dossier.step_id, action, {leg.step_id for leg in dossier.legs}):
        close_leg(attempt)
        open_leg(session, attempt, step)
    elif dossier.stands.is_end:
        close_leg(attempt)


def step_of(dossier: Dossier) -> Step | None:
    """Return the step the dossier is at."""
    return next((step for step in dossier.record.process if step.id == dossier.step_id), None)


def close_leg(attempt: Attempt) -> None:
    """Note who finished the open leg, when and how."""
    leg = attempt.dossier.open_leg
    if leg is not None:
        leg.finished_at, leg.finished_by, leg.outcome = attempt.at, attempt.by.name, attempt.move.action.value
        leg.received_by = leg.received_by or attempt.by.name  # inside one agency whoever did it had it in hand


def open_leg(session: Session, attempt: Attempt, step: Step) -> None:
    """Send the dossier to a step; inside one agency it counts as received, between agencies it must be received."""
    dossier, before = attempt.dossier, attempt.dossier.agency_code
    agency = attempt.desk.route(dossier, step.agency)
    #: The tax office has no desk here: whoever asked for the payment keeps the dossier meanwhile.
    stays = step.kind is StepKind.PAYMENT and before is not None
    place = before if stays and before else agency.code
    same = before is None or place == before
    leg = Leg(
        dossier=dossier, position=len(dossier.legs) + 1, step_id=step.id, agency_code=place, role=step.role,
        sent_at=attempt.at, sent_by=attempt.by.name, due_at=step_due(step, attempt.at, attempt.desk.calendar),
    )  # fmt: skip
    if same:
        leg.received_at = attempt.at
    if before is None:  # whoever accepts has it in hand; one that comes back to the counter is received like any other
        leg.received_by = attempt.by.name
    else:
        dossier.holder_id, dossier.claimed_at = None, None
    session.add(leg)
    dossier.agency_code, dossier.step_id = place, step.id
