"""Files in pieces, passes for a telephone's camera, words that are still being typed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "partial_upload",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("updated_at", database.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("received_bytes BETWEEN 0 AND size_bytes", name=op.f("ck_partial_upload_received")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partial_upload")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_partial_upload_owner_key")),
    )
    with op.batch_alter_table("partial_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partial_upload_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "camera_pass",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Text(), nullable=False),
        sa.Column("supplement_id", sa.Integer(), nullable=True),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", database.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", database.Instant(timezone=True), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_camera_pass_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["supplement_id"], ["supplement.id"], name=op.f("fk_camera_pass_supplement_id_supplement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_pass")),
        sa.UniqueConstraint("name", name=op.f("uq_camera_pass_name")),
    )
    with op.batch_alter_table("camera_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_camera_pass_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "typed_page",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_from", sa.Text(), nullable=False),
        sa.Column("written_at", database.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_typed_page_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_page")),
        sa.UniqueConstraint("dossier_id", "page", name=op.f("uq_typed_page_dossier_id_page")),
    )
