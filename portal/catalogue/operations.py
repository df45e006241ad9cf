"""How does a procedure change? By publishing a new revision; the one before stays as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Integer, Text, cast, insert, select, update
from sqlalchemy.orm import Session

from portal.catalogue.models import CalendarRow, Procedure, ProcedureRevision, Setting
from portal.catalogue.record import Record
from portal.catalogue.rules import agency_line, headline_fee, is_internal_code

Outcome = Literal["new", "changed", "unchanged"]

#: Raised by every change of what citizens can find; the search index of every node follows it.
CHANGES = "catalogue_changes"


def publish(session: Session, record: Record, *, agencies: dict[str, str], at: datetime) -> Outcome:
    """Make the record what citizens see from now on; nothing happens when it says what is published already.

    `agencies` gives agency names by code, for the line in lists.
    """
    procedure = session.scalars(select(Procedure).where(Procedure.code == record.code)).first()
    fingerprint = record.fingerprint()
    outcome: Outcome = "changed"
    if procedure is None:
        outcome = "new"
        procedure = Procedure(code=record.code)
        session.add(procedure)
    elif procedure.revision is not None and procedure.revision.fingerprint == fingerprint:
        return "unchanged"
    for column, value in headline(record, agencies).items():
        setattr(procedure, column, value)
    procedure.changed_at = at
    session.flush()  # the revision points to the procedure's number
    number = 1 if procedure.revision is None else procedure.revision.number + 1
    revision = ProcedureRevision(
        procedure_id=procedure.id, number=number, content=record.as_dict(), fingerprint=fingerprint, published_at=at
    )
    session.add(revision)
    session.flush()  # the procedure points back to the revision's number
    procedure.revision = revision
    return outcome


def headline(record: Record, agencies: Mapping[str, str]) -> dict[str, Any]:
    """Return what lists show of a record: the columns a procedure repeats of its revision."""
    channel = record.main_channel()
    limit = channel.limit if channel else None
    fee_vnd, fee_note = headline_fee(channel.fees if channel else ())
    return {
        "status": "internal" if is_internal_code(record.code) else "published",
        "name": record.name, "short_name": record.short_name, "plain": record.plain,
        "level": record.level, "is_online": record.is_online,
        "field_code": record.field, "field_name": record.field_name,
        "admin_level": record.admin_level, "agency_name": agency_line(record, agencies),
        "limit_value": limit.value if limit else None, "limit_unit": str(limit.unit) if limit else "",
        "fee_vnd": fee_vnd, "fee_note": fee_note,
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


def set_calendar_day(session: Session, *, on: date, working: bool, reason: str, confirmed: bool) -> CalendarRow:
    """Add or change one listed day; in force at once, and loading the catalogue leaves it alone from then on."""
    row = session.get(CalendarRow, on, with_for_update=True)
    if row is None:
        row = CalendarRow(day_on=on)
        session.add(row)
    row.is_working, row.reason, row.is_confirmed, row.is_edited = working, reason, confirmed, True
    return row
