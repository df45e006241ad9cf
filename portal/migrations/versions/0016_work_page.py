"""Finding dossiers, verdicts kept as an officer goes, looks at files, completed answers, the officer's view of lists"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.identity.rules import normal_phone
from portal.kernel import database
from portal.kernel.text import fold

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

AT_ONCE = 2000


def upgrade() -> None:
    """Bring the schema from the release before to this one."""
    _keys()
    _work()
    _answers_and_views()
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_owner_key")
        batch_op.create_index("ix_dossier_office", ["onestop_code", "state", "first_answer_due_at"])
        batch_op.create_index("ix_dossier_promised", ["state", "promised_at"])
        batch_op.create_index("ix_dossier_first_answer", ["state", "first_answer_due_at"])
        batch_op.create_index("ix_dossier_submitted", ["submitted_at"])
        batch_op.create_index("ix_dossier_supplemented", ["supplemented_at"])
        batch_op.create_index("ix_dossier_holder", ["holder_id", "state"])


def _keys() -> None:
    table = op.create_table(
        "dossier_key",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('name', 'number', 'phone', 'parcel', 'code')", name=op.f("ck_dossier_key_kind")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_key_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "value", name=op.f("pk_dossier_key")),
    )
    rows: list[dict[str, Any]] = []
    for row in _found():  # the index is made afterwards: that is quicker
        rows.append(row)
        if len(rows) >= AT_ONCE:
            op.bulk_insert(table, rows)
            rows = []
    if rows:
        op.bulk_insert(table, rows)
    op.create_index("ix_dossier_key_value", "dossier_key", ["value"], postgresql_ops={"value": "text_pattern_ops"})


def _found() -> Iterator[dict[str, Any]]:
    """Yield what every sent dossier is found by, some thousand dossiers at a time."""
    dossier = sa.table(
        "dossier", sa.column("id", sa.Integer), sa.column("code", sa.Text), sa.column("answers", sa.JSON),
        sa.column("citizen_id", sa.Integer),
    )  # fmt: skip
    citizen = sa.table("citizen", sa.column("id", sa.Integer), sa.column("phone", sa.Text))
    columns = sa.select(dossier.c.id, dossier.c.code, dossier.c.answers, citizen.c.phone)
    sent = columns.join(citizen, citizen.c.id == dossier.c.citizen_id).where(dossier.c.code.is_not(None))
    last = 0
    while rows := op.get_bind().execute(sent.where(dossier.c.id > last).order_by(dossier.c.id).limit(AT_ONCE)).all():
        for row in rows:
            answers = row.answers or {}
            names = (str(answers.get("owner_name", "")), str(answers.get("submitter_name", "")))
            for kind, value in sorted(_keys_of(answers, code=row.code, phone=row.phone or "", names=names)):
                yield {"dossier_id": row.id, "kind": kind, "value": value}
        last = rows[-1].id


def _keys_of(answers: Mapping[str, Any], *, code: str, phone: str, names: tuple[str, ...]) -> set[tuple[str, str]]:
    """Return the keys as the release of this schema wrote them; what they are today, `dossiers/finding.py` says."""
    words = [fold(name).split() for name in names]
    found = {("name", " ".join(one[n:])) for one in words for n in range(len(one))}
    found |= {("code", code.partition("-")[2]), ("phone", phone)}
    rows = [row for value in answers.values() if isinstance(value, list) for row in value if isinstance(row, Mapping)]
    for name, value in ((n, v) for row in (answers, *rows) for n, v in row.items() if isinstance(v, str)):
        if name.endswith("citizen_number"):
            found.add(("number", "".join(sign for sign in value if sign.isdigit())))
        elif name.endswith("phone"):
            found.add(("phone", normal_phone(value)))
    sheet, plot, where = (answers.get(name) for name in ("map_sheet", "parcel_no", "parcel_address"))
    if isinstance(sheet, int) and isinstance(plot, int):
        found.add(("parcel", f"{sheet}/{plot}@{where.get('unit', '') if isinstance(where, Mapping) else ''}"))
    return {key for key in found if key[1]}


def _work() -> None:
    op.create_table(
        "verdict",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('paper', 'answer')", name=op.f("ck_verdict_kind")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_verdict_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "ref", name=op.f("pk_verdict")),
    )
    op.create_table(
        "file_look",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_file_look_dossier_id_dossier")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_file_look_officer_id_officer")),
        sa.PrimaryKeyConstraint("dossier_id", "officer_id", "what", "on", name=op.f("pk_file_look")),
    )


def _answers_and_views() -> None:
    op.create_table(
        "completed_answer",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_completed_answer_dossier_id_dossier")),
        sa.PrimaryKeyConstraint("dossier_id", "question_id", name=op.f("pk_completed_answer")),
    )
    op.create_table(
        "desk_view",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_desk_view_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_desk_view")),
    )
