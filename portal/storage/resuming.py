"""How does a file come in over a network that breaks? In pieces, in order; what arrived is kept until the rest does.

Pieces are raw and go nowhere: only when all are here are they put together, and then inspected like any other file.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel.database import to_change
from portal.kernel.errors import N_, Invalid, TooMany
from portal.kernel.transaction import after_commit, transaction
from portal.storage.models import PartialUpload
from portal.storage.store import Store

#: Who did not go on for a day does not go on.
KEPT = timedelta(hours=24)
#: One person's files on their way at once; a dossier has fewer papers than this.
MOST_AT_ONCE = 20
_KEY = re.compile(r"[\w.-]{8,80}", re.ASCII)


def take_piece(
    session: Session, store: Store, owner: str, key: str, piece: bytes, *, offset: int, size: int, filename: str,
    most_bytes: int, at: datetime,
) -> int:  # fmt: skip
    """Keep one piece in a transaction of its own; return how much of the file is here now, which is where to go on.

    A piece that is not the next one is not kept, whatever it claims; an empty one only asks.
    """
    if not _KEY.fullmatch(key) or size <= 0 or offset < 0:
        raise Invalid(N_("This file could not be sent. Choose it again."))
    if size > most_bytes:
        raise Invalid(N_("This file is too large. Choose a picture or PDF of up to %(mb)s MB."), mb=most_bytes >> 20)
    stored = store.put(piece) if piece else ""  # before the lock: others wait for it
    is_kept = False
    try:
        with transaction(session):
            row = find_partial(session, owner, key)
            if row is not None and row.size_bytes != size:  # made smaller in another way than before: begin anew
                drop_partial(session, store, row)
                session.flush()  # the new one has the same key
                row = None
            row = row or _begin(session, owner, key, size, filename, at)
            if offset + len(piece) > size:
                raise Invalid(N_("This file could not be sent. Choose it again."))
            if piece and row.received_bytes == offset:
                row.pieces, row.received_bytes, row.updated_at = [*row.pieces, stored], offset + len(piece), at
                is_kept = True
            return row.received_bytes
    finally:
        if stored and not is_kept:
            store.delete(stored)


def find_partial(session: Session, owner: str, key: str) -> PartialUpload | None:
    """Return a file on its way, locked where it may be changed; only its sender's."""
    mine = select(PartialUpload).where(PartialUpload.owner == owner, PartialUpload.key == key)
    return session.scalars(to_change(mine)).first()


def _begin(session: Session, owner: str, key: str, size: int, filename: str, at: datetime) -> PartialUpload:
    count = session.scalar(select(func.count()).select_from(PartialUpload).where(PartialUpload.owner == owner)) or 0
    if count >= MOST_AT_ONCE:
        raise TooMany(N_("Too many files are on their way."), again_at=at + timedelta(hours=1))
    row = PartialUpload(
        owner=owner, key=key, filename=filename, size_bytes=size, received_bytes=0, pieces=[], updated_at=at
    )
    session.add(row)
    session.flush()  # of two that begin at once one is refused here
    return row


def whole(store: Store, row: PartialUpload) -> bytes:
    """Return the file put together; raise Invalid while something is missing."""
    if row.received_bytes != row.size_bytes:
        raise Invalid(N_("Part of this file is missing. Choose it again; what arrived is kept."))
    return b"".join(store.get(key) for key in row.pieces)


def drop_partial(session: Session, store: Store, row: PartialUpload) -> None:
    """Forget a file on its way with its pieces."""
    for key in row.pieces:
        after_commit(session, partial(store.delete, key))
    session.delete(row)


def forget_abandoned(session: Session, store: Store, *, at: datetime) -> int:
    """Forget files nobody went on with for a day; return how many."""
    with transaction(session):
        rows = session.scalars(select(PartialUpload).where(PartialUpload.updated_at < at - KEPT)).all()
        for row in rows:
            drop_partial(session, store, row)
    return len(rows)
