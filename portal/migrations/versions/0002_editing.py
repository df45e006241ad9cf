"""Editing the catalogue: drafts, who published what and why, agencies of procedures, retirement"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from portal.kernel import database
from portal.kernel.text import fold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    for name in ("name_key", "successor_code"):
        op.add_column("procedure", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("procedure", sa.Column("is_edited", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name in ("author", "reviewer", "reason"):
        op.add_column("procedure_revision", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _create_tables()
    _fill()
    _guard_revisions()


def _create_tables() -> None:
    op.create_table(
        "procedure_agency",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "agency_code", name=op.f("pk_procedure_agency")),
    )
    op.create_index(op.f("ix_procedure_agency_agency_code"), "procedure_agency", ["agency_code"])
    op.create_table(
        "procedure_event",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_event")),
    )
    op.create_index(op.f("ix_procedure_event_code"), "procedure_event", ["code"])
    texts = (
        "name",
        "field_code",
        "successor_code",
        "reason",
        "sent_back_reason",
        "reviewer",
        "changed_by",
        "last_action",
    )
    op.create_table(
        "procedure_draft",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("code", "kind", "state", *texts)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("writers", sa.JSON(), nullable=False),
        sa.Column("publish_on", sa.Date(), nullable=True),
        sa.Column("created_at", database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", database.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('content', 'retirement')", name=op.f("ck_procedure_draft_kind")),
        sa.CheckConstraint("state IN ('writing', 'in_review', 'approved')", name=op.f("ck_procedure_draft_state")),
        sa.CheckConstraint(
            "(state = 'approved') = (publish_on IS NOT NULL)", name=op.f("ck_procedure_draft_approved_has_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_procedure_draft_code")),
    )


def _fill() -> None:
    """Work out what publishing writes from now on, for everything published before."""
    here = op.get_bind()
    rows = here.execute(
        sa.text(
            "SELECT p.id, p.code, p.name, p.short_name, r.content FROM procedure p"
            " LEFT JOIN procedure_revision r ON r.id = p.revision_id"
        )
    ).all()
    keys, links = [], []
    for row in rows:
        content = json.loads(row.content) if isinstance(row.content, str) else row.content or {}
        keys.append({"n": row.id, "key": fold(f"{row.short_name or row.name} {row.name} {row.code}")})
        named = {*content.get("executing_agencies", ()), content.get("competent_agency", "")} - {""}
        links += [{"code": row.code, "agency": agency} for agency in sorted(named)]
    if keys:
        here.execute(sa.text("UPDATE procedure SET name_key = :key WHERE id = :n"), keys)
    if links:
        here.execute(sa.text("INSERT INTO procedure_agency (code, agency_code) VALUES (:code, :agency)"), links)


def _guard_revisions() -> None:
    """Refuse every update of a revision. A later migration that writes the table anew on SQLite must make this again."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER procedure_revision_stays BEFORE UPDATE ON procedure_revision"
            " BEGIN SELECT RAISE(ABORT, 'a published revision never changes'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION procedure_revision_stays() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a published revision never changes'; END $$"
    )
    op.execute(
        "CREATE TRIGGER procedure_revision_stays BEFORE UPDATE ON procedure_revision"
        " FOR EACH ROW EXECUTE FUNCTION procedure_revision_stays()"
    )
