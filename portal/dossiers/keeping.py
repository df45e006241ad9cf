"""How long is a draft kept? Thirty days after the last word; reminded of once, announced before it goes, then removed.

A reminder works only while something can still be done (ux 4), so there is one, after three days.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, Text, cast, exists, literal, select
from sqlalchemy.orm import Session

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


def remind_of_drafts(session: Session, wordings: Wordings, *, link: Callable[[Dossier], str], at: datetime) -> int:
    """Write what is due about drafts: once that one waits, and once before each end; return how many messages.

    One that cannot be written holds up no other.
    """
    today = local_date(at)
    is_taken = (Procedure.status == "published", Procedure.is_online)  # nobody is asked to finish what cannot be sent
    idle = (
        Dossier.updated_at <= at - REMIND_AFTER, Dossier.expires_on > today + WARN_BEFORE, ~_told("reminder"),
        Dossier.procedure_code.in_(select(Procedure.code).where(*is_taken)),
    )  # fmt: skip
    ending = (
        Dossier.expires_on <= today + WARN_BEFORE,
        Dossier.expires_on >= today,
        ~_told("expiring", Dossier.expires_on),
    )
    count = 0
    typed_by_owner = Dossier.channel == "online"  # what a counter has begun, its office goes on with
    for kind, due in (("draft_reminder", idle), ("draft_expiring", ending)):
        for number in _drafts(session, typed_by_owner, *due):
            try:
                with transaction(session):
                    draft = session.get(Dossier, number)
                    if draft is not None and draft.is_draft:
                        count += _tell(session, wordings, draft, kind, link(draft), at)
            except Exception:
                log.exception("the owner of the draft with the number %s cannot be reminded", number)
    return count


def remove_old_drafts(session: Session, store: Store, *, at: datetime) -> int:
    """Remove the drafts whose last day has passed; one that cannot be removed holds up no other."""
    count = 0
    for number in _drafts(session, Dossier.expires_on < local_date(at)):
        try:
            with transaction(session):
                draft = session.get(Dossier, number, with_for_update=True)
                if draft is not None and draft.is_draft and draft.expires_on < local_date(at):
                    delete_draft(session, store, draft)
                    count += 1
        except Exception:
            log.exception("the draft with the number %s cannot be removed", number)
    return count


def _drafts(session: Session, *where: ColumnElement[bool]) -> Sequence[int]:
    query = select(Dossier.id).where(Dossier.state == State.DRAFT.value, *where)
    return session.scalars(query.order_by(Dossier.id).limit(_AT_A_TIME)).all()


def _told(name: str, *more: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Return whether the message of that name has been written; with `more`, of that name and end.

    By its code, which no other draft ever has: SQLite gives the number of a removed one to the next.
    """
    key: ColumnElement[str] = literal("draft:") + Dossier.draft_code + literal(f":{name}")
    for part in more:
        key = key + literal(":") + cast(part, Text)
    return exists().where(Notice.dedupe_key == key)


def _tell(session: Session, wordings: Wordings, draft: Dossier, kind: str, link: str, at: datetime) -> bool:
    name, end = kind.removeprefix("draft_"), f":{draft.expires_on}" if kind == "draft_expiring" else ""
    values = {
        "code": draft.draft_code, "procedure": draft.record.title, "expires": f"{draft.expires_on:%d/%m/%Y}", "link": link,
    }  # fmt: skip
    key = f"draft:{draft.draft_code}:{name}{end}"
    return queue(session, wordings, kind, to=draft.citizen, values=values, key=key, at=at) is not None
