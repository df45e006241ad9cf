"""How many dossiers lie in a list of work, and which stand on one page of it?

Nothing here reads more rows than it needs: counts end at MOST_COUNTED, and every part of a list begins at an index, in
the order of the list where it can be long, so that a page costs the same with a hundred thousand dossiers and with a
million. Questions are put together once for each set of roles (`queues.lists_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    Subquery,
    bindparam,
    func,
    literal_column,
    select,
    union,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from portal.dossiers.alert_queries import count_alerts
from portal.dossiers.finding import Sought
from portal.dossiers.keys import fits
from portal.dossiers.models import Dossier
from portal.dossiers.precheck_queries import count_asked
from portal.dossiers.queues import Held, Queue, Queues, lists_of, split
from portal.identity.models import Officer

#: Counting ends here ("200+"): more is no number to work with, and counting it would cost.
MOST_COUNTED = 200
_ENOUGH: ColumnElement[int] = literal_column(str(MOST_COUNTED), Integer())
#: What is counted beside the lists: deadlines near or over, and drafts that wait for a look.
ALERTS, DRAFTS = "alerts", "drafts"
_FIRST, _MOST = bindparam("first", type_=Integer()), bindparam("most", type_=Integer())


@dataclass(frozen=True)
class Narrowing:
    """What an officer wants to see of a queue; "" for everything."""

    procedure: str = ""
    agency: str = ""
    channel: str = ""
    state: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is left out."""
        return self == Narrowing()


EVERYTHING = Narrowing()


def count_queues(session: Session, queues: Queues) -> dict[str, int]:
    """Return how many dossiers each list of work holds and ALERTS, none above MOST_COUNTED, and DRAFTS, in one statement."""
    keys, question = _counting(queues.held)
    row = session.execute(question, queues.given).one()
    return dict(zip(keys, row, strict=True))


@lru_cache(maxsize=256)
def _counting(held: Held) -> tuple[tuple[str, ...], Select[Any]]:
    """Return the question for the counts of all lists but the last, which holds everything; and its columns."""
    columns = {queue.key: _at_most(queue) for queue in lists_of(held)[:-1] if queue.parts}
    columns |= {ALERTS: count_alerts(held, _ENOUGH).scalar_subquery(), DRAFTS: count_asked(held).scalar_subquery()}
    labelled: list[Any] = [column.label(f"n{n}") for n, column in enumerate(columns.values())]
    return tuple(columns), _written_out(select(*labelled))


def _written_out(question: Select[Any]) -> Select[Any]:
    """Return the question with what is the same each time written out: the database then plans it once, not each time."""

    def known(element: ExternallyTraversible, **kw: Any) -> Any:
        if isinstance(element, BindParameter) and not element.required:
            return element.render_literal_execute()
        return None

    written: Any = visitors.replacement_traverse(question, {}, known)
    return cast("Select[Any]", written)


def _at_most(queue: Queue) -> ColumnElement[int]:
    return _at_most_of(_numbers([queue], _ENOUGH, in_order=False)).scalar_subquery()


def _at_most_of(numbers: Subquery) -> Select[int]:
    return select(func.count()).select_from(select(numbers.c.id).limit(_ENOUGH).subquery())


def _numbers(queues: Sequence[Queue], most: ColumnElement[int], *also: ColumnElement[bool], in_order: bool) -> Subquery:
    """Return the numbers of the dossiers in these lists, `most` of each part: the first ones, or any."""
    parts = []
    for queue in queues:
        for part in queue.parts:
            numbers = select(Dossier.id).where(part.where, *also).limit(most)
            parts.append(numbers.order_by(*queue.sorted_by(part.due)) if in_order else numbers)
    return parts[0].subquery() if len(parts) == 1 else union(*(select(one.subquery().c.id) for one in parts)).subquery()


