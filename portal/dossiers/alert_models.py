"""Which row keeps that somebody was told of a deadline?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered
from portal.workflow.alerts import Alert

_KINDS = ", ".join(f"'{alert}'" for alert in Alert)


class DossierAlert(Numbered, Base):
    """One deadline of one dossier, told once: to the desk or its leaders, or (answer_soon) to the citizen."""

    __tablename__ = "dossier_alert"
    __table_args__ = (
        UniqueConstraint("dossier_id", "kind", "due_at", "agency_code"),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        Index("ix_dossier_alert_agency", "agency_code", "kind"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    kind: Mapped[str]
    due_at: Mapped[datetime]
    at: Mapped[datetime]
    #: Where the dossier lay and whose step it was; which agency was asked.
    agency_code: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship()
