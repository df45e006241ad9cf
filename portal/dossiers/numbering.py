"""Which number comes next? Gap-free counters, and dossier codes of TT 01/2018 Art. 19 (V.Z.Y.MX-YYMMDD-XXXX)."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.dossiers.register_models import Counter

_CODE = re.compile(r"(\d{3})(\d{2})(\d{2})([A-Z]\d{2})(\d{6})(\d{4,})")


def next_number(session: Session, name: str) -> int:
    """Return the next number under that name; given up with the transaction, so that none is ever missing."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Counter).values(name=name, value=1)
    statement = statement.on_conflict_do_update(index_elements=["name"], set_={"value": Counter.value + 1})
    return session.execute(statement.returning(Counter.value)).scalar_one()


def next_code(session: Session, unit_code: str, on: date) -> str:
    """Return the next dossier code of a unit on a day, for example 000.00.19.H61-261123-0007."""
    number = next_number(session, f"dossier:{unit_code}:{on:%y%m%d}")
    return f"{unit_code}-{on:%y%m%d}-{number:04d}"


def normal_code(typed: str) -> str:
    """Return a typed dossier code as it is kept, whatever its case, blanks, dots and dashes; "" when it is none."""
    match = _CODE.fullmatch(re.sub(r"[\s.\-–/]", "", typed.upper()))
    if not match:
        return ""
    a, b, c, d, day, number = match.groups()
    return f"{a}.{b}.{c}.{d}-{day}-{number}"
