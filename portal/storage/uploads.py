"""What did a form send as files? Each is opened before anything is written: that is slow, and others wait for the lock.

A file that came in pieces before its form (`resuming.py`) is named by the form; from here on it is a file like any other.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import Response, jsonify, request
from werkzeug.datastructures import FileStorage

from portal.kernel.errors import Invalid, PortalError
from portal.kernel.transaction import transaction
from portal.storage.inspect import Inspected, inspect
from portal.storage.resuming import drop_partial, find_partial, take_piece, whole
from portal.storage.scanning import Scanner
from portal.storage.store import Store
from portal.web.app_state import config, now, service, session
from portal.web.error_pages import sentence

#: The field in which a form names the files that came in pieces.
IN_PIECES = "upload"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upload:
    """One good file: its name where it came from, what tells it from others, the clean file."""

    name: str
    #: Of what was sent, not of what is kept: a PDF written anew never has the same bytes twice.
    fingerprint: str
    file: Inspected


def chosen(files: Sequence[FileStorage]) -> list[FileStorage]:
    """Return the files that were chosen; an empty input sends one without a name."""
    return [file for file in files if file.filename]


def inspect_all(files: Sequence[FileStorage]) -> tuple[list[Upload], list[str]]:
    """Return the good files, and a sentence about each that is refused."""
    good, refused, most = [], [], config().upload_bytes
    for sent in files:
        try:
            name, content = sent.filename or "", sent.stream.read(most + 1)  # never more of it in memory than is taken
            file = inspect(content, name, most_bytes=most, scanner=service(Scanner))
            good.append(Upload(name, sha256(content).hexdigest()[:24], file))
        except Invalid as error:
            log.warning(
                "an uploaded file was refused on %s: %s", request.path, error
            )  # not its name: it may be a person's
            shown = (sent.filename or "")[-60:]
            refused.append(f"{shown}: {sentence(error)}" if len(files) > 1 else sentence(error))
    return good, refused


def sent_files(owner: str) -> list[FileStorage]:
    """Return the files of this request: those it carries, and those of `owner` that came in pieces and that it names."""
    files = chosen(request.files.getlist("files"))
    for key in request.form.getlist(IN_PIECES)[:1]:
        row = find_partial(session(), owner, key)
        if row is not None:
            files.append(FileStorage(io.BytesIO(whole(service(Store), row)), filename=row.filename))
    return files


def drop_pieces(owner: str) -> None:
    """Forget the pieces this request named: the file was kept, or refused."""
    for key in request.form.getlist(IN_PIECES)[:1]:
        with transaction(session()):
            row = find_partial(session(), owner, key)
            if row is not None and row.received_bytes == row.size_bytes:
                drop_partial(session(), service(Store), row)


def piece_response(owner: str) -> tuple[Response, int]:
    """Keep the piece of a file that this request brings; answer with how much is here, or why it cannot be taken."""
    form, file = request.form, request.files.get("piece")
    try:
        received = take_piece(
            session(), service(Store), owner, form.get("key", ""), file.read() if file else b"",
            offset=form.get("offset", -1, type=int), size=form.get("size", 0, type=int), filename=form.get("name", ""),
            most_bytes=config().upload_bytes, at=now(),
        )  # fmt: skip
    except PortalError as error:
        return jsonify(error=sentence(error)), error.status
    return jsonify(received=received), 200
