"""Where is a result that the citizen collects at the counter: there already, or still on its way?

They are called only when it is there. What goes by post or by e-mail, or is issued where it is collected, is told at once.
"""

from __future__ import annotations

from portal.dossiers.models import Dossier
from portal.workflow.states import Action, State

#: The answer `result_by` (a convention of all e-forms) of who comes for the result; so do those who were not asked.
COUNTER = "counter"


def is_collected(dossier: Dossier) -> bool:
    """Say whether the citizen comes to the counter for the result."""
    return dossier.answers.get("result_by", COUNTER) == COUNTER


def is_coming(dossier: Dossier) -> bool:
    """Say whether the result has been issued, and the counter where it is collected has not received it."""
    leg = dossier.open_leg
    waits = leg is not None and leg.received_at is None
    return dossier.stands is State.RESULT_READY and waits and is_collected(dossier)


def has_arrived(dossier: Dossier, action: str) -> bool:
    """Say whether this move has brought the result to the counter where it is collected."""
    return action == Action.RECEIVE_LEG and dossier.stands is State.RESULT_READY and is_collected(dossier)
