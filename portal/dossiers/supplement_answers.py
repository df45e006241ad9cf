"""What does the citizen give to a request? Prepared beside the dossier, part of it only when sent, once.

What was sent before is kept: files are marked as replaced, answers stand in `Supplement.before`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers import rules
from portal.dossiers.custody import handed_for
from portal.dossiers.desk import Actor, Desk, Facts
from portal.dossiers.locking import lock
from portal.dossiers.models import CURRENT, REPLACED, WAITING, Dossier, DossierEvent, Paper, PaperFile
from portal.dossiers.moves import find_event_of_form, move
from portal.dossiers.operations import MOST_FILES
from portal.dossiers.supplement_models import ANSWER, ANSWERED, PAPER, Supplement, SupplementItem
from portal.dossiers.typed import forget_typed
from portal.eforms.answers import is_open, missing, shown_questions, visible
from portal.eforms.definition import Question
from portal.eforms.types import TYPES
from portal.kernel.errors import N_, Incomplete, Invalid, InvalidMove, NotFound
from portal.storage.inspect import Inspected
from portal.storage.operations import discard, keep
from portal.storage.store import Store
from portal.workflow.states import Action


@dataclass(frozen=True)
class Way:
    """How an answer came in, and who typed it (of `models.TYPED_BY`)."""

    channel: str = "online"
    typed_by: str = "citizen"
    #: The counter that took it in, where that is not the office in charge.
    counter: str = ""


ONLINE = Way()
#: Said of a paper that an answer, given now, has made necessary.
OPENED = "Câu trả lời vừa sửa cho thấy hồ sơ cần thêm giấy này."


# ---- what is asked, what is settled


def merged(dossier: Dossier, supplement: Supplement) -> dict[str, Any]:
    """Return the answers as they would be if this were sent now."""
    whole = {key: value for key, value in {**dossier.answers, **supplement.answers}.items() if value is not None}
    return visible(dossier.record.eform, whole) if dossier.record.eform else whole


def asked_questions(dossier: Dossier, supplement: Supplement) -> list[Question]:
    """Return the questions to answer again, and those that the new answers have opened."""
    eform = dossier.record.eform
    if eform is None:
        return []
    wanted = {item.ref for item in supplement.items if item.kind == ANSWER} | supplement.answers.keys()
    whole = merged(dossier, supplement)
    opened = {question.id for _, question in missing(eform, whole)}
    asked = [q for q in eform.questions() if q.id in wanted | opened and TYPES[q.type].is_asked]
    return shown_questions(asked, whole)


def asked_papers(dossier: Dossier, supplement: Supplement) -> list[SupplementItem]:
    """Return the papers to send; one that the new answers make needless is no longer asked for."""
    needed = {component.id for component in rules.papers_for(dossier.record, merged(dossier, supplement))}
    return [item for item in supplement.items if item.kind == PAPER and item.ref in needed]


def unsettled(dossier: Dossier, supplement: Supplement) -> list[tuple[str, str]]:
    """Return (kind, id) of everything that is still to be given."""
    whole = merged(dossier, supplement)
    questions = [
        (ANSWER, q.id)
        for q in asked_questions(dossier, supplement)
        if (supplement.answers.get(q.id) is None and not q.optional) or is_open(q, whole)
    ]
    papers = [
        (PAPER, item.ref)
        for item in asked_papers(dossier, supplement)
        if not item.not_had
        and not waiting_files(dossier, item.ref)
        and not handed_for(dossier, supplement.id, item.ref)
    ]
    return questions + papers


def waiting_files(dossier: Dossier, component_id: str) -> list[PaperFile]:
    """Return the files of a paper that were added and not sent yet."""
    paper = dossier.paper(component_id)
    return paper.files_that_are(WAITING) if paper else []


# ---- preparing


def save_asked(session: Session, dossier: Dossier, asked: Sequence[Question], answers: Mapping[str, Any]) -> None:
    """Keep answers to asked questions, also that one was emptied; a paper that they make necessary is asked for at once."""
    supplement = _open(session, dossier)
    allowed = {q.id for q in asked_questions(dossier, supplement)}
    if not {q.id for q in asked} <= allowed:
        raise NotFound
    before = {c.id for c in rules.papers_for(dossier.record, dossier.answers)}
    kept = {key: value for key, value in supplement.answers.items() if key not in {q.id for q in asked}}
    whole = {**dossier.answers, **kept, **answers}
    emptied = {q.id: None for q in shown_questions(asked, whole) if q.id in dossier.answers and q.id not in answers}
    supplement.answers = {**kept, **emptied, **answers}
    known = {item.ref for item in supplement.items if item.kind == PAPER}
    for component in rules.papers_for(dossier.record, merged(dossier, supplement)):
        if component.need == "required" and component.id not in before | known:
            supplement.items.append(SupplementItem(kind=PAPER, ref=component.id, name=component.name, reason=OPENED))


def add_waiting(
    session: Session, store: Store, dossier: Dossier, component_id: str, file: Inspected, *, filename: str,
    upload_key: str, at: datetime,
) -> PaperFile:  # fmt: skip
    """Add one file to an asked paper; the same form sent twice adds it once."""
    supplement = _open(session, dossier)
    done = session.scalars(select(PaperFile).where(PaperFile.upload_key == upload_key)).first()
    if done is not None:
        return done
    item = _item(dossier, supplement, component_id)
    paper = dossier.paper(component_id)
    if paper is None:
        paper = Paper(dossier=dossier, component_id=component_id, status=rules.ADDED)
        session.add(paper)
        session.flush()  # files point to its number
    if len(paper.files_that_are(WAITING)) >= MOST_FILES:
        raise Invalid(N_("This paper has %(most)s files already. Remove one first."), most=MOST_FILES)
    row = PaperFile(
        paper=paper, file=keep(session, store, file, filename=filename, at=at), upload_key=upload_key, standing=WAITING,
        supplement_id=supplement.id,
    )  # fmt: skip
    session.add(row)
    item.not_had = ""
    return row


def remove_waiting(session: Session, store: Store, dossier: Dossier, file_id: int) -> None:
    """Remove a file that was not sent yet. Removing it twice is no error; what was sent stays."""
    _open(session, dossier)
    for paper in dossier.papers:
        for row in paper.files_that_are(WAITING):
            if row.id == file_id:
                paper.all_files.remove(row)
                session.flush()  # the row must go before the file it points to
                discard(session, store, row.file)


def say_not_had(session: Session, dossier: Dossier, component_id: str, words: str) -> None:
    """Note that the citizen does not have an asked paper, in their words; "" takes it back."""
    supplement = _open(session, dossier)
    _item(dossier, supplement, component_id).not_had = words.strip()


def _item(dossier: Dossier, supplement: Supplement, component_id: str) -> SupplementItem:
    item = next((one for one in asked_papers(dossier, supplement) if one.ref == component_id), None)
    if item is None:
        raise NotFound
    return item


def _open(session: Session, dossier: Dossier) -> Supplement:
    lock(session, dossier)
    supplement = dossier.open_supplement
    if supplement is None or dossier.stands.turn != "citizen":
        raise InvalidMove(N_("This request has been answered already, or is no longer open."))
    return supplement


# ---- sending


def send(
    session: Session, dossier: Dossier, *, by: Actor, at: datetime, desk: Desk, form_key: str, way: Way = ONLINE
) -> DossierEvent:
    """Send what was asked for, once: the dossier goes back to the officer who asked. `by`: who sends it, or takes it in.

    Raises Incomplete while something is left; `missing` names the questions and papers.
    """
    lock(session, dossier)
    done = find_event_of_form(session, form_key)  # asked under the lock: the same form may have come twice at once
    if done is not None:
        return done
    supplement = _open(session, dossier)
    left = unsettled(dossier, supplement)
    if left:
        raise Incomplete(N_("Something that was asked for is still missing"), missing=tuple(ref for _, ref in left))
    _take_papers(session, dossier, supplement, at)
    _take_answers(dossier, supplement)
    forget_typed(session, dossier)
    supplement.state, supplement.answered_at = ANSWERED, at
    supplement.channel, supplement.typed_by = way.channel, way.typed_by
    supplement.taken_by = by.name if by.kind == "officer" else ""
    session.flush()  # the move reads the dossier again
    facts = Facts(data={"channel": way.channel, "typed_by": way.typed_by}, counter=way.counter)
    event = move(session, dossier, Action.ANSWER_SUPPLEMENT, by=by, at=at, desk=desk, form_key=form_key, facts=facts)
    dossier.holder_id = supplement.asked_by_id
    return event


def _take_papers(session: Session, dossier: Dossier, supplement: Supplement, at: datetime) -> None:
    """Put what is new, files or paper, in the place of the old files; a paper that is not to be had is said so."""
    for item in asked_papers(dossier, supplement):
        paper = dossier.paper(item.ref)
        if paper is None:
            paper = Paper(dossier=dossier, component_id=item.ref, status=rules.DOES_NOT_EXIST)
            session.add(paper)
        new, handed = paper.files_that_are(WAITING), handed_for(dossier, supplement.id, item.ref)
        for row in paper.files if new or handed else ():
            row.standing, row.replaced_at = REPLACED, at
        for row in new:
            row.standing = CURRENT
        if new or handed:
            paper.status = rules.ADDED if new else rules.HANDED_IN
        elif not paper.files:
            paper.status = rules.DOES_NOT_EXIST


def _take_answers(dossier: Dossier, supplement: Supplement) -> None:
    """Make what was given the answers, and keep every one that it replaced, emptied or hid."""
    whole, before = merged(dossier, supplement), dossier.answers
    supplement.before = {
        key: value for key, value in before.items() if key in supplement.answers or whole.get(key) != value
    }
    dossier.answers = whole
