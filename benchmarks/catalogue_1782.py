"""How large is a province? Makes its catalogue, 753 / 1,014 / 15 procedures of level 1 / 2 / 3, out of real records.

    .venv/bin/python -m benchmarks.catalogue_1782 RECORDS.jsonl.gz DATA_DIR [--database URL] [--count 20000]

RECORDS are crawled records, as `flask portal import-procedures` reads them. `catalog/` is loaded first; real records
fill it up through the portal's own import. The same input gives the same catalogue. Among them are the longest name
(drawn out to 1,678 characters), 111 papers and 20 cases. A larger `--count` adds variants, in the same proportions.
Only for measuring: forms and e-forms are lent to procedures that are not theirs.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from config import Config
from portal import create_app
from portal.catalogue.bulk import prepared, publish_all
from portal.catalogue.loading import load_catalog, read_procedures, read_toml
from portal.catalogue.models import Agency, Procedure, ProcedureRevision
from portal.catalogue.reading import read_file
from portal.catalogue.record import Component, Record
from portal.catalogue.rules import is_internal_code
from portal.kernel.text import fold
from portal.kernel.transaction import transaction
from portal.migrate import upgrade
from portal.search.queries import Finder
from portal.web.app_state import db, now, service

#: The plan's table: how many procedures of each level.
LEVELS = {3: 15, 2: 1_014, 1: 753}
LONGEST_NAME = 1_678
LENT_SERVICE = "1.013831"


# ---- which records


def real_records(path: Path) -> list[Record]:
    """Return what citizens may see of a file, in the order of codes."""
    found = (record for _, record in read_file(path, {}) if isinstance(record, Record))
    return sorted({r.code: r for r in found if not is_internal_code(r.code)}.values(), key=lambda r: r.code)


def variants(records: list[Record], places: list[str], count: int) -> Iterator[Record]:
    """Yield more records without end: the same procedures under codes and names of their own, long texts cut short."""
    for number in range(count):
        record, place = records[number % len(records)], places[number // len(records) % len(places)]
        yield replace(
            record, code=f"9.{number:06d}", name=f"{record.name} ({place})"[:LONGEST_NAME],
            conditions=record.conditions[:2_000], steps=record.steps[:6], legal_bases=record.legal_bases[:6],
            components=record.components[:12],
        )  # fmt: skip


def remarkable(records: list[Record]) -> list[Record]:
    """Return the records that strain a page most: the longest name (drawn out), the most papers, the most cases."""
    longest = max(records, key=lambda record: len(record.name))
    drawn_out = " ".join([longest.name] * 3)[:LONGEST_NAME].rstrip().ljust(LONGEST_NAME, ".")
    papers = max(records, key=lambda record: len(record.papers))
    cases = max(records, key=lambda record: len({paper.case for paper in record.papers}))
    return [replace(longest, name=drawn_out), papers, cases]


# ---- what is lent to them


class Province:
    """What `catalog/` knows: fields, agencies, forms and the service whose e-form is lent."""

    def __init__(self, folder: Path) -> None:
        self.own = read_procedures(folder)
        self.fields = {row["code"]: row["name"] for row in read_toml(folder / "fields.toml")["fields"]}
        self.by_name = {fold(name): code for code, name in self.fields.items()}
        rows = [row for row in read_toml(folder / "agencies.toml")["agencies"] if not row.get("valid_to")]
        self.agencies = sorted(((fold(row["name"]), row["code"]) for row in rows), key=lambda pair: -len(pair[0]))
        self.places = [
            row["name"] for row in read_toml(folder / "communes.toml")["units"] if row["kind"] in ("xa", "phuong")
        ]
        self.forms = sorted(path.stem for path in (folder / "forms").glob("*.toml"))
        self.service = next(record for record in self.own if record.code == LENT_SERVICE)
        self.onestop = next(row["code"] for row in rows if row["kind"] == "onestop")

    def settled(self, record: Record) -> Record:
        """Return the record with its field and agencies as this province names them."""
        code = self._field(record.field_name)
        return replace(
            record, field=code or record.field or "khac", field_name=self.fields.get(code) or record.field_name or "Khác",
            executing_agencies=record.executing_agencies or self._agencies(record),
        )  # fmt: skip

    def _field(self, name: str) -> str:
        """Return the field of that name, or the one that shares most of its words."""
        words = set(fold(name).split())
        if not words or fold(name) in self.by_name:
            return self.by_name.get(fold(name), "")
        shares = [(len(words & set(own.split())) / len(words | set(own.split())), own) for own in sorted(self.by_name)]
        share, nearest = max(shares)
        return self.by_name[nearest] if share >= 0.5 else ""

    def _agencies(self, record: Record) -> tuple[str, ...]:
        """Return the agencies the note names; the one-stop office when it names none of ours, no single commune."""
        if record.admin_level == "commune":
            return ()
        note = fold(record.executing_note).replace("cap tinh", "tinh")
        found = [code for name, code in self.agencies if name.removesuffix(" tinh vinh long") in note]
        return tuple(found[:3]) or (self.onestop,)

    def at_level(self, record: Record, level: int, number: int) -> Record:
        """Return the record with what makes its level: an e-form, a form to print, or neither."""
        if level == 3:
            lent = self.service
            return record if record.is_online else replace(
                record, level=3, eform=lent.eform, process=lent.process, channels=lent.channels, components=lent.components,
            )  # fmt: skip
        papers = record.components
        if level == 1:
            papers = tuple(replace(paper, form="") for paper in papers)
        elif not any(paper.form for paper in papers):
            papers = papers or (Component(id="to-khai", name="Tờ khai", originals=1),)
            papers = (replace(papers[0], form=self.forms[number % len(self.forms)]), *papers[1:])
        return replace(record, level=level, eform=None, process=(), components=papers)


def catalogue(province: Province, real: list[Record], count: int) -> list[Record]:
    """Return exactly `count` records, in the proportions of LEVELS (exactly LEVELS for their sum)."""
    whole = sum(LEVELS.values())
    by_code = {record.code: record for record in [*province.own, *remarkable(real)]}
    by_code = {**by_code, **{record.code: record for record in real if record.code not in by_code}}
    chosen = [province.settled(record) for record in by_code.values()][: min(count, whole)]
    chosen += variants(chosen, province.places, count - len(chosen))
    # Those that can be filed stay online, those with forms come next: a level takes what is nearest to it.
    ordered = sorted(enumerate(chosen), key=lambda pair: (-pair[1].is_online, -pair[1].level, pair[0]))
    levels = [level for level, share in LEVELS.items() for _ in range(share * count // whole)]
    levels += [1] * (count - len(levels))
    return [
        province.at_level(record, level, number)
        for number, ((_, record), level) in enumerate(zip(ordered, levels, strict=True))
    ]


# ---- into the database


def write(records: list[Record]) -> None:
    """Publish what is new or differs, as an import does, and build the index."""
    session = db.session()
    agencies = dict(session.execute(select(Agency.code, Agency.name)).all())
    standing = dict(
        session.execute(
            select(Procedure.code, ProcedureRevision.fingerprint).join(
                ProcedureRevision, Procedure.revision_id == ProcedureRevision.id
            )
        ).all()
    )
    ready = [prepared(record, standing=standing.get(record.code, ""), agencies=agencies) for record in records]
    changed = [one for one in ready if one.standing != one.fingerprint]
    with transaction(session):
        publish_all(session, changed, at=now())
    service(Finder).rebuild(session)


def main() -> None:
    """Read the arguments, make the catalogue, say what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--database", default="", help="DATABASE_URL; SQLite in DATA_DIR unless given")
    parser.add_argument("--count", type=int, default=sum(LEVELS.values()))
    given = parser.parse_args()
    began = time.monotonic()
    os.environ.update(DATA_DIR=str(given.data_dir), **({"DATABASE_URL": given.database} if given.database else {}))
    config = Config.from_env()
    upgrade(config.database_url)
    with create_app(config).app_context():
        with transaction(db.session()):
            load_catalog(db.session(), config.catalog_dir, at=now())
        write(catalogue(Province(config.catalog_dir), real_records(given.records), given.count))
        per_level = (
            select(Procedure.level, func.count()).where(Procedure.status == "published").group_by(Procedure.level)
        )
        counts = Counter(dict(db.session().execute(per_level).all()))
        print(" / ".join(f"{counts[level]:,}" for level in (1, 2, 3)), f"in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
