"""Notices and directive documents of agencies."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from portal.agencies.models import Announcement, DirectiveDocument
from portal.agencies.operations import AnnouncementFacts, DocumentFacts, add_announcement, add_document
from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.people import the_officer

_numbers = count(1)


def an_announcement(
    session: Session, agency: str = "so-y-te", *, by: Officer | None = None, **changes: Any
) -> Announcement:
    """Return a notice that has just been written, shown from today on unless `published_on` says otherwise."""
    facts = {"title": "Nghỉ lễ", "body": "Bộ phận Một cửa nghỉ lễ.", "published_on": local_date(now()), **changes}
    by = by or the_officer(session, "quantri")
    with transaction(session):
        return add_announcement(session, session.get_one(Agency, agency), AnnouncementFacts(**facts), by=by, at=now())


def a_document(
    session: Session, agency: str = "so-y-te", *, by: Officer | None = None, **changes: Any
) -> DirectiveDocument:
    """Return a directive document without a file, shown from today on unless `published_on` says otherwise."""
    facts = {
        "number": f"{next(_numbers)}/QĐ-SYT", "kind": "decision", "issued_on": date(2026, 10, 1), "issuer": "Sở Y tế",
        "abstract": "Về việc phòng bệnh sốt xuất huyết", "validity": "in_force", "published_on": local_date(now()), **changes,
    }  # fmt: skip
    by = by or the_officer(session, "quantri")
    with transaction(session):
        return add_document(session, session.get_one(Agency, agency), DocumentFacts(**facts), by=by, at=now())
