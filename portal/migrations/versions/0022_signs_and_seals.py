"""An agency may sign with another sign than the first letters of its name; a slip may be kept with a digital seal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one; every agency keeps the sign it had, no slip is sealed."""
    op.add_column("agency", sa.Column("sign", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("lacks_seal", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f("fk_slip_file_id_stored_file"), "stored_file", ["file_id"], ["id"])
