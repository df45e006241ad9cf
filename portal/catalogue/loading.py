"""How does `catalog/` come into the database? Read whole, checked whole, then written in one transaction.

Loading twice changes nothing. What an administrator edited is left alone ("kept").
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.catalogue.models import AdminUnit, Agency, CalendarRow, Field, LifeEvent, Setting, Succession
from portal.catalogue.operations import publish
from portal.catalogue.record import Record, from_dict
from portal.catalogue.rules import Mistake, problems
from portal.catalogue.signs import is_sign
from portal.eforms.definition import DefinitionError
from portal.eforms.legal_form import LegalForm, misprints
from portal.eforms.legal_form import read as read_legal_form
from portal.kernel.text import nfc
from portal.workflow.opening import read_week

#: The setting that names the content loaded last; an equal one makes loading a matter of milliseconds.
LOADED = "catalog_fingerprint"


@dataclass(frozen=True)
class FileMistake:
    """A mistake of the record in a file."""

    file: str
    mistake: Mistake

    def __str__(self) -> str:
        return f"{self.file}: {self.mistake}"


class CatalogError(Exception):
    """The catalogue cannot be loaded; `problems` has one line each: file, and what to mend; `found` the same as data."""

    def __init__(self, found: Iterable[str | FileMistake]) -> None:
        self.found = tuple(found)
        self.problems = tuple(map(str, self.found))
        super().__init__("\n".join(self.problems))


def read_toml(path: Path) -> dict[str, Any]:
    """Read one file as NFC text; CatalogError names the file and line."""
    try:
        return tomllib.loads(nfc(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise CatalogError([f"{path.name}: {error}"]) from error


def read_procedures(folder: Path) -> list[Record]:
    """Read every procedure file with the e-form beside it; CatalogError lists all mistakes of all files."""
    fields = {row["code"]: row["name"] for row in read_toml(folder / "fields.toml")["fields"]}
    agencies = {row["code"] for row in read_toml(folder / "agencies.toml")["agencies"]}
    records: list[Record] = []
    forms, unread = read_forms(folder / "forms")
    found: list[str | FileMistake] = [*unread]
    for path in sorted((folder / "procedures").glob("*/*.toml")):
        if path.name.endswith(".form.toml"):
            continue
        try:
            record = read_procedure(path, fields, forms)
        except CatalogError as error:
            found += error.problems
            continue
        wrong = problems(record, agencies=agencies, fields=fields, forms=forms)
        found += [FileMistake(path.name, mistake) for mistake in wrong]
        records.append(record)
    found += [f"{code}: two files" for code, n in Counter(r.code for r in records).items() if n > 1]
    if found:
        raise CatalogError(found)
    return records


def read_forms(folder: Path) -> tuple[dict[str, LegalForm], list[str]]:
    """Return every legal form by id, and the mistakes of those that cannot be read."""
    forms: dict[str, LegalForm] = {}
    found: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            forms[path.stem] = read_form(path)
        except CatalogError as error:
            found += error.problems
    return forms, found


def read_form(path: Path) -> LegalForm:
    """Read one legal form; CatalogError names the mistakes."""
    try:
        return read_legal_form(read_toml(path), source=path.name)
    except DefinitionError as error:
        raise CatalogError(error.problems) from error


def read_procedure(path: Path, fields: Mapping[str, str], forms: Mapping[str, LegalForm]) -> Record:
    """Read one procedure file with the e-form beside it; CatalogError names the mistakes.

    `fields` gives the names of fields by code, `forms` the legal forms by id.
    """
    data = read_toml(path)
    form = path.with_name(f"{data.get('code', '')}.form.toml")
    if form.exists():
        data["eform"] = read_toml(form)
    decision = data.pop("decision", {})
    try:
        record = from_dict(data, source=form.name)
    except DefinitionError as error:
        raise CatalogError(error.problems) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CatalogError([f"{path.name}: {error}"]) from error
    printed = [c.form for c in record.components if record.eform and c.generated and c.form in forms]
    record = replace(
        record, field_name=fields.get(record.field, ""), decision_number=decision.get("number", ""),
        decision_date=decision.get("date", ""), decision_issuer=decision.get("issuer", ""),
        printed_forms=tuple(forms[name] for name in dict.fromkeys(printed)),
    )  # fmt: skip
    if record.eform and (wrong := misprints(record.eform, record.printed_forms, source=form.name)):
        raise CatalogError(wrong)
    return record


def read_agencies(folder: Path) -> list[dict[str, Any]]:
    """Read the agencies; CatalogError names the signs that cannot stand in a number."""
    rows: list[dict[str, Any]] = read_toml(folder / "agencies.toml")["agencies"]
    wrong = [row for row in rows if row.get("sign") and not is_sign(row["sign"])]
    if wrong:
        raise CatalogError(
            f"agencies.toml: {row['code']}: sign {row['sign']!r} is not of capital letters, digits and hyphens"
            for row in wrong
        )
    return rows


@cache
def form_titles(folder: Path) -> dict[str, str]:
    """Return the titles of the printable forms of `catalog/forms` by id, read once."""
    found = ((path.stem, read_toml(path)) for path in sorted((folder / "forms").glob("*.toml")))
    return {form_id: ", ".join(filter(None, (form.get("number", ""), form["title"]))) for form_id, form in found}


def fingerprint(folder: Path) -> str:
    """Return a hash of everything below the folder."""
    whole = sha256()
    for path in sorted(folder.rglob("*.toml")):
        whole.update(f"{path.relative_to(folder)}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def load_catalog(session: Session, folder: Path, *, at: datetime) -> Counter[str]:
    """Write the catalogue into the database; return how many procedures are new, changed, unchanged, kept.

    Call it inside a transaction. Raises CatalogError before anything is written.
    """
    mark = fingerprint(folder)
    loaded = session.get(Setting, LOADED)
    if loaded is not None and loaded.value == mark:
        return Counter()
    records = read_procedures(folder)
    _load_agencies(session, read_agencies(folder))
    _load_units(session, read_toml(folder / "communes.toml")["units"])
    _load_lists(session, folder)
    load_calendar(session, read_toml(folder / "calendar.toml"))
    names = {row["code"]: row["name"] for row in read_toml(folder / "agencies.toml")["agencies"]}
    counts: Counter[str] = Counter(publish(session, record, agencies=names, at=at) for record in records)
    session.merge(Setting(name=LOADED, value=mark))
    return counts


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_agencies(session: Session, rows: list[dict[str, Any]]) -> None:
    # Parents and successors may stand later in the file: rows first, pointers after.
    edited = set(session.scalars(select(Agency.code).where(Agency.is_edited)))
    for row in rows:
        contact = {} if row["code"] in edited else contact_of(row)
        session.merge(
            Agency(
                code=row["code"], unit_code=row["unit_code"], name=row["name"], short_name=row.get("short_name", ""),
                kind=row["kind"], serves=row.get("serves", []), parent_code=None, successor_code=None,
                valid_from=_day(row.get("valid_from", "")), valid_to=_day(row.get("valid_to", "")),
                also_succeeded_by=row.get("also_succeeded_by", []), **contact,
            )
        )  # fmt: skip
    session.flush()  # all rows must exist before they point to one another
    for row in rows:
        agency = session.get_one(Agency, row["code"])
        agency.parent_code = row.get("parent") or None
        agency.successor_code = row.get("successor") or None


def contact_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return address, phone, sign and hours of a row, the hours also as data where they can be read."""
    week = read_week(row.get("hours", ""))
    return {"address": row.get("address", ""), "phone": row.get("phone", ""), "sign": row.get("sign", ""), "hours": row.get("hours", ""),
            "week": week.as_data() if week else []}  # fmt: skip


