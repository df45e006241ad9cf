"""Alembic's door: which models, which database."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from portal import models
from portal.kernel.database import Base, prepare_engine

url = context.config.attributes["database_url"]


def run() -> None:
    """Run the migrations in one transaction."""
    engine = create_engine(url)
    prepare_engine(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
            user_module_prefix="database.",
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


assert models.ALL, "importing the models fills the metadata"
run()
