"""How does a database get the schema of this release? Alembic, forwards only, before any worker starts.

Alembic is loaded only when there is something to upgrade: it is slow to load, and every web process asks
whether the schema is current.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(database_url: str) -> AlembicConfig:
    """Return Alembic's settings for a database."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["database_url"] = database_url
    return settings


def upgrade(database_url: str) -> None:
    """Bring the schema up to date; SQLite is switched to write-ahead logging here, while nobody else is there."""
    engine = create_engine(database_url)
    try:
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        if not is_current(engine):
            from alembic import command

            command.upgrade(alembic_config(database_url), "head")
    finally:
        engine.dispose()


def head() -> str:
    """Return the newest revision. Migrations are numbered files, each named by its revision: 0001_….py."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def is_current(engine: Engine) -> bool:
    """Say whether the database has the schema of this release."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == head())
