"""Which notices and documents may people read, and which does the administrator see?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from portal.agencies.models import Announcement, DirectiveDocument
from portal.catalogue.models import Agency
from portal.kernel.errors import NotFound
from portal.kernel.text import tokens

Published = Announcement | DirectiveDocument


@dataclass(frozen=True)
class DocumentFilter:
    """What is looked for among the documents; "" and 0 leave it open."""

    text: str = ""
    agency: str = ""
    kind: str = ""
    year: int = 0


def is_shown(kind: type[Published], on: date) -> list[ColumnElement[bool]]:
    """Return the conditions under which people may read it that day."""
    return [kind.published_on <= on, kind.withdrawn_at.is_(None)]


def page_announcements(
    session: Session, on: date, *, agency: str = "", offset: int = 0, limit: int = 20
) -> tuple[int, Sequence[Announcement]]:
    """Return (how many in all, one page of them), newest first."""
    where = is_shown(Announcement, on) + ([Announcement.agency_code == agency] if agency else [])
    total = session.scalar(select(func.count()).select_from(Announcement).where(*where)) or 0
    query = select(Announcement).where(*where).options(joinedload(Announcement.agency))
    newest = query.order_by(Announcement.published_on.desc(), Announcement.id.desc())
    return total, session.scalars(newest.offset(offset).limit(limit)).all()


def get_announcement(session: Session, announcement_id: int, on: date) -> Announcement:
    """Return one that people may read; NotFound otherwise."""
    query = select(Announcement).where(Announcement.id == announcement_id, *is_shown(Announcement, on))
    found = session.scalars(query.options(joinedload(Announcement.agency))).first()
    if found is None:
        raise NotFound
    return found


def page_documents(
    session: Session, on: date, wanted: DocumentFilter, *, offset: int = 0, limit: int = 20
) -> tuple[int, Sequence[DirectiveDocument]]:
    """Return (how many in all, one page of them), the newest first; every word typed must stand in it."""
    where = is_shown(DirectiveDocument, on) + _narrowed(wanted)
    total = session.scalar(select(func.count()).select_from(DirectiveDocument).where(*where)) or 0
    query = _with_all(select(DirectiveDocument).where(*where))
    newest = query.order_by(DirectiveDocument.issued_on.desc(), DirectiveDocument.id.desc())
    return total, session.scalars(newest.offset(offset).limit(limit)).all()


def _narrowed(wanted: DocumentFilter) -> list[ColumnElement[bool]]:
    row = DirectiveDocument
    where = [row.folded.contains(word, autoescape=True) for word in tokens(wanted.text)]
    if wanted.agency:
        where.append(row.agency_code == wanted.agency)
    if wanted.kind:
        where.append(row.kind == wanted.kind)
    if wanted.year:
        where.append(row.issued_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    return where


def _with_all(query: Select[DirectiveDocument]) -> Select[DirectiveDocument]:
    return query.options(joinedload(DirectiveDocument.agency), joinedload(DirectiveDocument.file))


def get_document(session: Session, document_id: int, on: date) -> DirectiveDocument:
    """Return one that people may read; NotFound otherwise."""
    query = select(DirectiveDocument).where(DirectiveDocument.id == document_id, *is_shown(DirectiveDocument, on))
    found = session.scalars(_with_all(query)).first()
    if found is None:
        raise NotFound
    return found


def document_choices(session: Session, on: date) -> tuple[list[tuple[str, str]], list[str], list[int]]:
    """Return the agencies (code, name), kinds and years that have documents, for the filters."""
    row = DirectiveDocument
    query = select(row.agency_code, Agency.name, row.kind, row.issued_on).join(Agency, Agency.code == row.agency_code)
    found = session.execute(query.where(*is_shown(row, on)).distinct()).all()
    agencies = sorted({(code, name) for code, name, _kind, _day in found}, key=lambda pair: pair[1])
    return agencies, sorted({kind for _, _, kind, _ in found}), sorted({day.year for *_, day in found}, reverse=True)


# ---- administration: also what is not shown yet, and what was withdrawn


def list_announcements(session: Session, agency: Agency) -> Sequence[Announcement]:
    """Return every notice of an agency, newest first."""
    query = select(Announcement).where(Announcement.agency_code == agency.code)
    return session.scalars(query.order_by(Announcement.published_on.desc(), Announcement.id.desc())).all()


def list_documents(session: Session, agency: Agency) -> Sequence[DirectiveDocument]:
    """Return every document of an agency, newest first."""
    query = _with_all(select(DirectiveDocument).where(DirectiveDocument.agency_code == agency.code))
    return session.scalars(query.order_by(DirectiveDocument.issued_on.desc(), DirectiveDocument.id.desc())).all()


def get_own_announcement(session: Session, agency: Agency, announcement_id: int) -> Announcement:
    """Return a notice of this agency, shown or not; NotFound for another's."""
    found = session.get(Announcement, announcement_id)
    if found is None or found.agency_code != agency.code:
        raise NotFound
    return found


def get_own_document(session: Session, agency: Agency, document_id: int) -> DirectiveDocument:
    """Return a document of this agency, shown or not; NotFound for another's."""
    found = session.get(DirectiveDocument, document_id)
    if found is None or found.agency_code != agency.code:
        raise NotFound
    return found
