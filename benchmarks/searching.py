"""How well and how fast does the search find, beside the full-text searches of SQLite and PostgreSQL?

    .venv/bin/python -m benchmarks.searching RECORDS.jsonl.gz QUESTIONS.jsonl [QUESTIONS.jsonl ...]
    .venv/bin/python -m benchmarks.searching DATA_DIR QUESTIONS.jsonl ...     a catalogue that `catalogue_1782.py` made

RECORDS are what `flask portal import-procedures` reads, QUESTIONS what `flask portal evaluate-search` reads;
`benchmarks/questions.jsonl` has two thousand. Our own catalogue is loaded first. All three searches answer the same
questions over the same records in the same run, one after the other; the two others are asked with words folded by the
portal (FTS5 and `unaccent` fold đ otherwise), any of the words, their own ranking; FTS5 once with the body too, where
names weigh more. Index, peak memory and following are measured in processes of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

from sqlalchemy import create_engine, text

from config import Config
from portal import create_app
from portal.catalogue.importing import import_procedures
from portal.catalogue.loading import load_catalog
from portal.catalogue.models import Procedure
from portal.catalogue.operations import count_change
from portal.kernel.text import fold
from portal.kernel.transaction import transaction
from portal.migrate import upgrade
from portal.search.evaluation import DEPTH, Question, evaluate, read_questions, scores
from portal.search.following import entries
from portal.search.names import base_code
from portal.search.queries import Finder
from portal.search.ranking import Entry
from portal.web.app_state import db, now, service
from tests.databases import SERVER, PostgresServer

Find = Callable[[str], Sequence[str]]
HERE = Path(__file__).resolve().parent.parent
WORKERS = 2
#: A word no procedure has.
NONSENSE = "zylon"


# ---- what is measured


def prepare(records: Path, folder: Path) -> None:
    """Make a database of our own catalogue and the records."""
    app = application(folder)
    upgrade(f"sqlite:///{folder}/portal.sqlite3")
    with app.app_context():
        with transaction(db.session()):
            load_catalog(db.session(), HERE / "catalog", at=now())
        import_procedures(db.session(), records, at=now())


def application(folder: Path):
    """Return the portal over that folder."""
    url = f"sqlite:///{folder}/portal.sqlite3"
    return create_app(
        Config(environment="testing", data_dir=folder, database_url=url, secret_key="only-to-measure" * 3)
    )


def p50_p95(seconds: Sequence[float]) -> str:
    """Return both in milliseconds."""
    cut = quantiles(seconds, n=100)
    return f"{1000 * cut[49]:7.1f} {1000 * cut[94]:7.1f}"


def ask(name: str, questions: dict[str, list[Question]], published: frozenset[str], find: Find) -> None:
    """Print quality and speed of one search over every file of questions."""
    for file, asked in questions.items():
        took: list[float] = []

        def timed(query: str, took: list[float] = took) -> Sequence[str]:
            began = time.perf_counter()
            try:
                return find(query)
            finally:
                took.append(time.perf_counter() - began)

        outcomes, _ = evaluate(asked, published, timed)
        whole, *kinds = scores(outcomes)
        figures = f"{whole.hit_1:6.3f} {whole.hit_3:6.3f} {whole.hit_10:6.3f} {whole.mrr:6.3f}"
        worst = min(kinds, key=lambda score: score.hit_3, default=whole)
        print(f"{name:30} {file:24} {whole.count:5} {figures} {p50_p95(took)}  {worst.kind} {worst.hit_3:.3f}")


def ours(finder: Finder) -> Find:
    """The portal's own search."""
    return lambda query: [hit.code for hit in finder.index.search(query, limit=DEPTH).hits]


def suggestions(finder: Finder, questions: dict[str, list[Question]]) -> None:
    """Print how long a suggestion takes, over every beginning of the questions as they are typed."""
    took = []
    for question in [question for asked in questions.values() for question in asked][:400]:
        for end in range(2, min(len(question.query), 30)):
            began = time.perf_counter()
            finder.index.suggest(question.query[:end])
            took.append(time.perf_counter() - began)
    print(f"{'suggestions':30} {'every key of 400':24} {len(took):5} {'':27} {p50_p95(took)}")


# ---- the others


class Fts5:
    """SQLite's full-text search over folded words."""

    def __init__(self, kept: Sequence[Entry], *, body: bool) -> None:
        self._weights = "10.0, 1.0" if body else "1.0, 0.0"
        self._place = "" if body else "name : "
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute("CREATE VIRTUAL TABLE f USING fts5(name, body, code UNINDEXED, tokenize='unicode61')")
        self._rows.executemany("INSERT INTO f VALUES (?, ?, ?)", folded(kept))

    def find(self, query: str) -> Sequence[str]:
        """Return the codes of the first."""
        words = fold(query).split()[:60]
        if not words:
            return []
        asked = self._place + "(" + " OR ".join(f'"{word}"' for word in words) + ")"
        order = f"SELECT code FROM f WHERE f MATCH ? ORDER BY bm25(f, {self._weights}) LIMIT {DEPTH}"
        return [code for (code,) in self._rows.execute(order, (asked,))]


