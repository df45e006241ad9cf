"""Which notice does a move send, with which values? Queued in the same transaction, never sent from here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.dossiers.bringing import papers_to_bring
from portal.dossiers.collecting import has_arrived, is_coming
from portal.dossiers.consultation_models import Consultation
from portal.dossiers.desk import Desk
from portal.dossiers.guards import Attempt
from portal.dossiers.models import Dossier, DossierEvent
from portal.identity.models import Officer
from portal.kernel.clock import local
from portal.notices.operations import queue
from portal.notices.rules import Reach
from portal.workflow.states import TABLE, Action, State


def tell(session: Session, a: Attempt, event: DossierEvent) -> None:
    """Queue the notice of a move, if it has one."""
    dossier, kind = a.dossier, _kind(a)
    if not kind or a.facts.quiet or dossier.told is None:
        return
    queue(
        session, a.desk.wordings, kind, to=dossier.told, values=values_of(a), key=f"{dossier.id}:{event.sequence}:{kind}",
        at=a.at, subject_key=dossier.code or "",
    )  # fmt: skip


def _kind(a: Attempt) -> str:
    """Return which text tells of a move, "" for none.

    An acceptance says nothing of completeness while papers are still to come; nobody is called before the result is there.
    """
    if a.move.action is Action.ACCEPT and papers_to_bring(a.dossier):
        return "dossier_accepted_to_bring"
    if a.move.action is Action.ISSUE_RESULT and is_coming(a.dossier):
        return ""
    return TABLE[Action.ISSUE_RESULT].notice if has_arrived(a.dossier, a.move.action) else a.move.notice


def remind(session: Session, dossier: Dossier, desk: Desk, *, at: datetime) -> None:
    """Queue the reminder that something is still asked of the citizen, once for each last day."""
    if dossier.told is None:
        return
    asks_money = dossier.stands is State.AWAITING_PAYMENT
    kind = "payment_reminder" if asks_money else "supplement_reminder"
    asked = dossier.open_supplement
    values = {
        "code": dossier.code or "", "deadline": _day(dossier.answer_by), "link": desk.link(dossier),
        "items": "; ".join(item.name for item in asked.items) if asked else "",
        "amount": _money(dossier.payment_vnd),
    }  # fmt: skip
    queue(
        session, desk.wordings, kind, to=dossier.told, values=values,
        key=f"{dossier.id}:{kind}:{_day(dossier.answer_by)}", at=at, subject_key=dossier.code or "",
    )  # fmt: skip


def tell_new_date(session: Session, dossier: Dossier, desk: Desk, event: DossierEvent, *, before: datetime) -> None:
    """Queue the message that a date already promised has moved with the calendar."""
    if dossier.told is None:
        return
    values = {
        "code": dossier.code or "", "before": _day(before), "promised": _day(dossier.promised_at), "reason": event.note,
        "link": desk.link(dossier),
    }  # fmt: skip
    queue(
        session, desk.wordings, "date_moved", to=dossier.told, values=values,
        key=f"{dossier.id}:{event.sequence}:date_moved", at=event.at, subject_key=dossier.code or "",
    )  # fmt: skip


def tell_asked(session: Session, one: Consultation, officers: Sequence[Officer], office: str, desk: Desk) -> None:
    """Queue a message to each officer of an agency whose opinion is asked by `office`; no page of the citizen shows it."""
    dossier = one.dossier
    for officer in officers:
        values = {
            "name": officer.full_name, "office": office, "code": dossier.code or "", "question": one.question,
            "deadline": _day(one.due_at), "link": desk.work_link(dossier),
        }  # fmt: skip
        queue(
            session, desk.wordings, "opinion_asked", to=Reach(email=officer.email), values=values,
            key=f"opinion:{one.form_key}:{officer.id}", at=one.asked_at, until=one.due_at,
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
        "amount": _money(a.facts.amount_vnd),
        "deadline": _day(dossier.answer_by),
        "office": a.desk.route(dossier, dossier.record.process[0].agency).name,
        "items": "; ".join(_items(a)),
        "date": _day(a.at),
        "link": a.desk.link(dossier),
    }


def _items(a: Attempt) -> list[str]:
    """Return what is asked for, or is still to be brought."""
    return [item.get("name", "") for item in a.facts.items] or [paper.name for paper in papers_to_bring(a.dossier)]


def _money(vnd: int | None) -> str:
    return f"{vnd or 0:,} đồng".replace(",", ".")


def _day(at: datetime | None) -> str:
    return f"{local(at):%d/%m/%Y}" if at else ""


def _time_and_day(at: datetime | None) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else ""
