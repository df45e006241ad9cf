"""On which terms does a counter take in what has no form of its own: who decides, how long, in which case of the record?

What the record leaves open the officer chooses; what it does not say at all they state, with a reason that the history keeps.
Only agencies are offered that have people here to examine, sign and issue: a dossier is never sent to an empty desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, Procedure, ProcedureRevision
from portal.catalogue.on_paper import (
    COMMUNE,
    CounterForm,
    Terms,
    cases_of,
    first_words,
    is_communal,
    named_in,
    taken_in,
    ways_of,
)
from portal.catalogue.operations import revision_on_paper
from portal.catalogue.record import Channel, Record
from portal.dossiers.desk import Actor
from portal.dossiers.locking import lock_draft
from portal.dossiers.models import Dossier
from portal.dossiers.moves import write_down
from portal.dossiers.operations import touch
from portal.eforms.answers import visible
from portal.eforms.types import ELSEWHERE
from portal.identity.models import Officer, OfficerRole
from portal.kernel.errors import InvalidMove
from portal.workflow.steps import StepKind

#: Who must be there for a dossier to come back: to examine, to sign, to issue.
_HANDS = frozenset({"case_officer", "approver", "clerk"})


@dataclass(frozen=True)
class Choices:
    """What there is to choose. `agencies`: code → name of all that can decide; `named`: those the record means."""

    office: str
    ways: tuple[Channel, ...]
    cases: tuple[str, ...]
    agencies: Mapping[str, str]
    named: tuple[str, ...]

    def terms(self, decides: str, way: Channel, case: str) -> Terms:
        """Return the terms; what a commune decides that is not here is received there."""
        return Terms(COMMUNE if decides == COMMUNE else self.office, decides, way, case)

    @property
    def settled(self) -> Terms | None:
        """Return the terms when the record leaves nothing open."""
        if not len(self.ways) == len(self.cases) == len(self.named) == 1:
            return None
        return self.terms(self.named[0], self.ways[0], self.cases[0])


def choices_for(session: Session, record: Record, office: str, *, province: str, on: date) -> Choices:
    """Return what has to be said before this one-stop office can take in a dossier of the procedure."""
    here = session.get_one(Agency, office)
    own = office if here.kind == COMMUNE else COMMUNE
    agencies = {code: name for code, name in _manned(session, record.field, on).items() if code != office}
    named = (own,) if is_communal(record) else named_in(record, agencies, province)
    return Choices(
        office, ways_of(record), cases_of(record), {own: here.name if own == office else "", **agencies}, named
    )


def _manned(session: Session, field: str, on: date) -> dict[str, str]:
    """Return code → name of the agencies of today where somebody holds every role that is needed, communes last."""
    rows = session.scalars(select(OfficerRole).join(OfficerRole.officer).where(
        OfficerRole.role.in_(_HANDS), OfficerRole.field_code.in_(("", field)), Officer.is_enabled,
    ))  # fmt: skip
    hands: dict[str, set[str]] = {}
    for row in rows:
        if (row.valid_from or on) <= on <= (row.valid_to or on):
            hands.setdefault(row.agency_code, set()).add(row.role)
    full = [code for code, roles in hands.items() if roles >= _HANDS]
    found = session.scalars(select(Agency).where(Agency.code.in_(full)).order_by(Agency.kind == COMMUNE, Agency.name))
    return {one.code: one.name for one in found if (one.valid_from or on) <= on <= (one.valid_to or on)}


def opened(
    session: Session, procedure: Procedure, form: CounterForm, office: str, *, province: str, at: datetime, on: date
) -> ProcedureRevision:
    """Return the revision to begin under: of what is filed online too, its own; else the terms that leave nothing open.

    The published one, which cannot be sent so, while something has to be chosen first.
    """
    record = procedure.revision.record
    if procedure.is_online:
        return procedure.revision
    settled = choices_for(session, record, office, province=province, on=on).settled
    if settled is None:
        return procedure.revision
    return revision_on_paper(session, procedure.revision, taken_in(record, form, settled), at=at)


def decider_of(record: Record) -> str:
    """Return who decides what a counter takes in under this record; "" when that is not chosen yet."""
    return next((step.agency for step in record.process if step.kind is StepKind.SIGNATURE), "")


def waits_for_terms(draft: Dossier) -> bool:
    """Say whether it has to be chosen first how this draft is taken in."""
    return draft.is_draft and draft.revision.base_id is None and not draft.record.is_online


def goes_nowhere(draft: Dossier) -> bool:
    """Say whether the commune of the owner is to decide, and the owner lives in none of the province."""
    address = draft.answers.get("owner_address")
    return decider_of(draft.record) == COMMUNE and isinstance(address, dict) and address.get("unit") == ELSEWHERE


def set_terms(
    session: Session, draft: Dossier, form: CounterForm, terms: Terms, *, stated: str, by: Actor, at: datetime
) -> None:
    """Take a draft in on these terms, by the procedure as it is published now; what is filled in stays.

    `stated`: what the officer said that the record does not, and why; "" when the record says it all.
    """
    lock_draft(session, draft)
    procedure = draft.revision.procedure
    if draft.record.is_online or procedure.status != "published":
        raise InvalidMove
    published, before = procedure.revision, draft.record
    old_words = {first_words(before, case) for case in cases_of(before)} | {first_words(published.record, "")}
    draft.revision = revision_on_paper(session, published, taken_in(published.record, form, terms), at=at)
    answers = dict(draft.answers)
    if answers.get("request", "") in old_words | {""}:
        answers["request"] = first_words(published.record, terms.case)
    draft.answers = visible(form.eform, answers)
    touch(draft, at)
    if stated:
        write_down(session, draft, "state_terms", by=by, at=at, note=stated)
