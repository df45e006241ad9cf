"""Which drafts is an officer asked to look at? Scope and "only while asked" are part of the query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.dossiers.models import Dossier, Paper, PaperFile
from portal.dossiers.precheck_models import OPEN, Precheck
from portal.dossiers.prechecks import ROLE
from portal.identity.models import Officer
from portal.identity.rules import Grant
from portal.kernel.errors import N_, NotFound
from portal.workflow.states import State


def asked_of(officer: Officer) -> ColumnElement[bool]:
    """Return the condition: still asked, of an agency where the officer receives dossiers of that field today."""
    return asked_at(officer.held)


def asked_at(held: Sequence[Grant]) -> ColumnElement[bool]:
    """Return the condition for these roles."""
    fields: dict[str, list[str]] = {}
    for grant in (grant for grant in held if grant.role == ROLE):
        fields.setdefault(grant.field, []).append(grant.agency)
    parts = [
        and_(Precheck.agency_code.in_(agencies), Precheck.field_code == field)
        if field
        else Precheck.agency_code.in_(agencies)
        for field, agencies in fields.items()
    ]
    still = Precheck.dossier.has(Dossier.state == State.DRAFT.value)
    return and_(Precheck.state == OPEN, still, or_(false(), *parts))


def count_asked(held: Sequence[Grant]) -> Select[int]:
    """Return the question how many drafts wait for a look; never among the dossiers."""
    return select(func.count()).select_from(Precheck).where(asked_at(held))


def page_asked(
    session: Session, officer: Officer, *, offset: int = 0, limit: int = 25
) -> tuple[int, Sequence[Precheck]]:
    """Return (how many in all, one page), what is due first on top."""
    query = select(Precheck).where(asked_of(officer)).order_by(Precheck.due_at, Precheck.id).offset(offset).limit(limit)
    whole = joinedload(Precheck.dossier)
    rows = session.scalars(query.options(whole.joinedload(Dossier.revision), whole.joinedload(Dossier.consent))).all()
    return session.scalars(count_asked(officer.held)).one(), rows


def get_asked(session: Session, officer: Officer, precheck_id: int) -> Precheck:
    """Return a request with its draft; NotFound for any other, and from the moment nobody asks any more."""
    whole = joinedload(Precheck.dossier)
    query = select(Precheck).where(Precheck.id == precheck_id, asked_of(officer)).options(
        whole.joinedload(Dossier.revision),
        whole.selectinload(Dossier.papers).selectinload(Paper.all_files).joinedload(PaperFile.file),
    )  # fmt: skip
    found = session.scalars(query).unique().first()
    if found is None:
        raise NotFound(N_("Nobody asks for a look at this draft any more: it was answered, taken back or sent."))
    return found
