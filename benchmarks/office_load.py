"""Can twenty officers work while two hundred citizens file, on two cores? Together for five minutes.

    .venv/bin/python -m benchmarks.office_load [--seconds 300] [--citizens 200] [--officers 20] [--think 7] [--pause 10]

Starts ./run on a PostgreSQL of its own that waits for the disk. Every citizen files one land transfer after another
(`filing_citizen.py`) and reads `--think` seconds a page on average; every officer takes, accepts, hands over, receives,
finishes and signs what comes in (`office_officer.py`), `--pause` seconds a page. Whoever has begun a dossier when the
time is over sends it still. Then the database is counted: nothing lost, doubled or altered, the register without a gap,
one receipt for each accepted dossier. Ends by exit 1 for any error, and for a 95th percentile above one second.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count as numbers
from pathlib import Path
from statistics import median, quantiles
from threading import Event

from sqlalchemy import select

from benchmarks.dossiers import BRANCH, OFFICE
from benchmarks.filing_citizen import Citizen
from benchmarks.filing_load import Painter, count, postgresql
from benchmarks.office_officer import PASSWORD, Officer
from benchmarks.startup import HERE, free_port, start, stop
from config import Config
from portal import create_app
from portal.documents.models import Slip
from portal.dossiers.models import DossierEvent
from portal.dossiers.register_models import RegisterEntry
from portal.identity.operations import add_officer, grant
from portal.kernel.transaction import transaction
from portal.web.app_state import db, now

MOST_SECONDS = 1.0
#: Of five officers: three at the counter, one at the branch, one who signs there.
_PLACES = (
    ("intake_officer", OFFICE, ("new", "new", "mine", "working", "all")),
    ("intake_officer", OFFICE, ("new", "mine", "working")),
    ("case_officer", BRANCH, ("arriving", "working", "mine")),
    ("intake_officer", OFFICE, ("new", "mine", "overdue", "working")),
    ("approver", BRANCH, ("arriving", "signing")),
)


def main() -> None:
    """Start, let everybody work, count, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, kind, usual in (("seconds", int, 300), ("citizens", int, 200), ("officers", int, 20),
                              ("think", float, 7.0), ("pause", float, 10.0)):  # fmt: skip
        asked.add_argument(f"--{name}", type=kind, default=usual)
    options = asked.parse_args()
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        settings = {"PORTAL_ENV": "demo", "PROXIES": "1", "DATABASE_URL": ends.enter_context(postgresql())}
        port = free_port()
        process, _ = start(HERE, folder / "data", port, **settings)
        try:
            officers = hired(options.officers, port, options.pause, settings, folder / "data")
            walks = everybody(options, port, officers)
        finally:
            stop(process)
        wrong = tell(walks, officers) + count(walks, folder / "data", settings) + register(folder / "data", settings)
        said = (folder / "run.log").read_text("utf-8", errors="replace")
        _, failed, how = said.partition("Traceback")
        wrong += [f"the portal failed: {how[:4000]}"] if failed else []
    print("\n".join(wrong) or "no error, none lost, none doubled, no gap, every answer and photograph as sent")
    sys.exit(1 if wrong else 0)


def hired(many: int, port: int, pause: float, settings: dict[str, str], data: Path) -> list[Officer]:
    """Add the officers to the portal's database; return them with a browser each."""
    app = create_app(Config.from_env({**os.environ, **settings, "DATA_DIR": str(data)}))
    dice, people = random.Random(7), []
    with app.app_context(), transaction(db.session()) as session:
        for n in range(many):
            role, agency, lists = _PLACES[n % len(_PLACES)]
            who = add_officer(
                session, username=f"do{n}", password=PASSWORD, full_name=f"Cán bộ đo {n}", title="", at=now()
            )
            grant(session, who, role=role, agency=agency)
            browser = Officer(50_000 + n, port, lambda: dice.expovariate(1 / pause), [], username=f"do{n}", lists=lists)
            people.append(browser)
    return people


def everybody(options: argparse.Namespace, port: int, officers: list[Officer]) -> list[Citizen]:
    """Let all work until the time is over; return every walk of a citizen."""
    until, dice, numbered, paint = time.monotonic() + options.seconds, random.Random(5), numbers(), Painter()
    walks: list[Citizen] = []

    def files(_place: int) -> None:
        time.sleep(dice.uniform(0, options.think))
        while time.monotonic() < until:
            number = next(numbered)
            walk = Citizen(
                number, port, lambda: dice.expovariate(1 / options.think), [paint(2 * number), paint(2 * number + 1)]
            )
            walks.append(walk)
            walk.file()

    with ThreadPoolExecutor(options.citizens + len(officers)) as people:
        over = Event()
        work = [people.submit(officer.work, over) for officer in officers]
        try:
            list(people.map(files, range(options.citizens)))
        finally:
            over.set()
        for done in work:
            done.result()
    return walks


def tell(walks: list[Citizen], officers: list[Officer]) -> list[str]:
    """Print the figures; return what misses its goal."""
    print(f"{len(walks)} walks of citizens; load {os.getloadavg()[0]:.1f}")
    print(f"{'':24} {'shown':>6} {'median':>8} {'p95':>8} {'worst':>8}   seconds")
    wrong = [person.error for person in (*walks, *officers) if person.error]
    for whose, people in (("citizens", walks), ("officers", officers)):
        by_page: dict[str, list[float]] = defaultdict(list)
        for name, took in (one for person in people for one in person.took):
            by_page["all"].append(took)
            by_page[name].append(took)
        for name, times in by_page.items():
            p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
            print(f"{whose + ': ' + name:24} {len(times):6} {median(times):8.3f} {p95:8.3f} {max(times):8.3f}")
            if name == "all" and p95 > MOST_SECONDS:
                wrong.append(f"{whose}: p95 {p95:.2f} s, more than {MOST_SECONDS} s")
    made = sum((Counter(officer.made) for officer in officers), Counter())
    print(f"moves of officers: {dict(made)}; somebody was first {sum(officer.refused for officer in officers)} times")
    return wrong


def register(data: Path, settings: dict[str, str]) -> list[str]:
    """Return what is wrong with the register and the receipts."""
    app = create_app(Config.from_env({**os.environ, **settings, "DATA_DIR": str(data)}))
    with app.app_context():
        wrong = list(_unlike(*(list(db.session().scalars(question)) for question in (
            select(DossierEvent.dossier_id).where(DossierEvent.action == "accept"),
            select(RegisterEntry.dossier_id), select(RegisterEntry.number),
            select(Slip.dossier_id).where(Slip.kind == "intake_receipt"),
        ))))  # fmt: skip
        db.session.remove()
        db.engine.dispose()
    return wrong


def _unlike(accepted: list[int], entered: list[int], given: list[int], receipts: list[int]) -> Iterator[str]:
    for name, found in (("in the register", entered), ("with a receipt", receipts)):
        if sorted(found) != sorted(set(accepted)):
            yield f"{len(accepted)} dossiers accepted, {len(found)} {name} ({len(set(found))} different ones)"
    if sorted(given) != list(range(1, len(given) + 1)):
        yield f"the register has gaps or doubles: {sorted(given)}"


if __name__ == "__main__":
    main()
