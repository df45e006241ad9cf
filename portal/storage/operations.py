"""How does a file come in and go? Inspected first; bytes and row appear together or not at all."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from hashlib import sha256

from sqlalchemy.orm import Session

from portal.kernel.text import nfc, strip_controls
from portal.kernel.transaction import after_commit, after_rollback
from portal.storage.inspect import Inspected
from portal.storage.models import StoredFile
from portal.storage.store import Store


def keep(session: Session, store: Store, file: Inspected, *, filename: str, at: datetime) -> StoredFile:
    """Keep an inspected file; its bytes are deleted again if the transaction is given up."""
    key = store.put(file.content)
    after_rollback(session, lambda: store.delete(key))
    preview_key = store.put(file.preview) if file.preview else ""
    if preview_key:
        after_rollback(session, lambda: store.delete(preview_key))
    row = StoredFile(
        key=key, preview_key=preview_key, filename=shown_name(filename, file.extension), media_type=file.media_type,
        size_bytes=len(file.content), sha256=sha256(file.content).hexdigest(), created_at=at,
        scanned_at=at if file.is_scanned else None,
    )  # fmt: skip
    session.add(row)
    return row


def discard(session: Session, store: Store, file: StoredFile) -> None:
    """Remove the row now, the bytes once that is certain."""
    keys = [key for key in (file.key, file.preview_key) if key]
    session.delete(file)
    for key in keys:
        after_commit(session, partial(store.delete, key))


def shown_name(filename: str, extension: str) -> str:
    """Return a harmless name to show: no path, no control character, the extension of what it really is."""
    bare = strip_controls(nfc(filename)).replace("\\", "/").rpartition("/")[2].strip(". ")
    stem = bare.rpartition(".")[0] or bare
    return f"{stem[:80] or 'tep'}.{extension}"
