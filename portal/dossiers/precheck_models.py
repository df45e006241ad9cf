"""Which row is a citizen's wish that an officer look at a draft before it is sent?

No dossier, no number, no clock of the law: beside the queues, counted apart.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import Base, Numbered

if TYPE_CHECKING:
    from portal.dossiers.models import Dossier

#: open: an officer is to look. closed: the draft was sent meanwhile.
OPEN, ANSWERED, TAKEN_BACK, CLOSED = "open", "answered", "taken_back", "closed"


class Precheck(Numbered, Base):
    """One request to look at a draft, and the answer."""

    __tablename__ = "precheck"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'taken_back', 'closed')", name="state"),
        CheckConstraint("state != 'answered' OR answered_at IS NOT NULL", name="answered_has_date"),
        Index("ix_precheck_queue", "state", "agency_code", "due_at"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    field_code: Mapped[str]
    state: Mapped[str] = mapped_column(default=OPEN)
    #: What the citizen is unsure about.
    question: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    #: The officer found nothing that is missing.
    looks_good: Mapped[bool] = mapped_column(default=False)
    #: What the officer wrote about pages and papers: [{kind, ref, name, text}].
    remarks: Mapped[list[Any]] = mapped_column(default=list)
    text: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    answered_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship(back_populates="prechecks")


def open_of(dossier: Dossier) -> Precheck | None:
    """Return the request that waits for an answer."""
    return next((one for one in reversed(dossier.prechecks) if one.state == OPEN), None)


def last_answer(dossier: Dossier) -> Precheck | None:
    """Return the newest answer."""
    return next((one for one in reversed(dossier.prechecks) if one.state == ANSWERED), None)


def close(dossier: Dossier, state: str = CLOSED, *, at: datetime) -> None:
    """End what waits for an answer: taken back, or the draft was sent."""
    asked = open_of(dossier)
    if asked is not None:
        asked.state, asked.ended_at = state, at
