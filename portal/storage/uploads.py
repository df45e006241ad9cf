"""What did a form send as files? Each is opened before anything is written: that is slow, and others wait for the lock."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import request
from werkzeug.datastructures import FileStorage

from portal.kernel.errors import Invalid
from portal.storage.inspect import Inspected, inspect
from portal.storage.scanning import Scanner
from portal.web.app_state import config, service
from portal.web.error_pages import sentence

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
