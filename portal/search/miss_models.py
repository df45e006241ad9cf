"""What was searched for and not found? Counted by day, without anything of the person: no time of day, no address."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base


class SearchMiss(Base):
    """A text that found nothing, or nothing that fits well, and how often on one day."""

    __tablename__ = "search_miss"
    __table_args__ = (CheckConstraint("count >= 1", name="count"),)

    #: Folded, without names and numbers (`misses.kept_text`).
    text: Mapped[str] = mapped_column(primary_key=True)
    seen_on: Mapped[date] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]
    #: How many procedures were shown, none of which fitted well; 0 when there was none.
    shown: Mapped[int]


class IgnoredMiss(Base):
    """A text an administrator has looked at and does not want to see again."""

    __tablename__ = "search_miss_ignored"

    text: Mapped[str] = mapped_column(primary_key=True)
    ignored_on: Mapped[date]
