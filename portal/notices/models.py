"""Which rows are a message, and each way it goes? The message is kept in the dossier; deliveries carry it to its person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.clock import local
from portal.kernel.database import Base, Numbered
from portal.notices.rules import MORNING, in_dossier, shown

#: How a delivery stands. "unsure": it may have left, nobody knows; a person decides.
WAITING, SENDING, SENT, FAILED, UNSURE = "waiting", "sending", "sent", "failed", "unsure"


class Notice(Numbered, Base):
    """One message to one person. `dedupe_key` keeps a move told twice from being sent twice."""

    __tablename__ = "notice"

    kind: Mapped[str]
    #: What it is about: a dossier's number, or "" for one-time codes.
    subject_key: Mapped[str] = mapped_column(index=True, default="")
    #: The short text for the telephone, without accents.
    sms: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    #: After that it is worth nothing and is not sent (one-time codes).
    valid_until: Mapped[datetime | None]

    @property
    def inside(self) -> str:
        """Return the text as it stands in the dossier."""
        return in_dossier(self.text)

    @property
    def is_held(self) -> bool:
        """Say whether it waits for the morning."""
        return any(delivery.is_held for delivery in self.deliveries)

    deliveries: Mapped[list[Delivery]] = relationship(
        back_populates="notice", order_by="Delivery.id", lazy="selectin", cascade="all, delete-orphan"
    )


class Delivery(Numbered, Base):
    """One way a message goes: to a telephone or to an e-mail address."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("channel IN ('sms', 'email')", name="channel"),
        CheckConstraint("status IN ('waiting', 'sending', 'sent', 'failed', 'unsure')", name="status"),
        Index("ix_delivery_due", "status", "next_try_at"),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    channel: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    #: Goes with every try, so that a gateway can drop the second of two.
    key: Mapped[str] = mapped_column(unique=True)
    #: Leaves at any hour, and before all others.
    is_urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    #: When it may be tried (waiting), or when whoever sends it must be dead (sending).
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
    #: The administrator who had it sent again, or said that it had arrived.
    decided_by: Mapped[str] = mapped_column(default="")

    @property
    def shown_address(self) -> str:
        """Return the address as others may see it."""
        return shown(self.address)

    @property
    def is_held(self) -> bool:
        """Say whether it was written at night and waits for the morning."""
        return self.status == WAITING and not self.attempts and local(self.next_try_at).time() == MORNING

    notice: Mapped[Notice] = relationship(back_populates="deliveries", lazy="joined", innerjoin=True)


class NoticeText(Numbered, Base):
    """The texts of one kind of message as an administrator wrote them; the newest counts, none is ever changed.

    Empty texts bring the catalogue's back.
    """

    __tablename__ = "notice_text"
    __table_args__ = (UniqueConstraint("kind", "number"),)

    kind: Mapped[str]
    number: Mapped[int]
    sms: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]

    @property
    def is_beginning(self) -> bool:
        """Say whether this row brought the catalogue's texts back."""
        return not self.text
