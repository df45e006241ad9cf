"""How do the documents of `catalog/documents.toml` come into the database? What an administrator changed is left alone."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies.models import DirectiveDocument
from portal.agencies.rules import DOCUMENT_KINDS, VALIDITIES, folded_document
from portal.catalogue.loading import CatalogError, read_toml
from portal.catalogue.models import Agency


def load_documents(session: Session, folder: Path, *, at: datetime) -> int:
    """Write new and changed documents of the catalogue and return how many; loading twice changes nothing.

    Call it inside a transaction, after the catalogue. Raises CatalogError before anything is written.
    """
    rows = read_toml(folder / "documents.toml")["documents"]
    agencies = set(session.scalars(select(Agency.code)))
    wrong = [f"documents.toml: {row['number']}: {line}" for row in rows for line in _problems(row, agencies)]
    if wrong:
        raise CatalogError(wrong)
    known = {
        d.catalog_key: d
        for d in session.scalars(select(DirectiveDocument).where(DirectiveDocument.catalog_key.is_not(None)))
    }
    return sum(_write(session, known.get(row["key"]), row, at) for row in rows)


def _problems(row: dict[str, Any], agencies: set[str]) -> list[str]:
    return [
        *([f"agency {row['agency']!r} is not in agencies.toml"] if row["agency"] not in agencies else []),
        *([f"kind {row['kind']!r} does not exist"] if row["kind"] not in DOCUMENT_KINDS else []),
        *([f"validity {row['validity']!r} does not exist"] if row["validity"] not in VALIDITIES else []),
    ]


def _write(session: Session, document: DirectiveDocument | None, row: dict[str, Any], at: datetime) -> bool:
    issued_on = date.fromisoformat(row["issued_on"])
    facts = {
        "agency_code": row["agency"], "number": row["number"], "kind": row["kind"], "issued_on": issued_on,
        "issuer": row["issuer"], "abstract": row["abstract"], "validity": row["validity"], "published_on": issued_on,
        "folded": folded_document(row["number"], row["issuer"], row["abstract"]),
    }  # fmt: skip
    if document is None:
        session.add(DirectiveDocument(catalog_key=row["key"], changed_at=at, is_edited=False, **facts))
        return True
    if document.is_edited or all(getattr(document, name) == value for name, value in facts.items()):
        return False
    for name, value in facts.items():
        setattr(document, name, value)
    document.changed_at = at
    return True
