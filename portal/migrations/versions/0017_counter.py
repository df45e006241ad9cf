"""Papers handed in as objects, and people known by the number of their card"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "handed_paper",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("component_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("supplement_id", sa.Integer(), nullable=True),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("received_at", database.Instant(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("returned_at", database.Instant(timezone=True), nullable=True),
        sa.Column("returned_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_handed_paper_agency_code_agency")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_handed_paper_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["supplement_id"], ["supplement.id"], name=op.f("fk_handed_paper_supplement_id_supplement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_paper")),
    )
    with op.batch_alter_table("handed_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handed_paper_dossier_id"), ["dossier_id"], unique=False)
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_paper_status"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_paper_status"), "status IN ('added', 'will_bring', 'does_not_exist', 'handed_in')"
        )
    with op.batch_alter_table("citizen", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card_number", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_citizen_card_number"), ["card_number"], unique=False)
