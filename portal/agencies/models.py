"""Which rows hold what agencies tell people? Notices, directive documents, and who changed what.

Nothing is deleted: what is withdrawn is no longer shown, and stays with the day and the name of whoever withdrew it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.agencies.rules import DOCUMENT_KINDS, VALIDITIES
from portal.catalogue.models import Agency
from portal.kernel.database import Base, Numbered
from portal.storage.models import StoredFile


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Announcement(Numbered, Base):
    """A notice (thông báo) of an agency, shown from a day on."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_listing", "agency_code", "published_on"),)

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    title: Mapped[str]
    body: Mapped[str]
    published_on: Mapped[date] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()


class DirectiveDocument(Numbered, Base):
    """A directive document (văn bản chỉ đạo điều hành) on the page of an agency, shown from a day on."""

    __tablename__ = "directive_document"
    __table_args__ = (
        CheckConstraint(_one_of("kind", DOCUMENT_KINDS), name="kind"),
        CheckConstraint(_one_of("validity", VALIDITIES), name="validity"),
        Index("ix_directive_document_listing", "agency_code", "issued_on"),
    )

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    #: The key of its row in `catalog/documents.toml`; none for what an administrator entered.
    catalog_key: Mapped[str | None] = mapped_column(unique=True)
    number: Mapped[str]
    kind: Mapped[str]
    issued_on: Mapped[date] = mapped_column(index=True)
    issuer: Mapped[str]
    abstract: Mapped[str]
    validity: Mapped[str]
    #: Number, issuer and abstract without accents: what a search compares.
    folded: Mapped[str]
    published_on: Mapped[date] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    #: Whether an administrator changed it; loading the catalogue then leaves it alone.
    is_edited: Mapped[bool] = mapped_column(default=False)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    agency: Mapped[Agency] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class DigitalTeamMember(Numbered, Base):
    """Somebody of a commune's digital team (Tổ công nghệ số cộng đồng), known by their own telephone."""

    __tablename__ = "digital_team_member"

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"), index=True)
    full_name: Mapped[str]
    phone: Mapped[str] = mapped_column(index=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()


class AgencyEvent(Numbered, Base):
    """One change on the pages of an agency: who, when, what. Rows are only added."""

    __tablename__ = "agency_event"

    agency_code: Mapped[str] = mapped_column(ForeignKey("agency.code"), index=True)
    at: Mapped[datetime]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str]
    action: Mapped[str]
    #: Which notice or document; "" for address, phone and hours.
    about: Mapped[str]
    #: What was written over: name of the value → [before, after].
    changes: Mapped[dict[str, Any]]
