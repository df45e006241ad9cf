"""Which other dossiers belong to this one? The same person's, parcel's or procedure's; and is this one there twice?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased, defer

from portal.dossiers.key_models import DossierKey
from portal.dossiers.models import Dossier
from portal.dossiers.queries import scope
from portal.eforms.types.base import CERTIFICATE, NUMBER, PARCEL, PHONE
from portal.identity.models import Officer
from portal.workflow.states import State

MOST = 20


@dataclass(frozen=True)
class Related:
    """Another dossier, and by what it belongs here: "number", "parcel", "certificate" or "phone"."""

    dossier: Dossier
    by: frozenset[str]
    is_double: bool


def list_related(session: Session, officer: Officer, dossier: Dossier) -> list[Related]:
    """Return the newest dossiers of the same person, parcel, certificate or telephone within the officer's scope.

    Perhaps there twice: the same procedure, not finished yet, for the same person or parcel.
    """
    mine, other = aliased(DossierKey), aliased(DossierKey)
    same = and_(other.kind == mine.kind, other.value == mine.value, other.dossier_id != mine.dossier_id)
    found = (
        select(Dossier, other.kind)
        .join(other, other.dossier_id == Dossier.id)
        .join(mine, same)
        .where(mine.dossier_id == dossier.id, mine.kind.in_((NUMBER, PARCEL, PHONE, CERTIFICATE)), scope(officer))
    )
    light = (defer(Dossier.answers), defer(Dossier.promised_sum))
    rows = session.execute(found.options(*light).order_by(Dossier.submitted_at.desc()).limit(MOST * 3)).all()
    return _gathered(dossier, [(row[0], row[1]) for row in rows])[:MOST]


def list_of_procedure(session: Session, officer: Officer, dossier: Dossier, most: int = 10) -> Sequence[Dossier]:
    """Return the newest open dossiers of the same procedure within the officer's scope: how was it done with the others?"""
    open_ones = [state.value for state in State if state is not State.DRAFT and not state.is_end]
    found = select(Dossier).where(
        Dossier.procedure_code == dossier.procedure_code, Dossier.id != dossier.id, Dossier.state.in_(open_ones),
        scope(officer),
    )  # fmt: skip
    light = (defer(Dossier.answers), defer(Dossier.promised_sum))
    return session.scalars(found.options(*light).order_by(Dossier.submitted_at.desc()).limit(most)).all()


def _gathered(dossier: Dossier, rows: Sequence[tuple[Dossier, str]]) -> list[Related]:
    kinds: dict[int, set[str]] = {}
    others: dict[int, Dossier] = {}
    for other, kind in rows:
        kinds.setdefault(other.id, set()).add(kind)
        others[other.id] = other
    related = [Related(other, frozenset(kinds[n]), _is_double(dossier, other, kinds[n])) for n, other in others.items()]
    return sorted(related, key=lambda one: not one.is_double)


def _is_double(dossier: Dossier, other: Dossier, kinds: set[str]) -> bool:
    same = bool(kinds & {NUMBER, PARCEL, CERTIFICATE}) and dossier.procedure_code == other.procedure_code
    return same and not dossier.stands.is_end and not other.stands.is_end