def page_queue(
    session: Session, queues: Queues, key: str, *, sought: Sought | None = None, narrowed: Narrowing = EVERYTHING,
    counted: int | None = None, offset: int = 0, limit: int = 25,
) -> tuple[int, Sequence[Row[Any]]]:  # fmt: skip
    """Return (how many in all, at most MOST_COUNTED, one page), what has the least working time left on top.

    `counted`: the number, where it is known already.
    """
    held = queues.held
    counting, page = _finding(held, key, sought, narrowed) if sought else _paging(held, key, narrowed)
    if counted is None:
        counted = session.scalar(counting, queues.given) or 0
    rows = session.execute(page, {**queues.given, "first": offset, "most": limit, "reach": offset + limit}).all()
    return counted, rows


@lru_cache(maxsize=256)
def _paging(held: Held, key: str, narrowed: Narrowing) -> tuple[Select[int], Select[Any]]:
    """Return the question how many there are, and the one for a page of them."""
    counted = _numbers(_lists(held, key), _ENOUGH, *_narrowed(narrowed), in_order=False)
    return _at_most_of(counted), _page(held, key, _reached(held, key, narrowed))


def _finding(held: Held, key: str, sought: Sought, narrowed: Narrowing) -> tuple[Select[int], Select[Any]]:
    """Return the same two for what is looked for; not kept, everybody looks for something else.

    The rows are chosen first: a name half the province bears must not be sorted as a whole.
    """
    chosen = _numbers(_lists(held, key), _ENOUGH, *_narrowed(narrowed), fits(sought), in_order=False)
    return _at_most_of(chosen), _page(held, key, chosen)


@lru_cache(maxsize=256)
def _first_of(held: Held, key: str, narrowed: Narrowing) -> Select[int]:
    """Return the question for the numbers of the first dossiers of a list, in its order."""
    chosen = _reached(held, key, narrowed)
    return select(Dossier.id).join(chosen, chosen.c.id == Dossier.id).order_by(*_queue(held, key).order).limit(_ENOUGH)


def _page(held: Held, key: str, chosen: Subquery) -> Select[Any]:
    page = _listed().join(chosen, chosen.c.id == Dossier.id).order_by(*_queue(held, key).order)
    return page.offset(_FIRST).limit(_MOST)


def _reached(held: Held, key: str, narrowed: Narrowing) -> Subquery:
    """Return the numbers of the first dossiers of every part of a list, as many as are wanted of the whole."""
    reach = bindparam("reach", type_=Integer())
    return _numbers(_lists(held, key), reach, *_narrowed(narrowed), in_order=True)


def _lists(held: Held, key: str) -> Sequence[Queue]:
    return [_queue(agency, key) for agency in split(held)]


def _queue(held: Held, key: str) -> Queue:
    return next(queue for queue in lists_of(held) if queue.key == key)


def _narrowed(wanted: Narrowing) -> list[ColumnElement[bool]]:
    place = func.coalesce(Dossier.agency_code, Dossier.onestop_code)
    columns = (
        (Dossier.procedure_code, wanted.procedure), (place, wanted.agency), (Dossier.channel, wanted.channel),
        (Dossier.state, wanted.state),
    )  # fmt: skip
    return [column == value for column, value in columns if value]


def _listed() -> Select[Any]:
    """Return the columns a list shows: no answers, nothing of what the procedure says."""
    columns: list[Any] = [
        Dossier.id, Dossier.version, Dossier.code, Dossier.owner_name, Dossier.procedure_code, Dossier.channel,
        Dossier.state, Dossier.submitted_at, Dossier.first_answer_due_at, Dossier.promised_at, Dossier.answer_by,
        func.coalesce(Dossier.agency_code, Dossier.onestop_code).label("place"), Officer.full_name.label("holder_name"),
        Dossier.unread_at,
    ]  # fmt: skip
    return select(*columns).select_from(Dossier).join(Officer, Officer.id == Dossier.holder_id, isouter=True)


def next_in(session: Session, queues: Queues, key: str, dossier: Dossier, narrowed: Narrowing) -> int | None:
    """Return the dossier after this one in the list, None at its end; the first when this one has left it."""
    ids = session.scalars(_first_of(queues.held, key, narrowed), {**queues.given, "reach": MOST_COUNTED}).all()
    after = ids[ids.index(dossier.id) + 1 :] if dossier.id in ids else ids
    return after[0] if after else None
