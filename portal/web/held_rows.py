"""Where does a form wait that is too long for a cookie? In a row, for a day, until the page takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from secrets import randbelow
from typing import Any

from sqlalchemy import delete, func, select

from portal.kernel.transaction import transaction
from portal.web.app_state import now, session
from portal.web.held_models import HeldForm

#: Nobody can fill the database with forms that nobody will take.
MOST_ROWS = 500
HELD_FOR = timedelta(days=1)


def put(fields: Sequence[tuple[str, str]]) -> int:
    """Keep the fields of a form; return the number that takes them back. What nobody took in a day is removed.

    The number is drawn: one counted up would be given again after a removal, and an old cookie would take a stranger's form.
    """
    row = HeldForm(id=randbelow(2**31 - 1) + 1, fields=[list(field) for field in fields], held_at=now())
    oldest = select(HeldForm.id).order_by(HeldForm.held_at).limit(1)
    with transaction(session()):
        session().execute(delete(HeldForm).where(HeldForm.held_at < now() - HELD_FOR))
        if (session().scalar(select(func.count()).select_from(HeldForm)) or 0) >= MOST_ROWS:
            session().execute(delete(HeldForm).where(HeldForm.id == oldest.scalar_subquery()))
        session().add(row)
        session().flush()  # the cookie names its number
        return row.id


def take(number: int) -> list[Any]:
    """Return the fields, once; none when they are gone."""
    with transaction(session()):
        row = session().get(HeldForm, number)
        if row is None:
            return []
        session().delete(row)
        return list(row.fields)
