"""Which rows keep what is being typed? Words that nobody has pressed "Continue" under yet, page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered


class TypedPage(Numbered, Base):
    """One page of a draft as it was last written from somewhere; it stays when its words have become answers."""

    __tablename__ = "typed_page"
    __table_args__ = (UniqueConstraint("dossier_id", "page"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    page: Mapped[str]
    #: What stands in the inputs, as [name, text]; empty once the words are answers.
    fields: Mapped[list[Any]] = mapped_column(default=list)
    #: Raised by every writing; a page that was drawn from an older one has been overtaken.
    version: Mapped[int] = mapped_column(default=0)
    #: The page on a screen that wrote last: the same one never overtakes itself.
    written_from: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
