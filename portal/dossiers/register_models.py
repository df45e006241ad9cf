"""Which rows number things without gaps? The yearly register of an office, and the counters behind every number."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from portal.dossiers.models import Dossier
from portal.kernel.database import Base, Numbered


class RegisterEntry(Numbered, Base):
    """A line of the yearly register of an office (Sổ theo dõi hồ sơ), numbered without gaps."""

    __tablename__ = "register_entry"
    __table_args__ = (UniqueConstraint("agency_code", "year", "number"),)

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    year: Mapped[int]
    number: Mapped[int]
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), unique=True)
    entered_at: Mapped[datetime]

    dossier: Mapped[Dossier] = relationship()


class ResultEntry(Numbered, Base):
    """A result under its number: by agency, kind of document and year, without gaps (NĐ 30/2020)."""

    __tablename__ = "result_entry"
    __table_args__ = (UniqueConstraint("agency_code", "kind", "year", "number"),)

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    #: Sign of the kind of document; "" for a plain letter.
    kind: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    #: The whole, as it is written: 05/GP-UBND.
    text: Mapped[str]
    #: What is printed on the blank already, as on certificates of land.
    serial: Mapped[str] = mapped_column(default="")
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), unique=True)
    entered_at: Mapped[datetime]

    dossier: Mapped[Dossier] = relationship(backref=backref("result_entry", uselist=False))


class Counter(Base):
    """A number that rises without gaps inside the transaction that uses it."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
