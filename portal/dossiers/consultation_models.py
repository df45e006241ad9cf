"""Which rows are a consultation? A question to one agency beside the main leg, until when, and what it answered.

Law: NĐ 61/2018 Art. 19.5. The dossier stays where it is and its clock runs on.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile

ASKED, ANSWERED, WITHDRAWN = "asked", "answered", "withdrawn"


class Consultation(Numbered, Base):
    """One question to one agency. What was asked and answered is never changed."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'answered', 'withdrawn')", name="state"),
        CheckConstraint("state != 'answered' OR answered_at IS NOT NULL", name="answered_has_date"),
        CheckConstraint("state != 'withdrawn' OR withdrawn_at IS NOT NULL", name="withdrawn_has_date"),
        Index("ix_consultation_agency", "agency_code", "state", "due_at"),
        Index("ix_consultation_due", "state", "due_at"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    #: Who is asked, and who asks.
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    asking_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    question: Mapped[str]
    state: Mapped[str] = mapped_column(default=ASKED)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_by: Mapped[str]
    due_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answer_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    #: When somebody where the dossier lies has noted the answer.
    noted_at: Mapped[datetime | None]
    noted_by: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(default="")
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    #: The form that asked, and the agency; the same form sent twice asks once.
    form_key: Mapped[str] = mapped_column(unique=True)

    dossier: Mapped[Dossier] = relationship(back_populates="consultations")
    answer_file: Mapped[StoredFile | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Say whether an answer is still waited for."""
        return self.state == ASKED

    def is_late(self, at: datetime) -> bool:
        """Say whether the answer came, or has still not come, after its last moment."""
        return self.state != WITHDRAWN and (self.answered_at or at) > self.due_at