class Postgres:
    """PostgreSQL's full-text search over folded words; names only, with bodies it did not end in minutes."""

    def __init__(self, url: str, kept: Sequence[Entry]) -> None:
        self._connection = create_engine(url).connect()
        self._do("DROP TABLE IF EXISTS f")
        self._do("CREATE TABLE f (code text, words tsvector)")
        rows = [{"name": name, "code": code} for name, _, code in folded(kept)]
        self._connection.execute(text("INSERT INTO f SELECT :code, to_tsvector('simple', :name)"), rows)
        self._do("CREATE INDEX ON f USING gin (words)")
        self._do("ANALYZE f")
        self._connection.commit()

    def _do(self, statement: str) -> None:
        self._connection.execute(text(statement))

    def find(self, query: str) -> Sequence[str]:
        """Return the codes of the first; ranked by ts_rank, which divides by the length of a text."""
        words = [word for word in fold(query).split()[:60] if re.fullmatch(r"\w+", word)]
        if not words:
            return []
        found = self._connection.execute(
            text(
                "SELECT code FROM f, to_tsquery('simple', :asked) q WHERE words @@ q "
                f"ORDER BY ts_rank(words, q, 1) DESC LIMIT {DEPTH}"
            ),
            {"asked": " | ".join(words)},
        )
        return [row.code for row in found]


def folded(kept: Sequence[Entry]) -> list[tuple[str, str, str]]:
    """Return (names, body, code) of every record, folded by the portal."""
    return [(fold(" ".join((*entry.titles, entry.plain))), fold(entry.body), entry.code) for entry in kept]


# ---- in processes of their own


def build(folder: Path) -> None:
    """Build the index and tell the time and the peak memory of this process."""
    with application(folder).app_context():
        began = time.perf_counter()
        count = service(Finder).rebuild(db.session())
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"count": count, "seconds": seconds, "peak_mb": peak}))


def watch(folder: Path) -> None:
    """Ask every 20 ms, as requests do, and tell when the changed procedure is found."""
    with application(folder).app_context():
        finder, session = service(Finder), db.session()
        finder.find(session, "khai sinh")
        finder._beside.wait(600)
        print("ready", flush=True)
        longest = 0.0
        while True:
            began = time.perf_counter()
            found = finder.find(session, NONSENSE).codes
            session.rollback()
            longest = max(longest, time.perf_counter() - began)
            if found:
                break
            time.sleep(0.02)
        print(json.dumps({"seen_at": time.time(), "longest": longest}))


def follow(folder: Path) -> None:
    """Change one procedure and print when every worker finds it."""
    workers = [child("watch", folder, subprocess.PIPE) for _ in range(WORKERS)]
    for worker in workers:
        assert worker.stdout and worker.stdout.readline() == "ready\n"
    with application(folder).app_context(), transaction(db.session()):
        one = db.session().query(Procedure).filter_by(status="published").order_by(Procedure.code).first()
        assert one
        one.plain = f"{one.plain} {NONSENSE}"
        count_change(db.session())
    changed_at = time.time()
    seen = [json.loads(worker.communicate(timeout=300)[0]) for worker in workers]
    after = ", ".join(f"{one['seen_at'] - changed_at:.2f} s" for one in seen)
    longest = max(one["longest"] for one in seen)
    print(
        f"one changed procedure: found after {after} by {WORKERS} workers; the slowest request meanwhile {1000 * longest:.0f} ms"
    )


def child(step: str, folder: Path, out: int | None) -> subprocess.Popen[str]:
    """Start one step in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.searching", "--step", step, str(folder)], stdout=out, text=True, cwd=HERE
    )


def compare(folder: Path, files: Sequence[Path]) -> None:
    """Ask all three searches the same."""
    questions = {file.stem: read_questions(file) for file in files}
    head = f"{'':30} {'questions':24} {'n':>5} {'@1':>6} {'@3':>6} {'@10':>6} {'MRR':>6} {'p50 ms':>7} {'p95 ms':>7}"
    print(f"{head}  lowest @3 of a kind")
    with application(folder).app_context():
        finder = service(Finder)
        finder.follow(db.session())
        kept = list(entries(db.session()))
        published = frozenset(base_code(entry.code) for entry in kept)
        ask("ours", questions, published, ours(finder))
        suggestions(finder, questions)
    server = PostgresServer()
    server.start()
    try:
        ask("SQLite FTS5, names", questions, published, Fts5(kept, body=False).find)
        ask("SQLite FTS5, names and body", questions, published, Fts5(kept, body=True).find)
        ask("PostgreSQL, names", questions, published, Postgres(os.environ[SERVER], kept).find)
    finally:
        server.stop()


def main() -> None:
    """Run every step and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.records if given.records.is_dir() else Path(scratch)
        if folder != given.records:
            prepare(given.records.resolve(), folder)
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        told = json.loads(child("build", folder, subprocess.PIPE).communicate()[0])
        print(f"{told['count']:,} procedures: index {told['seconds']:.1f} s, peak memory {told['peak_mb']:.0f} MB")
        follow(folder)
        compare(folder, given.questions)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        {"build": build, "watch": watch}[sys.argv[2]](Path(sys.argv[3]))
    else:
        main()
