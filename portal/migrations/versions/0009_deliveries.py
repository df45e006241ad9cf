"""Every way a message goes, texts written on screen, citizens known by e-mail"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    _add_deliveries()
    _fill_deliveries()
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_waiting")
        batch_op.drop_constraint(op.f("ck_notice_status"), type_="check")
        for name in ("recipient", "status", "attempts", "next_try_at", "sent_at", "last_error"):
            batch_op.drop_column(name)
        batch_op.add_column(sa.Column("valid_until", database.Instant(timezone=True), nullable=True))
    op.create_table(
        "notice_text",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sms", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", database.Instant(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_text")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_notice_text_kind_number")),
    )
    _let_citizens_be_known_by_email()


def _add_deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", database.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", database.Instant(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel IN ('sms', 'email')", name=op.f("ck_delivery_channel")),
        sa.CheckConstraint(
            "status IN ('waiting', 'sending', 'sent', 'failed', 'unsure')", name=op.f("ck_delivery_status")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_address"), ["address"], unique=False)
        batch_op.create_index("ix_delivery_due", ["status", "next_try_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_notice_id"), ["notice_id"], unique=False)


def _fill_deliveries() -> None:
    """What was queued before goes on where it stood; all of it went to telephones."""
    op.execute(
        "INSERT INTO delivery (notice_id, channel, address, key, is_urgent, status, attempts, next_try_at, sent_at,"
        " last_error, decided_by) SELECT id, 'sms', recipient, dedupe_key || '\\:sms', kind = 'one_time_code', status,"
        " attempts, next_try_at, sent_at, last_error, '' FROM notice ORDER BY id"
    )


def _let_citizens_be_known_by_email() -> None:
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.alter_column("phone", existing_type=sa.Text(), nullable=True)
        batch_op.alter_column("email", existing_type=sa.Text(), nullable=True)
    op.execute("UPDATE citizen SET email = NULL")  # nobody could prove one before
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.create_unique_constraint(op.f("uq_citizen_email"), ["email"])
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_code_phone"))
        batch_op.alter_column("phone", new_column_name="sent_to", existing_type=sa.Text(), existing_nullable=False)
    op.create_index(op.f("ix_one_time_code_sent_to"), "one_time_code", ["sent_to"], unique=False)
