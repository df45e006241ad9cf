"""Which links lead to a draft on another device? Each opens it once; only the hash of its token is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered


class DraftLink(Numbered, Base):
    """A link that its citizen made to go on with a draft elsewhere."""

    __tablename__ = "draft_link"

    token_hash: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship()
