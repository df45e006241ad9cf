"""How does a telephone add pictures to papers of a dossier that is open on a computer, without signing in?

Whoever may add files to the dossier issues a pass: for one paper or all that are missing, for 15 minutes, for the first
telephone that uses it. It adds and does nothing else; issuing another, sending the dossier or closing it ends it.
Nothing here knows who issues: the citizen's screens do today, a counter may with `by="officer:7"`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.catalogue.record import Component
from portal.dossiers.camera_models import CameraPass
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier, PaperFile
from portal.dossiers.operations import add_file
from portal.dossiers.rules import papers_for
from portal.dossiers.supplement_answers import add_waiting, asked_papers, merged, waiting_files
from portal.kernel.errors import N_, Expired, InvalidMove, NotFound
from portal.kernel.ids import readable
from portal.storage.inspect import Inspected
from portal.storage.store import Store

LIVES = timedelta(minutes=15)
#: Every paper that has no picture yet.
ALL_MISSING = ""


def issue(session: Session, dossier: Dossier, component_id: str, *, by: str, at: datetime) -> CameraPass:
    """Issue a pass; one issued before for the same place ends."""
    lock(session, dossier)
    if component_id != ALL_MISSING and component_id not in {one.id for one in open_papers(dossier)}:
        raise NotFound
    if not open_papers(dossier):
        raise InvalidMove
    for earlier in session.scalars(_open(dossier, at).where(CameraPass.component_id == component_id)):
        earlier.closed_at = at
    supplement = dossier.open_supplement
    made = CameraPass(
        name=readable(12), dossier=dossier, component_id=component_id, issued_by=by, created_at=at, expires_at=at + LIVES,
        supplement_id=supplement.id if supplement else None, phone="", added=0,
    )  # fmt: skip
    session.add(made)
    return made


def passes_of(session: Session, dossier: Dossier, at: datetime) -> dict[str, CameraPass]:
    """Return the passes that can be used now, by paper; what came through one stays with it."""
    return {one.component_id: one for one in session.scalars(_open(dossier, at))}


def get_pass(session: Session, name: str) -> CameraPass:
    """Return a pass by what its link carries; NotFound when it went with its draft."""
    found = session.scalars(select(CameraPass).where(CameraPass.name == name)).first()
    if found is None:
        raise NotFound(N_("The draft of this link is no longer there."))
    return found


def check_pass(one: CameraPass, phone: str, at: datetime) -> None:
    """Raise Expired with what to do when this telephone can no longer use the pass."""
    if not open_papers(one.dossier) or one.supplement_id != _supplement_id(one.dossier):
        raise Expired(N_("The dossier has been sent. No more pictures can be added with this link."))
    if one.closed_at is not None:
        raise Expired(N_("This link has been closed. For more pictures make a new square on the computer."))
    if at >= one.expires_at:
        raise Expired(
            N_("This link worked for 15 minutes. What you sent is kept. For more make a new square on the computer.")
        )
    if one.phone and one.phone != phone:
        raise Expired(N_("Another telephone uses this link already. Make a new square on the computer."))


def open_papers(dossier: Dossier) -> list[Component]:
    """Return the papers to which pictures can be added now: of a draft, or those that are asked for."""
    if dossier.is_draft:
        return papers_for(dossier.record, dossier.answers)
    supplement = dossier.open_supplement
    if supplement is None:
        return []
    asked = {item.ref for item in asked_papers(dossier, supplement)}
    return [c for c in papers_for(dossier.record, merged(dossier, supplement)) if c.id in asked]


def papers_of(one: CameraPass) -> list[tuple[Component, int]]:
    """Return the papers of a pass with how many pictures each has: its own, or those not done without it."""
    papers = open_papers(one.dossier)
    if one.component_id != ALL_MISSING:
        papers = [paper for paper in papers if paper.id == one.component_id]
    counted = [(paper, len(_files(one.dossier, paper.id))) for paper in papers]
    if one.component_id != ALL_MISSING:
        return counted
    return [(paper, n) for paper, n in counted if not n or _came_since(one, paper.id)]


def add_photo(
    session: Session, store: Store, one: CameraPass, component_id: str, file: Inspected, *, filename: str, phone: str,
    upload_key: str, at: datetime,
) -> PaperFile:  # fmt: skip
    """Add one file through a pass; the same form sent twice adds it once."""
    lock(session, one.dossier)
    session.refresh(one)
    check_pass(one, phone, at)
    if component_id not in {paper.id for paper, _ in papers_of(one)}:
        raise NotFound
    before = {row.id for row in _files(one.dossier, component_id)}
    add = add_file if one.dossier.is_draft else add_waiting
    row = add(session, store, one.dossier, component_id, file, filename=filename, upload_key=upload_key, at=at)
    session.flush()  # its number tells whether it is new
    one.phone = phone
    one.added += row.id not in before
    return row


def close_pass(one: CameraPass, *, at: datetime) -> None:
    """End a pass; ending it twice is no error."""
    one.closed_at = one.closed_at or at


def _open(dossier: Dossier, at: datetime) -> Select[CameraPass]:
    mine = (CameraPass.dossier_id == dossier.id, CameraPass.supplement_id == _supplement_id(dossier))
    usable = (CameraPass.closed_at.is_(None), CameraPass.expires_at > at)
    return select(CameraPass).where(*mine, *usable).order_by(CameraPass.id)


def _supplement_id(dossier: Dossier) -> int | None:
    supplement = dossier.open_supplement
    return supplement.id if supplement else None


def _files(dossier: Dossier, component_id: str) -> Sequence[PaperFile]:
    if not dossier.is_draft:
        return waiting_files(dossier, component_id)
    paper = dossier.paper(component_id)
    return paper.files if paper else ()


def _came_since(one: CameraPass, component_id: str) -> bool:
    """Say whether the paper had no picture when the pass was issued."""
    return all(row.file.created_at >= one.created_at for row in _files(one.dossier, component_id))
