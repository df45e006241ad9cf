"""Who looked at which file, who printed what? Written once a day and person, after the answer is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier, PaperFile
from portal.dossiers.work_models import FileLook
from portal.kernel.clock import local_date
from portal.kernel.errors import N_
from portal.kernel.transaction import transaction
from portal.storage.models import StoredFile
from portal.web.afterwards import afterwards
from portal.web.app_state import now, session
from portal.web.locale import in_vietnamese


@dataclass(frozen=True)
class Look:
    """One file of one dossier that was opened or printed: `what` names it for us, `name` for people."""

    dossier_id: int
    what: str
    name: str


def note_look(dossier: Dossier, what: str, name: str) -> None:
    """Write down that this officer opened a file."""
    note_looks([Look(dossier.id, what, name)])


def note_looks(looks: Sequence[Look]) -> None:
    """Write down what this officer opened at once, in one statement. No reader waits for it."""
    at = now()
    who = {"officer_id": current_user.id, "by_name": current_user.name, "on": local_date(at), "at": at}
    values = [{"dossier_id": look.dossier_id, "what": look.what, "name": look.name, **who} for look in looks]

    def write() -> None:
        with transaction(session()) as database:
            insert = postgresql.insert if database.get_bind().dialect.name == "postgresql" else sqlite.insert
            database.execute(insert(FileLook).values(values).on_conflict_do_nothing())

    afterwards(write)


def is_look(file: StoredFile) -> bool:
    """Say whether this request opens a file: its small picture beside others is no look."""
    return "nho" not in request.args or not file.preview_key


def note_file(row: PaperFile) -> None:
    """Write down that this officer opened a file of a paper; a small picture is not counted."""
    if not is_look(row.file):
        return
    note_look(row.paper.dossier, f"file:{row.id}", _name_of(row))


def _name_of(row: PaperFile) -> str:
    """Return the paper a file belongs to, with its place among all files of it."""
    names = {component.id: component.name for component in row.paper.dossier.record.papers}
    place = [one.id for one in row.paper.all_files].index(row.id) + 1
    paper = names.get(row.paper.component_id, row.paper.component_id)
    return in_vietnamese(N_("%(paper)s, page %(n)s"), paper=paper, n=place)


def list_looks(database: Session, dossier: Dossier, most: int = 200) -> Sequence[FileLook]:
    """Return who opened what, newest first."""
    query = select(FileLook).where(FileLook.dossier_id == dossier.id).order_by(FileLook.at.desc(), FileLook.what)
    return database.scalars(query.limit(most)).all()
