"""How often procedures are opened, counted by day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "procedure_visit",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_procedure_visit_count")),
        sa.PrimaryKeyConstraint("code", "seen_on", name=op.f("pk_procedure_visit")),
    )
    with op.batch_alter_table("procedure_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_visit_seen_on"), ["seen_on"], unique=False)
