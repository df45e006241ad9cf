"""Which bytes does a slip have? Set from its facts each time, or, where the organisation seals, the PDF that was sealed when it was issued."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.models import Slip
from portal.documents.render import render
from portal.dossiers.desk import Desk, Follower
from portal.dossiers.models import Dossier, DossierEvent
from portal.storage.inspect import Inspected
from portal.storage.operations import keep
from portal.storage.seal import Seal, SealBroken
from portal.storage.store import Store

log = logging.getLogger(__name__)


def sealing(seal: Seal, store: Store) -> tuple[Follower, ...]:
    """Return what follows a move that issued a slip, where the organisation seals."""
    return (partial(_seal_slip, seal, store),) if seal.is_set else ()


def _seal_slip(seal: Seal, store: Store, session: Session, dossier: Dossier, event: DossierEvent, desk: Desk) -> None:
    """Keep the sealed slip of a move. Nobody waits for a seal that is broken: the slip leaves without, and is marked."""
    session.flush()  # the slip was issued by the follower before
    for slip in session.scalars(select(Slip).where(Slip.event_id == event.id)):
        seal_slip(session, store, seal, slip, at=event.at)


def seal_slip(session: Session, store: Store, seal: Seal, slip: Slip, *, at: datetime) -> None:
    """Seal one slip, or mark it as left without."""
    try:
        content = seal.put_on(render(slip.paper), at)
    except SealBroken as error:
        log.error("slip %s leaves without the seal: %s", slip.id, error)
        slip.lacks_seal = True
        return
    made = Inspected(content, "application/pdf", "pdf", b"")
    slip.file = keep(session, store, made, filename=f"{slip.kind}.pdf", at=at)


def issued_pdf(store: Store, slip: Slip) -> bytes:
    """Return a slip exactly as it was issued."""
    return store.get(slip.file.key) if slip.file is not None else render(slip.paper)
