"""Which row stands for a kept file?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
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
