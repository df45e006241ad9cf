"""A counter takes in procedures without a form: revisions made for that, and papers that are not needed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_PUBLISHED = sa.text("base_id IS NULL")


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    with op.batch_alter_table("procedure_revision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("base_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_procedure_revision_base_id_procedure_revision"), "procedure_revision", ["base_id"], ["id"]
        )
        batch_op.drop_constraint(batch_op.f("uq_procedure_revision_procedure_id_number"), type_="unique")
        batch_op.create_index(batch_op.f("ix_procedure_revision_base_id"), ["base_id"])
        batch_op.create_index(
            "uq_procedure_revision_published", ["procedure_id", "number"], unique=True,
            sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED,
        )  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":  # the table was written anew, its trigger went with the old one
        op.execute(
            "CREATE TRIGGER procedure_revision_stays BEFORE UPDATE ON procedure_revision"
            " BEGIN SELECT RAISE(ABORT, 'a published revision never changes'); END"
        )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_paper_status"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_paper_status"),
            "status IN ('added', 'will_bring', 'does_not_exist', 'handed_in', 'not_needed')",
        )
