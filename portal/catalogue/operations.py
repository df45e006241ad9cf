"""How does a procedure change? By publishing a new revision; the one before stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Integer, Text, cast, delete, insert, select, update
from sqlalchemy.orm import Session

from portal.catalogue.models import (
    Procedure,
    ProcedureAgency,
    ProcedureLink,
    ProcedureRevision,
    Setting,
)  # fmt: skip
from portal.catalogue.quality import flag_line, links_of, reviewed_day
from portal.catalogue.record import Record
from portal.catalogue.rules import agencies_of, agency_line, headline_fee, status_of
from portal.kernel.text import fold

Outcome = Literal["new", "changed", "unchanged", "kept"]

#: Raised by every change of what citizens can find; the search index of every node follows it.
CHANGES = "catalogue_changes"


@dataclass(frozen=True)
class Byline:
    """Who wrote what is published by hand, who let it through, and why."""

    author: str
    reviewer: str
    reason: str


def publish(
    session: Session, record: Record, *, agencies: Mapping[str, str], at: datetime, byline: Byline | None = None
) -> Outcome:
    """Make the record what citizens see from now on; nothing happens when it says what is published already.

    `agencies` gives agency names by code, for the line in lists. Without a byline the record was loaded: what was
    published or retired by hand is then kept.
    """
    procedure = session.scalars(select(Procedure).where(Procedure.code == record.code)).first()
    outcome: Outcome = "changed" if procedure else "new"
    if procedure is None:
        procedure = Procedure(code=record.code)
        session.add(procedure)
    elif byline is None and procedure.is_edited:
        return "kept"
    elif procedure.revision.fingerprint == record.fingerprint() and procedure.status != "retired":
        return "unchanged"
    for column, value in headline(record, agencies).items():
        setattr(procedure, column, value)
    procedure.changed_at, procedure.is_edited, procedure.successor_code = at, byline is not None, ""
    session.flush()  # the revision points to the procedure's number
    _add_revision(session, procedure, record, at=at, byline=byline or Byline("", "", ""))
    link_agencies(session, record.code, agencies_of(record))
    return outcome


def _add_revision(session: Session, procedure: Procedure, record: Record, *, at: datetime, byline: Byline) -> None:
    number = 1 if procedure.revision is None else procedure.revision.number + 1
    revision = ProcedureRevision(
        procedure_id=procedure.id, number=number, content=record.as_dict(), fingerprint=record.fingerprint(),
        published_at=at, author=byline.author, reviewer=byline.reviewer, reason=byline.reason,
    )  # fmt: skip
    session.add(revision)
    session.flush()  # the procedure points back to the revision's number
    procedure.revision = revision
    set_links(session, {procedure.id: links_of(record)})


def revision_on_paper(
    session: Session, published: ProcedureRevision, record: Record, *, at: datetime
) -> ProcedureRevision:
    """Return the revision under which counters take in dossiers as `record` says; equal terms share one."""
    mark = record.fingerprint()
    same = (ProcedureRevision.base_id == published.id, ProcedureRevision.fingerprint == mark)
    kept = session.scalars(select(ProcedureRevision).where(*same).order_by(ProcedureRevision.id)).first()
    if kept is not None:
        return kept
    made = ProcedureRevision(
        procedure_id=published.procedure_id, number=published.number, base_id=published.id, content=record.as_dict(),
        fingerprint=mark, published_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the dossier points to its number
    return made


def link_agencies(session: Session, code: str, agencies: Iterable[str]) -> None:
    """Note which agencies a procedure belongs to, so that lists can be asked by agency."""
    session.execute(delete(ProcedureAgency).where(ProcedureAgency.code == code))
    session.add_all(ProcedureAgency(code=code, agency_code=agency) for agency in sorted(agencies))


def set_links(session: Session, links: Mapping[int, Collection[str]]) -> None:
    """Write anew to which codes these procedures (by their numbers) lead."""
    session.execute(delete(ProcedureLink).where(ProcedureLink.procedure_id.in_(links)))
    rows = [{"procedure_id": number, "target_code": code} for number, codes in links.items() for code in sorted(codes)]
    if rows:
        session.execute(insert(ProcedureLink), rows)


def headline(record: Record, agencies: Mapping[str, str]) -> dict[str, Any]:
    """Return what lists show of a record: the columns a procedure repeats of its revision."""
    channel = record.main_channel()
    limit = channel.limit if channel else None
    fee_vnd, fee_note = headline_fee(channel.fees if channel else ())
    return {
        "status": status_of(record),
        "name": record.name, "short_name": record.short_name, "plain": record.plain,
        "name_key": fold(f"{record.title} {record.name} {record.code}"),
        "level": record.level, "is_online": record.is_online,
        "field_code": record.field, "field_name": record.field_name,
        "admin_level": record.admin_level, "agency_name": agency_line(record, agencies),
        "limit_value": limit.value if limit else None, "limit_unit": str(limit.unit) if limit else "",
        "fee_vnd": fee_vnd, "fee_note": fee_note, "quality": flag_line(record),
        "reviewed_on": reviewed_day(record),
    }  # fmt: skip


def count_change(session: Session, counter: str = CHANGES) -> None:
    """Raise a counter that search indexes and kept pages follow; committing a change does it (`edition`)."""
    risen = cast(cast(Setting.value, Integer) + 1, Text)
    raised = session.execute(
        update(Setting).where(Setting.name == counter).values(value=risen).returning(Setting.name),
        execution_options={"synchronize_session": False},
    )
    if raised.first() is None:
        session.execute(insert(Setting).values(name=counter, value="1"))
