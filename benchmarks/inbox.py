"""How long does an officer's inbox take with 100,000 dossiers, and with a million, against a page that does nothing?

    .venv/bin/python -m benchmarks.inbox [--counts 100000,1000000] [--rounds 15]

Starts a PostgreSQL of its own (or takes that of DVC_TEST_PG_URL), fills it (`dossiers.py`), serves `bare_inbox` and the
portal under the same gunicorn settings on 127.0.0.1, and asks both in turns over one connection, signed in. A ratio is
the median over the rounds of (this page : bare page of the same round). Goals: the inbox at most 4×, at most 8 SQL
statements, and within 1.5× from the first count to the last.
"""

from __future__ import annotations

import argparse
import http.client
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import event

from benchmarks.dossiers import BRANCH, OFFICE, fill
from benchmarks.pages import asked, served
from config import Config
from portal import create_app
from portal.catalogue.loading import load_catalog
from portal.identity.models import Officer
from portal.identity.operations import add_officer, grant
from portal.kernel.transaction import transaction
from portal.migrate import upgrade
from portal.web.app_state import db, now
from tests.databases import SERVER, PostgresServer, execute

PAGES = {
    "inbox": "/can-bo/", "new": "/can-bo/hang-doi/new", "working": "/can-bo/hang-doi/working",
    "overdue": "/can-bo/hang-doi/overdue", "alerts": "/can-bo/nhac-viec", "all": "/can-bo/hang-doi/all", "find: number": "/can-bo/?q=086000000777",
    "find: name": "/can-bo/?q=huynh+ngoc+lan", "find: half of all": "/can-bo/?q=nguyen", "find: parcel": "/can-bo/?q=12/34",
}  # fmt: skip


def prepare(app: Flask) -> str:
    """Make schema, catalogue and one officer; return the cookie under which the officer is signed in."""
    with app.app_context():
        with transaction(db.session()) as session:
            load_catalog(session, Path("catalog"), at=now())
        with transaction(db.session()) as session:
            who = add_officer(
                session, username="do", password="mat-khau-de-do", full_name="Lê Thị Đo", title="", at=now()
            )
            for role, agency in (("intake_officer", OFFICE), ("case_officer", BRANCH)):
                grant(session, who, role=role, agency=agency)
        officer = db.session().get(Officer, who.id)
        assert officer is not None
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = officer.get_id(), True
        kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        return f"{kept.key}={kept.value}"


def bare_cookie(port: int) -> str:
    """Sign in at the bare page."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/vao")
    return (connection.getresponse().getheader("Set-Cookie") or "").partition(";")[0]


def typical(port: int, path: str, cookie: str, times: int = 7) -> float:
    """Return the median seconds of a page over one connection."""
    taken, connection = [], http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(times):
        seconds, status, _body = asked(connection, path, {"Cookie": cookie, "Accept-Encoding": "gzip"})
        assert status == 200, (status, path)
        taken.append(seconds)
    return median(taken)


def statements(app: Flask, path: str, cookie: str) -> int:
    """Return how many SQL statements one answer takes."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    client = app.test_client()
    client.set_cookie(*cookie.split("=", 1))
    client.get(path)  # a process reads the calendar and the names once
    event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def measure(app: Flask, bare: int, portal: int, cookie: str, rounds: int) -> dict[str, tuple[float, float]]:
    """Return page → (times the bare page, milliseconds)."""
    known = bare_cookie(bare)
    ratios: dict[str, list[float]] = {name: [] for name in PAGES}
    taken: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(rounds):
        for name, path in PAGES.items():
            base = typical(bare, "/", known)
            seconds = typical(portal, path, cookie)
            ratios[name].append(seconds / base)
            taken[name].append(seconds * 1000)
    return {name: (median(ratios[name]), median(taken[name])) for name in PAGES}


def main() -> None:
    """Measure and print one table for each count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="100000,1000000")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    server = PostgresServer()
    server.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            execute(os.environ[SERVER], "create database inbox_measured")
            url = os.environ[SERVER].replace("@/postgres", "@/inbox_measured")
            run([int(n) for n in given.counts.split(",")], given.rounds, url, Path(folder))
    finally:
        execute(os.environ[SERVER], "drop database if exists inbox_measured with (force)")
        server.stop()


def run(counts: list[int], rounds: int, url: str, folder: Path) -> None:
    """Fill and measure, count after count."""
    os.environ.update(DATABASE_URL=url, DATA_DIR=str(folder))
    upgrade(url)
    app = create_app(Config.from_env())
    cookie, first, before = prepare(app), 1, {}
    for count in counts:
        with app.app_context():
            fill(db.session(), first, count)
        first = count + 1
        with ExitStack() as stack:
            environment = {"DATABASE_URL": url, "DATA_DIR": str(folder)}
            bare = stack.enter_context(served("benchmarks.bare_inbox", environment))
            portal = stack.enter_context(served("wsgi", environment))
            found = measure(app, bare, portal, cookie, rounds)
        print(f"\n{count:,} dossiers\n{'page':20}{'ratio':>8}{'ms':>9}{'SQL':>5}{'growth':>8}", flush=True)
        for name, (ratio, ms) in found.items():
            growth = f"{ms / before[name][1]:.2f}×" if name in before else ""
            print(f"{name:20}{ratio:>7.2f}×{ms:>9.1f}{statements(app, PAGES[name], cookie):>5}{growth:>8}", flush=True)
        before = before or found


if __name__ == "__main__":
    main()
