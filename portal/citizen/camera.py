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
    link, (status_href, close_action) = camera_link(one), _addresses(one)
    return Camera(
        square=qr.svg(link, title=_("Scan this square with the phone's camera")),
        link=link, until=time_vi(one.expires_at), added=one.added, mark=mark_of(one),
        status_href=status_href, close_action=close_action,
    )  # fmt: skip


def _addresses(one: CameraPass) -> tuple[str, str]:
    """Return where the computer asks how a pass stands and where it closes it: the citizen's own page, or the counter's."""
    place: dict[str, Any]
    if not one.issued_by.startswith("officer:"):
        status, close, place = "camera.status", "camera.close", {}
    elif one.supplement_id is None:
        status, close = "counter_draft.camera_status", "counter_draft.camera_close"
        place = {"draft_code": one.dossier.draft_code}
    else:
        status, close = "counter_supplement.camera_status", "counter_supplement.camera_close"
        place = {"dossier_id": one.dossier_id}
    return url_for(status, name=one.name, **place), url_for(close, name=one.name, **place)
