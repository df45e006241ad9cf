"""What does a button of a page at the counter do beside keeping it? The page is one form: whatever is pressed keeps it all first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.dossiers import camera
from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction

#: A button named "to" with the value "delete:12", as the templates write it.
DELETE = "delete"


def file_to_delete(to: str) -> int | None:
    """Return the number of the file whose Delete was pressed, None for any other button."""
    what, _colon, number = to.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if what == DELETE and is_number else None


def do_beside(
    session: Session, dossier: Dossier, to: str, remove: Callable[[int], object], *, by: str, at: datetime
) -> None:
    """Draw a square for a telephone (`by` whom), or take away the file whose Delete was pressed (`remove`: by its number)."""
    file_id = file_to_delete(to)
    if to == "camera":
        with transaction(session):
            camera.issue(session, dossier, camera.ALL_MISSING, by=by, at=at)
    elif file_id is not None:
        with transaction(session):
            remove(file_id)
