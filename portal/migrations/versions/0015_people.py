"""Accounts of officers: where they are kept, their history, substitutes, second factor"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from portal.kernel import database
from portal.kernel.text import fold

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    _add_tables()
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agency_code", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("second_factor_at", database.Instant(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_officer_agency_code"), ["agency_code"], unique=False)
    with op.batch_alter_table("officer_role", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_officer_role_officer_id_role_agency_code_field_code"), type_="unique")
        batch_op.add_column(sa.Column("substitution_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_officer_role_substitution_id_substitution"), "substitution", ["substitution_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_officer_role_substitution_id"), ["substitution_id"], unique=False)
    own = sa.text("substitution_id IS NULL")
    op.create_index(
        "uq_officer_role_own", "officer_role", ["officer_id", "role", "agency_code", "field_code"], unique=True,
        sqlite_where=own, postgresql_where=own,
    )  # fmt: skip
    _fill()


def _add_tables() -> None:
    op.create_table(
        "officer_event",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        *_of_officer("officer_event", "by_id", "officer_id"),
    )
    op.create_table(
        "substitution",
        sa.Column("away_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("named_at", database.Instant(timezone=True), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=False),
        sa.Column("ended_at", database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_substitution_days")),
        sa.CheckConstraint("away_id <> substitute_id", name=op.f("ck_substitution_two_people")),
        *_of_officer("substitution", "away_id", "substitute_id"),
    )
    op.create_table(
        "second_factor",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("confirmed_at", database.Instant(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_second_factor_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", database.Instant(timezone=True), nullable=True),
        *_of_officer("recovery_code", "officer_id"),
    )
    op.create_table(
        "trusted_device",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", database.Instant(timezone=True), nullable=False),
        sa.UniqueConstraint("token_hash", name=op.f("uq_trusted_device_token_hash")),
        *_of_officer("trusted_device", "officer_id"),
    )
    for table, column in (("officer_event", "officer_id"), ("substitution", "away_id"), ("substitution", "substitute_id"),
                          ("recovery_code", "officer_id"), ("trusted_device", "officer_id")):  # fmt: skip
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _of_officer(table: str, *columns: str) -> tuple[SchemaItem, ...]:
    """Return the number of a row and its references to officers."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.ForeignKeyConstraint([c], ["officer.id"], name=op.f(f"fk_{table}_{c}_officer")) for c in columns),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _fill() -> None:
    """Say of those who are there already where they are kept, and what a search compares."""
    connection = op.get_bind()
    connection.execute(sa.text(
        "UPDATE officer SET agency_code = COALESCE((SELECT MIN(agency_code) FROM officer_role "
        "WHERE officer_role.officer_id = officer.id), '')"
    ))  # fmt: skip
    for number, *texts in connection.execute(
        sa.text("SELECT id, full_name, username, title, email FROM officer")
    ).all():
        values = {"folded": fold(" ".join(texts)), "id": number}
        connection.execute(sa.text("UPDATE officer SET folded = :folded WHERE id = :id"), values)
