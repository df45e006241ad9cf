"""Which rows are a supplement request? What an officer asked for, once and completely, and what the citizen gave.

A request that needs a leader's approval waits as "proposed"; what the citizen prepares is kept beside it until it is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered

PROPOSED, DECLINED, OPEN, ANSWERED = "proposed", "declined", "open", "answered"
PAPER, ANSWER = "paper", "answer"


class Supplement(Numbered, Base):
    """One consolidated request (NĐ 61/2018 Art. 15, 17, 19)."""

    __tablename__ = "supplement"
    __table_args__ = (
        UniqueConstraint("dossier_id", "number"),
        CheckConstraint("state IN ('proposed', 'declined', 'open', 'answered')", name="state"),
        CheckConstraint("state != 'answered' OR answered_at IS NOT NULL", name="answered_has_date"),
        CheckConstraint("channel IN ('online', 'counter')", name="channel"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    #: Counted from 1; what comes after the first is a red flag and carries a leader's approval.
    number: Mapped[int]
    state: Mapped[str]
    text: Mapped[str]
    answer_by: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_by: Mapped[str]
    #: Why once more; said to the leader, never to the citizen.
    why_again: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    #: How it was answered, who typed it (of TYPED_BY), and the officer who took it in at a counter.
    channel: Mapped[str] = mapped_column(default="online")
    typed_by: Mapped[str] = mapped_column(default="citizen")
    taken_by: Mapped[str] = mapped_column(default="")
    #: What the citizen has written so far, by question (None: emptied); part of the dossier only when it is sent.
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The answers that were replaced.
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: The form that proposed it; the same form sent twice proposes once.
    form_key: Mapped[str | None] = mapped_column(unique=True)

    dossier: Mapped[Dossier] = relationship(back_populates="supplements")
    items: Mapped[list[SupplementItem]] = relationship(back_populates="supplement", order_by="SupplementItem.id")


class SupplementItem(Numbered, Base):
    """One paper or one answer that is asked for, with its reason."""

    __tablename__ = "supplement_item"
    __table_args__ = (
        UniqueConstraint("supplement_id", "kind", "ref"),
        CheckConstraint("kind IN ('paper', 'answer')", name="kind"),
    )

    supplement_id: Mapped[int] = mapped_column(ForeignKey("supplement.id"))
    kind: Mapped[str]
    #: The component or the question.
    ref: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str]
    #: The citizen's words when they do not have the paper.
    not_had: Mapped[str] = mapped_column(default="")

    supplement: Mapped[Supplement] = relationship(back_populates="items")
