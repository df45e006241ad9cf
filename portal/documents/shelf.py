"""Where do ready-made blank forms lie? In a folder that can be thrown away: each is made once, at its first request.

A sheet is found again by what went into it, so that a changed definition or a changed layout is a new sheet.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from json import dumps
from pathlib import Path
from threading import get_ident

from portal.catalogue.forms_offered import OfferedForm, Sheet
from portal.catalogue.loading import read_form
from portal.documents.filling import printed_form
from portal.documents.render import TEMPLATES, render
from portal.eforms.legal_form import LegalForm
from portal.kernel.errors import NotFound


def _pdf(form: LegalForm) -> bytes:
    return render(printed_form(form))


def _docx(form: LegalForm) -> bytes:
    from portal.documents.word import word_file  # slow to load, and only needed when a form has changed

    return word_file(form)


KINDS: Mapping[str, Callable[[LegalForm], bytes]] = {"pdf": _pdf, "docx": _docx}


class FormShelf:
    """The forms of `catalog/forms`, and their sheets."""

    def __init__(self, catalog: Path, folder: Path) -> None:
        self.catalog, self.folder = catalog, folder
        self._read: dict[str, tuple[int, LegalForm]] = {}
        self._names: dict[tuple[str, int, str], Path] = {}

    def form(self, form_id: str) -> LegalForm:
        """Return a form as its file stands now; NotFound when there is none."""
        return self._current(form_id)[1]

    def sheet(self, form_id: str, kind: str) -> bytes:
        """Return the blank form as "pdf" or "docx"."""
        return self._made(form_id, kind).read_bytes()

    def make_all(self) -> int:
        """Make every sheet that is not there yet and return how many: so no visitor waits for the first one."""
        before = len(list(self.folder.glob("*"))) if self.folder.exists() else 0
        for path in sorted((self.catalog / "forms").glob("*.toml")):
            for kind in KINDS:
                self._made(path.stem, kind)
        return len(list(self.folder.glob("*"))) - before if self.folder.exists() else 0

    def offered(self, form_id: str) -> OfferedForm | None:
        """Return what the page of a procedure says about a form; None when there is no such form."""
        try:
            form = self.form(form_id)
        except NotFound:
            return None
        sheets = tuple(Sheet(kind, self._made(form_id, kind).stat().st_size) for kind in KINDS)
        return OfferedForm(form.id, form.title, form.reviewed_on, sheets)

    def _current(self, form_id: str) -> tuple[int, LegalForm]:
        path = self.catalog / "forms" / f"{form_id}.toml"
        if not form_id.replace("-", "").isalnum() or not path.is_file():
            raise NotFound
        stamp = path.stat().st_mtime_ns
        known = self._read.get(form_id)
        if known is None or known[0] != stamp:
            known = self._read[form_id] = (stamp, read_form(path))
        return known

    def _made(self, form_id: str, kind: str) -> Path:
        stamp, form = self._current(form_id)
        path = self._names.get((form_id, stamp, kind))
        if path is None:
            path = self.folder / f"{form_id}-{_fingerprint(form)}.{kind}"
            self._names[form_id, stamp, kind] = path
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}-{get_ident()}.part")
            part.write_bytes(KINDS[kind](form))
            part.replace(path)  # whole or not there: others may be reading
        return path


def _fingerprint(form: LegalForm) -> str:
    return sha256(f"{_layout()}{dumps(asdict(form), sort_keys=True)}".encode()).hexdigest()[:16]


@cache
def _layout() -> str:
    """Return a hash of everything but the definition that decides how a form looks."""
    sources = [*sorted(TEMPLATES.glob("*.typ")), Path(__file__).with_name("word.py")]
    return sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
