"""How do all procedures leave the portal?

JSONL has one object a line, ordered by code, in the shape of `Record.as_dict`: exported, imported into
an empty portal and exported again, the files are equal byte by byte. XLSX carries the same, CSV an overview.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.overview import write_overview
from portal.catalogue.record import Record, from_dict
from portal.catalogue.workbook import write_workbook

_ROWS_AT_ONCE = 200
#: What the file's ending may be.
ENDINGS = (".jsonl", ".jsonl.gz", ".xlsx", ".csv")


def export_procedures(session: Session, path: Path) -> int:
    """Write every procedure to `path`, its ending chooses how (`ENDINGS`); return how many.

    Internal and retired ones are written too; the file does not say which are retired. ValueError for
    another ending, OSError when the file cannot be written.
    """
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
