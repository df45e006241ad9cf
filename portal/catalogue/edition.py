"""Has anything changed that public pages show? Every change of such a row is counted, whoever made it.

Two counters: one for what lists and the search index hold, one for everything else on public pages; kept pages
(`portal/web/shared_pages.py`) follow both. They rise by themselves when a transaction that touched such a row commits,
so no operation can forget it; last of all, so that writers wait for one another only that long. A new table counts
unless its room or module is named in PRIVATE. The words of the search have a counter of their own (APART): only pages
that were searched for depend on them, and the search tells those (`Finder.in_step`).
"""

from __future__ import annotations

from datetime import datetime
from itertools import chain

from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session

from portal.catalogue.models import Agency, Field, LifeEvent, Procedure, Setting
from portal.catalogue.operations import CHANGES, count_change
from portal.catalogue.queries import OFFICE_HOURS, hours_of
from portal.web.shared_pages import Mark
from portal.workflow.deadlines import same_days

#: The setting that counts what pages show beside lists: calendar, communes, settings.
SHOWN = "shown_changes"
#: What lists and the index are made of. A revision counts with the procedure that begins to point at it.
LISTED = (Procedure, Agency, Field, LifeEvent)
#: Rooms (and modules of rooms) whose rows no public page shows (figures of dossiers are as old as the edition, an hour at most).
PRIVATE = (
    "administration", "citizen", "documents", "dossiers", "identity", "notices", "officers", "storage",
    "catalogue.calendar_models", "catalogue.draft_models", "catalogue.import_models", "catalogue.visit_models", "search.miss_models",
)  # fmt: skip
#: Modules whose rows raise a counter of their own, which whoever depends on them reads.
WORDS = "search_word_changes"
APART = {"search.models": WORDS}
_TOUCHED = "catalogue.touched"


def edition(session: Session, at: datetime) -> Mark:
    """Return a mark that stays the same as long as public pages do. One SQL statement."""
    counted = (
        select(Setting.name, Setting.value)
        .where(Setting.name.in_((CHANGES, SHOWN, OFFICE_HOURS)))
        .order_by(Setting.name)
    )
    values = dict(session.execute(counted).all())
    return Mark(
        values.get(CHANGES, "0"), f"{values.get(SHOWN, '0')} {same_days(at, hours_of(values.get(OFFICE_HOURS)))}"
    )


def _counter(kind: type, name: str = "") -> set[str]:
    """Return the counter that a change of such a row raises; none for private rows and the counters themselves."""
    module = kind.__module__.removeprefix("portal.")
    if f"{module}.".startswith(tuple(f"{room}." for room in PRIVATE)) or name in (SHOWN, CHANGES, WORDS):
        return set()
    if module in APART:
        return {APART[module]}
    return {CHANGES if issubclass(kind, LISTED) else SHOWN}


def _touch(session: Session, counters: set[str]) -> None:
    if counters:
        session.info.setdefault(_TOUCHED, set()).update(counters)


@event.listens_for(Session, "before_flush")
def _note_rows(session: Session, *_more: object) -> None:
    changed = (row for row in session.dirty if session.is_modified(row))
    for row in chain(session.new, session.deleted, changed):
        _touch(session, _counter(type(row), row.name if isinstance(row, Setting) else ""))


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and state.bind_mapper is not None:
        _touch(state.session, _counter(state.bind_mapper.class_))


@event.listens_for(Session, "before_commit")
def _count(session: Session) -> None:
    session.flush()  # what has not been written yet is noted now
    for name in sorted(session.info.pop(_TOUCHED, ())):
        count_change(session, name)
    session.info.pop(_TOUCHED, None)  # counting is no change to count


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_TOUCHED, None)
