"""An agency may sign with another sign than the first letters of its name"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one; every agency keeps the sign it had."""
    op.add_column("agency", sa.Column("sign", sa.Text(), nullable=False, server_default=""))
