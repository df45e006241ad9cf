"""Which rows hold an import that somebody asked for on screen: the file on its way, and what became of each record?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered


class ImportJob(Numbered, Base):
    """One file: checked first, loaded when somebody says so. A worker holds it for a while and says how far it is."""

    __tablename__ = "import_job"
    __table_args__ = (
        CheckConstraint("phase IN ('check', 'load')", name="phase"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        Index("ix_import_job_waiting", "state", "held_until"),
    )

    filename: Mapped[str]
    #: How it is read, found by looking into it: ".jsonl", ".jsonl.gz", ".json", ".json.gz", ".xlsx", ".toml".
    ending: Mapped[str]
    #: The uploaded bytes; "" once they are deleted.
    file_key: Mapped[str]
    phase: Mapped[str] = mapped_column(default="check")
    state: Mapped[str] = mapped_column(default="waiting")
    #: Records looked at, and how many there are (0: not known yet).
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: Why it failed, a sentence for the officer.
    problem: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    held_by: Mapped[str] = mapped_column(default="")
    held_until: Mapped[datetime | None]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @property
    def percent(self) -> int:
        """Return how far it is; 100 only when it is done."""
        if self.state == "done":
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def is_going_on(self) -> bool:
        """Say whether a worker has it or will take it."""
        return self.state in ("waiting", "running")

    @property
    def is_loaded(self) -> bool:
        """Say whether it was loaded for good."""
        return self.phase == "load" and self.state == "done"

    @property
    def can_load(self) -> bool:
        """Say whether it was checked and can now be loaded."""
        return self.phase == "check" and self.state == "done" and bool(self.file_key)


class ImportRow(Base):
    """What became of one record of the file, or would become of it."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_outcome", "job_id", "outcome"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    outcome: Mapped[str]
    place: Mapped[str]
    reason: Mapped[str]
    #: [label, before, after] each; long texts are cut.
    changes: Mapped[list[Any]]
    #: Contradictions of the record itself, of `quality.CONTRADICTIONS`.
    flags: Mapped[list[Any]]
