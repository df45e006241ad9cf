"""Which papers of the citizen lie with us, where, and when did they get them back?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.catalogue.record import Component
from portal.dossiers import rules
from portal.dossiers.bringing import papers_to_bring
from portal.dossiers.custody_models import COPY, ORIGINAL, HandedPaper
from portal.dossiers.desk import Actor
from portal.dossiers.locking import lock, must_be_draft
from portal.dossiers.models import Dossier, Paper
from portal.dossiers.moves import place_of, write_down
from portal.dossiers.supplement_models import Supplement
from portal.dossiers.verdicts import judge_anew
from portal.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True)
class Whereabouts:
    """Where a paper is: at which agency, in whose hands ("" while it is on its way there)."""

    agency_code: str
    holder: str


def kept_papers(dossier: Dossier) -> list[HandedPaper]:
    """Return the papers that were not given back yet."""
    return [row for row in dossier.handed if row.returned_at is None]


def handed_for(dossier: Dossier, supplement_id: int | None, component_id: str) -> list[HandedPaper]:
    """Return the papers kept that were brought for this request; None: with the dossier."""
    wanted = (component_id, supplement_id)
    return [row for row in kept_papers(dossier) if (row.component_id, row.supplement_id) == wanted]


def hand_in(
    session: Session, dossier: Dossier, component_id: str, *, by: Actor, at: datetime, form: str = "", counter: str = ""
) -> HandedPaper:
    """Note that a paper was handed in as paper, an original or a copy; once for each request, however often it is said.

    What is brought for a request is part of the dossier only when it is sent (`supplement_answers.send`). `counter`: where
    it was brought, when that is not the office in charge. Raises InvalidMove when the dossier was sent meanwhile and
    nothing is asked for.
    """
    asked = _lock_open(session, dossier)
    known = {c.id: c.name for c in rules.papers_for(dossier.record, dossier.answers)}
    known |= {item.ref: item.name for item in asked.items} if asked else {}
    if component_id not in known:
        raise NotFound
    number = asked.id if asked else None
    for row in handed_for(dossier, number, component_id):
        row.form = form
        return row
    if asked is None:
        _say_handed_in(session, dossier, component_id)
    row = HandedPaper(
        dossier=dossier, component_id=component_id, name=known[component_id], supplement_id=number, form=form,
        agency_code=counter or (dossier.onestop_code if asked else place_of(dossier)) or "", received_at=at,
        received_by=by.name,
    )  # fmt: skip
    session.add(row)
    return row


def _lock_open(session: Session, dossier: Dossier) -> Supplement | None:
    """Lock what papers may still come to: the request that is open, or a draft."""
    lock(session, dossier)
    asked = dossier.open_supplement
    if asked is None:
        must_be_draft(dossier)
    return asked


def _say_handed_in(session: Session, draft: Dossier, component_id: str) -> None:
    if draft.paper(component_id) is None:
        session.add(Paper(dossier=draft, component_id=component_id, status=rules.HANDED_IN))
    paper = draft.paper(component_id)
    if paper is not None and not paper.files:
        paper.status = rules.HANDED_IN


def take_back(session: Session, dossier: Dossier, component_id: str) -> None:
    """Undo a tick before anything was sent: the paper was not handed in after all."""
    asked = _lock_open(session, dossier)
    for row in handed_for(dossier, asked.id if asked else None, component_id):
        dossier.handed.remove(row)
        session.delete(row)
    if asked is None:
        _forget_handed_in(session, dossier, component_id)


def _forget_handed_in(session: Session, draft: Dossier, component_id: str) -> None:
    paper = draft.paper(component_id)
    if paper is not None and paper.status == rules.HANDED_IN and not paper.files:
        draft.papers.remove(paper)
        session.delete(paper)


def has_desk(dossier: Dossier, by: Actor) -> bool:
    """Say whether papers may pass over this officer's counter: at the office in charge, or where the dossier is."""
    return "intake_officer" in by.roles_at(dossier.onestop_code) | by.roles_at(place_of(dossier))


def promised_papers(dossier: Dossier) -> list[Component]:
    """Return the papers the citizen is still to bring; what an open request asks for comes with its answer."""
    asked = dossier.open_supplement
    requested = {item.ref for item in asked.items} if asked else set()
    return [paper for paper in papers_to_bring(dossier) if paper.id not in requested]


