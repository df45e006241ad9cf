"""What stands on the page of a queue? Tabs with counts, the rows, and how they are narrowed; at most eight statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import render_template
from flask_login import current_user
from sqlalchemy import ColumnElement

from portal.catalogue.queries import working_calendar
from portal.dossiers.alert_queries import count_alerts
from portal.dossiers.consultation_queries import due_dates
from portal.dossiers.finding import Sought
from portal.dossiers.models import Dossier
from portal.dossiers.precheck_queries import count_asked
from portal.dossiers.queues import MOST_COUNTED, Narrowing, count_queues, page_queue, queues
from portal.kernel.errors import NotFound
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.officers.batches import BATCHES
from portal.officers.deadlines import Deadline, days_left, deadline_of
from portal.officers.desk_view import choices, keep_view, kept_view
from portal.officers.queue_forms import COLUMNS, STATES, QueueForm
from portal.officers.rules import first_queue, shown_queues
from portal.web.afterwards import afterwards
from portal.web.app_state import now, session
from portal.web.labels import CHANNELS
from portal.web.paging import paged
from portal.workflow.calendar import WorkingCalendar

PER_PAGE = 25


def queue_page(key: str, form: QueueForm, sought: Sought | None) -> str:
    """Show one queue, least working time first; "" for the first one that holds work. A search looks everywhere."""
    calendar = working_calendar(session())
    found = {q.key: q for q in queues(current_user, now(), calendar)}
    if key and key not in found:
        raise NotFound
    counts = count_queues(session(), list(found.values()), _beside())
    tabs = shown_queues(list(found), counts, _roles())
    here = key or ("all" if sought else first_queue(tabs, counts))
    procedures, agencies = choices(session(), current_user)
    narrowed, columns = _view(form, procedures, agencies)
    wanted = Narrowing() if sought and not form.loc.data else narrowed
    known = counts.get(here) if wanted.is_empty and not sought else None
    asked = partial(page_queue, session(), found[here], sought=sought, narrowed=wanted, counted=known)
    args = {"key": here, **({"q": form.text} if form.text else {})}
    paging, dossiers = paged(asked, form.page, PER_PAGE, "officers.queue", args)
    return render_template(
        "officers/queue.html", tabs=tabs, counts=counts, here=here, form=form, most=MOST_COUNTED, paging=paging,
        rows=_rows(here, dossiers, calendar), narrowed=wanted,
        procedures=procedures, agencies=agencies, columns=columns, all_columns=COLUMNS, channels=CHANNELS, states=STATES,
        alerts=counts["alerts"],
        prechecks=counts["drafts"] if current_user.can("precheck.answer") else None, batches=() if sought else BATCHES.get(here, ()), form_key=token(),
    )  # fmt: skip


def _rows(here: str, dossiers: Sequence[Dossier], calendar: WorkingCalendar) -> list[tuple[Dossier, Deadline]]:
    """Return each dossier with the deadline that counts here: of an opinion this unit is asked for, else its own."""
    asked = due_dates(session(), current_user, [one.id for one in dossiers]) if here == "consulted" else {}
    return [
        (one, days_left(asked[one.id], calendar, now()) if one.id in asked else deadline_of(one, calendar, now()))
        for one in dossiers
    ]


def _view(form: QueueForm, procedures: dict[str, str], agencies: dict[str, str]) -> tuple[Narrowing, tuple[str, ...]]:
    """Return filters and columns as just sent, which are kept for the next visit, or those of the last one."""
    if not form.loc.data:
        return kept_view(session(), current_user)
    sent, columns = form.narrowing(procedures, agencies), form.columns()
    officer_id = current_user.id

    def keep() -> None:
        with transaction(session()):
            keep_view(session(), officer_id, sent, columns)

    afterwards(keep)
    return sent, columns


def _beside() -> dict[str, ColumnElement[int]]:
    """Return what is counted beside the queues: deadlines near or over, and drafts that wait for a look."""
    return {
        "alerts": count_alerts(current_user, now()).scalar_subquery(),
        "drafts": count_asked(current_user).scalar_subquery(),
    }


def _roles() -> frozenset[str]:
    """Return the officer's roles of today, wherever they hold."""
    return frozenset(grant.role for grant in current_user.grants if grant.holds(current_user.on))
