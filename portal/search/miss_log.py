"""How is a search that found nothing counted? After its page has been sent, in one short statement of its own.

Pages with no result, or with none that fits well, are not kept for everybody (`search/views.py`), so each is counted
when it is made. Undercounted are what comes faster than a person types, and everything beyond MOST_A_DAY in a process:
nobody fills the table from outside. A count that cannot be written is lost, not shown.
"""

from __future__ import annotations

import logging
import threading
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.kernel.transaction import transaction
from portal.search.miss_models import SearchMiss
from portal.search.misses import kept_text

log = logging.getLogger(__name__)
MOST_A_DAY = 2_000


class MissLog:
    """Counts the misses of this process; threads share it. Registered as a service."""

    def __init__(self) -> None:
        self._day = date.min
        self._written = 0
        self._lock = threading.Lock()

    def note(self, session: Session, query: str, *, shown: int, on: date) -> None:
        """Count a query that found nothing (`shown` 0) or nothing that fits; opens its own transaction."""
        text = kept_text(query)
        if not text or not self._may_write(on):
            return
        try:
            with transaction(session):
                count_miss(session, text, shown=shown, on=on)
        except SQLAlchemyError:
            log.warning("a search that found nothing could not be counted", exc_info=True)

    def _may_write(self, on: date) -> bool:
        with self._lock:
            if on != self._day:
                self._day, self._written = on, 0
            self._written += 1
            return self._written <= MOST_A_DAY


def count_miss(session: Session, text: str, *, shown: int, on: date) -> None:
    """Raise the count of a text on a day."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(SearchMiss).values(text=text, seen_on=on, count=1, shown=shown)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["text", "seen_on"], set_={"count": SearchMiss.count + 1, "shown": shown}
        )
    )
