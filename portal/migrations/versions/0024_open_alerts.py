"""Deadlines told of dossiers that have ended stand apart; so do opinions nobody has noted, and papers to be sent on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ENDS = "('returned', 'not_accepted', 'refused', 'stopped', 'withdrawn')"
_HERE = sa.text("supplement_id IS NOT NULL AND arrived_at IS NULL AND returned_at IS NULL")
_UNREAD = sa.text("state = 'answered' AND noted_at IS NULL")


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.add_column("dossier_alert", sa.Column("is_over", sa.Boolean(), nullable=False, server_default=sa.false()))
    over = sa.true().compile(dialect=op.get_bind().dialect)
    op.execute(
        f"UPDATE dossier_alert SET is_over = {over} WHERE dossier_id IN (SELECT id FROM dossier WHERE state IN {_ENDS})"
    )
    op.drop_index("ix_dossier_alert_agency", table_name="dossier_alert")
    op.create_index(
        "ix_dossier_alert_open", "dossier_alert", ["agency_code", "kind"], sqlite_where=sa.text("is_over = 0"),
        postgresql_where=sa.text("NOT is_over"),
    )  # fmt: skip
    op.create_index(
        "ix_consultation_unread", "consultation", ["dossier_id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD
    )
    op.create_index("ix_handed_paper_here", "handed_paper", ["agency_code"], sqlite_where=_HERE, postgresql_where=_HERE)
