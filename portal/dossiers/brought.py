"""What does a citizen bring to the counter for a request? Item by item what was handed in; then sent as it is online.

Law: NĐ 61/2018 Art. 17 and 19.4: it comes in through the one-stop office, and the time counts from the complete dossier.
NĐ 118/2025: any one-stop office of the province takes it in. `counter` names the one where the citizen stands with the slip
in hand, when it is not the office in charge ("").
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.dossiers.counter import TYPISTS
from portal.dossiers.custody import hand_in, take_back
from portal.dossiers.custody_models import COPY, ORIGINAL
from portal.dossiers.desk import Actor, Desk
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.moves import find_event_of_form, stale
from portal.dossiers.supplement_answers import Way, asked_papers, say_not_had, send
from portal.dossiers.supplement_models import Supplement
from portal.kernel.errors import N_, Incomplete, NotAllowed, NotFound

#: What can be said of an asked paper beside adding its pictures: nothing more, handed in how, or not to be had.
FORMS = ("", ORIGINAL, COPY)


def sits_at(dossier: Dossier, by: Actor, counter: str = "") -> bool:
    """Say whether this officer sits at the counter where the citizen stands."""
    return "intake_officer" in by.roles_at(counter or dossier.onestop_code)


def may_receive(dossier: Dossier, by: Actor, counter: str = "") -> bool:
    """Say whether this officer sits at the counter where the citizen stands, and something is asked for."""
    return dossier.open_supplement is not None and sits_at(dossier, by, counter)


def note_paper(
    session: Session, dossier: Dossier, component_id: str, form: str, words: str, *, by: Actor, at: datetime,
    counter: str = "",
) -> None:  # fmt: skip
    """Note how an asked paper lies on the counter: an original, a copy, "" for pictures only; or why it is not to be had.

    Raises StaleVersion when the request was answered meanwhile, NotFound for a paper nobody asked for.
    """
    supplement = _asked(session, dossier, by, counter)
    if form not in FORMS or component_id not in {item.ref for item in asked_papers(dossier, supplement)}:
        raise NotFound
    if form:
        hand_in(session, dossier, component_id, by=by, at=at, form=form, counter=counter)
    else:
        take_back(session, dossier, component_id)
    say_not_had(session, dossier, component_id, "" if form else words)


def receive(
    session: Session, dossier: Dossier, *, declared: bool, typed_by: str, by: Actor, at: datetime, desk: Desk,
    form_key: str, counter: str = "",
) -> DossierEvent:  # fmt: skip
    """Take in what was asked for, once; the same form sent twice takes it in once.

    Raises Incomplete naming what is left, StaleVersion when the citizen or a colleague was faster.
    """
    lock(session, dossier)
    done = find_event_of_form(session, form_key)
    if done is not None:
        return done
    _asked(session, dossier, by, counter)
    if typed_by not in TYPISTS:
        raise Incomplete(N_("Say who types"), missing=("typed_by",))
    if not declared:
        raise Incomplete(N_("Tick the box to confirm that what you declared is true"), missing=("declared",))
    way = Way("counter", typed_by, counter)
    return send(session, dossier, by=by, at=at, desk=desk, form_key=form_key, way=way)


def _asked(session: Session, dossier: Dossier, by: Actor, counter: str) -> Supplement:
    lock(session, dossier)
    supplement = dossier.open_supplement
    if supplement is None:
        raise stale(dossier)
    if not may_receive(dossier, by, counter):
        raise NotAllowed
    return supplement
