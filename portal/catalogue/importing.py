"""How do procedures of another system come in? Line by line; a bad line never stops the others.

Crawled records tell, they do not serve: they cannot be filed here, so they never reach level 3;
an unknown sum is never free, an instruction among the papers is marked as one (domain 2).
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.cleaning import clean_line, meaningful
from portal.catalogue.crawled import read_crawled, text_of
from portal.catalogue.exporting import read_exported
from portal.catalogue.models import Agency, Procedure, ProcedureRevision
from portal.catalogue.operations import publish
from portal.catalogue.record import Record
from portal.catalogue.rules import CODE
from portal.kernel.transaction import transaction


class ImportProblem(Exception):
    """A line that cannot become a procedure; `reason` is a Vietnamese sentence for the officer."""

    def __init__(self, code: str, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(f"{code}: {reason}")


@dataclass(frozen=True)
class Refused:
    """A line that was left out, and why."""

    line: int
    code: str
    reason: str


@dataclass
class Report:
    """What an import did, counted in procedures; `kept` are ours, written for the province."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: list[Refused] = field(default_factory=list)


_LINES_AT_ONCE = 200


def import_procedures(
    session: Session, path: Path, *, at: datetime, dry_run: bool = False
) -> Report:
    """Publish the procedures of a .jsonl file, compressed or not, in transactions of 200 lines.

    `dry_run` counts and writes nothing. Procedures of `catalog/` stay as they are. OSError when the
    file cannot be opened.
    """
    report = Report()
    records = _records(path, report.refused)
    while batch := tuple(islice(records, _LINES_AT_ONCE)):
        if dry_run:
            _publish_all(session, batch, report, at=None)
        else:
            with transaction(session):
                _publish_all(session, batch, report, at=at)
    report.refused.sort(key=lambda refused: refused.line)
    return report


def _publish_all(
    session: Session, records: Sequence[Record], report: Report, *, at: datetime | None
) -> None:
    """Publish a batch; without an instant only count what would happen."""
    agencies = dict(session.execute(select(Agency.code, Agency.name)).all())
    known = {
        code: (origin, fingerprint)
        for code, origin, fingerprint in session.execute(
            select(
                Procedure.code,
                ProcedureRevision.content["origin"].as_string(),
                ProcedureRevision.fingerprint,
            )
            .join(ProcedureRevision, Procedure.revision_id == ProcedureRevision.id)
            .where(Procedure.code.in_([record.code for record in records]))
        )
    }
    for record in records:
        origin, fingerprint = known.get(record.code, ("", ""))
        if fingerprint and fingerprint == record.fingerprint():
            report.unchanged += 1
            continue
        if origin == "catalog":
            report.kept += 1
            continue
        if fingerprint:
            report.changed += 1
        else:
            report.new += 1
        if at is not None:
            publish(session, record, agencies=agencies, at=at)


def _records(path: Path, refused: list[Refused]) -> Iterator[Record]:
    """Yield what can be read; what cannot is added to `refused`."""
    first_line: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            if isinstance(line, ImportProblem):
                raise line
            record = read_line(line)
            if record.code in first_line:
                reason = f"Trùng mã với dòng {first_line[record.code]}; dòng đó đã được nhận."
                raise ImportProblem(record.code, reason)
        except ImportProblem as problem:
            refused.append(Refused(number, problem.code, problem.reason))
            continue
        first_line[record.code] = number
        yield record


def _lines(path: Path) -> Iterator[tuple[int, str | ImportProblem]]:
    """Yield (number, text) of every line that is not empty; a problem where it is unreadable."""
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        number = 0
        try:
            for number, raw in enumerate(gzip.GzipFile(fileobj=plain) if packed else plain, 1):
                try:
                    text = raw.decode("utf-8-sig")
                except UnicodeDecodeError:
                    yield number, ImportProblem("", "Dòng này không phải văn bản UTF-8.")
                    continue
                if text.strip():
                    yield number, text
        except (EOFError, gzip.BadGzipFile, zlib.error):
            yield number + 1, ImportProblem("", "Tệp nén bị hỏng từ dòng này trở đi.")


def read_line(text: str) -> Record:
    """Read one line: a record as crawled, or one that `export_procedures` wrote.

    Raises ImportProblem.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportProblem("", "Dòng này không phải JSON đúng cú pháp.") from error
    if not isinstance(data, dict):
        raise ImportProblem("", "Dòng này không phải một bản ghi thủ tục.")
    code = ""
    try:
        code = _code(data)
        if not meaningful(text_of(data, "name")):
            raise ImportProblem(code, "Thiếu tên thủ tục.")
        record = read_exported(data) if "channels" in data else read_crawled(data)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        detail = clean_line(repr(error))[:200]
        raise ImportProblem(code, f"Bản ghi không đúng cấu trúc: {detail}.") from error
    return replace(record, code=code)


#: Codes of provinces and of collections, for procedures without a national one.
_LOCAL_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{2,39}")


def _code(data: Mapping[str, Any]) -> str:
    """Return the code: national as written, else the national one within it, else the local one."""
    written = "".join(clean_line(text_of(data, "code")).split()).upper().strip(".")
    base = "".join(clean_line(text_of(data, "base_code")).split())
    if CODE.fullmatch(written):
        return written
    if CODE.fullmatch(base):
        return base
    if _LOCAL_CODE.fullmatch(written):
        return written
    raise ImportProblem(written[:40], "Thiếu mã thủ tục, hoặc mã không dùng được.")
