"""How are the keys of a dossier kept in step with it? Written when it is sent, and whenever its answers change.

The telephone is the one that messages go to: when that of the account changes, its dossiers are found by the new one.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from portal.dossiers import rules
from portal.dossiers.consent_models import Consent
from portal.dossiers.finding import Sought, keys_of
from portal.dossiers.key_models import DossierKey
from portal.dossiers.models import Dossier
from portal.identity.models import Citizen
from portal.kernel.text import fold


def follow_answers(session: Session, dossier: Dossier) -> None:
    """Bring the owner's name, and what a sent dossier is found by, in step with its answers."""
    dossier.owner_name = rules.owner_name(dossier.answers)
    dossier.owner_key = fold(dossier.owner_name)
    names = (dossier.owner_name, rules.submitter_name(dossier.answers))
    found = keys_of(
        dossier.record.eform, dossier.answers, code=dossier.code or "", phone=_phone_of_owner(dossier), names=names
    )
    session.execute(delete(DossierKey).where(DossierKey.dossier_id == dossier.id))
    rows = [{"dossier_id": dossier.id, "kind": kind, "value": value} for kind, value in sorted(found)]
    session.execute(insert(DossierKey), rows)


def follow_account(session: Session, citizen: Citizen) -> None:
    """Bring what the sent dossiers of an account are found by in step with its telephone.

    Those that it only carries for somebody else are found by their owner's.
    """
    is_carried = exists().where(Consent.dossier_id == Dossier.id, Consent.helper_id == citizen.id)
    own = (Dossier.citizen_id == citizen.id, Dossier.code.is_not(None), ~is_carried)
    # always in this order: two who wait for each other wait for ever
    query = select(Dossier).where(*own).order_by(Dossier.id)
    for dossier in session.scalars(query.with_for_update(of=Dossier).execution_options(populate_existing=True)):
        follow_answers(session, dossier)


def _phone_of_owner(dossier: Dossier) -> str:
    """Return the owner's own number: an account that only carries the dossier for them is somebody else's."""
    consent = dossier.consent
    is_carried = consent is not None and consent.helper_id == dossier.citizen_id
    return (consent.owner_phone if consent is not None and is_carried else dossier.citizen.phone) or ""


def fits(sought: Sought) -> ColumnElement[bool]:
    """Return whether a dossier is what was looked for; a text without letters and digits fits none."""
    if sought.code:
        return Dossier.code == sought.code
    kind, begin = sought.begins
    if not begin:
        return Dossier.id.is_(None)
    found = select(DossierKey.dossier_id).where(DossierKey.value.startswith(begin, autoescape=True))
    return Dossier.id.in_(found.where(DossierKey.kind == kind) if kind else found)
