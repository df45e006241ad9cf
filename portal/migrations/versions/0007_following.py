"""Supplement requests and what was given; messages, notes, ratings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "dossier_message",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by_kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", database.Instant(timezone=True), nullable=True),
        sa.Column("read_by", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("by_kind IN ('citizen', 'officer')", name=op.f("ck_dossier_message_by_kind")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_message_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_message")),
        sa.UniqueConstraint("form_key", name=op.f("uq_dossier_message_form_key")),
    )
    with op.batch_alter_table("dossier_message", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_message_unread", ["dossier_id", "by_kind", "read_at"], unique=False)

    op.create_table(
        "internal_note",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_internal_note_by_id_officer")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_internal_note_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_note")),
        sa.UniqueConstraint("form_key", name=op.f("uq_internal_note_form_key")),
    )
    with op.batch_alter_table("internal_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_internal_note_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('very_satisfied', 'satisfied', 'not_satisfied')", name=op.f("ck_rating_level")),
        sa.CheckConstraint("via IN ('signed_in', 'tracking')", name=op.f("ck_rating_via")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_rating_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_rating_dossier_id")),
    )
    op.create_table(
        "supplement",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer_by", database.Instant(timezone=True), nullable=False),
        sa.Column("asked_at", database.Instant(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("why_again", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_at", database.Instant(timezone=True), nullable=True),
        sa.Column("answered_at", database.Instant(timezone=True), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state != 'answered' OR answered_at IS NOT NULL", name=op.f("ck_supplement_answered_has_date")
        ),
        sa.CheckConstraint("state IN ('proposed', 'declined', 'open', 'answered')", name=op.f("ck_supplement_state")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["officer.id"], name=op.f("fk_supplement_asked_by_id_officer")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_supplement_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_supplement_dossier_id_number")),
        sa.UniqueConstraint("form_key", name=op.f("uq_supplement_form_key")),
    )
    op.create_table(
        "message_file",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_message_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["dossier_message.id"], name=op.f("fk_message_file_message_id_dossier_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_file")),
    )
    with op.batch_alter_table("message_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_file_message_id"), ["message_id"], unique=False)

    op.create_table(
        "supplement_item",
        sa.Column("supplement_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("not_had", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('paper', 'answer')", name=op.f("ck_supplement_item_kind")),
        sa.ForeignKeyConstraint(
            ["supplement_id"], ["supplement.id"], name=op.f("fk_supplement_item_supplement_id_supplement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_item")),
        sa.UniqueConstraint("supplement_id", "kind", "ref", name=op.f("uq_supplement_item_supplement_id_kind_ref")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("complete_at", database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("supplemented_at", database.Instant(timezone=True), nullable=True))

    with op.batch_alter_table("paper_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standing", sa.Text(), nullable=False, server_default="current"))
        batch_op.add_column(sa.Column("supplement_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaced_at", database.Instant(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_paper_file_supplement_id_supplement"), "supplement", ["supplement_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_paper_file_standing"), "standing IN ('current', 'waiting', 'replaced')"
        )

    op.execute("UPDATE dossier SET complete_at = accepted_at")
