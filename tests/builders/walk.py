"""The way of an accepted dossier to its end when nothing is due, made by one officer for each role and agency on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.dossiers.hops import step_of
from portal.dossiers.models import Dossier
from portal.identity.models import Officer
from portal.workflow.states import Action, State
from portal.workflow.steps import StepKind, next_steps
from tests.builders.dossiers import a_kept_pdf, make_move
from tests.builders.people import an_officer

_LEAVES = {
    StepKind.INTAKE: Action.HAND_OVER, StepKind.SIGNATURE: Action.SIGN, StepKind.ISSUE: Action.ISSUE_RESULT,
    StepKind.RETURN: Action.RETURN_RESULT,
}  # fmt: skip


class Walk:
    """Moves one dossier from step to step; `steps` are those it came through, with the agency that had each."""

    def __init__(self, session: Session, dossier: Dossier) -> None:
        self.session, self.dossier = session, dossier
        self.officers: dict[tuple[str, str], Officer] = {}
        self.steps: list[tuple[str, str]] = []

    def to_the_end(self) -> Walk:
        """Go on until the citizen has the result."""
        while self.dossier.stands is not State.RETURNED:
            self._one_step()
        return self

    def _one_step(self) -> None:
        step, leg = step_of(self.dossier), self.dossier.open_leg
        assert step is not None and leg is not None
        self.steps.append((step.id, leg.agency_code))
        by = self._officer(step.role, leg.agency_code)
        if leg.received_at is None:
            make_move(self.session, self.dossier, Action.RECEIVE_LEG, by)
        action = self._leaves_work() if step.kind is StepKind.WORK else _LEAVES[step.kind]
        make_move(self.session, self.dossier, action, by, **self._facts(action))
        self.session.expire_all()

    def _leaves_work(self) -> Action:
        following = {step.kind for step in next_steps(self.dossier.record.process, self.dossier.step_id)}
        return Action.FINISH_LEG if StepKind.WORK in following else Action.SUBMIT_FOR_SIGNATURE

    def _facts(self, action: Action) -> dict[str, Any]:
        if action is Action.ISSUE_RESULT:
            return {"file": a_kept_pdf(self.session, "ket-qua.pdf"), "number": "CN 01234567"}
        return {"originals_compared": True} if action is Action.RETURN_RESULT else {}

    def _officer(self, role: str, agency: str) -> Officer:
        if (role, agency) not in self.officers:
            self.officers[role, agency] = an_officer(self.session, (role, agency))
        return self.officers[role, agency]
