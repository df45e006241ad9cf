"""The words of the search as content; what people searched for and did not find, counted by day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "search_words",
        sa.Column("catalog_key", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("mean", sa.Text(), nullable=False),
        sa.Column("procedures", sa.JSON(), nullable=False),
        sa.Column("is_edited", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", database.Instant(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('synonym', 'alike', 'abbreviation', 'intent', 'stop')", name=op.f("ck_search_words_kind")
        ),
        sa.CheckConstraint(
            "intent IN ('', 'fee', 'time', 'place', 'papers', 'track')", name=op.f("ck_search_words_intent")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_words")),
        sa.UniqueConstraint("catalog_key", name=op.f("uq_search_words_catalog_key")),
    )
    with op.batch_alter_table("search_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_words_kind"), ["kind"], unique=False)
    op.create_table(
        "search_miss",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_search_miss_count")),
        sa.PrimaryKeyConstraint("text", "seen_on", name=op.f("pk_search_miss")),
    )
    with op.batch_alter_table("search_miss", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_miss_seen_on"), ["seen_on"], unique=False)
    op.create_table(
        "search_miss_ignored",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ignored_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("text", name=op.f("pk_search_miss_ignored")),
    )
