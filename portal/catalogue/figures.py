"""What does the public read about how a service is done? Who counts dossiers gives the numbers (NĐ 43/2011 Art. 18.3).

The catalogue lies below the dossiers: it asks for the figures by this name, and `create_app` says who answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Figures:
    """One service since a day: dossiers sent online, settled, settled by the promised date, and how people found it."""

    received: int = 0
    settled: int = 0
    on_time: int = 0
    very_satisfied: int = 0
    satisfied: int = 0
    not_satisfied: int = 0

    @property
    def percent_on_time(self) -> float:
        """Return the share settled in time, in percent with one decimal; 0 when nothing is settled."""
        return round(100 * self.on_time / self.settled, 1) if self.settled else 0.0

    @property
    def rated(self) -> int:
        """Return how many said how it was."""
        return self.very_satisfied + self.satisfied + self.not_satisfied

    @property
    def percent_satisfied(self) -> float:
        """Return the share of those who were satisfied or very satisfied, in percent with one decimal."""
        return round(100 * (self.very_satisfied + self.satisfied) / self.rated, 1) if self.rated else 0.0


@dataclass(frozen=True)
class PublicFigures:
    """Counts a service's dossiers: `of(session, procedure code, since)`. Registered as a service."""

    of: Callable[[Session, str, datetime], Figures]
