"""What is brought to a counter for a supplement"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    _brought_to_the_counter()


def _brought_to_the_counter() -> None:
    with op.batch_alter_table("handed_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("arrived_at", database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("arrived_by", sa.Text(), nullable=False, server_default=""))
        batch_op.create_check_constraint(batch_op.f("ck_handed_paper_form"), "form IN ('', 'original', 'copy')")
    with op.batch_alter_table("supplement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.Text(), nullable=False, server_default="online"))
        batch_op.add_column(sa.Column("typed_by", sa.Text(), nullable=False, server_default="citizen"))
        batch_op.add_column(sa.Column("taken_by", sa.Text(), nullable=False, server_default=""))
        batch_op.create_check_constraint(batch_op.f("ck_supplement_channel"), "channel IN ('online', 'counter')")
