"""Which rows let a telephone add pictures to a dossier that is open on another screen? A pass: short, narrow, one phone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered


class CameraPass(Numbered, Base):
    """Lets one telephone add pictures to one paper of a draft or supplement, or to all that are still missing."""

    __tablename__ = "camera_pass"

    #: What the link carries, signed.
    name: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), index=True)
    #: The one paper; "" for every paper that still has no picture.
    component_id: Mapped[str]
    #: The request it answers; None: the dossier is a draft.
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id"))
    #: Who opened it: "citizen:5", "officer:7".
    issued_by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    #: The telephone that added the first picture; no other may use the pass from then on.
    phone: Mapped[str] = mapped_column(default="")
    #: How many pictures came through it.
    added: Mapped[int] = mapped_column(default=0)

    dossier: Mapped[Dossier] = relationship()
