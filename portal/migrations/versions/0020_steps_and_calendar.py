"""Changes of the working calendar are noted, and a day can be taken away again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0020"
down_revision = "0017"
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
