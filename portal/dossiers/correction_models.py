"""Which row is a proposal to correct a slip in what was declared? An officer's words until the citizen says yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered

OPEN, ACCEPTED, DECLINED, WITHDRAWN = "open", "accepted", "declined", "withdrawn"


class Correction(Numbered, Base):
    """One answer as it was declared and as an officer thinks it is meant. Both stay, whatever is decided."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'declined', 'withdrawn')", name="state"),
        CheckConstraint("state = 'open' OR decided_at IS NOT NULL", name="decided_has_date"),
        CheckConstraint("via IN ('', 'signed_in', 'counter', 'officer')", name="via"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    question_id: Mapped[str]
    label: Mapped[str]
    #: {"before": value, "after": value}, as answers are kept.
    values: Mapped[dict[str, Any]]
    #: Both as a person reads them, frozen.
    before_text: Mapped[str]
    after_text: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default=OPEN)
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    proposed_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    #: Who decided, and how: the owner signed in, the owner at the counter before an officer, or taken back by officers.
    decided_by: Mapped[str] = mapped_column(default="")
    via: Mapped[str] = mapped_column(default="")
    #: What the citizen says to it.
    words: Mapped[str] = mapped_column(default="")
    form_key: Mapped[str] = mapped_column(unique=True)

    dossier: Mapped[Dossier] = relationship()
