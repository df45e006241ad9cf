"""Who stands at the counter with a supplement? Somebody who turned to this office, or who has shown the slip of another.

NĐ 118/2025: any one-stop office of the province takes it in. The slip is the proof that its owner is here: it opens one
request of one dossier, for this officer, until nothing was done with it for an hour. Kept in the session's cookie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session as cookie
from flask_login import current_user

from portal.dossiers.brought import sits_at
from portal.dossiers.counter_queries import find_shown
from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.supplement_models import Supplement
from portal.kernel.errors import N_, NotAllowed
from portal.officers.acting import actor_for, dossier_at
from portal.web.app_state import now, session

KEY = "slips_shown"
#: For how long a slip that was shown opens its request after it was last used, and how many at once.
LASTS, MOST = timedelta(hours=1), 5


@dataclass(frozen=True)
class Sitting:
    """A dossier whose citizen stands at a counter of this officer."""

    dossier: Dossier
    by: Actor
    #: The counter where the slip was shown; "" at the office in charge.
    counter: str = ""


def note_shown(supplement: Supplement, counter: str) -> None:
    """Remember that the slip of this dossier was shown at a counter, for what is asked of its owner now."""
    kept = [row for row in _shown() if row[0] != supplement.dossier_id]
    cookie[KEY] = [[supplement.dossier_id, supplement.id, counter, now().isoformat()], *kept][:MOST]


def sitting_at(dossier_id: int) -> Sitting:
    """Return the dossier with the counter its owner stands at; NotFound where nobody showed a slip and it lies elsewhere."""
    for number, supplement_id, counter, _at in _shown():
        found = find_shown(session(), current_user, dossier_id, supplement_id) if number == dossier_id else None
        if found is not None:
            cookie[KEY] = [[*row[:3], now().isoformat()] if row[0] == number else row for row in _shown()]
            return _checked(found, counter)
    return _checked(dossier_at(dossier_id), "")


def _checked(dossier: Dossier, counter: str) -> Sitting:
    by = actor_for(dossier)
    if not sits_at(dossier, by, counter):
        raise NotAllowed(N_("Only the counter the citizen turned to takes this in."))
    return Sitting(dossier, by, counter)


def _shown() -> list[tuple[int, int, str, str]]:
    """Return what was shown lately: dossier, request, counter, when it was last used."""
    rows = [tuple(row) for row in cookie.get(KEY, ())]
    return [row for row in rows if timedelta() <= now() - datetime.fromisoformat(row[3]) < LASTS]
