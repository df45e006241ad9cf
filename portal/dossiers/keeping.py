"""How long is a draft kept? Thirty days after the last word; reminded of once, announced before it goes, then removed.

A reminder works only while something can still be done (ux 4), so there is one, after three days: also where another
procedure has taken the place of a retired one, for the draft can be sent as that. Who has just been told that the
procedure ends (`ending`) needs no second message.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, cast, exists, literal, select
from sqlalchemy.orm import Session

from portal.catalogue.draft_queries import find_successor
from portal.catalogue.models import Procedure
from portal.dossiers.models import Dossier
from portal.dossiers.operations import delete_draft
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.notices.operations import queue
from portal.notices.texts import Wordings
from portal.storage.store import Store
from portal.workflow.states import State

log = logging.getLogger(__name__)

REMIND_AFTER, WARN_BEFORE = timedelta(days=3), timedelta(days=5)
_AT_A_TIME = 200
#: What a counter has begun, its office goes on with.
TYPED_BY_OWNER = Dossier.channel == "online"
#: Name of the message that the procedure ends.
ENDS = "ends"


def remind_of_drafts(session: Session, wordings: Wordings, *, link: Callable[[Dossier], str], at: datetime) -> int:
    """Write what is due about drafts: once that one waits, and once before each end; return how many messages.

    One that cannot be written holds up no other.
    """
    today, since = local_date(at), at - REMIND_AFTER
    idle = (
        Dossier.updated_at <= since, Dossier.expires_on > today + WARN_BEFORE, ~told("reminder"),
        ~told(ENDS, Dossier.procedure_code, since=since), Dossier.procedure_code.not_in(_cannot_be_sent(session)),
    )  # fmt: skip
    ending = (
        Dossier.expires_on <= today + WARN_BEFORE,
        Dossier.expires_on >= today,
        ~told("expiring", Dossier.expires_on),
    )

    def told_as(kind: str) -> Callable[[Dossier], bool]:
        return lambda draft: _tell(session, wordings, draft, kind, link(draft), at)

    waiting = see_to(session, told_as("draft_reminder"), TYPED_BY_OWNER, *idle)
    return waiting + see_to(session, told_as("draft_expiring"), TYPED_BY_OWNER, *ending)


def remove_old_drafts(session: Session, store: Store, *, at: datetime) -> int:
    """Remove the drafts whose last day has passed; one that cannot be removed holds up no other."""

    def remove(draft: Dossier) -> bool:
        is_old = draft.expires_on < local_date(at)  # somebody may just have gone on with it
        if is_old:
            delete_draft(session, store, draft)
        return is_old

    return see_to(session, remove, Dossier.expires_on < local_date(at))


def see_to(session: Session, act: Callable[[Dossier], bool], *where: ColumnElement[bool]) -> int:
    """Do something with every draft that all this is true of, some at a time; return how many it was done with.

    Each is locked, in a transaction of its own; one that fails is logged and holds up no other.
    """
    query = select(Dossier.id).where(Dossier.state == State.DRAFT.value, *where)
    count = 0
    for number in session.scalars(query.order_by(Dossier.id).limit(_AT_A_TIME)).all():
        try:
            with transaction(session):
                draft = session.get(Dossier, number, with_for_update=True)
                if draft is not None and draft.is_draft:
                    count += act(draft)
        except Exception:
            log.exception("the draft with the number %s could not be seen to", number)
    return count


def told(name: str, *more: SQLColumnExpression[Any], since: datetime | None = None) -> ColumnElement[bool]:
    """Return whether the message of that name has been written; with `more`, of that name and these; or only `since`.

    By the draft's code, which no other draft ever has: SQLite gives the number of a removed one to the next.
    """
    key: ColumnElement[str] = literal("draft:") + Dossier.draft_code + literal(f":{name}")
    for part in more:
        key = key + literal(":") + cast(part, Text)
    written = exists().where(Notice.dedupe_key == key)
    return written if since is None else written.where(Notice.created_at > since)


def procedures_of_drafts(session: Session) -> Sequence[Procedure]:
    """Return the procedures that somebody has an open draft of."""
    codes = select(Dossier.procedure_code).where(Dossier.state == State.DRAFT.value).distinct()
    return session.scalars(select(Procedure).where(Procedure.code.in_(codes)).order_by(Procedure.code)).all()


def _cannot_be_sent(session: Session) -> list[str]:
    """Return the procedures of drafts that nobody takes any more, nor what took their place: nobody is asked to finish."""
    closed = [procedure.code for procedure in procedures_of_drafts(session) if not procedure.takes_dossiers]
    after = {code: find_successor(session, code)[1] for code in closed}
    return [code for code, successor in after.items() if successor is None or not successor.takes_dossiers]


def _tell(session: Session, wordings: Wordings, draft: Dossier, kind: str, link: str, at: datetime) -> bool:
    name, end = kind.removeprefix("draft_"), f":{draft.expires_on}" if kind == "draft_expiring" else ""
    values = {
        "code": draft.draft_code, "procedure": draft.record.title, "expires": f"{draft.expires_on:%d/%m/%Y}", "link": link,
    }  # fmt: skip
    key = f"draft:{draft.draft_code}:{name}{end}"
    return queue(session, wordings, kind, to=draft.citizen, values=values, key=key, at=at) is not None
