"""Filing for somebody else with the owner's consent; looking at a draft before it is sent; digital teams"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    op.create_table(
        "digital_team_member",
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("added_at", database.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", database.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_code"], ["agency.code"], name=op.f("fk_digital_team_member_agency_code_agency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digital_team_member")),
    )
    with op.batch_alter_table("digital_team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digital_team_member_agency_code"), ["agency_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_digital_team_member_phone"), ["phone"], unique=False)

    op.create_table(
        "consent",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("helper_name", sa.Text(), nullable=False),
        sa.Column("helper_phone", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("owner_phone", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("sees_after", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", database.Instant(timezone=True), nullable=True),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("code_expires_at", database.Instant(timezone=True), nullable=True),
        sa.Column("attempts_left", sa.Integer(), nullable=False),
        sa.Column("given_at", database.Instant(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", database.Instant(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("ended_at", database.Instant(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("way IN ('', 'code', 'slip')", name=op.f("ck_consent_way")),
        sa.CheckConstraint("way = '' OR given_at IS NOT NULL", name=op.f("ck_consent_given_has_date")),
        sa.CheckConstraint("way != 'slip' OR file_id IS NOT NULL", name=op.f("ck_consent_slip_has_file")),
        sa.CheckConstraint("helper_id IS NOT NULL OR officer_id IS NOT NULL", name=op.f("ck_consent_somebody_helps")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_consent_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_consent_file_id_stored_file")),
        sa.ForeignKeyConstraint(["helper_id"], ["citizen.id"], name=op.f("fk_consent_helper_id_citizen")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_consent_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_consent_dossier_id")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_helper_id"), ["helper_id"], unique=False)

    op.create_table(
        "precheck",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("field_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", database.Instant(timezone=True), nullable=False),
        sa.Column("due_at", database.Instant(timezone=True), nullable=False),
        sa.Column("looks_good", sa.Boolean(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_at", database.Instant(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("ended_at", database.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'answered', 'taken_back', 'closed')", name=op.f("ck_precheck_state")),
        sa.CheckConstraint(
            "state != 'answered' OR answered_at IS NOT NULL", name=op.f("ck_precheck_answered_has_date")
        ),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_precheck_agency_code_agency")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["officer.id"], name=op.f("fk_precheck_answered_by_id_officer")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_precheck_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precheck")),
    )
    with op.batch_alter_table("precheck", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_precheck_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index("ix_precheck_queue", ["state", "agency_code", "due_at"], unique=False)