def _load_units(session: Session, rows: list[dict[str, Any]]) -> None:
    session.execute(delete(Succession))
    for row in rows:
        session.merge(
            AdminUnit(
                id=row["id"], code=row["code"], name=row["name"], kind=row["kind"], parent_id=None,
                valid_from=_day(row.get("valid_from", "")), valid_to=_day(row.get("valid_to", "")),
            )
        )  # fmt: skip
    session.flush()  # all rows must exist before they point to one another
    for row in rows:
        session.get_one(AdminUnit, row["id"]).parent_id = row.get("parent") or None
        session.add_all(Succession(former_id=row["id"], successor_id=new) for new in row.get("successors", ()))


def _load_lists(session: Session, folder: Path) -> None:
    for position, row in enumerate(read_toml(folder / "fields.toml")["fields"]):
        session.merge(Field(code=row["code"], name=row["name"], position=row.get("order", position)))
    for position, row in enumerate(read_toml(folder / "life_events.toml")["life_events"]):
        session.merge(
            LifeEvent(code=row["code"], name=row["name"], plain=row.get("plain", ""), position=position,
                      procedures=row["procedures"])
        )  # fmt: skip


def load_calendar(session: Session, data: Mapping[str, Any]) -> None:
    """Write the days of `calendar.toml`; days an administrator edited stay as they are."""
    for row in data["days"]:
        day = row["date"] if isinstance(row["date"], date) else date.fromisoformat(row["date"])
        kept = session.get(CalendarRow, day)
        if kept is not None and kept.is_edited:
            continue
        session.merge(
            CalendarRow(day_on=day, is_working=row["working"], reason=row["reason"], source=row.get("source", ""),
                        is_confirmed=row["confirmed"])
        )  # fmt: skip
