"""How often is a procedure opened from the site? Counted by day, without anything of the person: no time of day, no address."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base


class ProcedureVisit(Base):
    """A procedure and how often its page was opened on one day."""

    __tablename__ = "procedure_visit"
    __table_args__ = (CheckConstraint("count >= 1", name="count"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    seen_on: Mapped[date] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]
