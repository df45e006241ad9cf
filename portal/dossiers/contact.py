"""What may be said about a dossier, by whom? Messages between citizen and officers, notes inside the house, one rating.

Messages never take the place of a request for papers (NĐ 61/2018 Art. 5.1): those go through `supplements`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.contact_models import LEVELS, DossierMessage, InternalNote, MessageFile, Rating
from portal.dossiers.desk import Actor, Desk
from portal.dossiers.locking import lock
from portal.dossiers.models import Dossier
from portal.dossiers.moves import place_of
from portal.identity.operations import count_try
from portal.kernel.errors import N_, Incomplete, InvalidMove, NotAllowed
from portal.notices.operations import queue
from portal.storage.operations import keep
from portal.storage.store import Store
from portal.storage.uploads import Upload
from portal.workflow.states import State

MOST_FILES, MOST_MESSAGES_AN_HOUR = 5, 20


def in_charge(dossier: Dossier, by: Actor) -> bool:
    """Say whether this officer works where the dossier is: reading it elsewhere gives no voice in it."""
    return by.kind == "officer" and bool(by.roles_at(place_of(dossier)))


def write_message(
    session: Session, store: Store, dossier: Dossier, text: str, files: Sequence[Upload], *, by: Actor, at: datetime,
    desk: Desk, form_key: str,
) -> DossierMessage:  # fmt: skip
    """Write to the other side; an officer's answer also marks what the citizen wrote as read.

    The same form sent twice writes once. Raises Incomplete without words and files, NotAllowed for who is not in charge.
    """
    lock(session, dossier)
    done = session.scalars(select(DossierMessage).where(DossierMessage.form_key == form_key)).first()
    if done is not None:
        return done
    _may_write(session, dossier, text, files, by, at)
    message = DossierMessage(
        dossier_id=dossier.id, at=at, by_kind=by.kind, by_id=by.id, by_name=by.name, text=text.strip(), form_key=form_key,
        agency_code=place_of(dossier) or "" if by.kind == "officer" else "",
        files=[MessageFile(file=keep(session, store, one.file, filename=one.name, at=at)) for one in files],
    )  # fmt: skip
    session.add(message)
    session.flush()  # the notice is named by its number
    if by.kind == "officer":
        mark_read(session, dossier, by=by, at=at)
        _tell(session, dossier, message, desk)
    else:
        dossier.unread_at = dossier.unread_at or at
    return message


def _may_write(session: Session, dossier: Dossier, text: str, files: Sequence[Upload], by: Actor, at: datetime) -> None:
    if dossier.is_draft:
        raise InvalidMove(N_("Send the dossier first; an officer then reads what you write."))
    if by.kind == "officer" and not in_charge(dossier, by):
        raise NotAllowed(N_("Only officers of the unit that has the dossier write in it."))
    if not text.strip() and not files:
        raise Incomplete(N_("Write your message"), missing=("text",))
    if len(files) > MOST_FILES:
        raise Incomplete(N_("Choose at most %(most)s files"), missing=("files",), most=MOST_FILES)
    if by.kind == "citizen":
        count_try(session, f"message:{dossier.id}", at=at, most=MOST_MESSAGES_AN_HOUR, within=timedelta(hours=1))


def _tell(session: Session, dossier: Dossier, message: DossierMessage, desk: Desk) -> None:
    """Say that there is a message, not what it says: telephones are read by others."""
    if dossier.told is None:
        return
    queue(
        session, desk.wordings, "message_from_officer", to=dossier.told, at=message.at, subject_key=dossier.code or "",
        values={"code": dossier.code or "", "link": desk.link(dossier)}, key=f"message:{message.id}",
    )  # fmt: skip


def mark_read(session: Session, dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Note that the officers have read what the citizen wrote."""
    lock(session, dossier)
    if not in_charge(dossier, by):
        raise NotAllowed
    unread = select(DossierMessage).where(
        DossierMessage.dossier_id == dossier.id, DossierMessage.by_kind == "citizen", DossierMessage.read_at.is_(None)
    )
    for message in session.scalars(unread):
        message.read_at, message.read_by = at, by.name
    dossier.unread_at = None


def write_note(
    session: Session, dossier: Dossier, text: str, *, by: Actor, at: datetime, form_key: str
) -> InternalNote:
    """Leave a note for other officers; whoever may read the dossier may, and no citizen ever reads it."""
    lock(session, dossier)
    done = session.scalars(select(InternalNote).where(InternalNote.form_key == form_key)).first()
    if done is not None:
        return done
    if not text.strip():
        raise Incomplete(N_("Write the note"), missing=("note",))
    assert by.id is not None
    note = InternalNote(
        dossier_id=dossier.id, at=at, by_id=by.id, by_name=by.name, agency_code=place_of(dossier) or "", text=text.strip(),
        form_key=form_key,
    )  # fmt: skip
    session.add(note)
    return note


def rate(session: Session, dossier: Dossier, level: str, text: str, *, via: str, at: datetime) -> Rating:
    """Keep how the citizen found it: once, after the result was handed over. A second try changes nothing."""
    lock(session, dossier)
    if dossier.stands is not State.RETURNED:
        raise InvalidMove(N_("You can say how it went once you have the result."))
    done = session.scalars(select(Rating).where(Rating.dossier_id == dossier.id)).first()
    if done is not None:
        return done
    if level not in LEVELS:
        raise Incomplete(N_("Choose one of the three answers"), missing=("level",))
    rating = Rating(dossier_id=dossier.id, at=at, level=level, text=text.strip(), via=via)
    session.add(rating)
    return rating
