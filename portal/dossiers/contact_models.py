"""Which rows are what people say about a dossier? Messages both ways, notes inside the house, one rating at the end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile

#: How a citizen may have found it, best first: the order of `catalogue.figures.Figures`.
LEVELS = ("very_satisfied", "satisfied", "not_satisfied")


class DossierMessage(Numbered, Base):
    """Something the citizen wrote to the officers, or they to the citizen. Never changed, never removed."""

    __tablename__ = "dossier_message"
    __table_args__ = (
        CheckConstraint("by_kind IN ('citizen', 'officer')", name="by_kind"),
        Index("ix_dossier_message_unread", "dossier_id", "by_kind", "read_at"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    at: Mapped[datetime]
    by_kind: Mapped[str]
    by_id: Mapped[int]
    by_name: Mapped[str]
    agency_code: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    #: When an officer answered a citizen's message or marked it as read, and who.
    read_at: Mapped[datetime | None]
    read_by: Mapped[str] = mapped_column(default="")
    form_key: Mapped[str] = mapped_column(unique=True)

    files: Mapped[list[MessageFile]] = relationship(back_populates="message", order_by="MessageFile.id")


class MessageFile(Numbered, Base):
    """One picture or PDF sent with a message."""

    __tablename__ = "message_file"

    message_id: Mapped[int] = mapped_column(ForeignKey("dossier_message.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    message: Mapped[DossierMessage] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()


class InternalNote(Numbered, Base):
    """What one officer tells the others; no page of a citizen ever reads this table."""

    __tablename__ = "internal_note"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    by_name: Mapped[str]
    agency_code: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    form_key: Mapped[str] = mapped_column(unique=True)


class Rating(Numbered, Base):
    """How a citizen found it, once, after the result (TT 32/2017 Art. 12: three levels)."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("level IN ('very_satisfied', 'satisfied', 'not_satisfied')", name="level"),
        CheckConstraint("via IN ('signed_in', 'tracking')", name="via"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), unique=True)
    at: Mapped[datetime]
    level: Mapped[str]
    #: Free words: read inside the house, never published.
    text: Mapped[str] = mapped_column(default="")
    via: Mapped[str]
