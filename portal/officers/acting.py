"""What does every view of one dossier need? The dossier, who acts, what the form looked at, and the way back."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from portal.dossiers.desk import Actor
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.queries import get_for_officer
from portal.identity.substitutes import held_for_others
from portal.kernel.errors import NotAllowed
from portal.officers.rules import QUEUE_ROLES
from portal.web.app_state import session


def dossier_at(dossier_id: int) -> Dossier:
    """Return a dossier this officer may read."""
    return get_for_officer(session(), current_user, dossier_id)


def actor_for(dossier: Dossier) -> Actor:
    """Return the officer with the roles held today, agency by agency, for the dossier's field."""
    return Actor(
        "officer", current_user.name, current_user.id, current_user.roles_by_agency(dossier.field_code),
        held_for_others(session(), current_user, dossier.field_code),
    )  # fmt: skip


def lock_for(dossier: Dossier, may: Callable[[Dossier, Actor], bool]) -> Actor:
    """Lock a dossier and return who acts; NotAllowed unless they may, asked of the dossier as it stands now."""
    lock(session(), dossier)
    actor = actor_for(dossier)
    if not may(dossier, actor):
        raise NotAllowed
    return actor


def version() -> int:
    """Return the version the officer looked at; a form without one was not made by us and counts as too old."""
    return request.form.get("version", 0, type=int)


def form_key(dossier: Dossier, action: str) -> str:
    """Return the key under which this form counts once; a form without one counts once for what it looked at."""
    return f"work:{dossier.id}:{action}:{request.form.get('form_key', '')[:60] or version()}"


def hang() -> str:
    """Return the queue the officer came from, which every address carries along."""
    key = request.values.get("hang", "")
    return key if key in QUEUE_ROLES else ""


def back(dossier: Dossier, anchor: str = "") -> Redirect:
    """Return to the dossier."""
    return redirect(url_for("work.show", dossier_id=dossier.id, hang=hang() or None, _anchor=anchor or None))


def back_saying(dossier: Dossier, sentence: str) -> Redirect:
    """Return to the dossier with the sentence that says why nothing was done: to its top, farther down nobody would read it."""
    flash(sentence, "error")
    return back(dossier)
