"""Which row keeps that the calendar was changed, by whom, and how far the open dossiers have followed?"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered

#: A day off, a day worked, a day that is not listed any more, other office hours.
KINDS = ("day_off", "day_worked", "day_removed", "hours")


class CalendarChange(Numbered, Base):
    """One change of the calendar. The worker goes through the open dossiers, from the lowest number to the highest."""

    __tablename__ = "calendar_change"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})", name="kind"),
        Index("ix_calendar_change_finished", "finished_at"),
    )

    kind: Mapped[str]
    #: The day; None for hours.
    day_on: Mapped[date | None]
    #: Why offices are closed or open that day, or the new hours.
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    by_name: Mapped[str]
    #: How many promised dates it has moved so far, and the last dossier looked at.
    moved: Mapped[int] = mapped_column(default=0)
    last_dossier_id: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
