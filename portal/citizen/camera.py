"""What does a computer show so that a telephone can take the pictures? A square to scan, until when, what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.documents import qr
from portal.documents.camera_link import camera_link
from portal.dossiers.camera import passes_of
from portal.dossiers.camera_models import CameraPass
from portal.dossiers.models import Dossier
from portal.identity.models import Citizen, Officer
from portal.web.app_state import now, session
from portal.web.formats import time_vi


@dataclass(frozen=True)
class Camera:
    """An open pass as the computer draws it."""

    square: str
    link: str
    until: str
    added: int
    #: Changes when something came or the pass ended: the page is then shown anew.
    mark: str
    status_href: str
    close_action: str


def owner_of(person: Citizen | Officer) -> str:
    """Return under which name this person's files come in."""
    return f"{person.kind}:{person.id}"


def camera_at(dossier: Dossier, component_id: str) -> Camera | None:
    """Return the open pass of one paper ("" for all missing), if there is one."""
    return cameras_at(dossier).get(component_id)


def cameras_at(dossier: Dossier) -> dict[str, Camera]:
    """Return the open passes by paper."""
    return {paper: _drawn(one) for paper, one in passes_of(session(), dossier, now()).items()}


def mark_of(one: CameraPass) -> str:
    """Return what changes when something came through a pass, or it ended."""
    is_open = one.closed_at is None and one.expires_at > now()
    return f"{one.added}-{'open' if is_open else 'over'}"


def _drawn(one: CameraPass) -> Camera:
    link, here = camera_link(one), dict[str, Any](name=one.name)
    status, close = "camera.status", "camera.close"
    if one.issued_by.startswith("officer:"):
        desk = "counter_draft" if one.supplement_id is None else "counter_supplement"
        place = ("draft_code", one.dossier.draft_code) if one.supplement_id is None else ("dossier_id", one.dossier_id)
        here[place[0]], status, close = place[1], f"{desk}.camera_status", f"{desk}.camera_close"
    return Camera(
        square=qr.svg(link, title=_("Scan this square with the phone's camera")),
        link=link, until=time_vi(one.expires_at), added=one.added, mark=mark_of(one),
        status_href=url_for(status, **here), close_action=url_for(close, **here),
    )  # fmt: skip
