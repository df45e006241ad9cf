"""How are thousands of procedures published at once? Everything is made ready before; then one short transaction.

SQLite lets one write at a time: whoever files a dossier meanwhile waits only for the inserts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure, ProcedureAgency, ProcedureRevision
from portal.catalogue.operations import headline, set_links
from portal.catalogue.quality import links_of
from portal.catalogue.record import Record
from portal.catalogue.rules import agencies_of

_AT_ONCE = 200


@dataclass(frozen=True)
class Prepared:
    """A revision ready to be written. `standing` is the fingerprint it replaces, "" for a new procedure."""

    code: str
    standing: str
    fingerprint: str
    headline: Mapping[str, Any]
    content: dict[str, Any]
    agencies: frozenset[str]
    links: frozenset[str]


def prepared(record: Record, *, standing: str, agencies: Mapping[str, str]) -> Prepared:
    """Make a record ready; `agencies` gives agency names by code."""
    return Prepared(
        record.code, standing, record.fingerprint(), headline(record, agencies), record.as_dict(), agencies_of(record),
        links_of(record),
    )  # fmt: skip


def publish_all(session: Session, ready: Sequence[Prepared], *, at: datetime, force: bool = False) -> frozenset[str]:
    """Publish inside the open transaction; return the codes left alone because they changed since `standing`.

    `force` replaces what was published by hand, too; it stays protected from the next load.
    """
    now = {
        row.code: row
        for row in session.execute(
            select(
                Procedure.code,
                Procedure.id,
                Procedure.is_edited,
                ProcedureRevision.number,
                ProcedureRevision.fingerprint,
            ).join(ProcedureRevision, Procedure.revision_id == ProcedureRevision.id)
        )
    }
    overtaken = frozenset(
        one.code
        for one in ready
        if (now[one.code].fingerprint if one.code in now else "") != one.standing
        or (one.code in now and now[one.code].is_edited and not force)
    )
    left = [one for one in ready if one.code not in overtaken]
    for start in range(0, len(left), _AT_ONCE):
        part = left[start : start + _AT_ONCE]
        new = [one for one in part if one.code not in now]
        numbers = {one.code: (now[one.code].id, now[one.code].number + 1) for one in part if one.code in now}
        ids = _insert(session, Procedure, [{"code": one.code, **one.headline, "changed_at": at} for one in new])
        numbers |= {one.code: (number, 1) for one, number in zip(new, ids, strict=True)}
        _write_revisions(session, part, numbers, at=at)
    return overtaken


def _write_revisions(
    session: Session, part: Sequence[Prepared], numbers: Mapping[str, tuple[int, int]], *, at: datetime
) -> None:
    rows = [
        {
            "procedure_id": numbers[one.code][0], "number": numbers[one.code][1], "fingerprint": one.fingerprint,
            "content": one.content, "published_at": at,
        }
        for one in part
    ]  # fmt: skip
    ids = _insert(session, ProcedureRevision, rows)
    session.execute(
        update(Procedure),
        [
            {"id": numbers[one.code][0], **one.headline, "changed_at": at, "revision_id": number, "successor_code": ""}
            for one, number in zip(part, ids, strict=True)
        ],
    )
    set_links(session, {numbers[one.code][0]: one.links for one in part})
    session.execute(delete(ProcedureAgency).where(ProcedureAgency.code.in_([one.code for one in part])))
    links = [{"code": one.code, "agency_code": agency} for one in part for agency in sorted(one.agencies)]
    if links:
        session.execute(insert(ProcedureAgency), links)


def _insert(session: Session, table: type[Procedure | ProcedureRevision], rows: list[dict[str, Any]]) -> Sequence[int]:
    if not rows:
        return ()
    return session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows).all()
