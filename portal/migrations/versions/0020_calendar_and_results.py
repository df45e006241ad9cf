"""Changes of the working calendar are noted, a day can be taken away again; results have numbers of their own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "calendar_change",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("last_dossier_id", sa.Integer(), nullable=False),
        sa.Column("finished_at", database.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('day_off', 'day_worked', 'day_removed', 'hours')", name=op.f("ck_calendar_change_kind")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_calendar_change_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_change")),
    )
    with op.batch_alter_table("calendar_change", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_change_finished", ["finished_at"], unique=False)
    op.add_column("calendar_day", sa.Column("is_removed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "result_entry",
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", database.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_result_entry_agency_code_agency")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_result_entry_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_entry")),
        sa.UniqueConstraint(
            "agency_code", "kind", "year", "number", name=op.f("uq_result_entry_agency_code_kind_year_number")
        ),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_result_entry_dossier_id")),
    )
