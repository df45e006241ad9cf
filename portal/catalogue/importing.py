"""How do procedures of another system come in? All is read and compared first, then written at once or not at all.

Crawled records tell, they do not serve: they cannot be filed here, so they never reach level 3;
an unknown sum is never free, an instruction among the papers is marked as one (domain 2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.bulk import Prepared, prepared, publish_all
from portal.catalogue.changes import Change, changes
from portal.catalogue.import_problem import ImportProblem
from portal.catalogue.models import Agency, Field, Procedure, ProcedureRevision
from portal.catalogue.quality import CONTRADICTIONS, flags_of
from portal.catalogue.reading import Found, read_counted
from portal.catalogue.record import Record, from_dict
from portal.catalogue.rules import agencies_of, wrong_process
from portal.catalogue.scopes import Scope
from portal.kernel.transaction import transaction
from portal.web.step_labels import mistake_words_vi

Outcome = Literal["new", "changed", "unchanged", "kept", "refused"]


@dataclass(frozen=True)
class Row:
    """What became of one record, or of one wrong cell.

    `line` counts from 1: a line, a row of the workbook's sheet, a file of the folder. `place` says more where
    the line is not all. `changes` are told when asked for; `flags` are contradictions of the record itself, of
    `quality.CONTRADICTIONS`.
    """

    line: int
    code: str
    outcome: Outcome
    name: str = ""
    place: str = ""
    reason: str = ""
    changes: tuple[Change, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass
class Report:
    """What an import did, or in a dry run would do, in the order of the file; `kept` are ours: written for the province, or edited here."""

    rows: list[Row] = field(default_factory=list)

    def _count(self, outcome: Outcome) -> int:
        return Counter(row.outcome for row in self.rows)[outcome]

    @property
    def new(self) -> int:
        """Return how many procedures were not here before."""
        return self._count("new")

    @property
    def changed(self) -> int:
        """Return how many procedures got a new revision."""
        return self._count("changed")

    @property
    def unchanged(self) -> int:
        """Return how many say what is published already."""
        return self._count("unchanged")

    @property
    def kept(self) -> int:
        """Return how many of the province's own were left alone."""
        return self._count("kept")

    @property
    def refused(self) -> list[Row]:
        """Return what was left out, and why."""
        return [row for row in self.rows if row.outcome == "refused"]


@dataclass(frozen=True)
class _Standing:
    """What is published under a code; `is_edited`: by hand."""

    origin: str
    fingerprint: str
    is_edited: bool


@dataclass
class Comparison:
    """A file compared with what is published: what will become of each record, and the new revisions, ready."""

    report: Report = field(default_factory=Report)
    ready: dict[str, Prepared] = field(default_factory=dict)
    force: bool = False


WHOLE = Scope.whole()
#: Called with (records looked at, records there are): says how far it is.
Progress = Callable[[int, int], None]


def import_procedures(
    session: Session, path: Path, *, at: datetime, dry_run: bool = False, force: bool = False
) -> Report:
    """Publish the procedures of a file or folder (`reading`) in one transaction; a refused one stops no other.

    `dry_run` writes nothing and tells every change. Procedures of `catalog/` are changed only by records of
    the same origin: our own export, edited. What an administrator published or retired is changed only with
    `force`. OSError when the file cannot be opened.
    """
    compared = compare(session, path, tell=dry_run, prepare=not dry_run, force=force)
    if compared.ready:
        with transaction(session):
            load_compared(session, compared, at=at)
    return compared.report


