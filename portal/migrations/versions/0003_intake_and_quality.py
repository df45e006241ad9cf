"""Imports asked for on screen; flags of quality"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.add_column("procedure", sa.Column("quality", sa.Text(), nullable=True))
    op.add_column("procedure", sa.Column("reviewed_on", sa.Date(), nullable=True))
    op.create_table(
        "procedure_link",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("target_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_link_procedure_id_procedure")
        ),
        sa.PrimaryKeyConstraint("procedure_id", "target_code", name=op.f("pk_procedure_link")),
    )
    op.create_index(op.f("ix_procedure_link_target_code"), "procedure_link", ["target_code"])
    _create_imports()


def _create_imports() -> None:
    op.create_table(
        "import_job",
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("held_by", sa.Text(), nullable=False),
        sa.Column("held_until", database.Instant(timezone=True), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.Column("finished_at", database.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("phase IN ('check', 'load')", name=op.f("ck_import_job_phase")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_import_job_state")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_import_job_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    op.create_index("ix_import_job_waiting", "import_job", ["state", "held_until"])
    op.create_table(
        "import_row",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["import_job.id"], name=op.f("fk_import_row_job_id_import_job"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "position", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_outcome", "import_row", ["job_id", "outcome"])
