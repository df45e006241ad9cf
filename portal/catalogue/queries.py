"""What do pages and other features read from the catalogue?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue.models import (
    WITH_CONTENT,
    AdminUnit,
    Agency,
    CalendarRow,
    Procedure,
    Setting,
    Succession,
)  # fmt: skip
from portal.catalogue.operations import CHANGES
from portal.catalogue.rules import CODE
from portal.eforms.types import ELSEWHERE
from portal.kernel.clock import local_date
from portal.kernel.errors import NotFound
from portal.web.app_state import now
from portal.workflow.calendar import CalendarDay, OfficeHours, WorkingCalendar, read_hours

#: Office hours of the province (domain 4), as long as nobody has entered others.
HOURS = OfficeHours((time(7), time(11)), (time(13), time(17)))
WEEKDAYS = frozenset(range(5))
#: The setting with office hours that an administrator entered, as `OfficeHours.written` writes them.
OFFICE_HOURS = "office_hours"


def get_procedure(session: Session, code: str) -> Procedure:
    """Return a published procedure with its revision; the code may carry the unit behind it."""
    wanted = [code, code[:8]] if CODE.fullmatch(code) else [code]
    query = select(Procedure).where(Procedure.code.in_(wanted), Procedure.status == "published")
    longest_first = query.order_by(func.length(Procedure.code).desc()).options(WITH_CONTENT)
    procedure = session.scalars(longest_first).first()
    if procedure is None:
        raise NotFound
    return procedure


def find_by_codes(session: Session, codes: Sequence[str]) -> dict[str, Procedure]:
    """Return the published procedures among these codes, by code."""
    query = select(Procedure).where(Procedure.code.in_(codes), Procedure.status == "published")
    return {procedure.code: procedure for procedure in session.scalars(query)}


def count_published(session: Session) -> int:
    """Return how many procedures citizens can find."""
    return session.scalar(select(func.count()).select_from(Procedure).where(Procedure.status == "published")) or 0


def change_stamp(session: Session) -> str:
    """Return the counter that rises with every change of what citizens can find."""
    return session.scalar(select(Setting.value).where(Setting.name == CHANGES)) or "0"


# ---- agencies and communes


def get_agency(session: Session, code: str) -> Agency:
    """Return an agency; NotFound when there is none under that code."""
    agency = session.get(Agency, code)
    if agency is None:
        raise NotFound
    return agency


def agency_names(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Return names by code."""
    rows = session.execute(select(Agency.code, Agency.name).where(Agency.code.in_(codes)))
    return dict(rows.all())


def agency_for(session: Session, wanted: str, unit_id: str, on: date) -> Agency:
    """Return the agency a step names: a code, or a kind ("land_branch") that serves the commune that day.

    Without a branch for the commune, the office of that kind for the whole province; NotFound when there is none.
    """
    exact = session.get(Agency, wanted)
    if exact is not None:
        return exact
    rows = session.scalars(select(Agency).where(Agency.kind == wanted).order_by(Agency.code)).all()
    valid = [a for a in rows if (a.valid_from or on) <= on <= (a.valid_to or on)]
    serving = [a for a in valid if unit_id and unit_id in a.serves]
    chosen = next(iter(serving), None) or next((a for a in valid if not a.serves), None) or next(iter(valid), None)
    if chosen is None:
        raise NotFound
    return chosen


