"""Form files of papers in versions; when a file was scanned"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scanned_at", database.Instant(timezone=True), nullable=True))
    op.create_table(
        "form_file",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("component_id", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", database.Instant(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_form_file_version")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_form_file_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_file")),
        sa.UniqueConstraint("key", name=op.f("uq_form_file_key")),
        sa.UniqueConstraint("series", "version", name=op.f("uq_form_file_series_version")),
    )
    with op.batch_alter_table("form_file", schema=None) as batch_op:
        batch_op.create_index("ix_form_file_paper", ["procedure_code", "component_id"], unique=False)
