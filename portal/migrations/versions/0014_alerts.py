"""Deadlines that somebody was told of; where an officer's digest goes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = (
    "kind IN ('first_answer_soon', 'first_answer_late', 'leg_soon', 'leg_late', 'promise_soon', 'promise_late', "
    "'answer_soon')"
)


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "dossier_alert",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", database.Instant(timezone=True), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_dossier_alert_kind")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_alert_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_alert")),
        sa.UniqueConstraint("dossier_id", "kind", "due_at", name=op.f("uq_dossier_alert_dossier_id_kind_due_at")),
    )
    with op.batch_alter_table("dossier_alert", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_alert_agency", ["agency_code", "kind"], unique=False)
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.Text(), nullable=False, server_default=""))
