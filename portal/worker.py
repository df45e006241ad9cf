"""What does the worker do, and how often? Each task is tried by itself; one that fails is logged, and holds up no other.

A database that starts anew, a lock that nobody gives back or one broken row must not keep codes from leaving.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, url_for

from portal.catalogue.due import publish_due
from portal.catalogue.import_jobs import work
from portal.catalogue.visit_queries import forget_old_visits
from portal.documents.desk import current_desk, draft_link
from portal.dossiers.ending import tell_of_ends
from portal.dossiers.keeping import remind_of_drafts, remove_old_drafts
from portal.dossiers.recounting import recount
from portal.dossiers.watch import watch
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.notices.channels import Channels
from portal.notices.delivering import deliver_waiting
from portal.notices.texts import Wordings
from portal.officers.digest import queue_digests
from portal.search.miss_queries import forget_old
from portal.storage.resuming import forget_abandoned
from portal.storage.store import Store
from portal.web.app_state import config, now, service, session
from portal.web.site import public_url
from portal.web.sums import calendar_words_vi

log = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ALWAYS, MINUTE, HOUR, DAY = timedelta(0), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: A task that failed is left alone for so long; a rare one is not put off for longer than a minute.
PAUSE = timedelta(seconds=10)


@dataclass
class Task:
    """Something to be done again and again; `act` returns how many it saw to."""

    name: str
    act: Callable[[], object]
    every: timedelta = ALWAYS
    next_at: datetime | None = None
    has_failed: bool = False

    def attempt(self, at: datetime) -> object:
        """Do it when its time has come; a failure is logged, and ends with this task."""
        if self.next_at is not None and at < self.next_at:
            return 0
        try:
            done = self.act()
            session().rollback()  # a session left open would hold an old snapshot
        except Exception:
            log.exception("the worker could not do this: %s", self.name)
            _begin_anew()
            self.has_failed, self.next_at = True, at + min(max(self.every, PAUSE), MINUTE)
            return 0
        self.has_failed, self.next_at = False, _next_round(at, self.every)
        return done


def _next_round(at: datetime, every: timedelta) -> datetime:
    """Return when it is to be done next: rounds follow the clock, not the start of the worker, so that 7:30 is 7:30."""
    return at + every - (at - _EPOCH) % every if every else at


def _begin_anew() -> None:
    """Leave nothing of what failed: not its transaction, nor a connection that is broken."""
    try:
        session().rollback()
    except Exception:
        session().invalidate()


def all_tasks() -> dict[str, Task]:
    """Return what the worker does, by name, in the order of a round."""
    deliver = Task("deliver", _deliver)
    tasks = (
        Task("deadlines", _watch, MINUTE),
        Task("digests", _digests, 10 * MINUTE),
        Task("tell of ends", _tell_of_ends, HOUR),
        Task("remind of drafts", _remind_of_drafts, HOUR),
        Task("remove drafts", lambda: remove_old_drafts(session(), service(Store), at=now()), HOUR),
        Task("forget", _forget, DAY),
        Task("forget pieces", lambda: forget_abandoned(session(), service(Store), at=now()), DAY),
        Task("calendar", _follow_calendar),
        deliver,
        Task("publish", lambda: publish_due(session(), at=now())),
        Task("files", lambda: work(session(), service(Store), now=now, meanwhile=lambda: deliver.attempt(now()))),
    )
    return {task.name: task for task in tasks}


def _watch() -> int:
    """Tell of deadlines, remind, stop; addresses in messages need the site's own."""
    with current_app.test_request_context(base_url=config().worker_url):
        return watch(session(), current_desk(), at=now()).total()


def _digests() -> int:
    with current_app.test_request_context(base_url=config().worker_url):
        desk = current_desk()
        return queue_digests(
            session(), desk.wordings, desk.calendar, at=now(), link=lambda: public_url() + url_for("officers.alerts")
        )


def _follow_calendar() -> object:
    """Let open dossiers follow a change of the calendar; addresses stand in the messages."""
    with current_app.test_request_context(base_url=config().worker_url):
        return recount(session(), current_desk, lambda c: calendar_words_vi(c.kind, c.day_on, c.reason), at=now())


def _tell_of_ends() -> int:
    with current_app.test_request_context(base_url=config().worker_url):
        return tell_of_ends(session(), service(Wordings), link=draft_link, at=now())


def _remind_of_drafts() -> int:
    with current_app.test_request_context(base_url=config().worker_url):
        return remind_of_drafts(session(), service(Wordings), link=draft_link, at=now())


def _forget() -> None:
    with transaction(session()):
        forget_old(session(), local_date(now()))
        forget_old_visits(session(), local_date(now()))


def _deliver() -> int:
    return deliver_waiting(session(), service(Channels), now=now)
