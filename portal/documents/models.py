"""Which slips were issued? Each keeps the facts it was printed from, so that it prints again exactly as issued."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.documents.kinds import paper_from_dict
from portal.documents.rules import Paper
from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile


class Slip(Numbered, Base):
    """One slip about one dossier (TT 01/2018, Mẫu 01–04, and the receipt of sending)."""

    __tablename__ = "slip"
    __table_args__ = (UniqueConstraint("event_id", "kind"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("dossier_event.id"))
    kind: Mapped[str]
    number: Mapped[str]
    issued_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    #: The PDF with the seal of the organisation; None: issued without, it is set from the facts.
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    #: The seal was broken when this was issued.
    lacks_seal: Mapped[bool] = mapped_column(default=False)

    dossier: Mapped[Dossier] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def paper(self) -> Paper:
        """Return the paper as it was issued."""
        return paper_from_dict(self.kind, self.facts)
