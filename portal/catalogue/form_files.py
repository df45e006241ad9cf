"""How do form files of a paper come in, get newer versions, and reach people?

A record names exact versions by key, so that what a published revision offers never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.catalogue.models import FormFile
from portal.catalogue.record import Record
from portal.kernel.errors import N_, Invalid, NotFound
from portal.kernel.ids import token
from portal.storage.inspect import Inspected
from portal.storage.operations import keep
from portal.storage.store import Store

#: Forms are small; a larger one is a scan that should be typed.
MOST_BYTES = 10 * 1024 * 1024


def keep_form_file(
    session: Session, store: Store, file: Inspected, *, filename: str, procedure_code: str, component_id: str,
    by_name: str, at: datetime, replaces: FormFile | None = None,
) -> FormFile:  # fmt: skip
    """Keep an inspected form file (`storage.office.inspect_form`) as a new form, or as the next version of `replaces`.

    The record names it only when its editor puts the key into `Component.files`. Raises Invalid when the file to
    be replaced belongs to another paper.
    """
    if replaces is not None and (replaces.procedure_code, replaces.component_id) != (procedure_code, component_id):
        raise Invalid(N_("The form to be replaced belongs to another paper."))
    key = token()
    row = FormFile(
        key=key, series=replaces.series if replaces else key, version=_next_version(session, replaces),
        procedure_code=procedure_code, component_id=component_id, uploaded_at=at, uploaded_by=by_name,
        file=keep(session, store, file, filename=filename, at=at),
    )  # fmt: skip
    session.add(row)
    session.flush()  # a second version in this transaction must find it
    return row


def _next_version(session: Session, replaces: FormFile | None) -> int:
    if replaces is None:
        return 1
    first = select(FormFile.id).where(FormFile.key == replaces.series)
    session.execute(first.with_for_update())  # two editors replacing one form wait for each other
    newest = session.scalar(select(func.max(FormFile.version)).where(FormFile.series == replaces.series))
    return (newest or 0) + 1


def get_form_file(session: Session, key: str) -> FormFile:
    """Return one version, current or not; NotFound for an unknown key."""
    query = select(FormFile).where(FormFile.key == key).options(joinedload(FormFile.file))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found


def find_form_files(session: Session, keys: Iterable[str]) -> dict[str, FormFile]:
    """Return the versions by key; keys of another installation are left out. No question without a key."""
    wanted = list(keys)
    if not wanted:
        return {}
    query = select(FormFile).where(FormFile.key.in_(wanted)).options(joinedload(FormFile.file))
    return {row.key: row for row in session.scalars(query)}


def list_versions(session: Session, procedure_code: str, component_id: str) -> Sequence[FormFile]:
    """Return every form file a paper ever had: form by form, the newest version first."""
    query = (
        select(FormFile)
        .where(FormFile.procedure_code == procedure_code, FormFile.component_id == component_id)
        .order_by(FormFile.series, FormFile.version.desc())
        .options(joinedload(FormFile.file))
    )
    return session.scalars(query).all()


def names_of(session: Session, *records: Record) -> dict[str, str]:
    """Return key → name of every form file these records offer; versions of one form are told apart."""
    found = find_form_files(session, {key for record in records for key in keys_of(record)})
    return {key: f"{row.file.filename} (bản {row.version})" for key, row in found.items()}


def keys_of(record: Record) -> list[str]:
    """Return the keys of all form files a record names, in its order."""
    return [key for component in record.components for key in component.files]
