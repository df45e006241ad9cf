"""What may be done with several dossiers at once? Only what takes nothing from anybody, and the same signature for the same outcome.

Every dossier is moved in a transaction of its own, by the same function as alone, and has a result of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.dossiers import moves
from portal.dossiers.desk import Desk, Facts
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_for_officer
from portal.identity.models import Officer
from portal.kernel.errors import N_, Invalid, PortalError
from portal.kernel.transaction import transaction
from portal.officers.acting import actor_for
from portal.officers.rules import CLAIM
from portal.web.error_pages import sentence
from portal.workflow.states import Action

PRINT = "print"
#: Queue → what its rows can be ticked for, the first one first.
BATCHES: Final[Mapping[str, tuple[str, ...]]] = {
    "new": (CLAIM,),
    "mine": (Action.HAND_OVER, PRINT),
    "arriving": (Action.RECEIVE_LEG,),
    "working": (Action.HAND_OVER, PRINT),
    "signing": (Action.SIGN,),
    "soon": (PRINT,),
    "all": (PRINT,),
}
#: Made at once; signing has a list to confirm first, printing is no move.
AT_ONCE: Final = frozenset({CLAIM, Action.RECEIVE_LEG, Action.HAND_OVER})
MOST: Final = 50


@dataclass(frozen=True)
class Ticked:
    """One dossier of the list, and the version the officer looked at."""

    id: int
    version: int


@dataclass(frozen=True)
class Outcome:
    """What became of one dossier: `why` it was not done, "" when it was."""

    id: int
    why: str = ""


def ticked(values: Sequence[str]) -> list[Ticked]:
    """Return what was ticked ("number:version"), each dossier once; what we did not write is passed over."""
    found: dict[int, Ticked] = {}
    for value in values:
        number, _, version = value.partition(":")
        if number.isascii() and number.isdigit() and version.isascii() and version.isdigit() and len(value) < 30:
            found.setdefault(int(number), Ticked(int(number), int(version)))
    return list(found.values())[:MOST]


def do_each(
    session: Session, officer: Officer, act: str, chosen: Sequence[Ticked], *, key: str, at: datetime,
    facts: Facts | None = None,
) -> list[Outcome]:  # fmt: skip
    """Do the act with each dossier; what one refuses does not keep the others."""
    desk = current_desk()
    return [_do(session, officer, act, one, desk, key, at, facts) for one in chosen]


def _do(
    session: Session, officer: Officer, act: str, one: Ticked, desk: Desk, key: str, at: datetime, facts: Facts | None
) -> Outcome:
    try:
        with transaction(session):
            dossier = get_for_officer(session, officer, one.id)
            actor = actor_for(dossier)
            if act == CLAIM:
                moves.claim(session, dossier, by=actor, at=at, version=one.version)
            else:
                moves.move(session, dossier, Action(act), by=actor, at=at, desk=desk, version=one.version, facts=facts,
                           form_key=f"batch:{one.id}:{act}:{key}")  # fmt: skip
    except PortalError as error:
        return Outcome(one.id, sentence(error))
    return Outcome(one.id)


def must_be_alike(dossiers: Sequence[Dossier]) -> None:
    """Raise Invalid unless one signature means the same for all: same procedure, same step of it."""
    if len({(dossier.revision_id, dossier.state, dossier.step_id) for dossier in dossiers}) > 1:
        raise Invalid(N_("Only dossiers of one procedure can be signed together. Tick those of one procedure."))