def receive_promised(
    session: Session, dossier: Dossier, forms: Mapping[str, str], *, by: Actor, at: datetime
) -> list[str]:
    """Note that papers came which the citizen had said they would bring; return their names. Twice is once.

    `forms`: ORIGINAL or COPY, by the id of the paper. Raises NotAllowed when this officer has no desk for the dossier.
    """
    lock(session, dossier)
    if not has_desk(dossier, by):
        raise NotAllowed
    is_here = "intake_officer" in by.roles_at(place_of(dossier))
    here = (place_of(dossier) if is_here else dossier.onestop_code) or ""
    brought = [paper for paper in promised_papers(dossier) if forms.get(paper.id) in (ORIGINAL, COPY)]
    for paper in brought:
        _say_handed_in(session, dossier, paper.id)
        session.add(HandedPaper(dossier=dossier, component_id=paper.id, name=paper.name, form=forms[paper.id],
                                agency_code=here, received_at=at, received_by=by.name))  # fmt: skip
    judge_anew(session, dossier, [paper.id for paper in brought])
    if brought:
        names = "; ".join(paper.name for paper in brought)
        write_down(session, dossier, "bring_papers", by=by, at=at, note=names, place=here)
    return [paper.name for paper in brought]


def give_back(session: Session, dossier: Dossier, ids: Collection[int], *, by: Actor, at: datetime) -> list[str]:
    """Note that papers were given back to the citizen; return their names. Twice is once.

    Raises NotAllowed when this officer has no desk where the dossier is.
    """
    lock(session, dossier)
    if not has_desk(dossier, by):
        raise NotAllowed
    rows = [row for row in kept_papers(dossier) if row.id in ids]
    mark_returned(rows, by=by, at=at)
    if rows:
        write_down(session, dossier, "give_back_papers", by=by, at=at, note="; ".join(row.name for row in rows))
    return [row.name for row in rows]


def mark_returned(rows: Collection[HandedPaper], *, by: Actor, at: datetime) -> None:
    """Note who gave these papers back, and when."""
    for row in rows:
        row.returned_at, row.returned_by = at, by.name


def whereabouts(dossier: Dossier, row: HandedPaper) -> Whereabouts:
    """Return where a paper is that was not given back: it goes along with the dossier, or after it."""
    last = dossier.legs[-1] if dossier.legs else None
    if follows(dossier, row):
        return Whereabouts(place_of(dossier) or "", "")
    if was_brought_elsewhere(dossier, row) and not row.arrived_at:  # the dossier has come to where the paper lies
        return Whereabouts(row.agency_code, row.received_by)
    if row.arrived_at and (last is None or last.sent_at <= row.arrived_at):
        return Whereabouts(place_of(dossier) or "", row.arrived_by)
    if last is None or last.sent_at < row.received_at:
        return Whereabouts(row.agency_code, row.received_by)
    holder = (last.received_by or row.received_by) if last.received_at else ""
    return Whereabouts(last.agency_code, holder)


def was_brought_elsewhere(dossier: Dossier, row: HandedPaper) -> bool:
    """Say whether a paper was brought to a counter while the dossier lay with another unit."""
    place = next(
        (leg.agency_code for leg in reversed(dossier.legs) if leg.sent_at <= row.received_at), dossier.onestop_code
    )
    came_with_it = row.supplement_id is None and row.received_at <= (dossier.submitted_at or row.received_at)
    return not came_with_it and row.agency_code != place


def follows(dossier: Dossier, row: HandedPaper) -> bool:
    """Say whether a paper is still on its way from the counter it was brought to, to the unit that has the dossier."""
    is_elsewhere = row.agency_code != place_of(dossier) and was_brought_elsewhere(dossier, row)
    return is_elsewhere and row.arrived_at is None and row.returned_at is None


def receive_here(session: Session, dossier: Dossier, ids: Collection[int], *, by: Actor, at: datetime) -> list[str]:
    """Note that papers brought to the counter have reached the unit that has the dossier; return their names."""
    lock(session, dossier)
    if not by.roles_at(place_of(dossier)):
        raise NotAllowed
    rows = [row for row in kept_papers(dossier) if row.id in ids and follows(dossier, row)]
    for row in rows:
        row.arrived_at, row.arrived_by = at, by.name
    if rows:
        write_down(session, dossier, "receive_papers", by=by, at=at, note="; ".join(row.name for row in rows))
    return [row.name for row in rows]
