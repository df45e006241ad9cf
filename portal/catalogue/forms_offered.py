"""Which forms does the page of a procedure offer, as what, how large, from when?

Defined forms are made by `portal.documents`, which stands above this room: it fills in `DefinedForms`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from portal.catalogue.form_files import find_form_files, keys_of
from portal.catalogue.models import FormFile
from portal.catalogue.record import Record


@dataclass(frozen=True)
class Sheet:
    """A defined form as a file: "pdf" or "docx", and its size."""

    kind: str
    size_bytes: int


@dataclass(frozen=True)
class OfferedForm:
    """A form defined in `catalog/forms`; `reviewed_on` is an ISO day or ""."""

    id: str
    title: str
    reviewed_on: str
    sheets: tuple[Sheet, ...]


class DefinedForms(Protocol):
    """Knows the forms of the catalogue as files."""

    def offered(self, form_id: str) -> OfferedForm | None:
        """Return what to offer of a form; None when there is no such form."""
        ...


@dataclass(frozen=True)
class FormsOfPaper:
    """What one paper offers to fill in: its defined form, and its uploaded files."""

    name: str
    defined: OfferedForm | None
    files: tuple[FormFile, ...]


def forms_of(session: Session, record: Record, defined: DefinedForms) -> list[FormsOfPaper]:
    """Return every paper that has a form, with the files this revision names."""
    known = find_form_files(session, keys_of(record))
    papers = [
        FormsOfPaper(
            paper.name, defined.offered(paper.form) if paper.form else None,
            tuple(known[key] for key in paper.files if key in known),
        )
        for paper in record.papers
    ]  # fmt: skip
    return [paper for paper in papers if paper.defined or paper.files]
