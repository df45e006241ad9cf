"""What stands in the rows of a list of work? The chosen columns of each dossier, as cells of `components/data_table.html`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from portal.catalogue.almanac import Almanac
from portal.officers.deadlines import days_left, deadline_of
from portal.web.formats import date_vi, nbsp, time_vi
from portal.web.labels import channel_label, state_colour, state_label


class Pick(NamedTuple):
    """A box to tick."""

    name: str
    value: str
    label: str


@dataclass(slots=True)
class Cell:
    """One cell: text, and what makes it more than text."""

    text: str
    note: str = ""
    href: str = ""
    code: bool = False
    pick: Pick | None = None
    late: bool = False
    soon: bool = False
    tag: str = ""
    mark: str = ""
    lang: str = ""


def titles() -> dict[str, str]:
    """Return the names of the columns that can be chosen."""
    return {
        "applicant": _("Applicant"), "procedure": _("Procedure"), "sent": _("Sent at"), "state": _("State"),
        "holder": _("Held by"), "agency": _("Is at"), "channel": _("Handed in"),
    }  # fmt: skip


def head_of(columns: Sequence[str]) -> list[str]:
    """Return the head: the code first, the deadline and the state last."""
    names = titles()
    last = [names["state"]] if "state" in columns else []
    return [_("Dossier code"), *(names[key] for key in columns if key != "state"), _("Due"), *last]


def rows_of(
    dossiers: Sequence[Row[Any]], columns: Sequence[str], almanac: Almanac, at: datetime, *, here: str, can_tick: bool,
    asked: Mapping[int, datetime],
) -> list[list[Cell | str]]:  # fmt: skip
    """Return the cells of every dossier; `here`: the list that a dossier is opened from.

    `asked`: when an opinion is due that counts here instead of the dossier's own deadline.
    """
    cells = [_CELLS[key] for key in columns if key in _CELLS]
    show = url_for("work.show", dossier_id=0, hang=here)
    words = {state: state_label(state) for state in {dossier.state for dossier in dossiers}}
    rows = []
    for dossier in dossiers:
        row: list[Cell | str] = [_code(dossier, show, can_tick)]
        row += [cell(dossier, almanac) for cell in cells]
        row.append(_due(dossier, almanac, at, asked.get(dossier.id)))
        if "state" in columns:
            row.append(_state(dossier, words))
        rows.append(row)
    return rows


def _code(dossier: Row[Any], show: str, can_tick: bool) -> Cell:
    pick = None
    if can_tick:
        pick = Pick("ho_so", f"{dossier.id}:{dossier.version}", _("Tick %(code)s", code=dossier.code))
    return Cell(dossier.code, href=show.replace("/0", f"/{dossier.id}", 1), code=True, pick=pick)


def _due(dossier: Row[Any], almanac: Almanac, at: datetime, asked: datetime | None) -> Cell:
    deadline = days_left(asked, almanac.calendar, at) if asked else deadline_of(dossier, almanac.calendar, at)
    return Cell(nbsp(deadline.text), deadline.note, late=deadline.is_late, soon=deadline.is_soon)


def _state(dossier: Row[Any], words: Mapping[str, str]) -> Cell:
    mark = _("new message") if dossier.unread_at else ""
    return Cell(words[dossier.state], tag=state_colour(dossier.state), mark=mark)


_CELLS: Mapping[str, Callable[[Row[Any], Almanac], Cell | str]] = {
    "applicant": lambda dossier, _almanac: dossier.owner_name,
    "procedure": lambda dossier, almanac: almanac.procedures.get(dossier.procedure_code, dossier.procedure_code),
    "sent": lambda dossier, _almanac: Cell(date_vi(dossier.submitted_at), time_vi(dossier.submitted_at)),
    "holder": lambda dossier, _almanac: dossier.holder_name or "–",
    "agency": lambda dossier, almanac: almanac.agencies.get(dossier.place, dossier.place),
    "channel": lambda dossier, _almanac: channel_label(dossier.channel),
}