class UnitNames:
    """Names of communes and agencies, read once for a page; `portal.eforms.types.Names` for the database."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._known: dict[str, str] = {ELSEWHERE: "tỉnh, thành phố khác"}

    def unit(self, unit_id: str) -> str:
        """Return "Phường Long Châu, tỉnh Vĩnh Long", or "" for an unknown id."""
        if unit_id not in self._known:
            self._known[unit_id] = self._read(unit_id)
        return self._known[unit_id]

    def agency(self, code: str) -> str:
        """Return the name of an agency, also of one that is no longer; "" for an unknown code."""
        found = self.session.get(Agency, code)
        return found.name if found else ""

    def agencies(self, kinds: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Return (code, name) of the agencies of today, those of the kinds where some are named."""
        on = self.today()
        rows = self.session.scalars(select(Agency).order_by(Agency.name)).all()
        valid = (a for a in rows if (a.valid_from or on) <= on <= (a.valid_to or on))
        return [(a.code, a.name) for a in valid if not kinds or a.kind in kinds]

    def today(self) -> date:
        """Return the day of today in the province."""
        return local_date(now())

    def _read(self, unit_id: str) -> str:
        unit = self.session.get(AdminUnit, unit_id)
        if unit is None:
            return ""
        parent = self.session.get(AdminUnit, unit.parent_id) if unit.parent_id else None
        if parent is None:
            return unit.name
        return f"{unit.name}, {parent.name[0].lower()}{parent.name[1:]}"


def commune_options(session: Session, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return today's communes for a list, grouped by the former province their area lay in: people look there.

    A label names the former communes, because many people only know those.
    """
    former: dict[str, list[str]] = {}
    group: dict[str, str] = {}
    provinces = {unit.id: unit for unit in session.scalars(select(AdminUnit).where(AdminUnit.kind == "tinh"))}
    rows = session.execute(
        select(Succession.successor_id, AdminUnit.name, AdminUnit.parent_id)
        .join(AdminUnit, AdminUnit.id == Succession.former_id)
        .order_by(AdminUnit.name)
    ).all()
    parents = dict(session.execute(select(AdminUnit.id, AdminUnit.parent_id)).all())
    for successor, name, parent in rows:
        former.setdefault(successor, []).append(name)
        top = parent if parent in provinces else parents.get(parent or "")
        group.setdefault(successor, provinces[top].name if top in provinces else "")
    units = session.scalars(
        select(AdminUnit)
        .where(AdminUnit.kind.in_(("phuong", "xa")), AdminUnit.valid_to.is_(None))
        .order_by(AdminUnit.name)
    ).all()
    grouped: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        olds = [_bare(name) for name in former.get(unit.id, ()) if name != unit.name]
        label = f"{unit.name} (trước là {', '.join(dict.fromkeys(olds))})" if olds else unit.name
        grouped.setdefault(group.get(unit.id, ""), []).append((unit.id, label))
    return sorted(((f"Khu vực {name.removeprefix('Tỉnh ')} trước đây" if name else "", rows) for name, rows in grouped.items()),
                  key=lambda item: "Vĩnh Long" not in item[0])  # fmt: skip


def _bare(name: str) -> str:
    return name.removeprefix("Xã ").removeprefix("Thị trấn ")


# ---- calendar


def working_calendar(session: Session) -> WorkingCalendar:
    """Return the calendar as it stands now; an administrator's change is in force at once."""
    row = CalendarRow
    hours = select(Setting.value).where(Setting.name == OFFICE_HOURS).scalar_subquery()
    columns = select(row.day_on, row.is_working, row.reason, row.source, row.is_confirmed, hours)
    rows = session.execute(columns.where(~row.is_removed).order_by(row.day_on)).all()
    kept = rows[0][-1] if rows else session.scalar(select(hours))
    return WorkingCalendar(hours_of(kept), WEEKDAYS, tuple(CalendarDay(*day) for *day, _hours in rows))


def hours_of(kept: str | None) -> OfficeHours:
    """Return the office hours of a setting; those of the province while nobody has changed them."""
    return read_hours(kept) if kept else HOURS


def list_calendar(session: Session, year: int) -> Sequence[CalendarRow]:
    """Return the listed days of a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    query = select(CalendarRow).where(CalendarRow.day_on.between(first, last), ~CalendarRow.is_removed)
    return session.scalars(query.order_by(CalendarRow.day_on)).all()
