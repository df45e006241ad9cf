"""Which rows hold the catalogue? A procedure has revisions; a published revision never changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship
from sqlalchemy.util import LRUCache

from portal.catalogue.quality import UNREVIEWED, is_due
from portal.catalogue.record import Record, from_dict
from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile
from portal.workflow.calendar import CalendarDay


class Agency(Base):
    """An agency or unit, from one day to another; a closed one points to its successor."""

    __tablename__ = "agency"

    code: Mapped[str] = mapped_column(primary_key=True)
    #: Unit code of the dossier numbers (TT 01/2018 Art. 19), for example 000.00.19.H61.
    unit_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(index=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    #: Its sign in the numbers of documents where it is not the first letters of the name (`signs.sign_of_agency`); "" for those.
    sign: Mapped[str] = mapped_column(default="")
    #: Office hours as they stand on the door, and the same as data (`workflow.opening.Week`); [] when they cannot be read.
    hours: Mapped[str] = mapped_column(default="")
    week: Mapped[list[Any]] = mapped_column(default=list)
    #: Ids of the communes it serves; empty: the whole province.
    serves: Mapped[list[Any]] = mapped_column(default=list)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("agency.code"))
    #: Codes of agencies that took over a smaller part of its work.
    also_succeeded_by: Mapped[list[Any]] = mapped_column(default=list)
    #: Whether an administrator entered address, phone, sign or hours; loading the catalogue then leaves these alone.
    is_edited: Mapped[bool] = mapped_column(default=False)


class AdminUnit(Base):
    """A province, former district or commune, from one day to another."""

    __tablename__ = "admin_unit"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("admin_unit.id"), index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class Succession(Base):
    """A former commune, and one it became part of."""

    __tablename__ = "succession"

    former_id: Mapped[str] = mapped_column(ForeignKey("admin_unit.id"), primary_key=True)
    successor_id: Mapped[str] = mapped_column(ForeignKey("admin_unit.id"), primary_key=True)


class Field(Base):
    """A field of administration (lĩnh vực)."""

    __tablename__ = "field"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]


class LifeEvent(Base):
    """Something that happens in a life, and the procedures it brings."""

    __tablename__ = "life_event"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    plain: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    procedures: Mapped[list[Any]] = mapped_column(default=list)


class Procedure(Numbered, Base):
    """A procedure under its code; what it says is in its revisions."""

    __tablename__ = "procedure"
    __table_args__ = (
        CheckConstraint("status IN ('published', 'internal', 'retired')", name="status"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        Index("ix_procedure_listing", "status", "field_code"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    #: The columns below repeat the current revision for lists; `publish` writes both.
    name: Mapped[str]
    short_name: Mapped[str]
    plain: Mapped[str]
    level: Mapped[int]
    field_code: Mapped[str] = mapped_column(default="")
    field_name: Mapped[str] = mapped_column(default="")
    admin_level: Mapped[str]
    agency_name: Mapped[str]
    #: Title, name and code, folded: for finding without accents, and in the order of titles.
    name_key: Mapped[str] = mapped_column(default="")
    is_online: Mapped[bool]
    #: Limit and fee in one line each, as lists show them.
    limit_value: Mapped[int | None]
    limit_unit: Mapped[str] = mapped_column(default="")
    fee_vnd: Mapped[int | None] = mapped_column(BigInteger)
    fee_note: Mapped[str] = mapped_column(default="")
    #: The current revision. No foreign key: two tables that point at each other cannot be created on SQLite.
    revision_id: Mapped[int | None]
    changed_at: Mapped[datetime]
    #: What an editor would mend, of `quality.FLAGS`, as " no_fee no_unit "; None: not looked at yet.
    quality: Mapped[str | None]
    reviewed_on: Mapped[date | None]
    #: Whether it was published or retired here by hand; loading and importing then leave it alone.
    is_edited: Mapped[bool] = mapped_column(default=False)
    #: What took the place of a retired one; "" when nothing did.
    successor_code: Mapped[str] = mapped_column(default="")

    revision: Mapped[ProcedureRevision] = relationship(
        primaryjoin="foreign(Procedure.revision_id) == ProcedureRevision.id", post_update=True
    )

    @property
    def title(self) -> str:
        """Return the plain title when there is one, else the official name."""
        return self.short_name or self.name

    @property
    def takes_dossiers(self) -> bool:
        """Say whether it can be filed online today."""
        return self.status == "published" and self.is_online

    def flags(self, today: date) -> tuple[str, ...]:
        """Return what an editor would mend, dead links to other procedures left out: they take a query."""
        flags = (self.quality or "").split()
        return (*flags, UNREVIEWED) if is_due(self.reviewed_on, today) else tuple(flags)


class ProcedureLink(Base):
    """A procedure, and the code of one it leads to; whether that one exists is asked when it matters."""

    __tablename__ = "procedure_link"

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), primary_key=True)
    target_code: Mapped[str] = mapped_column(primary_key=True, index=True)


class ProcedureRevision(Numbered, Base):
    """What a procedure said from one publication to the next. Dossiers keep theirs; a trigger refuses every update.

    One with a `base_id` was never published: on such terms a counter takes in what has no form of its own (`on_paper`).
    It carries the number of the published one it was made from.
    """

    __tablename__ = "procedure_revision"
    __table_args__ = (
        Index("uq_procedure_revision_published", "procedure_id", "number", unique=True,
              sqlite_where=text("base_id IS NULL"), postgresql_where=text("base_id IS NULL")),
    )  # fmt: skip

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"), index=True)
    number: Mapped[int]
    #: Large: read with the row only where a query says so (`WITH_CONTENT`), else when a record is not known yet.
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    fingerprint: Mapped[str]
    published_at: Mapped[datetime]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("procedure_revision.id"), index=True)
    #: Who wrote it, who let it through, and why; empty when it was loaded or imported.
    author: Mapped[str] = mapped_column(default="")
    reviewer: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")

    procedure: Mapped[Procedure] = relationship(foreign_keys=[procedure_id])

    @property
    def record(self) -> Record:
        """Return the content as a record; those in use are known."""
        record = _BUILT.get(self.fingerprint)
        if record is None:
            record = _BUILT[self.fingerprint] = from_dict(self.content)
        return record


#: The records in use, by fingerprint: every page of everybody who files asks for one.
_BUILT: LRUCache[str, Record] = LRUCache(64)
#: A procedure with what its revision says, for those who show or judge it.
WITH_CONTENT = joinedload(Procedure.revision).undefer(ProcedureRevision.content)


class ProcedureAgency(Base):
    """An agency that executes a procedure or decides in it; of one not published yet, as its draft says.

    By code, without foreign keys: the draft of a new procedure comes before the procedure.
    """

    __tablename__ = "procedure_agency"

    code: Mapped[str] = mapped_column(primary_key=True)
    agency_code: Mapped[str] = mapped_column(primary_key=True, index=True)


class FormFile(Numbered, Base):
    """One version of a form file of a paper. Never changed, never removed: revisions name it by its key."""

    __tablename__ = "form_file"
    __table_args__ = (
        UniqueConstraint("series", "version"),
        CheckConstraint("version >= 1", name="version"),
        Index("ix_form_file_paper", "procedure_code", "component_id"),
    )

    #: What a record names and an address carries.
    key: Mapped[str] = mapped_column(unique=True)
    #: The key of its first version: all versions of one form share it.
    series: Mapped[str]
    version: Mapped[int]
    #: The paper it was made for. No foreign key: a procedure may be in preparation.
    procedure_code: Mapped[str]
    component_id: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_at: Mapped[datetime]
    #: Who uploaded it, as the history shows it.
    uploaded_by: Mapped[str]

    file: Mapped[StoredFile] = relationship()


class CalendarRow(Base):
    """A day that differs from the weekly rule: a holiday, a day off in lieu, a worked Saturday."""

    __tablename__ = "calendar_day"

    day_on: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    reason: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    is_confirmed: Mapped[bool]
    #: Whether an administrator entered or changed it; loading the catalogue then leaves it alone.
    is_edited: Mapped[bool] = mapped_column(default=False)
    #: Taken away by hand: the week decides again, and loading the catalogue does not bring it back.
    is_removed: Mapped[bool] = mapped_column(default=False)

    @property
    def day(self) -> CalendarDay:
        """Return the day as the calendar knows it."""
        return CalendarDay(self.day_on, self.is_working, self.reason, self.source, self.is_confirmed)


class Setting(Base):
    """A small value shared by all nodes: change counters, the fingerprint of the loaded catalogue, office hours."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