def compare(
    session: Session,
    path: Path,
    *,
    tell: bool,
    prepare: bool,
    force: bool = False,
    within: Scope = WHOLE,
    progress: Progress = lambda done, total: None,
) -> Comparison:
    """Read the file and compare it, writing nothing: `tell` the changes field by field, `prepare` the revisions.

    Whatever would change outside the scope `within` is refused.
    """
    fields = dict(session.execute(select(Field.code, Field.name)).all())
    agencies = dict(session.execute(select(Agency.code, Agency.name)).all())
    standing = _published(session)
    compared = Comparison(force=force)
    total, found = read_counted(path, fields)
    for done, (row, record) in enumerate(_rows(found, standing, force), 1):
        progress(done, total)
        if record is not None and row.outcome in ("new", "changed") and not _lies_within(session, within, record):
            row, record = _refused(row, _OUTSIDE), None
        if record is not None and row.outcome in ("new", "changed"):
            row = replace(row, flags=tuple(flag for flag in flags_of(record) if flag in CONTRADICTIONS))
            if tell and row.outcome == "changed":
                row = replace(row, changes=tuple(changes(_current(session, row.code), record)))
            if prepare:
                before = standing.get(row.code)
                mark = before.fingerprint if before else ""
                compared.ready[row.code] = prepared(record, standing=mark, agencies=agencies)
        compared.report.rows.append(row)
    return compared


def load_compared(session: Session, compared: Comparison, *, at: datetime) -> None:
    """Publish what was made ready, inside the open transaction; the report then says what was overtaken meanwhile."""
    overtaken = publish_all(session, list(compared.ready.values()), at=at, force=compared.force)
    compared.report.rows = [
        _refused(row, _OVERTAKEN) if row.code in overtaken and row.outcome in ("new", "changed") else row
        for row in compared.report.rows
    ]


def _lies_within(session: Session, within: Scope, record: Record) -> bool:
    """Say whether the procedure lies inside, as it would read and, where it is here already, as it reads now."""
    if within.is_whole:
        return True
    here = select(Procedure.code).where(Procedure.code == record.code)
    held = here.where(within.where(Procedure.code, Procedure.field_code))
    is_own = session.scalar(here) is None or session.scalar(held) is not None
    return is_own and within.covers(agencies_of(record), record.field)


_OUTSIDE = "Thủ tục này thuộc cơ quan hoặc lĩnh vực mà người gửi tệp không phụ trách."
_OVERTAKEN = "Thủ tục này vừa được người khác sửa trong lúc nhập; hãy nhập lại tệp."


def _published(session: Session) -> dict[str, _Standing]:
    rows = session.execute(
        select(
            Procedure.code,
            ProcedureRevision.content["origin"].as_string(),
            ProcedureRevision.fingerprint,
            Procedure.is_edited,
        ).join(ProcedureRevision, Procedure.revision_id == ProcedureRevision.id)
    )
    return {code: _Standing(*known) for code, *known in rows}


def _current(session: Session, code: str) -> Record:
    return from_dict(
        session.scalars(
            select(ProcedureRevision.content)
            .join(Procedure, Procedure.revision_id == ProcedureRevision.id)
            .where(Procedure.code == code)
        ).one()
    )


def _rows(
    records: Iterable[Found], standing: Mapping[str, _Standing], force: bool
) -> Iterator[tuple[Row, Record | None]]:
    """Yield what will become of every record of the file; the later of two equal codes is refused."""
    first_line: dict[str, int] = {}
    for line, found in records:
        if isinstance(found, ImportProblem):
            yield Row(line, found.code, "refused", place=found.place, reason=found.reason), None
            continue
        row = Row(line, found.code, _outcome(found, standing.get(found.code), force), found.name)
        if found.code in first_line:
            reason = f"Trùng mã với dòng {first_line[found.code]}; dòng đó đã được nhận."
            yield _refused(row, reason), None
            continue
        first_line[found.code] = line
        wrong = list(wrong_process(found)) if found.is_online and row.outcome in ("new", "changed") else []
        yield (_refused(row, " ".join(map(mistake_words_vi, wrong))), None) if wrong else (row, found)


def _refused(row: Row, reason: str) -> Row:
    return replace(row, outcome="refused", reason=reason)


def _outcome(record: Record, standing: _Standing | None, force: bool) -> Outcome:
    if standing is None:
        return "new"
    if standing.fingerprint == record.fingerprint():
        return "unchanged"
    if standing.is_edited and not force:
        return "kept"
    if standing.origin == "catalog" and record.origin != "catalog":
        return "kept"
    return "changed"
