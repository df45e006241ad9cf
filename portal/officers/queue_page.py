"""What stands on the page of a queue? Tabs with counts, the rows, and how they are narrowed; at most eight statements."""

from __future__ import annotations

from functools import partial

from flask import render_template
from flask_login import current_user

from portal.catalogue.almanac import Almanac, almanac
from portal.dossiers.consultation_queries import due_dates
from portal.dossiers.finding import Sought
from portal.dossiers.queue_queries import (
    ALERTS,
    DRAFTS,
    EVERYTHING,
    MOST_COUNTED,
    Narrowing,
    count_queues,
    page_queue,
)
from portal.dossiers.queues import queues
from portal.identity.models import Officer
from portal.kernel.errors import NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.batches import BATCHES
from portal.officers.desk_view import keep_view, kept_view
from portal.officers.queue_forms import COLUMNS, STATES, QueueForm
from portal.officers.queue_rows import head_of, rows_of, titles
from portal.officers.rules import first_queue, shown_queues
from portal.web.afterwards import afterwards
from portal.web.app_state import now, session
from portal.web.labels import CHANNELS
from portal.web.locale import current
from portal.web.paging import paged

PER_PAGE = 25


def queue_page(key: str, form: QueueForm, sought: Sought | None) -> str:
    """Show one queue, least working time first; "" for the first one that holds work. A search looks everywhere."""
    me: Officer = current_user._get_current_object()
    book, at = almanac(session()), now()
    mine = queues(me, at, book.calendar)
    if key and key not in mine.keys:
        raise NotFound
    counts = count_queues(session(), mine)
    tabs = shown_queues(mine.keys, counts, {grant.role for grant in mine.held})
    here = key or ("all" if sought else first_queue(tabs, counts))
    agencies = {grant.agency: book.agencies[grant.agency] for grant in mine.held}
    narrowed, columns = _view(form, me, book, agencies)
    wanted = EVERYTHING if sought and not form.loc.data else narrowed
    known = counts.get(here) if wanted.is_empty and not sought else None
    asked = partial(page_queue, session(), mine, here, sought=sought, narrowed=wanted, counted=known)
    args = {"key": here, **({"q": form.text} if form.text else {})}
    paging, dossiers = paged(asked, form.page, PER_PAGE, "officers.queue", args)
    opinions = due_dates(session(), mine.held, [one.id for one in dossiers]) if here == "consulted" else {}
    batches = () if sought else BATCHES.get(here, ())
    return render_template(
        "officers/queue.html", tabs=tabs, counts=counts, here=here, form=form, most=MOST_COUNTED, paging=paging,
        head=head_of(columns),
        rows=rows_of(dossiers, columns, book, at, here=here, can_tick=bool(batches), asked=opinions),
        narrowed=wanted, filters="" if form.text else _filters(book, here, wanted, columns, agencies), batches=batches,
        alerts=counts[ALERTS], prechecks=counts[DRAFTS] if me.can("precheck.answer") else None, form_key=token(),
    )  # fmt: skip


def _filters(book: Almanac, here: str, narrowed: Narrowing, columns: tuple[str, ...], agencies: dict[str, str]) -> str:
    """Return the form that narrows the list: the same for all with the same agencies who look at it in the same way."""
    return book.draw(
        ("officers.queue", current(), here, narrowed, columns, tuple(agencies)),
        lambda: render_template(
            "officers/_queue_filter.html", here=here, narrowed=narrowed, procedures=book.taken, agencies=agencies,
            columns=columns, column_names=titles(), all_columns=COLUMNS, channels=CHANNELS, states=STATES,
        ),
    )  # fmt: skip


def _view(form: QueueForm, me: Officer, book: Almanac, agencies: dict[str, str]) -> tuple[Narrowing, tuple[str, ...]]:
    """Return filters and columns as just sent, which are kept for the next visit, or those of the last one."""
    if not form.loc.data:
        return kept_view(session(), me, book.taken, agencies)
    sent, columns = form.narrowing(book.taken, agencies), form.columns()
    officer_id = me.id

    def keep() -> None:
        with transaction(session()):
            keep_view(session(), officer_id, sent, columns)

    afterwards(keep)
    return sent, columns
