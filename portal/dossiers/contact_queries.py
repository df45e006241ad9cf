"""What was said about a dossier, and how was it found?"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.dossiers.contact_models import DossierMessage, InternalNote, MessageFile, Rating
from portal.dossiers.models import Dossier
from portal.kernel.errors import NotFound


def list_messages(session: Session, dossier: Dossier) -> Sequence[DossierMessage]:
    """Return the messages of a dossier, oldest first."""
    query = select(DossierMessage).where(DossierMessage.dossier_id == dossier.id).order_by(DossierMessage.id)
    return session.scalars(query.options(selectinload(DossierMessage.files).joinedload(MessageFile.file))).all()


def get_message_file(session: Session, dossier: Dossier, file_id: int) -> MessageFile:
    """Return a file of a message of this dossier; NotFound for any other."""
    query = select(MessageFile).join(MessageFile.message).options(joinedload(MessageFile.file))
    found = session.scalars(query.where(MessageFile.id == file_id, DossierMessage.dossier_id == dossier.id)).first()
    if found is None:
        raise NotFound
    return found


def list_notes(session: Session, dossier: Dossier) -> Sequence[InternalNote]:
    """Return the officers' notes, newest first. Never for a page of a citizen."""
    return session.scalars(
        select(InternalNote).where(InternalNote.dossier_id == dossier.id).order_by(InternalNote.id.desc())
    ).all()


def find_rating(session: Session, dossier: Dossier) -> Rating | None:
    """Return how the citizen found it."""
    return session.scalars(select(Rating).where(Rating.dossier_id == dossier.id)).first()
