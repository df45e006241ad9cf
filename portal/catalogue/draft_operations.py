"""How does a change of a procedure go? Written by one person, let through by another, published from a day on.

Every act carries the version it was decided on: whoever comes second reads who was first. Nothing here asks who may
act where; the screens ask `scopes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.catalogue.draft_models import ProcedureDraft, ProcedureEvent
from portal.catalogue.models import Procedure, ProcedureAgency
from portal.catalogue.operations import Byline, link_agencies, publish
from portal.catalogue.record import Record
from portal.catalogue.rules import agencies_of
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid, InvalidMove, NotAllowed, NotFound, StaleDraft


@dataclass(frozen=True)
class Editor:
    """The officer who acts."""

    id: int
    name: str


def start_draft(
    session: Session, record: Record, *, by: Editor, at: datetime, action: str = "start_draft"
) -> ProcedureDraft:
    """Open a change that begins with this record (what is published, or an old revision to go back to).

    Raises StaleDraft when the procedure has an open change already: it tells whose.
    """
    _refuse_second(session, record.code)
    return _opened(session, record, by=by, at=at, action=action)


def start_new(session: Session, record: Record, *, by: Editor, at: datetime) -> ProcedureDraft:
    """Begin a procedure that is not in the catalogue yet; Invalid when its code is taken."""
    taken = select(Procedure.id).where(Procedure.code == record.code)
    drafted = select(ProcedureDraft.id).where(ProcedureDraft.code == record.code)
    if session.scalar(taken) or session.scalar(drafted):
        raise Invalid(N_("A procedure with this code exists already"))
    link_agencies(session, record.code, agencies_of(record))
    return _opened(session, record, by=by, at=at, action="start_new")


def start_retirement(
    session: Session, procedure: Procedure, *, successor: str, reason: str, by: Editor, at: datetime
) -> ProcedureDraft:
    """Propose to retire a published procedure; it goes to review at once."""
    _refuse_second(session, procedure.code)
    if procedure.status == "retired":
        raise InvalidMove(N_("This procedure is retired already."))
    draft = _opened(session, procedure.revision.record, by=by, at=at, action="propose_retirement", note=reason)
    draft.kind, draft.state, draft.successor_code, draft.reason = "retirement", "in_review", successor, reason
    return draft


def _opened(
    session: Session, record: Record, *, by: Editor, at: datetime, action: str, note: str = ""
) -> ProcedureDraft:
    draft = ProcedureDraft(
        code=record.code, content=record.as_dict(), name=record.title, field_code=record.field,
        kind="content", state="writing", version=1, writers={str(by.id): by.name}, created_at=at,
    )  # fmt: skip
    _note(session, draft, action, by=by, at=at, note=note)
    session.add(draft)
    return draft


def _refuse_second(session: Session, code: str) -> None:
    open_one = session.scalars(select(ProcedureDraft).where(ProcedureDraft.code == code).with_for_update()).first()
    if open_one is not None:
        raise _stale(open_one)


def save_draft(
    session: Session, code: str, record: Record, *, version: int, part: str, by: Editor, at: datetime
) -> ProcedureDraft:
    """Keep what was written, mistakes and all. Raises StaleDraft when another editor saved since `version`."""
    draft = _held(session, code, version, "writing")
    draft.content, draft.name, draft.field_code = record.as_dict(), record.title or record.code, record.field
    draft.writers = {**draft.writers, str(by.id): by.name}
    if session.scalar(select(Procedure.id).where(Procedure.code == code)) is None:
        link_agencies(session, code, agencies_of(record))
    _mark(draft, f"save_{part}", by=by, at=at)
    return draft


def send_to_review(
    session: Session, code: str, *, version: int, reason: str, by: Editor, at: datetime
) -> ProcedureDraft:
    """Ask a second person to look; `reason` says why the procedure changes. The caller has looked for mistakes."""
    draft = _held(session, code, version, "writing")
    draft.state, draft.reason, draft.sent_back_reason = "in_review", reason, ""
    _note(session, draft, "send_to_review", by=by, at=at, note=reason)
    return draft


def take_back(session: Session, code: str, *, version: int, by: Editor, at: datetime) -> ProcedureDraft:
    """Open a change again that waits for review or for its day."""
    draft = _held(session, code, version, "in_review", "approved")
    _to_writing(draft)
    _note(session, draft, "take_back", by=by, at=at)
    return draft


def send_back(session: Session, code: str, *, version: int, reason: str, by: Editor, at: datetime) -> ProcedureDraft:
    """Return a change to its writers and say what to mend."""
    draft = _held(session, code, version, "in_review", "approved")
    _refuse_writer(draft, by)
    _to_writing(draft)
    draft.sent_back_reason = reason
    _note(session, draft, "send_back", by=by, at=at, note=reason)
    return draft


def approve(
    session: Session,
    code: str,
    *,
    version: int,
    publish_on: date,
    agencies: Mapping[str, str],
    by: Editor,
    at: datetime,
) -> bool:
    """Let a change through, from today or a later day on; return whether it is published already.

    Raises NotAllowed for anybody who wrote in it: the second pair of eyes must be another's.
    """
    draft = _held(session, code, version, "in_review")
    _refuse_writer(draft, by)
    if publish_on < local_date(at):
        raise Invalid(N_("Choose a day from today on"))
    draft.state, draft.publish_on, draft.reviewer = "approved", publish_on, by.name
    _note(session, draft, "approve", by=by, at=at, note=f"{publish_on:%d/%m/%Y}")
    if publish_on > local_date(at):
        return False
    come_into_force(session, draft, agencies=agencies, at=at)
    return True


def discard(session: Session, code: str, *, version: int, by: Editor, at: datetime) -> None:
    """Give a change up; what is published stays."""
    draft = _held(session, code, version, "writing", "in_review", "approved")
    _note(session, draft, "discard", by=by, at=at)
    session.delete(draft)
    if session.scalar(select(Procedure.id).where(Procedure.code == code)) is None:
        session.execute(delete(ProcedureAgency).where(ProcedureAgency.code == code))


def come_into_force(session: Session, draft: ProcedureDraft, *, agencies: Mapping[str, str], at: datetime) -> None:
    """Publish an approved change, or retire its procedure; the draft is gone afterwards."""
    if draft.kind == "retirement":
        _retire(session, draft, at=at)
    else:
        byline = Byline(", ".join(draft.writers.values()), draft.reviewer, draft.reason)
        publish(session, draft.record, agencies=agencies, at=at, byline=byline)
    action = "retire" if draft.kind == "retirement" else "publish"
    session.add(ProcedureEvent(code=draft.code, at=at, by=draft.reviewer, action=action, note=draft.reason))
    session.delete(draft)


def _retire(session: Session, draft: ProcedureDraft, *, at: datetime) -> None:
    procedure = session.scalars(select(Procedure).where(Procedure.code == draft.code)).one()
    procedure.status, procedure.successor_code = "retired", draft.successor_code
    procedure.is_edited, procedure.changed_at = True, at


def _held(session: Session, code: str, version: int, *states: str) -> ProcedureDraft:
    """Return the open change under a lock, as the person saw it; else say who changed it."""
    draft = session.scalars(select(ProcedureDraft).where(ProcedureDraft.code == code).with_for_update()).first()
    if draft is None:
        gone = select(ProcedureEvent).where(ProcedureEvent.code == code).order_by(ProcedureEvent.id.desc()).limit(1)
        last = session.scalars(gone).first()
        raise StaleDraft(by=last.by, action=last.action, at=last.at) if last else NotFound
    if draft.version != version or draft.state not in states:
        raise _stale(draft)
    return draft


def _stale(draft: ProcedureDraft) -> StaleDraft:
    return StaleDraft(by=draft.changed_by, action=draft.last_action, at=draft.changed_at)


def _to_writing(draft: ProcedureDraft) -> None:
    draft.state, draft.publish_on, draft.reviewer = "writing", None, ""
    if draft.kind == "retirement":
        draft.kind, draft.successor_code = "content", ""


def _refuse_writer(draft: ProcedureDraft, by: Editor) -> None:
    if str(by.id) in draft.writers:
        raise NotAllowed(N_("You wrote in this draft yourself. Another person must look at it."))


def _mark(draft: ProcedureDraft, action: str, *, by: Editor, at: datetime) -> None:
    draft.version = (draft.version or 0) + 1
    draft.changed_by, draft.changed_at, draft.last_action = by.name, at, action


def _note(session: Session, draft: ProcedureDraft, action: str, *, by: Editor, at: datetime, note: str = "") -> None:
    _mark(draft, action, by=by, at=at)
    session.add(ProcedureEvent(code=draft.code, at=at, by=by.name, action=action, note=note))
