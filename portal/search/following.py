"""How does the index follow the database? By the change counter; what has changed is changed, after much it is built anew.

No request waits for that: it is done beside them, once a node, and each process then takes the newer index over.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure, ProcedureRevision
from portal.catalogue.queries import change_stamp
from portal.search import changes
from portal.search.changes import Changes
from portal.search.index import ProcedureIndex
from portal.search.ranking import Entry
from portal.search.store import Generation

log = logging.getLogger(__name__)

#: Rows read at a time, so that a large catalogue does not stand in memory.
_AT_A_TIME = 100
#: After a failure (a full disk) the next attempt waits (seconds).
_PAUSE = 30.0

_COLUMNS = (
    Procedure.code, Procedure.name, Procedure.short_name, Procedure.plain, Procedure.agency_name, Procedure.field_code,
    Procedure.field_name, Procedure.level, Procedure.admin_level, Procedure.is_online, Procedure.revision_id,
)  # fmt: skip


def catch_up(index: ProcedureIndex, session: Session) -> None:
    """Bring the index of this node, and what this process has opened of it, in step with the database.

    Raises OSError when it cannot be written.
    """
    with index.building():
        stamp = change_stamp(session)
        if not index.is_healthy():
            index.rebuild(entries(session), stamp=stamp)
        elif index.stamp() != stamp:
            _follow(index, session, stamp)


def _follow(index: ProcedureIndex, session: Session, stamp: str) -> None:
    changed = changes_since(index.take_newest(), session)
    if changed is None:
        index.rebuild(entries(session), stamp=stamp)
    else:
        index.change(changed, stamp=stamp)


def changes_since(generation: Generation, session: Session) -> Changes | None:
    """Return what the database says otherwise than an index; None when that is too much to be changed piece by piece."""
    rows = session.execute(select(*_COLUMNS).where(Procedure.status == "published")).all()
    known = {generation.documents[number].entry.code: generation.documents[number].entry for number in generation.live}
    wanted = [row.code for row in rows if row.code not in known or _said(known[row.code]) != tuple(row)]
    gone = known.keys() - {row.code for row in rows}
    if len(wanted) + len(gone) + len(generation.removed) > changes.MOST:
        return None
    return Changes(tuple(sorted(gone)), tuple(entries(session, wanted)) if wanted else ())


def entries(session: Session, codes: list[str] | None = None) -> Iterator[Entry]:
    """Yield what the index keeps of the published procedures, of all or of these codes, in their order."""
    query = (
        select(*_COLUMNS, ProcedureRevision.content)
        .join(ProcedureRevision, Procedure.revision_id == ProcedureRevision.id)
        .where(Procedure.status == "published")
        .order_by(Procedure.code)
    )
    if codes is not None:
        query = query.where(Procedure.code.in_(codes))
    for row in session.execute(query, execution_options={"yield_per": _AT_A_TIME}):
        yield entry_of(row, row.content)


def entry_of(procedure: Any, content: dict[str, Any]) -> Entry:
    """Return what the index keeps of a procedure: of its columns and of the content of its revision."""
    keywords = content.get("keywords") or []
    parts = [content.get("who"), content.get("conditions"), content.get("results"), content.get("steps")]
    return Entry(
        code=procedure.code, name=procedure.name, short_name=procedure.short_name, plain=procedure.plain,
        keywords=tuple(map(str, keywords)) if isinstance(keywords, list) else (), agency=procedure.agency_name,
        field=procedure.field_code, field_name=procedure.field_name, level=procedure.level,
        admin_level=procedure.admin_level, body=" ".join(_texts(parts)), is_online=procedure.is_online,
        revision=procedure.revision_id or 0,
    )  # fmt: skip


def _said(entry: Entry) -> tuple[object, ...]:
    """Return the columns an entry was made of, in their order."""
    return (
        entry.code, entry.name, entry.short_name, entry.plain, entry.agency, entry.field, entry.field_name, entry.level,
        entry.admin_level, entry.is_online, entry.revision,
    )  # fmt: skip


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    return []


class Beside:
    """Work that requests do not wait for: in one thread a process, with a session of its own."""

    def __init__(self, work: Callable[[Session], None]) -> None:
        self._work = work
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._began = self._not_before = 0.0

    def start(self, engine: Engine) -> None:
        """Begin, unless it is being done or has just failed."""
        with self._starting:
            if (self._thread and self._thread.is_alive()) or time.monotonic() < self._not_before:
                return
            self._began = time.monotonic()
            thread = threading.Thread(target=self._run, args=(engine,), name="search-index", daemon=True)
            thread.start()
            self._thread = thread  # only now: others wait for whatever stands here

    def wait(self, seconds: float) -> None:
        """Give the work that long since it began."""
        thread, left = self._thread, self._began + seconds - time.monotonic()
        if thread and seconds and left > 0:
            thread.join(left)

    def _run(self, engine: Engine) -> None:
        try:
            with Session(engine) as session:
                self._work(session)
        except Exception:
            self._not_before = time.monotonic() + _PAUSE
            log.exception("the search index cannot be brought up to date")
