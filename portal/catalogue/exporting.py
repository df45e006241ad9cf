"""How do all procedures leave the portal, and how is that file read back?

JSONL has one object a line, ordered by code, in the shape of `Record.as_dict`: exported, imported into
an empty portal and exported again, the files are equal byte by byte. XLSX carries the same, CSV an overview.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, cast, get_args, get_origin, get_type_hints

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.cleaning import LARGEST_NUMBER
from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.record import ADMIN_LEVELS, CHANNELS, UNITS, Record, from_dict
from portal.eforms.definition import EForm
from portal.workflow.deadlines import Limit
from portal.workflow.steps import Step

_ROWS_AT_ONCE = 200
#: Checked where they are built; their units and kinds may still be plain words here.
_BUILT_ELSEWHERE = (EForm, Limit, Step)


#: What the file's ending may be.
ENDINGS = (".jsonl", ".jsonl.gz", ".xlsx", ".csv")


def export_procedures(session: Session, path: Path) -> int:
    """Write every procedure to `path`, its ending chooses how (`ENDINGS`); return how many.

    Internal and retired ones are written too; the file does not say which are retired. ValueError for
    another ending, OSError when the file cannot be written.
    """
    # A workbook reads its rows back through this module to see what its cells carry.
    from portal.catalogue.overview import write_overview
    from portal.catalogue.workbook import write_workbook

    writers = dict(zip(ENDINGS, (_write_lines, _write_lines, write_workbook, write_overview), strict=True))
    write = next((writer for ending, writer in writers.items() if path.name.endswith(ending)), None)
    if write is None:
        raise ValueError(path.name)
    return write(path, _current(session))


def _current(session: Session) -> Iterator[Record]:
    rows = session.scalars(
        select(ProcedureRevision.content)
        .join(Procedure, Procedure.revision_id == ProcedureRevision.id)
        .order_by(Procedure.code)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    return map(from_dict, rows)


def _write_lines(path: Path, records: Iterable[Record]) -> int:
    count = 0
    with _opened(path) as file:
        for record in records:
            file.write(json.dumps(record.as_dict(), ensure_ascii=False, sort_keys=True).encode() + b"\n")
            count += 1
    return count


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("wb") as plain:
        if path.suffix != ".gz":
            yield plain
            return
        # No name and no time inside: equal catalogues make equal files.
        with gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed:
            yield cast("IO[bytes]", packed)


def read_exported(data: Mapping[str, Any]) -> Record:
    """Build a record from one exported object; ValueError, KeyError or TypeError if it is none."""
    record = from_dict(data, source=str(data.get("code", "")))
    _check_types(record)
    wrong = next(_contradictions(record), "")
    if wrong:
        raise ValueError(wrong)
    record.fingerprint()  # half a character has no bytes: ValueError
    return record


_hints = cache(get_type_hints)


def _check_types(part: Any) -> None:
    """Refuse values of another type than the record declares: JSON brings anything."""
    hints = _hints(type(part))
    for field in fields(part):
        value, hint = getattr(part, field.name), hints[field.name]
        allowed, values = get_args(hint) or (hint,), (value,)
        if get_origin(hint) is tuple:
            allowed, values = allowed[:1], value if isinstance(value, tuple) else (None,)
        for one in values:
            if not isinstance(one, allowed) or (isinstance(one, bool) and bool not in allowed):
                raise TypeError(f"{field.name}: {one!r}")
            if is_dataclass(one) and not isinstance(one, _BUILT_ELSEWHERE):
                _check_types(one)


def _contradictions(record: Record) -> Iterator[str]:
    if record.level not in (1, 2, 3):
        yield f"level: {record.level}"
    if record.admin_level not in ADMIN_LEVELS:
        yield f"admin_level: {record.admin_level}"
    for way in record.channels:
        if way.channel not in CHANNELS:
            yield f"channel: {way.channel}"
        if way.limit and not (way.limit.unit in UNITS and _is_count(way.limit.value)):
            yield f"limit: {way.limit}"
        if not all(_is_count(fee.amount_vnd or 0) for fee in way.fees):
            yield f"amount_vnd: {way.channel}"
    ids = [component.id for component in record.components]
    if len(set(ids)) != len(ids):
        yield "components: id"


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= LARGEST_NUMBER
