"""What did I send, all of it? One ZIP: the form or a plain list of answers, papers, slips, messages.

Names in it tell nothing about a person: what a file was called on somebody's telephone stays there. The archive is
written while it is sent; nothing larger than one file lies in memory.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, cast

from sqlalchemy.orm import Session

from portal.catalogue.queries import UnitNames
from portal.documents.filled import get_dossier_form
from portal.documents.queries import list_slips
from portal.documents.render import render
from portal.dossiers import rules
from portal.dossiers.contact_queries import list_messages
from portal.dossiers.desk import Desk
from portal.dossiers.models import REPLACED, WAITING, Dossier
from portal.eforms.definition import Page
from portal.eforms.telling import exported, rows
from portal.kernel.clock import local
from portal.storage.models import StoredFile
from portal.storage.store import Store


@dataclass(frozen=True)
class Entry:
    """One file of the archive; its bytes are fetched when its turn comes."""

    name: str
    at: datetime
    content: Callable[[], bytes]


def entries_of(session: Session, store: Store, dossier: Dossier, desk: Desk) -> list[Entry]:
    """Return everything the citizen sent and was given, in order. Afterwards the session is no longer needed."""
    assert dossier.submitted_at is not None
    return [
        *_declared(session, dossier, desk),
        *_papers(store, dossier),
        *_slips(session, store, dossier),
        *_messages(session, store, dossier),
    ]


def _declared(session: Session, dossier: Dossier, desk: Desk) -> Iterator[Entry]:
    sent_at = dossier.submitted_at or dossier.updated_at
    for component in rules.forms_for(dossier.record, dossier.answers):
        form = get_dossier_form(session, dossier, component.id, desk)
        yield Entry(f"to-khai/{component.id}.pdf", sent_at, partial(render, form))
    text = "\r\n".join(_summary(session, dossier)).encode()
    yield Entry("to-khai/nhung-gi-da-khai.txt", sent_at, lambda: b"\xef\xbb\xbf" + text)
    if dossier.record.eform is not None:
        plain = exported(dossier.record.eform, dossier.answers, UnitNames(session))
        told = {"code": dossier.code, "procedure": dossier.record.code, "answers": plain}
        data = json.dumps(told, ensure_ascii=False, indent=1).encode()
        yield Entry("to-khai/nhung-gi-da-khai.json", sent_at, lambda: data)  # the same, for another program


def _summary(session: Session, dossier: Dossier) -> Iterator[str]:
    """Yield the answers line by line, for people and for any editor."""
    yield f"{dossier.record.title} – {dossier.code}"
    names, eform = UnitNames(session), dossier.record.eform
    if eform is None:
        return
    case = Page("", "", "", tuple(item.question for item in eform.eligibility))
    for page in (case, *rules.pages_for(dossier.record, dossier.answers)):
        yield ""
        yield from (f"{row.question.label}: {row.text}" for row in rows(page, dossier.answers, names))


def _papers(store: Store, dossier: Dossier) -> Iterator[Entry]:
    for paper in dossier.papers:
        for number, row in enumerate((one for one in paper.all_files if one.standing != WAITING), 1):
            old = "-da-thay" if row.standing == REPLACED else ""
            yield _stored(store, f"giay-to/{paper.component_id}-{number}{old}", row.file)


def _slips(session: Session, store: Store, dossier: Dossier) -> Iterator[Entry]:
    for number, slip in enumerate(list_slips(session, dossier), 1):
        if slip.file is not None:
            yield _stored(store, f"phieu/{number:02d}-{slip.kind}", slip.file)
        else:
            yield Entry(f"phieu/{number:02d}-{slip.kind}.pdf", slip.issued_at, partial(render, slip.paper))


def _messages(session: Session, store: Store, dossier: Dossier) -> Iterator[Entry]:
    messages = list_messages(session, dossier)
    if not messages:
        return
    lines = []
    for message in messages:
        who = "Ông/bà" if message.by_kind == "citizen" else "Cán bộ"
        lines += [f"{local(message.at):%H:%M %d/%m/%Y} – {who}:", *message.text.splitlines(), ""]
    text = "\r\n".join(lines).encode()
    yield Entry("tin-nhan/tin-nhan.txt", messages[-1].at, lambda: b"\xef\xbb\xbf" + text)
    files = [row.file for message in messages if message.by_kind == "citizen" for row in message.files]
    for number, file in enumerate(files, 1):
        yield _stored(store, f"tin-nhan/tep-{number}", file)


def _stored(store: Store, name: str, file: StoredFile) -> Entry:
    key, ending = file.key, file.filename.rpartition(".")[2]
    return Entry(f"{name}.{ending}", file.created_at, lambda: store.get(key))


class _Outlet:
    """A file that only goes forward: what is written is taken away at once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def take(self) -> bytes:
        """Return what came since the last time."""
        taken, self._parts = b"".join(self._parts), []
        return taken


def stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield the bytes of the archive, one entry after the other."""
    outlet = _Outlet()
    with zipfile.ZipFile(cast("IO[bytes]", outlet), "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, local(entry.at).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED if entry.name.endswith((".txt", ".json")) else zipfile.ZIP_STORED
            archive.writestr(info, entry.content())
            yield outlet.take()
    yield outlet.take()
