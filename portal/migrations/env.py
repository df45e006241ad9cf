"""Alembic's door: which models, which database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, event

from portal import models
from portal.kernel.database import Base, prepare_engine, writes

url = context.config.attributes["database_url"]


def run() -> None:
    """Run the migrations in one transaction."""
    engine = create_engine(url)
    prepare_engine(engine)
    if engine.dialect.name == "sqlite":
        # A table that is made anew is dropped in between, while others point to it; SQLite would not let it go.
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys = OFF"))
    with writes(), engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
            user_module_prefix="database.",
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
            if engine.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("a row points to nothing: the schema stays as it was")
    engine.dispose()


assert models.ALL, "importing the models fills the metadata"
run()
