"""How are visits of procedures counted without a word of SQL in the request? In memory; written once in a while, beside them.

Each process adds what it has counted to the day's row. What a process had not written when it was killed is lost, and
one that presses the same link without end counts as MOST_AT_ONCE between two writings: it is an estimate of what people
need, no evidence.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.catalogue.visit_models import ProcedureVisit
from portal.kernel.transaction import transaction

log = logging.getLogger(__name__)
#: How long counts wait in memory (seconds).
WRITE_EVERY = 60.0
MOST_AT_ONCE = 60


class VisitLog:
    """Counts the visits of this process; threads share it. Registered as a service."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, date]] = Counter()
        self._written_at = time.monotonic()
        self._lock = threading.Lock()

    def note(self, code: str, on: date) -> bool:
        """Count a visit; say whether it is time to write."""
        with self._lock:
            self._counts[code, on] = min(self._counts[code, on] + 1, MOST_AT_ONCE)
            if time.monotonic() - self._written_at < WRITE_EVERY:
                return False
            self._written_at = time.monotonic()
            return True

    def write(self, session: Session) -> None:
        """Add what was counted to the database, in a transaction of its own; what cannot be written waits for the next time."""
        with self._lock:
            counted, self._counts = self._counts, Counter()
        if not counted:
            return
        try:
            with transaction(session):
                for (code, on), count in sorted(
                    counted.items()
                ):  # in one order: two processes never wait for each other
                    add_visits(session, code, on, count)
        except SQLAlchemyError:
            log.warning("visits of procedures could not be written", exc_info=True)
            with self._lock:
                self._counts.update(counted)


def add_visits(session: Session, code: str, on: date, count: int) -> None:
    """Raise the count of a procedure on a day."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(ProcedureVisit).values(code=code, seen_on=on, count=count)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["code", "seen_on"], set_={"count": ProcedureVisit.count + count}
        )
    )
