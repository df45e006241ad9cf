"""How does `catalog/` come into the database? Read whole, checked whole, then written in one transaction.

Loading twice changes nothing. What an administrator edited is left alone.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.catalogue.models import AdminUnit, Agency, CalendarRow, Field, LifeEvent, Setting, Succession
from portal.catalogue.operations import publish
from portal.catalogue.record import Record, from_dict
from portal.catalogue.rules import problems
from portal.eforms.definition import DefinitionError
from portal.kernel.text import nfc

#: The setting that names the content loaded last; an equal one makes loading a matter of milliseconds.
LOADED = "catalog_fingerprint"


class CatalogError(Exception):
    """The catalogue cannot be loaded; `problems` has one line each: file, and what to mend."""

    def __init__(self, found: Iterable[str]) -> None:
        self.problems = tuple(found)
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
    forms = {path.stem for path in (folder / "forms").glob("*.toml")}
    records: list[Record] = []
    found: list[str] = []
    for path in sorted((folder / "procedures").glob("*/*.toml")):
        if path.name.endswith(".form.toml"):
            continue
        try:
            record = read_procedure(path, fields)
        except CatalogError as error:
            found += error.problems
            continue
        found += [f"{path.name}: {line}" for line in problems(record, agencies=agencies, fields=fields, forms=forms)]
        records.append(record)
    found += [f"{code}: two files" for code, n in Counter(r.code for r in records).items() if n > 1]
    if found:
        raise CatalogError(found)
    return records


def read_procedure(path: Path, fields: Mapping[str, str]) -> Record:
    """Read one procedure file with the e-form beside it; CatalogError names the mistakes.

    `fields` gives the names of fields by code.
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
    return replace(
        record, field_name=fields.get(record.field, ""), decision_number=decision.get("number", ""),
        decision_date=decision.get("date", ""),
    )  # fmt: skip


def fingerprint(folder: Path) -> str:
    """Return a hash of everything below the folder."""
    whole = sha256()
    for path in sorted(folder.rglob("*.toml")):
        whole.update(f"{path.relative_to(folder)}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def load_catalog(session: Session, folder: Path, *, at: datetime) -> Counter[str]:
    """Write the catalogue into the database; return how many procedures are new, changed, unchanged.

    Call it inside a transaction. Raises CatalogError before anything is written.
    """
    mark = fingerprint(folder)
    loaded = session.get(Setting, LOADED)
    if loaded is not None and loaded.value == mark:
        return Counter()
    records = read_procedures(folder)
    _load_agencies(session, read_toml(folder / "agencies.toml")["agencies"])
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
    for row in rows:
        session.merge(
            Agency(
                code=row["code"], unit_code=row["unit_code"], name=row["name"], short_name=row.get("short_name", ""),
                kind=row["kind"], address=row.get("address", ""), phone=row.get("phone", ""),
                hours=row.get("hours", ""), serves=row.get("serves", []), parent_code=None, successor_code=None,
                valid_from=_day(row.get("valid_from", "")), valid_to=_day(row.get("valid_to", "")),
            )
        )  # fmt: skip
    session.flush()  # all rows must exist before they point to one another
    for row in rows:
        agency = session.get_one(Agency, row["code"])
        agency.parent_code = row.get("parent") or None
        agency.successor_code = row.get("successor") or None


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


