"""What is brought to a counter for a supplement; agencies that are asked for their opinion; slips"""

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
    _consultations()
    _alerts()
    _corrections()


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


def _consultations() -> None:
    at = database.Instant(timezone=True)
    op.create_table(
        "consultation",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("asking_code", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", at, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("due_at", at, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_file_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", at, nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("noted_at", at, nullable=True),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", at, nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'answered', 'withdrawn')", name=op.f("ck_consultation_state")),
        sa.CheckConstraint(
            "state != 'answered' OR answered_at IS NOT NULL", name=op.f("ck_consultation_answered_has_date")
        ),
        sa.CheckConstraint(
            "state != 'withdrawn' OR withdrawn_at IS NOT NULL", name=op.f("ck_consultation_withdrawn_has_date")
        ),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_consultation_agency_code_agency")),
        sa.ForeignKeyConstraint(["asking_code"], ["agency.code"], name=op.f("fk_consultation_asking_code_agency")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["officer.id"], name=op.f("fk_consultation_asked_by_id_officer")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_consultation_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["answer_file_id"], ["stored_file.id"], name=op.f("fk_consultation_answer_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("form_key", name=op.f("uq_consultation_form_key")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index("ix_consultation_agency", ["agency_code", "state", "due_at"], unique=False)
        batch_op.create_index("ix_consultation_due", ["state", "due_at"], unique=False)


def _alerts() -> None:
    with op.batch_alter_table("dossier_alert", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_dossier_alert_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_dossier_alert_kind"),
            "kind IN ('first_answer_soon', 'first_answer_late', 'leg_soon', 'leg_late', 'promise_soon', 'promise_late', "
            "'answer_soon', 'consultation_soon', 'consultation_late')",
        )
        batch_op.drop_constraint(op.f("uq_dossier_alert_dossier_id_kind_due_at"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_dossier_alert_dossier_id_kind_due_at_agency_code"),
            ["dossier_id", "kind", "due_at", "agency_code"],
        )


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("before_text", sa.Text(), nullable=False),
        sa.Column("after_text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_at", database.Instant(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("decided_at", database.Instant(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_correction_state")),
        sa.CheckConstraint("state = 'open' OR decided_at IS NOT NULL", name=op.f("ck_correction_decided_has_date")),
        sa.CheckConstraint("via IN ('', 'signed_in', 'counter', 'officer')", name=op.f("ck_correction_via")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_correction_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["officer.id"], name=op.f("fk_correction_proposed_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("form_key", name=op.f("uq_correction_form_key")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_dossier_id"), ["dossier_id"], unique=False)
