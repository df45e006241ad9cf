"""Which row keeps that somebody was told of a deadline?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
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
        Index("ix_dossier_alert_open", "agency_code", "kind",
              sqlite_where=text("is_over = 0"), postgresql_where=text("NOT is_over")),
    )  # fmt: skip

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    kind: Mapped[str]
    due_at: Mapped[datetime]
    at: Mapped[datetime]
    #: Where the dossier lay and whose step it was; which agency was asked.
    agency_code: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")
    #: Whether the dossier has come to its end: nobody looks through the years for what is late now.
    is_over: Mapped[bool] = mapped_column(default=False)

    dossier: Mapped[Dossier] = relationship()
