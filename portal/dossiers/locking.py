"""Who may change a dossier now? Whoever holds its row; everybody else waits, and then reads what has become of it."""

from __future__ import annotations

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.errors import N_, InvalidMove, NotFound
from portal.kernel.transaction import locked


def lock(session: Session, dossier: Dossier) -> None:
    """Keep others from the dossier until the transaction ends, and read it again; once, nobody changes it after that.

    What is changed so far is written first. Raises NotFound for a draft that was removed meanwhile.
    """
    session.flush()  # reading again would forget it, and of two rows with one key the old one must go first
    if dossier in locked(session):
        return
    (number,) = inspect(dossier).identity or (None,)
    # by itself: what is joined to a row that one waits for is not read again
    if session.scalar(select(Dossier.id).where(Dossier.id == number).with_for_update()) is None:
        raise NotFound(N_("This draft has been removed meanwhile."))
    session.refresh(dossier)
    locked(session).add(dossier)


def lock_draft(session: Session, draft: Dossier) -> None:
    """Lock what is still a draft; raises InvalidMove for what was sent meanwhile."""
    lock(session, draft)
    must_be_draft(draft)


def must_be_draft(draft: Dossier) -> None:
    """Raise InvalidMove for what has been sent."""
    if not draft.is_draft:
        raise InvalidMove(N_("This dossier has been sent already; it can no longer be changed here."))
