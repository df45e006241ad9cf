"""Which row says that an owner lets somebody file for them? Who, how, when, in which words, and until when.

The dossier stays the owner's. A code to the owner's own telephone hands it over to them at once; with a signed slip the
owner has no telephone, and the account of whoever helps only carries it: it shows nothing the owner did not allow.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile

if TYPE_CHECKING:
    from portal.dossiers.models import Dossier

#: How an owner agreed: by the code sent to their telephone, or on paper with their signature.
BY_CODE, BY_SLIP = "code", "slip"


class Consent(Numbered, Base):
    """The owner's agreement that somebody else files this dossier; asked for as long as `way` is empty."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("way IN ('', 'code', 'slip')", name="way"),
        CheckConstraint("way = '' OR given_at IS NOT NULL", name="given_has_date"),
        CheckConstraint("way != 'slip' OR file_id IS NOT NULL", name="slip_has_file"),
        CheckConstraint("helper_id IS NOT NULL OR officer_id IS NOT NULL", name="somebody_helps"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), unique=True)
    #: Who files: a citizen with their own telephone, or an officer at the counter.
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("citizen.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    helper_name: Mapped[str]
    helper_phone: Mapped[str] = mapped_column(default="")
    owner_name: Mapped[str]
    #: "": the owner has no telephone.
    owner_phone: Mapped[str] = mapped_column(default="")

    way: Mapped[str] = mapped_column(default="")
    #: The owner lets the helper see how the dossier goes on after it was sent.
    sees_after: Mapped[bool] = mapped_column(default=False)
    #: What was agreed to, word for word, and the edition of the words.
    version: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None]
    code_hash: Mapped[str] = mapped_column(default="")
    code_expires_at: Mapped[datetime | None]
    attempts_left: Mapped[int] = mapped_column(default=0)
    given_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: When an officer looked at the slip, and who.
    checked_at: Mapped[datetime | None]
    checked_by: Mapped[str] = mapped_column(default="")
    #: Since when the owner wants this help no longer.
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship(back_populates="consent")
    file: Mapped[StoredFile | None] = relationship()

    @property
    def is_given(self) -> bool:
        """Say whether the owner agreed."""
        return self.given_at is not None

    @property
    def waits_for_look(self) -> bool:
        """Say whether an officer still has to look at the slip."""
        return self.way == BY_SLIP and self.checked_at is None

    @property
    def is_on(self) -> bool:
        """Say whether the help has not been ended."""
        return self.ended_at is None
