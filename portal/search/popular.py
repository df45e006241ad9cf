"""Which procedures do most people come for? First a list of the province, then what is opened most often.

The list stands in `catalog/portal.toml`; what comes behind it is counted by day (`catalogue/visits.py`), nobody is
followed to know it. Counts are looked at beside a request, once an hour.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from portal.catalogue.visit_queries import most_visited

#: How many are shown, and how often one that the province has not named was opened in 30 days at least.
MOST, AT_LEAST = 12, 20
LOOK_EVERY = 3_600.0


class Popular:
    """The codes, the most needed first. Registered as a service."""

    def __init__(self, pinned: Sequence[str] = ()) -> None:
        self.pinned = tuple(pinned)
        self.codes = self.pinned
        self._looked_at = float("-inf")

    @property
    def is_due(self) -> bool:
        """Say whether the counts should be looked at again."""
        return time.monotonic() - self._looked_at >= LOOK_EVERY

    def learn(self, session: Session, today: date) -> None:
        """Fill up the province's list with what was opened most often."""
        self._looked_at = time.monotonic()
        counted = most_visited(session, today, at_least=AT_LEAST, most=MOST)
        self.codes = tuple(dict.fromkeys((*self.pinned, *counted)))[: max(MOST, len(self.pinned))]
