"""Indexes at which lists of work begin: what lies on desks, what nobody has received, read or decided"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_LYING = "state IN ('accepted', 'processing', 'awaiting_payment', 'awaiting_signature')"
#: Index, table, columns, and the rows it holds.
_INDEXES = (
    ("ix_dossier_sent_lying", "dossier", ["onestop_code", "promised_at"], _LYING),
    ("ix_leg_waiting", "leg", ["dossier_id"], "finished_at IS NULL AND received_at IS NULL"),
    ("ix_dossier_message_waiting", "dossier_message", ["dossier_id"], "by_kind = 'citizen' AND read_at IS NULL"),
    ("ix_supplement_proposed", "supplement", ["dossier_id"], "state = 'proposed'"),
)


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_index("ix_dossier_sent", "dossier", ["onestop_code", "submitted_at"])
    op.create_index(
        "ix_dossier_lying", "dossier", ["agency_code", "promised_at"], sqlite_where=sa.text(_LYING),
        postgresql_where=sa.text(_LYING), postgresql_include=["state", "supplemented_at", "id"],
    )  # fmt: skip
    for name, table, columns, rows in _INDEXES:
        op.create_index(name, table, columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
    if op.get_bind().dialect.name == "postgresql":
        # how states and agencies go together: few dossiers of an office are open, and nearly all that lie there are
        op.execute("CREATE STATISTICS dossier_desks (mcv) ON state, agency_code FROM dossier")
        op.execute("ALTER STATISTICS dossier_desks SET STATISTICS 1000")
