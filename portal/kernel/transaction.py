"""Who commits? Only `transaction()`. Effects (deliver, move files, reindex) run after it, never inside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from portal.kernel.database import writes

log = logging.getLogger(__name__)

Effect = Callable[[], None]


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Commit everything done inside the block, or nothing; then run the effects that waited for it.

    What was read before is read again inside. On SQLite that happens under the one write lock; on PostgreSQL nothing is
    locked by this: who decides by a row locks it first (a dossier: `dossiers.locking`). Blocks do not nest.
    """
    if "after_commit" in session.info:
        raise RuntimeError("transactions do not nest")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside a transaction")
    session.rollback()
    effects: list[Effect] = []
    undo: list[Effect] = []
    session.info["after_commit"], session.info["after_rollback"], session.info["locked"] = effects, undo, set()
    try:
        with writes():
            yield session
            session.commit()
    except BaseException:
        session.rollback()
        _run(undo)
        raise
    finally:
        del session.info["after_commit"], session.info["after_rollback"], session.info["locked"]
    _run(effects)


def after_commit(session: Session, effect: Effect) -> None:
    """Run `effect` once the open transaction has been committed; a failing effect is logged, not shown."""
    session.info["after_commit"].append(effect)


def after_rollback(session: Session, effect: Effect) -> None:
    """Run `effect` if the open transaction is given up (to delete bytes that were written ahead)."""
    session.info["after_rollback"].append(effect)


def locked(session: Session) -> set[object]:
    """Return what the open transaction has locked so far; whoever locks a row notes it here, and asks but once."""
    held: set[object] = session.info["locked"]
    return held


def _run(effects: list[Effect]) -> None:
    for effect in effects:
        try:
            effect()
        except Exception:
            log.exception("an effect after the transaction failed")
