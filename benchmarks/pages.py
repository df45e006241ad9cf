"""How long do the public pages take, measured against a page that does nothing?

    .venv/bin/python -m benchmarks.catalogue_1782 RECORDS.jsonl.gz /tmp/data
    .venv/bin/python -m benchmarks.pages /tmp/data [--database URL] [--rounds 15]

Starts `bare_page` and the portal under the same gunicorn settings on 127.0.0.1, and asks both in turns over one
connection. A ratio is the median over the rounds of (this page : bare page of the same round), once as a reader finds
the page (kept by the process while nothing changed) and once made anew for every request. Then 8 readers at once,
SQL statements a page, bytes, and whether a conditional request is answered 304. Ends within three minutes.
"""

from __future__ import annotations

import argparse
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from flask import Flask
from sqlalchemy import event, text

from benchmarks.startup import free_port
from config import Config
from portal import create_app
from portal.web.app_state import db

HERE = Path(__file__).resolve().parent.parent
MOST_SECONDS = 170
READERS, ASKED_BY_EACH = 8, 60
GZIP = {"Accept-Encoding": "gzip"}
_unlike = count()


@dataclass
class Page:
    """An address, the ratio to reach, and what was measured."""

    name: str
    path: str
    goal: float
    kept: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)

    def unlike(self) -> str:
        """Return the address as nobody has asked before, so that the page is made anew."""
        return f"{self.path}{'&' if '?' in self.path else '?'}_={next(_unlike)}"


def pages(app: Flask) -> list[Page]:
    """Return what is measured. Add a line for a new page; what this catalogue or portal has not is left out."""
    with app.app_context():

        def one(statement: str) -> str:
            return db.session().scalar(text(statement)) or ""

        by_size = (
            "select code from procedure p join procedure_revision r on p.revision_id = r.id where status = 'published' "
            "order by length(cast(r.content as text)) {} limit 1"
        )
        typical = one(by_size.format("") + " offset (select count(*) / 2 from procedure where status = 'published')")
        largest = one(by_size.format("desc"))
        field_code = one("select field_code from procedure group by field_code order by count(*) desc limit 1")
    listed = [
        ("home", "/", 2), ("procedure, typical", f"/thu-tuc/{typical}", 2),
        ("procedure, land transfer", "/thu-tuc/1.013831", 2), ("procedure, largest", f"/thu-tuc/{largest}", 2),
        ("browse: all", "/tim", 3), ("browse: largest field", f"/tim?linh_vuc={field_code}", 3),
        ("browse: level 2, page 9", "/tim?muc=2&trang=9", 3), ("life event", "/viec/sinh-con", 3),
        ("search: so do", "/tim?q=so+do", 5), ("search: giay khai sinh cho con", "/tim?q=giay+khai+sinh+cho+con", 5),
        ("fields", "/linh-vuc", 3), ("field", f"/linh-vuc/{field_code}", 3), ("level 2", "/muc-do/2", 3),
        ("for citizens", "/doi-tuong/citizen", 3), ("services in figures", "/thong-ke/dich-vu", 3),
        ("agencies", "/co-quan", 3), ("agency", "/co-quan/so-xay-dung", 3), ("site map", "/so-do-trang", 3),
    ]  # fmt: skip
    client = app.test_client()
    return [Page(*row) for row in listed if client.get(row[1]).status_code == 200]


# ---- servers


@contextmanager
def served(module: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve a module as the portal is served; yield the port, end it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", str(HERE / "gunicorn.conf.py"), f"{module}:app"]
    environment = {**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)}
    process = subprocess.Popen(command, cwd=HERE, env=environment)
    try:
        for _ in range(300):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def asked(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str] = GZIP
) -> tuple[float, int, bytes]:
    """Ask once; return (seconds, status, body)."""
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    return time.perf_counter() - began, answer.status, body


# ---- one connection, in turns


