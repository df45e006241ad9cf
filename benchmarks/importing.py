"""How long does a whole catalogue take to come in and to leave, how much memory, and how many SQL statements?

    .venv/bin/python -m benchmarks.importing FILE              a new SQLite database in a temporary folder
    .venv/bin/python -m benchmarks.importing FILE DATABASE_URL an empty database of that address (its tables are made)

FILE is whatever `import-procedures` reads. Each measurement runs in a process of its own, so that its peak memory
(resident, the interpreter and all libraries included) is its own. The goals: 60 s and 500 MB for an import.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
STEPS = ("dry run", "import", "second run", "export .jsonl", "export .xlsx", "export .csv")


def measure(step: str, file: Path, url: str, folder: Path) -> dict[str, object]:
    """Do one step in this process and say what it took."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.orm import Session

    from portal import models
    from portal.catalogue.exporting import export_procedures
    from portal.catalogue.importing import import_procedures
    from portal.kernel.database import Base, prepare_engine

    assert models.ALL
    engine, statements = create_engine(url), [0]
    prepare_engine(engine)
    Base.metadata.create_all(engine)

    @event.listens_for(engine, "before_cursor_execute")
    def count(*_: object) -> None:
        statements[0] += 1

    def imported(dry_run: bool) -> str:
        report = import_procedures(session, file, at=datetime.now(UTC), dry_run=dry_run)
        return (
            f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {len(report.refused)} refused"
        )

    def exported(ending: str) -> str:
        target = folder / f"procedures{ending}"
        return f"{export_procedures(session, target)} records, {target.stat().st_size / 1e6:.1f} MB"

    with Session(engine) as session:
        began = time.perf_counter()
        what = exported(step.split()[1]) if step.startswith("export") else imported(step == "dry run")
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mb": peak, "statements": statements[0], "what": what}


def main(file: str, url: str = "") -> None:
    """Run every step in a child and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/portal.sqlite3"
        print(f"{'step':14} {'seconds':>8} {'peak MB':>8} {'SQL':>6}  result")
        for step in STEPS:
            command = [
                sys.executable,
                "-m",
                "benchmarks.importing",
                "--step",
                step,
                str(Path(file).resolve()),
                url,
                folder,
            ]
            done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE)
            row = json.loads(done.stdout.splitlines()[-1])
            print(f"{step:14} {row['seconds']:8.1f} {row['peak_mb']:8.0f} {row['statements']:6}  {row['what']}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]), sys.argv[4], Path(sys.argv[5]))))
    elif len(sys.argv) in (2, 3):
        main(*sys.argv[1:])
    else:
        sys.exit(__doc__)
