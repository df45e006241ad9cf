"""Which rows hold what is being changed in the catalogue? At most one open change a procedure, and what people did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.catalogue.record import Record, from_dict
from portal.kernel.database import Base, Numbered


class ProcedureDraft(Numbered, Base):
    """The one open change of a procedure: new words for it, or its retirement. Gone when published or given up."""

    __tablename__ = "procedure_draft"
    __table_args__ = (
        CheckConstraint("kind IN ('content', 'retirement')", name="kind"),
        CheckConstraint("state IN ('writing', 'in_review', 'approved')", name="state"),
        CheckConstraint("(state = 'approved') = (publish_on IS NOT NULL)", name="approved_has_day"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="content")
    state: Mapped[str] = mapped_column(default="writing")
    #: Raised by every change; a form that carries an older one was open too long.
    version: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]]
    #: For lists and scopes; they repeat the content.
    name: Mapped[str]
    field_code: Mapped[str] = mapped_column(default="")
    successor_code: Mapped[str] = mapped_column(default="")
    #: Why; asked when it is sent to review.
    reason: Mapped[str] = mapped_column(default="")
    #: What the reviewer wants mended, after it was sent back.
    sent_back_reason: Mapped[str] = mapped_column(default="")
    #: Officers who wrote in it: {number: name}. None of them may let it through.
    writers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reviewer: Mapped[str] = mapped_column(default="")
    #: From which day it is published, once approved.
    publish_on: Mapped[date | None]
    created_at: Mapped[datetime]
    #: The last change: who did what when.
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    last_action: Mapped[str]

    @property
    def record(self) -> Record:
        """Return what the draft says; it may still hold mistakes."""
        return from_dict(self.content)


class ProcedureEvent(Numbered, Base):
    """Something that was done to a procedure by hand; only ever added to."""

    __tablename__ = "procedure_event"

    code: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
