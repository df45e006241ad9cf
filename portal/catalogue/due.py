"""What is published today? The worker asks: approved changes whose day has come. Twice or by two at once changes nothing."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.draft_models import ProcedureDraft
from portal.catalogue.draft_operations import come_into_force
from portal.catalogue.models import Agency
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction

log = logging.getLogger(__name__)


def publish_due(session: Session, *, at: datetime) -> int:
    """Publish every approved change whose day has come, each in a transaction of its own; return how many.

    One that cannot be published is logged and tried again; it stops neither the others nor the worker.
    """
    due = (ProcedureDraft.state == "approved", ProcedureDraft.publish_on <= local_date(at))
    numbers = session.scalars(select(ProcedureDraft.id).where(*due).order_by(ProcedureDraft.id)).all()
    done = 0
    for number in numbers:
        mine = select(ProcedureDraft).where(ProcedureDraft.id == number, *due).with_for_update(skip_locked=True)
        try:
            with transaction(session):
                draft = session.scalars(mine).first()
                if draft is not None:
                    names = dict(session.execute(select(Agency.code, Agency.name)).all())
                    come_into_force(session, draft, agencies=names, at=at)
                    done += 1
        except Exception:
            log.exception("the change %s could not be published", number)
    return done
