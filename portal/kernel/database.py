"""How do rows live: the declarative base, its types, and how SQLite and PostgreSQL are opened.

SQLite is the embedded default. Writers begin IMMEDIATE (a deferred transaction that upgrades fails with
"locked" at once, whatever the time-out), readers begin plainly; write-ahead logging is switched on by the
migration, before any worker starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, Select, Text, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")

#: True where transactions may write; read when one begins.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writes() -> Iterator[None]:
    """Let the transactions that begin inside the block write; all others only read (`transaction()`, migrations)."""
    mark = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(mark)


def to_change(query: Select[T]) -> Select[T]:
    """Lock the rows a query finds where they may be changed; where one only reads nothing can be locked."""
    return query.with_for_update() if _writing.get() else query


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC and always read back aware (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants: they are a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the portal. Constraint names are fixed, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), dict[str, Any]: JSON(), list[Any]: JSON(), str: Text()}


class Numbered:
    """A surrogate key."""

    id: Mapped[int] = mapped_column(primary_key=True)


def prepare_engine(engine: Engine) -> None:
    """Teach a SQLite engine how this product opens connections and transactions, a PostgreSQL one not to compile."""
    if engine.dialect.name != "sqlite":
        _prepare_postgresql(engine)
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout = 15000", "foreign_keys = ON", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


#: A server that does not answer is given up before the web server gives up the worker that asks.
CONNECT_SECONDS = 10


class _Connection(psycopg.Connection[Any]):
    """A connection that ends what only read by a commit: a rollback makes the driver forget every prepared statement."""

    def rollback(self) -> None:
        """Give up what was written; end what was read."""
        only_read = self.read_only and self.info.transaction_status == TransactionStatus.INTRANS
        return self.commit() if only_read else super().rollback()


def _prepare_postgresql(engine: Engine) -> None:
    """Let nothing be written outside `transaction()`, and statements stay prepared from one request to the next.

    Switch off compiling: a page's statements end within milliseconds, compiling one takes a tenth of a second.
    """

    @event.listens_for(engine, "do_connect")
    def do_connect(dialect: object, record: object, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        return _Connection.connect(*arguments, **{"connect_timeout": CONNECT_SECONDS, **named})

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: object) -> None:
        before, connection.autocommit = connection.autocommit, True
        connection.execute("SET jit = off")
        connection.autocommit = before

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.read_only = not _writing.get()
