"""What does every list of work need of the catalogue? The working calendar, and what procedures and agencies are called.

A process keeps it until the edition moves: one small statement a page instead of all the days of four years and the
names of everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, Procedure, ProcedureRevision
from portal.catalogue.queries import working_calendar
from portal.web.app_state import now, service
from portal.web.shared_pages import Edition, Mark
from portal.workflow.calendar import WorkingCalendar

#: A part is about ten kilobytes.
MOST_DRAWN = 400


@dataclass(frozen=True)
class Almanac:
    """The calendar, and names by code; `taken`: the procedures that dossiers are taken of, by title:
    those that can be filed online, and what a counter has taken in on paper.

    `drawn`: parts of pages made of nothing else, by what they depend on; they go with the almanac.
    """

    calendar: WorkingCalendar
    procedures: Mapping[str, str]
    taken: Mapping[str, str]
    agencies: Mapping[str, str]
    drawn: dict[Any, str] = field(default_factory=dict, compare=False, repr=False)

    def draw(self, key: Any, make: Callable[[], str]) -> Markup:
        """Return a part of a page, made once; all are forgotten when they become many."""
        if len(self.drawn) > MOST_DRAWN:
            self.drawn.clear()
        text = self.drawn.get(key)  # kept here: another thread may forget all meanwhile
        if text is None:
            text = self.drawn[key] = make()
        return Markup(text)


class Almanacs:
    """The almanac of this process; registered as a service. Threads that meet a new edition at once read it twice."""

    def __init__(self) -> None:
        self._kept: tuple[Mark, Almanac] | None = None

    def current(self, session: Session) -> Almanac:
        """Return what is in force now; one statement while nothing has changed."""
        mark = service(Edition)(session, now())
        if self._kept is None or self._kept[0] != mark:
            self._kept = mark, _read(session)
        return self._kept[1]


def almanac(session: Session) -> Almanac:
    """Return what is in force now. Not to be asked in a transaction that changes it: that is seen when it is committed."""
    return service(Almanacs).current(session)


def _read(session: Session) -> Almanac:
    on_paper = Procedure.id.in_(select(ProcedureRevision.procedure_id).where(ProcedureRevision.base_id.is_not(None)))
    columns = select(Procedure.code, Procedure.short_name, Procedure.name, or_(Procedure.is_online, on_paper))
    rows = [(code, short or name, is_taken) for code, short, name, is_taken in session.execute(columns)]
    taken = sorted(((code, title) for code, title, is_taken in rows if is_taken), key=lambda item: item[1])
    agencies = session.execute(select(Agency.code, Agency.name)).all()
    titles = {code: title for code, title, _ in rows}
    return Almanac(working_calendar(session), titles, dict(taken), dict(agencies))
