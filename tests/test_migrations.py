"""The schema: migrations give what the models say, on an empty database and on one in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, Engine, create_engine, func, select, text
from sqlalchemy.orm import Session

from portal import models
from portal.catalogue.models import Procedure
from portal.dossiers.models import Dossier
from portal.kernel.database import Base
from portal.migrate import alembic_config, head, is_current, upgrade
from tests.builders.dossiers import a_returned_dossier


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[object]:
    """Return what Alembic would still change to come to the models."""
    assert models.ALL
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@pytest.mark.empty_database
def test_an_empty_database_gets_the_schema_of_the_models(engine: Engine) -> None:
    assert is_current(engine)
    assert differences(engine) == []


def test_a_database_in_use_has_the_schema_of_the_models_and_keeps_its_rows(
    app: Flask, session: Session, engine: Engine, database_url: str
) -> None:
    dossier = a_returned_dossier(session)
    before = rows(session)
    upgrade(database_url)
    session.rollback()
    assert rows(session) == before
    assert differences(engine) == []
    assert dossier.record.code == "1.013831"


def rows(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(kind)) for kind in (Dossier, Procedure)]


@pytest.mark.empty_database
def test_check_constraints_are_those_of_the_models(engine: Engine) -> None:
    """Alembic does not compare them: names are compared here, and on SQLite, which keeps the words, the conditions."""
    query = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT 'CONSTRAINT ' || conname || ' CHECK' FROM pg_constraint WHERE contype = 'c'",
    }[engine.dialect.name]
    with engine.connect() as connection:
        there = " ".join(" ".join(str(row[0]).split()) for row in connection.execute(text(query)))
    wanted = [c for table in Base.metadata.tables.values() for c in table.constraints if isinstance(c, CheckConstraint)]
    assert len(wanted) > 5
    for check in wanted:
        name = str(check.name).removeprefix(f"ck_{check.table.name}_")
        condition = f" ({' '.join(str(check.sqltext).split())})" if engine.dialect.name == "sqlite" else ""
        assert f"CONSTRAINT ck_{check.table.name}_{name} CHECK{condition}" in there


@pytest.mark.empty_database
def test_a_database_without_schema_is_not_current(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert not is_current(engine)


@pytest.mark.empty_database
def test_an_older_schema_is_not_current(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not is_current(engine)


@pytest.mark.empty_database
def test_upgrading_twice_changes_nothing(database_url: str, engine: Engine) -> None:
    command.upgrade(alembic_config(database_url), "head")
    upgrade(database_url)
    assert is_current(engine)


def test_the_newest_file_is_alembics_head() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert scripts.get_heads() == [head()]
    assert all(script.path.rpartition("/")[2].startswith(f"{script.revision}_") for script in scripts.walk_revisions())


@pytest.mark.empty_database
def test_sqlite_reads_while_it_writes(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_sqlite_holds_to_foreign_keys(app: Flask, session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    assert session.scalar(text("PRAGMA foreign_keys")) == 1
    assert session.scalar(text("PRAGMA busy_timeout")) == 15_000
