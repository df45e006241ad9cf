"""Which payment notices were sent? The dossier knows the one that counts; the history keeps every earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.errors import NotFound
from portal.storage.models import StoredFile
from portal.workflow.states import Action

#: In the data of an event: the notice that was sent with it.
FILE = "payment_file"


@dataclass(frozen=True)
class PaymentNotice:
    """One notice: the how-manieth, when it was sent, how much it asks for."""

    number: int
    at: datetime
    amount_vnd: int | None
    file_id: int | None


def list_payment_notices(dossier: Dossier) -> list[PaymentNotice]:
    """Return every notice that can still be opened, oldest first; the last is the one that counts."""
    sent = [event for event in dossier.events if event.action == Action.REQUEST_PAYMENT]
    found = [
        PaymentNotice(n, event.at, event.data.get("amount_vnd"),
                      dossier.payment_file_id if event is sent[-1] else event.data.get(FILE))
        for n, event in enumerate(sent, 1)
    ]  # fmt: skip
    return [one for one in found if one.file_id is not None]


def get_payment_file(session: Session, dossier: Dossier, number: int | None = None) -> StoredFile:
    """Return the notice with that number, or the one that counts; NotFound when there is none."""
    sent = list_payment_notices(dossier)
    wanted = next((one for one in reversed(sent) if number in (None, one.number)), None)
    if wanted is None:
        raise NotFound
    return session.scalars(select(StoredFile).where(StoredFile.id == wanted.file_id)).one()
