"""How are other agencies asked for their opinion? Several at once, beside the main leg, each with a question and a last day.

Law: NĐ 61/2018 Art. 19.5. Nothing waits for them by itself: the clock runs on, and a dossier may be decided without an
answer when somebody says why (`guards.Guard.CONSULTED`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.queries import get_agency
from portal.dossiers.consultation_models import ANSWERED, WITHDRAWN, Consultation
from portal.dossiers.consultation_queries import list_answerers
from portal.dossiers.desk import Actor, Desk
from portal.dossiers.locking import lock
from portal.dossiers.messages import tell_asked
from portal.dossiers.models import Dossier
from portal.dossiers.moves import find_event_of_form, place_of, stale, write_down
from portal.dossiers.rules import ANSWERERS, ASKERS
from portal.kernel.clock import local, local_date
from portal.kernel.errors import N_, Incomplete, InvalidMove, NotAllowed
from portal.storage.models import StoredFile
from portal.workflow.states import State


@dataclass(frozen=True)
class Question:
    """What is asked: agencies as code → name, the same question and last moment for all."""

    agencies: dict[str, str]
    text: str
    due_at: datetime


def may_ask(dossier: Dossier, by: Actor) -> bool:
    """Say whether this officer handles the dossier now, nothing is signed yet, and may ask others."""
    leg = dossier.open_leg
    here = leg is not None and leg.received_at is not None and bool(by.roles_at(leg.agency_code) & ASKERS)
    return here and dossier.stands is State.PROCESSING and dossier.signed_at is None


def may_answer(one: Consultation, by: Actor) -> bool:
    """Say whether this officer may answer for the agency that is asked."""
    return one.is_open and bool(by.roles_at(one.agency_code) & ANSWERERS)


def may_withdraw(one: Consultation, by: Actor) -> bool:
    """Say whether this officer works where the question came from, or where the dossier is now."""
    return one.is_open and bool((by.roles_at(one.asking_code) | by.roles_at(place_of(one.dossier))) & ASKERS)


def ask(
    session: Session,
    dossier: Dossier,
    asked: Question,
    *,
    by: Actor,
    at: datetime,
    desk: Desk,
    version: int,
    form_key: str,
) -> list[Consultation]:
    """Ask each of these agencies, and write at once to who may answer there. The same form sent twice asks once; StaleVersion for who looked too long."""
    lock(session, dossier)
    done = find_event_of_form(session, form_key)
    if done is not None:
        keys = [f"{form_key}:{code}" for code in asked.agencies]
        return list(session.scalars(select(Consultation).where(Consultation.form_key.in_(keys))))
    if version != dossier.version:
        raise stale(dossier)
    if dossier.stands is not State.PROCESSING or dossier.signed_at is not None:
        raise InvalidMove
    if not may_ask(dossier, by):
        raise NotAllowed(N_("Only who handles the dossier asks other agencies."))
    _check(dossier, asked, at)
    assert by.id is not None
    here = place_of(dossier) or ""
    rows = [
        Consultation(dossier=dossier, agency_code=code, asking_code=here, question=asked.text.strip(), due_at=asked.due_at,
                     asked_at=at, asked_by_id=by.id, asked_by=by.name, form_key=f"{form_key}:{code}")
        for code in asked.agencies
    ]  # fmt: skip
    session.add_all(rows)
    names = "; ".join(asked.agencies.values())
    write_down(session, dossier, "consult", by=by, at=at, note=f"{names}, chậm nhất ngày {local(asked.due_at):%d/%m/%Y}: {asked.text.strip()}",
               form_key=form_key, data={"agencies": names})  # fmt: skip
    _tell(session, rows, at, desk)
    return rows


def _tell(session: Session, rows: Sequence[Consultation], at: datetime, desk: Desk) -> None:
    for row in rows:
        officers = list_answerers(session, row.agency_code, row.dossier.field_code, local_date(at))
        tell_asked(session, row, officers, get_agency(session, row.asking_code).name, desk)


def _check(dossier: Dossier, asked: Question, at: datetime) -> None:
    if not asked.agencies or place_of(dossier) in asked.agencies:
        raise Incomplete(N_("Choose at least one other agency"), missing=("agency_1",))
    if not asked.text.strip():
        raise Incomplete(N_("Write what you ask"), missing=("question",))
    if asked.due_at <= at:
        raise Incomplete(N_("The last day lies in the past"), missing=("days",))


def answer(
    session: Session, one: Consultation, text: str, file: StoredFile | None, *, by: Actor, at: datetime, form_key: str
) -> None:
    """Answer for the agency that was asked, once; StaleVersion says who was faster, or that it is no longer asked."""
    if _was_done(session, one, form_key):
        return
    if not may_answer(one, by):
        raise NotAllowed
    if not text.strip():
        raise Incomplete(N_("Write the answer"), missing=("answer",))
    one.state, one.answer, one.answer_file = ANSWERED, text.strip(), file
    one.answered_at, one.answered_by = at, by.name
    write_down(session, one.dossier, "answer_consultation", by=by, at=at, form_key=form_key, place=one.agency_code)


def withdraw(session: Session, one: Consultation, reason: str, *, by: Actor, at: datetime, form_key: str) -> None:
    """Take a question back, with a reason that the asked agency reads; what was answered stays."""
    if _was_done(session, one, form_key):
        return
    if not may_withdraw(one, by):
        raise NotAllowed
    if not reason.strip():
        raise Incomplete(N_("Write the reason"), missing=("note",))
    one.state, one.withdrawn_at, one.withdrawn_by = WITHDRAWN, at, by.name
    one.withdrawn_reason = reason.strip()
    write_down(session, one.dossier, "withdraw_consultation", by=by, at=at, note=reason, form_key=form_key)


def _was_done(session: Session, one: Consultation, form_key: str) -> bool:
    """Lock the dossier, and say whether this form has been sent before; StaleVersion when the question is closed."""
    lock(session, one.dossier)
    session.refresh(one)
    if find_event_of_form(session, form_key) is not None:
        return True
    if not one.is_open:
        raise stale(one.dossier)
    return False


def note_answers(session: Session, dossier: Dossier, *, by: Actor, at: datetime) -> int:
    """Note that the answers were read where the dossier is; return how many. Twice is once."""
    lock(session, dossier)
    if not by.roles_at(place_of(dossier)):
        raise NotAllowed
    rows = unread_answers(dossier)
    for row in rows:
        row.noted_at, row.noted_by = at, by.name
    return len(rows)


def unread_answers(dossier: Dossier) -> Sequence[Consultation]:
    """Return the answers nobody where the dossier lies has noted."""
    return [row for row in dossier.consultations if row.state == ANSWERED and row.noted_at is None]
