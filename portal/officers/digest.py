"""What does an officer read at 7:30? One message with every deadline they should know of; nothing when there is none.

Goes to the officer's e-mail address, on working days only; the page "Nhắc việc" shows the same at any time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, time

from flask_babel import force_locale, ngettext
from sqlalchemy import Text, cast, exists, literal, select
from sqlalchemy.orm import Session

from portal.dossiers.alert_models import DossierAlert
from portal.dossiers.alert_queries import page_alerts
from portal.identity.models import Officer
from portal.kernel.clock import local
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.operations import queue
from portal.notices.rules import Reach
from portal.notices.texts import Wordings
from portal.web.formats import date_vi, long_date_vi
from portal.web.labels import alert_label
from portal.workflow.alerts import LATE
from portal.workflow.calendar import WorkingCalendar

log = logging.getLogger(__name__)

#: When the digest goes out, and until when a worker that slept still sends it.
FROM, UNTIL = time(7, 30), time(11)
#: At most so many dossiers are named; the page shows all.
MOST_NAMED = 20


def is_time(at: datetime, calendar: WorkingCalendar) -> bool:
    """Say whether the morning's digest may go out now."""
    here = local(at)
    return calendar.is_working_day(here.date()) and FROM <= here.time() < UNTIL


def queue_digests(
    session: Session, wordings: Wordings, calendar: WorkingCalendar, *, at: datetime, link: Callable[[], str]
) -> int:
    """Queue today's digest for every officer with an address and a deadline to know of; once a day each.

    Who has today's is not looked at again; one that cannot be written is logged and holds up no other.
    """
    if not is_time(at, calendar):
        return 0
    key = literal("digest:") + cast(Officer.id, Text) + literal(f":{local(at).date()}")
    has_it = exists().where(Notice.dedupe_key == key)
    readers = select(Officer.id).where(Officer.is_enabled, Officer.email != "", ~has_it).order_by(Officer.id)
    done = 0
    for number in session.scalars(readers).all():
        try:
            done += _queue_one(session, wordings, number, at, link)
        except Exception:
            log.exception("the digest of officer %s could not be written", number)
    return done


def _queue_one(session: Session, wordings: Wordings, number: int, at: datetime, link: Callable[[], str]) -> bool:
    """Write one digest; nothing is locked while looking whether there is anything to write."""
    officer, today = session.get_one(Officer, number), local(at).date()
    officer.on = today
    total, alerts = page_alerts(session, officer, at, limit=MOST_NAMED)
    if not total:
        return False
    with force_locale("vi"):
        values = {"name": officer.full_name, "date": long_date_vi(at), "lines": _lines(alerts, total), "link": link(),
                  "count": str(total)}  # fmt: skip
    to, key = Reach(email=officer.email), f"digest:{number}:{today}"
    with transaction(session):
        return queue(session, wordings, "officer_digest", to=to, values=values, key=key, at=at) is not None


def _lines(alerts: Sequence[DossierAlert], total: int) -> str:
    """Write a line a dossier, what is late first."""
    ordered = sorted(alerts, key=lambda alert: (alert.kind not in LATE, alert.due_at))
    lines = [
        f"- {alert.dossier.code}: {alert_label(alert.kind)}, {date_vi(alert.due_at)} ({alert.dossier.record.title})"
        for alert in ordered
    ]
    if more := total - len(lines):
        lines.append(ngettext("and %(n)s more deadline", "and %(n)s more deadlines", more, n=more))
    return "\n".join(lines)
