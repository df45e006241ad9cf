"""Lists of work begin at indexes: what lies at an agency, messages nobody has read, papers not yet where the dossier is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_UNREAD = sa.text("unread_at IS NOT NULL")
_KEPT = sa.text("arrived_at IS NULL AND returned_at IS NULL")


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.add_column("dossier", sa.Column("unread_at", database.Instant(timezone=True), nullable=True))
    waiting = "dossier_id = dossier.id AND by_kind = 'citizen' AND read_at IS NULL"
    op.execute(
        f"UPDATE dossier SET unread_at = (SELECT min(at) FROM dossier_message WHERE {waiting}) "
        f"WHERE EXISTS (SELECT 1 FROM dossier_message WHERE {waiting})"
    )
    op.drop_index("ix_dossier_message_waiting", table_name="dossier_message")
    op.drop_index("ix_handed_paper_here", table_name="handed_paper")
    op.create_index("ix_handed_paper_here", "handed_paper", ["agency_code"], sqlite_where=_KEPT, postgresql_where=_KEPT)
    here = sa.text("agency_code IS NOT NULL")
    op.create_index(
        "ix_dossier_here", "dossier", ["agency_code"], sqlite_where=here, postgresql_where=here, postgresql_include=["id"]
    )  # fmt: skip
    op.create_index(
        "ix_dossier_unread", "dossier", ["agency_code", "onestop_code"], sqlite_where=_UNREAD, postgresql_where=_UNREAD
    )
