"""Who is told that a procedure ends? Everybody with an open draft of it, once for each draft and procedure.

Told as soon as a second person has let the retirement through: until when the draft may still be sent, and what takes
its place. A retirement that is put off, taken back or proposed anew is not told of again; what has ended stands on the
page of the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.draft_models import ProcedureDraft
from portal.catalogue.draft_queries import find_any, find_successor
from portal.catalogue.models import Procedure
from portal.dossiers.keeping import ENDS, TYPED_BY_OWNER, procedures_of_drafts, see_to, told
from portal.dossiers.models import Dossier
from portal.kernel.clock import local_date
from portal.notices.operations import queue
from portal.notices.texts import Wordings


@dataclass(frozen=True)
class End:
    """How a procedure ends: the last day on which it is taken (None: it has passed), and what takes its place."""

    until: date | None
    is_retired: bool
    successor: Procedure | None


def tell_of_ends(session: Session, wordings: Wordings, *, link: Callable[[Dossier], str], at: datetime) -> int:
    """Write to everybody whose draft cannot be sent any more, or only until a day; return how many messages."""
    ends = {**_ended(session), **_announced(session, local_date(at))}
    untold = Dossier.procedure_code.in_(ends), ~told(ENDS, Dossier.procedure_code)

    def tell(draft: Dossier) -> bool:
        end = ends.get(draft.procedure_code)  # it may have taken the new form meanwhile
        return end is not None and _tell(session, wordings, draft, end, link(draft), at)

    return see_to(session, tell, TYPED_BY_OWNER, *untold)


def _ended(session: Session) -> Mapping[str, End]:
    closed = [procedure for procedure in procedures_of_drafts(session) if not procedure.takes_dossiers]
    return {one.code: End(None, one.status == "retired", find_successor(session, one.code)[1]) for one in closed}


def _announced(session: Session, today: date) -> Mapping[str, End]:
    """Return the retirements that a second person has let through from a later day on."""
    later = (ProcedureDraft.kind == "retirement", ProcedureDraft.state == "approved", ProcedureDraft.publish_on > today)
    rows = session.execute(
        select(ProcedureDraft.code, ProcedureDraft.publish_on, ProcedureDraft.successor_code).where(*later)
    )
    return {
        code: End(first - timedelta(days=1), True, _standing(session, successor))
        for code, first, successor in rows
        if first
    }


def _standing(session: Session, code: str) -> Procedure | None:
    """Return the procedure under this code as it stands: what took its place where it is retired itself."""
    found = find_any(session, code)
    return find_successor(session, code)[1] if found is not None and found.status == "retired" else found


def _tell(session: Session, wordings: Wordings, draft: Dossier, end: End, link: str, at: datetime) -> bool:
    values = {
        "code": draft.draft_code, "procedure": draft.record.title, "expires": f"{draft.expires_on:%d/%m/%Y}", "link": link,
        "instead": _instead(end), "until": f"{end.until:%d/%m/%Y}" if end.until else "",
    }  # fmt: skip
    kind = "procedure_ending" if end.until else "procedure_ended"
    key = f"draft:{draft.draft_code}:{ENDS}:{draft.procedure_code}"
    return queue(session, wordings, kind, to=draft.citizen, values=values, key=key, at=at) is not None


def _instead(end: End) -> str:
    """Write what takes the place: the shortest sentence first, for a telephone message has room for that alone."""
    when = "Sau đó" if end.until else "Nay"
    if end.successor is not None and end.successor.takes_dossiers:
        return f"{when} thay bằng: {end.successor.title}. Những gì ông/bà đã viết mang sang được."
    if end.successor is not None:
        return f"{when} thay bằng: {end.successor.title}. Thủ tục này nộp tại Bộ phận Một cửa."
    if end.is_retired:
        return f"{when} không có thủ tục thay. Cần hỏi, ông/bà đến Bộ phận Một cửa gần nhất."
    return f"{when} nộp tại Bộ phận Một cửa."
