"""How are the keys of a dossier kept in step with it? Written when it is sent, and whenever its answers change."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from portal.dossiers import rules
from portal.dossiers.finding import Sought, keys_of
from portal.dossiers.key_models import DossierKey
from portal.dossiers.models import Dossier


def write_keys(session: Session, dossier: Dossier) -> None:
    """Replace what a sent dossier is found by."""
    names = (rules.owner_name(dossier.answers), rules.submitter_name(dossier.answers))
    found = keys_of(
        dossier.record.eform, dossier.answers, code=dossier.code or "", phone=dossier.citizen.phone or "", names=names
    )
    session.execute(delete(DossierKey).where(DossierKey.dossier_id == dossier.id))
    rows = [{"dossier_id": dossier.id, "kind": kind, "value": value} for kind, value in sorted(found)]
    session.execute(insert(DossierKey), rows)


def fits(sought: Sought) -> ColumnElement[bool]:
    """Return whether a dossier is what was looked for; a text without letters and digits fits none."""
    if sought.code:
        return Dossier.code == sought.code
    kind, begin = sought.begins
    if not begin:
        return Dossier.id.is_(None)
    found = select(DossierKey.dossier_id).where(DossierKey.value.startswith(begin, autoescape=True))
    return Dossier.id.in_(found.where(DossierKey.kind == kind) if kind else found)
