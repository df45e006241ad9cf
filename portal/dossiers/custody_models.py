"""Which row is a paper of the citizen's in our hands? Received when, where and by whom; given back when and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import Base, Numbered

if TYPE_CHECKING:
    from portal.dossiers.models import Dossier


#: How a paper was handed in; "" where nobody said.
ORIGINAL, COPY = "original", "copy"


class HandedPaper(Numbered, Base):
    """One paper handed in as paper. Where it lies now, the legs of the dossier say: it goes along."""

    __tablename__ = "handed_paper"
    __table_args__ = (CheckConstraint("form IN ('', 'original', 'copy')", name="form"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    component_id: Mapped[str]
    #: As the paper was called that day.
    name: Mapped[str]
    #: The request it was brought for; None: it came with the dossier.
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id"))
    #: The original, or a copy.
    form: Mapped[str] = mapped_column(default="")
    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    #: Brought while the dossier already lay elsewhere: when that unit had it in hand, and whose.
    arrived_at: Mapped[datetime | None]
    arrived_by: Mapped[str] = mapped_column(default="")
    returned_at: Mapped[datetime | None]
    returned_by: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship(back_populates="handed")
