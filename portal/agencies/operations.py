"""How does the page of an agency change? Every change is noted with who, when, and what stood there before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies.models import AgencyEvent, Announcement, DirectiveDocument
from portal.agencies.rules import folded_document
from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.kernel.errors import N_, Invalid
from portal.storage.inspect import Inspected
from portal.storage.operations import discard, keep
from portal.storage.store import Store
from portal.workflow.opening import read_week


@dataclass(frozen=True)
class AnnouncementFacts:
    """What an administrator writes of a notice."""

    title: str
    body: str
    published_on: date


@dataclass(frozen=True)
class DocumentFacts:
    """What an administrator writes of a directive document."""

    number: str
    kind: str
    issued_on: date
    issuer: str
    abstract: str
    validity: str
    published_on: date


def set_contact(
    session: Session, agency: Agency, *, address: str, phone: str, hours: str, sign: str, by: Officer, at: datetime
) -> None:
    """Write where an agency is, when it is open and its sign; Invalid for hours that cannot be read with certainty.

    Numbers given before keep the sign they were given with.
    """
    week = read_week(hours) if hours else None
    if hours and week is None:
        raise Invalid(N_("Write the hours like this: Monday to Friday: 7:00–11:00, 13:00–17:00"))
    changes = _overwrite(agency, {"address": address, "phone": phone, "hours": hours, "sign": sign})
    agency.week = week.as_data() if week else []
    if changes:
        agency.is_edited = True
        note_change(session, agency.code, "contact_changed", "", changes, by=by, at=at)


def add_announcement(
    session: Session, agency: Agency, facts: AnnouncementFacts, *, by: Officer, at: datetime
) -> Announcement:
    """Add a notice; people see it from its day on."""
    row = Announcement(agency_code=agency.code, changed_at=at, **asdict(facts))
    session.add(row)
    note_change(session, agency.code, "announcement_added", facts.title, {}, by=by, at=at)
    return row


def change_announcement(
    session: Session, row: Announcement, facts: AnnouncementFacts, *, by: Officer, at: datetime
) -> None:
    """Write a notice anew; what stood there before is kept with the change."""
    changes = _overwrite(row, asdict(facts))
    if changes:
        row.changed_at = at
        note_change(session, row.agency_code, "announcement_changed", facts.title, changes, by=by, at=at)


def add_document(
    session: Session, agency: Agency, facts: DocumentFacts, *, by: Officer, at: datetime
) -> DirectiveDocument:
    """Add a directive document; Invalid when this agency shows it already."""
    _refuse_twin(session, agency.code, facts)
    row = DirectiveDocument(
        agency_code=agency.code, changed_at=at, is_edited=True, folded=_folded(facts), **asdict(facts)
    )
    session.add(row)
    note_change(session, agency.code, "document_added", facts.number, {}, by=by, at=at)
    return row


def change_document(
    session: Session, row: DirectiveDocument, facts: DocumentFacts, *, by: Officer, at: datetime
) -> None:
    """Write what is known of a document anew; Invalid when the agency shows another of that number and day."""
    _refuse_twin(session, row.agency_code, facts, besides=row.id)
    changes = _overwrite(row, asdict(facts))
    if changes:
        row.folded, row.changed_at, row.is_edited = _folded(facts), at, True
        note_change(session, row.agency_code, "document_changed", facts.number, changes, by=by, at=at)


def _refuse_twin(session: Session, agency: str, facts: DocumentFacts, *, besides: int = 0) -> None:
    row = DirectiveDocument
    same = (row.agency_code == agency, row.number == facts.number, row.issued_on == facts.issued_on, row.id != besides)
    if session.scalar(select(row.id).where(*same).limit(1)) is not None:
        raise Invalid(N_("A document with this number and day is on this page already."))


def attach_file(
    session: Session, store: Store, row: DirectiveDocument, file: Inspected, *, filename: str, by: Officer, at: datetime
) -> None:
    """Put an inspected file behind a document, in place of the one before."""
    old, row.file = row.file, keep(session, store, file, filename=filename, at=at)
    session.flush()  # the document must let go of the old file before it goes
    changes = {"file": [old.filename if old else "", row.file.filename]}
    if old is not None:
        discard(session, store, old)
    row.changed_at, row.is_edited = at, True
    note_change(session, row.agency_code, "document_changed", row.number, changes, by=by, at=at)


def set_withdrawn(
    session: Session, row: Announcement | DirectiveDocument, withdrawn: bool, *, by: Officer, at: datetime
) -> None:
    """Take a notice or document off the pages, or show it again."""
    if (row.withdrawn_at is not None) == withdrawn:
        return
    row.withdrawn_at, row.changed_at = (at if withdrawn else None), at
    about = row.title if isinstance(row, Announcement) else row.number
    kind = "announcement" if isinstance(row, Announcement) else "document"
    if isinstance(row, DirectiveDocument):
        row.is_edited = True
    note_change(
        session, row.agency_code, f"{kind}_{'withdrawn' if withdrawn else 'shown_again'}", about, {}, by=by, at=at
    )


def _overwrite(row: object, values: dict[str, Any]) -> dict[str, Any]:
    """Write the values that differ and return them as {name: [before, after]}."""
    changes = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    return {name: [str(old or ""), str(new or "")] for name, (old, new) in changes.items()}


def _folded(facts: DocumentFacts) -> str:
    return folded_document(facts.number, facts.issuer, facts.abstract)


def note_change(
    session: Session, agency: str, action: str, about: str, changes: dict[str, Any], *, by: Officer, at: datetime
) -> None:
    """Note what was changed on the pages of an agency, and by whom."""
    session.add(
        AgencyEvent(
            agency_code=agency,
            at=at,
            officer_id=by.id,
            officer_name=by.full_name,
            action=action,
            about=about,
            changes=changes,
        )
    )
