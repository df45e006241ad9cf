"""Which rows are an officer's work on a dossier beside its moves? Verdicts, looks at files, completed answers, the view of lists."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base


class Verdict(Base):
    """What an officer found about one paper or answer so far; the request for a supplement is written from it."""

    __tablename__ = "verdict"
    __table_args__ = (CheckConstraint("kind IN ('paper', 'answer')", name="kind"),)

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    #: The component or the question.
    ref: Mapped[str] = mapped_column(primary_key=True)
    #: "dat", "khong-can" or the id of a reason of the managed list.
    verdict: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str]
    at: Mapped[datetime]


class FileLook(Base):
    """Who opened which file or print of a dossier, once a day and person. Never changed, never removed."""

    __tablename__ = "file_look"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    #: The first time on that day.
    at: Mapped[datetime]
    by_name: Mapped[str]
    name: Mapped[str]


class CompletedAnswer(Base):
    """What an officer wrote where the citizen did not know; the citizen's own answer stays as it is."""

    __tablename__ = "completed_answer"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime]


class DeskView(Base):
    """How one officer looks at lists: the filters last used, and the columns chosen."""

    __tablename__ = "desk_view"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    columns: Mapped[list[Any]] = mapped_column(default=list)
