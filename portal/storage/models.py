"""Which row stands for a kept file?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered


class StoredFile(Numbered, Base):
    """One inspected file. Who may open it is decided by what it belongs to."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size"),)

    key: Mapped[str] = mapped_column(unique=True)
    preview_key: Mapped[str] = mapped_column(default="")
    #: The name it had where it came from; shown, never used as a path.
    filename: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime]
    #: When a scanner found it clean; None: nothing looked at it.
    scanned_at: Mapped[datetime | None]


class PartialUpload(Numbered, Base):
    """A file on its way in, piece by piece: raw, looked at by nobody, and never given out."""

    __tablename__ = "partial_upload"
    __table_args__ = (
        UniqueConstraint("owner", "key"),
        CheckConstraint("received_bytes BETWEEN 0 AND size_bytes", name="received"),
    )

    #: Who sends it: "citizen:5", "pass:7". Nobody else goes on with it.
    owner: Mapped[str]
    #: The sender's own name for it: the same file chosen again goes on where it was.
    key: Mapped[str]
    filename: Mapped[str]
    size_bytes: Mapped[int]
    received_bytes: Mapped[int] = mapped_column(default=0)
    #: Keys of the pieces in the store, in their order.
    pieces: Mapped[list[Any]] = mapped_column(default=list)
    updated_at: Mapped[datetime] = mapped_column(index=True)
