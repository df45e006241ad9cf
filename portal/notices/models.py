"""Which row is a message on its way?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered


class Notice(Numbered, Base):
    """One message to one person. `dedupe_key` keeps a move told twice from being sent twice."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'sent', 'failed')", name="status"),
        Index("ix_notice_waiting", "status", "next_try_at"),
    )

    kind: Mapped[str]
    recipient: Mapped[str]
    #: What it is about: a dossier's number, or "" for one-time codes.
    subject_key: Mapped[str] = mapped_column(index=True, default="")
    #: The short text for the telephone, without accents.
    sms: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
