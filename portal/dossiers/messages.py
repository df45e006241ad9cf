"""Which notice does a move send, with which values? Queued in the same transaction, never sent from here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.dossiers.guards import Attempt
from portal.dossiers.models import DossierEvent
from portal.kernel.clock import local
from portal.notices.operations import queue


def tell(session: Session, a: Attempt, event: DossierEvent) -> None:
    """Queue the notice of a move, if it has one."""
    dossier = a.dossier
    if not a.move.notice or not dossier.told_at:
        return
    queue(
        session, a.desk.wordings, a.move.notice, to=dossier.told_at, values=values_of(a),
        key=f"{dossier.id}:{event.sequence}:{a.move.notice}", at=a.at, subject_key=dossier.code or "",
    )  # fmt: skip


def values_of(a: Attempt) -> dict[str, str]:
    """Return every value that texts may name; what does not apply is an empty text."""
    dossier = a.dossier
    return {
        "code": dossier.code or "",
        "secret": dossier.secret,
        "first_answer": _time_and_day(dossier.first_answer_due_at),
        "promised": _day(dossier.promised_at),
        "reason": a.facts.note.strip(),
        "amount": f"{a.facts.amount_vnd or 0:,} đồng".replace(",", "."),
        "deadline": _day(dossier.answer_by),
        "office": a.desk.route(dossier, dossier.record.process[0].agency).name,
        "items": "; ".join(item.get("name", "") for item in a.facts.items),
        "date": _day(a.at),
        "link": a.desk.link(dossier),
    }


def _day(at: datetime | None) -> str:
    return f"{local(at):%d/%m/%Y}" if at else ""


def _time_and_day(at: datetime | None) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else ""
