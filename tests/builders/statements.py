"""How many SQL statements does something cost?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from portal.web.app_state import db

#: What opens and closes a transaction, and what the driver asks by itself, is not counted.
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SHOW", "SELECT pg_catalog", "SELECT CAST")


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """Collect the statements sent to the database inside the block."""
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        if not statement.lstrip().startswith(_NOT_COUNTED):
            found.append(" ".join(statement.split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