def in_turns(bare: int, portal: int, measured: list[Page], rounds: int, until: float) -> list[float]:
    """Fill in `kept` and `anew` of every page, in each round beside the bare page; return the bare page's seconds."""
    yardstick, subject = (http.client.HTTPConnection("127.0.0.1", port) for port in (bare, portal))
    for page in measured:
        asked(subject, page.path)
    seconds = []
    for _ in range(rounds):
        if time.monotonic() > until:
            print("(time is up: fewer rounds)")
            break
        for page in measured:
            base = _typical(yardstick, lambda: "/")
            page.kept.append(_typical(subject, lambda page=page: page.path) / base)
            page.anew.append(_typical(subject, page.unlike) / base)
            seconds.append(base)
    return seconds


def _typical(connection: http.client.HTTPConnection, path: Callable[[], str], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        duration, status, _body = asked(connection, path())
        assert status == 200, (status, path())
        taken.append(duration)
    return median(taken)


# ---- many readers


def p95_ms(port: int, measured: list[Page], *, anew: bool) -> float:
    """Return the 95th percentile of an answer while 8 readers ask for all pages in turn."""
    taken: list[float] = []

    def read(first: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in range(first, first + ASKED_BY_EACH):
            page = measured[number % len(measured)]
            taken.append(asked(connection, page.unlike() if anew else page.path)[0])

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return quantiles(taken, n=20)[-1] * 1000


# ---- in process


def statements(app: Flask, path: str) -> int:
    """Return how many SQL statements one answer takes."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    app.test_client().get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def conditional(port: int, path: str) -> tuple[int, float]:
    """Return (status, seconds) of asking again with the validator of the first answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=GZIP)
    answer = connection.getresponse()
    answer.read()
    mark = answer.headers.get("ETag", '"none"')
    again = [asked(connection, path, {**GZIP, "If-None-Match": mark}) for _ in range(7)]
    return again[0][1], median(duration for duration, _status, _body in again)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("--database", default="", help="DATABASE_URL; SQLite in DATA_DIR unless given")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    until = time.monotonic() + MOST_SECONDS - 40
    os.environ.update(DATA_DIR=str(given.data_dir), **({"DATABASE_URL": given.database} if given.database else {}))
    config = Config.from_env()
    app = create_app(config)
    measured = pages(app)
    environment = {"DATA_DIR": str(given.data_dir), "DATABASE_URL": config.database_url}
    with ExitStack() as stack:
        bare = stack.enter_context(served("benchmarks.bare_page", environment))
        portal = stack.enter_context(served("wsgi", environment))
        base = median(in_turns(bare, portal, measured, given.rounds, until))
        connection = http.client.HTTPConnection("127.0.0.1", bare)
        print(f"bare page: {base * 1000:.2f} ms, {len(asked(connection, '/')[2]) / 1000:.1f} KB\n")
        print(
            f"{'page':32}{'goal':>5}{'kept':>7}{'anew':>7}{'SQL kept':>9}{'anew':>5}{'KB':>7}{'gz':>6}{'again':>6}{'ms':>6}"
        )
        for page in measured:
            connection = http.client.HTTPConnection("127.0.0.1", portal)
            raw, packed = (len(asked(connection, page.path, headers)[2]) / 1000 for headers in ({}, GZIP))
            anew, kept = statements(app, page.unlike()), (statements(app, page.path), statements(app, page.path))[1]
            again, seconds = conditional(portal, page.path)
            print(f"{page.name:32}{page.goal:>4}×{median(page.kept):>6.2f}×{median(page.anew):>6.2f}×{kept:>9}{anew:>5}"
                  f"{raw:>7.1f}{packed:>6.1f}{again:>6}{seconds * 1000:>6.2f}")  # fmt: skip
        worst = {anew: p95_ms(portal, measured, anew=anew) for anew in (False, True)}
        print(
            f"\n{READERS} readers at once, 95th percentile: {worst[False]:.1f} ms kept, {worst[True]:.1f} ms anew (goal 60 ms)"
        )


if __name__ == "__main__":
    main()
