"""Which rows lead from what somebody types or scans to a dossier? One for each name, number, telephone, parcel and certificate."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base

NAME, CODE = "name", "code"


class DossierKey(Base):
    """One way to find a dossier. A name stands once from each of its words on, so that every part is a beginning."""

    __tablename__ = "dossier_key"
    __table_args__ = (
        CheckConstraint("kind IN ('name', 'number', 'phone', 'parcel', 'certificate', 'code')", name="kind"),
        # beginnings are looked for, whatever the language of the database sorts by
        Index("ix_dossier_key_value", "value", postgresql_ops={"value": "text_pattern_ops"}),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
