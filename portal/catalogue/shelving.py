"""How does a process keep its shelf in step with the database? It looks at the change counter: one statement a page.

Building costs a few statements: the columns of `procedure`, and from the revisions' JSON only what changed since
the shelf before. The counter is read first, so a change meanwhile only means one more look.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, Field, LifeEvent, Procedure, ProcedureRevision
from portal.catalogue.queries import change_stamp
from portal.catalogue.shelf import NO_FIELD, Event, Row, Shelf, agency_keys, in_order, masks_of, shorten
from portal.kernel.clock import local_date
from portal.kernel.text import sort_key_vi

_SHOWN = (
    Procedure.code, Procedure.name, Procedure.short_name, Procedure.plain, Procedure.level, Procedure.is_online,
    Procedure.field_code, Procedure.field_name, Procedure.admin_level, Procedure.agency_name, Procedure.limit_value,
    Procedure.limit_unit, Procedure.fee_vnd, Procedure.fee_note, Procedure.changed_at, Procedure.revision_id,
)  # fmt: skip
#: Fewer changed revisions than this are asked for one by one.
_FEW = 200
_TITLE, _PLAIN, _AGENCY, _FEE = 180, 300, 80, 60

#: Revision → (audiences, codes of executing agencies, executing note).
_Known = dict[int, tuple[tuple[str, ...], dict[str, str]]]


class Shelves:
    """The shelf of this process; threads share it. Registered as a service."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._known: _Known = {}
        self._building = threading.Lock()

    def current(self, session: Session, stamp: str = "") -> Shelf:
        """Return the shelf for what is published now; builds it when the counter has moved. `stamp`: the counter, if known.

        While one thread builds, others go on with the shelf before, when there is one. Not to be called in a
        transaction that has published something itself: it would show what may yet be rolled back.
        """
        stamp = stamp or change_stamp(session)
        shelf = self._shelf
        if shelf is not None and shelf.stamp == stamp:
            return shelf
        if not self._building.acquire(blocking=shelf is None):
            assert shelf is not None
            return shelf
        try:
            if self._shelf is None or self._shelf.stamp != stamp:
                self._shelf = self._build(session, stamp)
            return self._shelf
        finally:
            self._building.release()

    def _build(self, session: Session, stamp: str) -> Shelf:
        columns = session.execute(select(*_SHOWN).where(Procedure.status == "published")).all()
        wanted = {row.revision_id for row in columns}
        fresh = _read_revisions(session, wanted - self._known.keys(), of=len(wanted))
        self._known = {number: known for number, known in {**self._known, **fresh}.items() if number in wanted}
        agencies = {
            row.code: row for row in session.execute(select(Agency.code, Agency.name, Agency.kind, Agency.parent_code))
        }
        fields = dict(session.execute(select(Field.code, Field.name).order_by(Field.position, Field.code)).all())
        events = session.execute(select(LifeEvent).order_by(LifeEvent.position)).scalars().all()
        return _put_up(stamp, columns, self._known, fields, agencies, events)


def _read_revisions(session: Session, wanted: set[int], *, of: int) -> _Known:
    """Return what the JSON of these revisions says; without a list of numbers when most are wanted."""
    if not wanted:
        return {}
    content = ProcedureRevision.content
    query = select(
        ProcedureRevision.id, content["audiences"], content["executing_agencies"], content["executing_note"].as_string()
    )
    if len(wanted) <= _FEW:
        query = query.where(ProcedureRevision.id.in_(wanted))
    else:
        query = query.join(Procedure, Procedure.revision_id == ProcedureRevision.id).where(
            Procedure.status == "published"
        )
    return {
        number: (tuple(audiences or ()), agency_keys(tuple(codes or ()), note or ""))
        for number, audiences, codes, note in session.execute(query)
    }


def _row(columns: Any, audiences: tuple[str, ...], agencies: tuple[str, ...]) -> Row:
    return Row(
        code=columns.code, title=shorten(columns.short_name or columns.name, _TITLE), plain=shorten(columns.plain, _PLAIN),
        level=columns.level, is_online=columns.is_online, field_code=columns.field_code or NO_FIELD,
        field_name=columns.field_name, admin_level=columns.admin_level, agency_name=shorten(columns.agency_name, _AGENCY),
        agencies=agencies, audiences=audiences, limit_value=columns.limit_value, limit_unit=columns.limit_unit,
        fee_vnd=columns.fee_vnd, fee_note=shorten(columns.fee_note, _FEE), changed_on=local_date(columns.changed_at),
        revision_id=columns.revision_id,
    )  # fmt: skip


def _put_up(
    stamp: str, columns: Sequence[Any], known: _Known, fields: Mapping[str, str],
    agencies: Mapping[str, Any], events: Sequence[LifeEvent],
) -> Shelf:  # fmt: skip
    nothing: tuple[tuple[str, ...], dict[str, str]] = ((), {})
    built = [
        _row(one, known.get(one.revision_id, nothing)[0], tuple(known.get(one.revision_id, nothing)[1]))
        for one in columns
    ]
    titles = Counter(row.title for row in built)
    rows = in_order(replace(row, has_twin=True) if titles[row.title] > 1 else row for row in built)
    numbers = {row.code: number for number, row in enumerate(rows)}
    happenings = [
        Event(event.code, event.name, event.plain, tuple(numbers[code] for code in event.procedures if code in numbers))
        for event in events
    ]
    masks = masks_of(rows, happenings)
    noted = {key: name for _, keys in known.values() for key, name in keys.items() if name}
    names = {key: agencies[key].name if key in agencies else noted.get(key, key) for key in masks["co_quan"]}
    return Shelf(
        stamp=stamp, rows=rows, numbers=numbers,
        usual=tuple(sorted(range(len(rows)), key=lambda number: (-rows[number].level, number))),
        masks=masks, fields=_fields_in_order(rows, fields), events={event.code: event for event in happenings},
        agencies=dict(sorted(names.items(), key=lambda item: sort_key_vi(item[1]))),
        offices={code: one.name for code, one in agencies.items()},
        kinds={code: one.kind for code, one in agencies.items()},
        parents={code: one.parent_code for code, one in agencies.items() if one.parent_code},
    )  # fmt: skip


def _fields_in_order(rows: Sequence[Row], fields: Mapping[str, str]) -> dict[str, str]:
    """Return {code: name} of the fields with procedures: the province's own order, then others by name."""
    used = {row.field_code: row.field_name for row in rows if row.field_code != NO_FIELD}
    ours = {code: name for code, name in fields.items() if code in used}
    others = sorted(
        ((code, name or code) for code, name in used.items() if code not in ours), key=lambda item: sort_key_vi(item[1])
    )
    last = {NO_FIELD: ""} if any(row.field_code == NO_FIELD for row in rows) else {}
    return {**ours, **dict(others), **last}
