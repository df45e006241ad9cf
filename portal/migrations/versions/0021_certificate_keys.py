"""Dossiers are found by the serial of a land certificate too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_DOSSIER = sa.table(
    "dossier", sa.column("id", sa.Integer), sa.column("code", sa.Text), sa.column("answers", sa.JSON(none_as_null=True))
)
_KEY = sa.table(
    "dossier_key", sa.column("dossier_id", sa.Integer), sa.column("kind", sa.Text), sa.column("value", sa.Text)
)


def upgrade() -> None:
    """Bring the schema from the release before to this one; dossiers already sent get the key as well."""
    with op.batch_alter_table("dossier_key", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_dossier_key_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_dossier_key_kind"),
            "kind IN ('name', 'number', 'phone', 'parcel', 'certificate', 'code')",
        )
    connection = op.get_bind()
    sent = sa.select(_DOSSIER.c.id, _DOSSIER.c.answers).where(_DOSSIER.c.code.is_not(None))
    for dossier_id, answers in connection.execute(sent).all():
        serial = (answers or {}).get("certificate_serial")
        if isinstance(serial, str):
            row = {"dossier_id": dossier_id, "kind": "certificate", "value": serial.replace(" ", "")}
            connection.execute(sa.insert(_KEY), [row])
