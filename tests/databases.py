"""Where do the tests' databases come from? One template made once a run; every test gets its own copy.

SQLite: a file that is copied. PostgreSQL: a server of its own, started by the run from Debian's binaries (or the one
of DVC_TEST_PG_URL), and `CREATE DATABASE … TEMPLATE`. The schema comes from the migrations, never from the models.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from portal.migrate import upgrade

#: Environment of the run, handed down to its workers.
SERVER, RUN = "DVC_TEST_PG_URL", "DVC_TEST_PG_RUN"
Fill = Callable[[str, Path], None]


class Databases(Protocol):
    """Copies of one template."""

    def fresh(self) -> str:
        """Return the address of a new copy."""
        ...

    def drop(self, url: str) -> None:
        """Remove a copy nobody uses any more."""
        ...


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one worker of the run in at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def template(folder: Path, kind: str, name: str, fill: Fill) -> Databases:
    """Make the template `name` in `folder`, unless another worker has made it; `fill(url, data_dir)` puts rows in.

    The folder keeps what else belongs to a filled template (the search index).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made: SqliteCopies | PostgresCopies
    made = SqliteCopies(folder) if kind == "sqlite" else PostgresCopies(os.environ[SERVER], os.environ[RUN], name)
    with locked(folder / "lock"):
        if not (folder / "ready").exists():
            url = made.begin()
            upgrade(url)
            fill(url, folder)
            (folder / "ready").touch()
    return made


class SqliteCopies:
    """A file a test."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.sqlite3"

    def begin(self) -> str:
        """Return the address of the empty template."""
        return f"sqlite:///{self.file}"

    def fresh(self) -> str:
        """Copy the file; the last connection to it was closed, so that nothing lies beside it."""
        copy = Path(tempfile.mkdtemp(prefix="copy-", dir=self.file.parent)) / "portal.sqlite3"
        shutil.copyfile(self.file, copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        """Remove the folder of the copy."""
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)


class PostgresCopies:
    """A database a test."""

    def __init__(self, server: str, run: str, name: str) -> None:
        self.server, self.run, self.name = make_url(server), run, f"{run}_{name}"

    def begin(self) -> str:
        """Create the empty template."""
        execute(self.address(), f'CREATE DATABASE "{self.name}"')
        return self.address(self.name)

    def fresh(self) -> str:
        """Clone the template on the server, file by file: twice as quick as through its log."""
        copy = f"{self.run}_{secrets.token_hex(6)}"
        execute(self.address(), f'CREATE DATABASE "{copy}" TEMPLATE "{self.name}" STRATEGY FILE_COPY')
        return self.address(copy)

    def drop(self, url: str) -> None:
        """Drop the clone."""
        execute(self.address(), f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def address(self, database: str = "") -> str:
        """Return the address of one database of the server."""
        url = self.server.set(database=database) if database else self.server
        return url.render_as_string(hide_password=False)


def execute(server: str, statement: str) -> list[str]:
    """Run one statement outside a transaction; return the first column of its rows."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            return [row[0] for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


class ServerMissing(Exception):
    """There is no PostgreSQL to test on; says what to do."""


class PostgresServer:
    """The server of one run: the given one, or one of Debian's binaries in a temporary folder, without TCP.

    A test need not survive a power cut; `durable` is for measuring.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.durable = durable
        self.folder: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless DVC_TEST_PG_URL names one, and tell the workers where it is."""
        os.environ[RUN] = f"portal_test_{secrets.token_hex(4)}"
        if not os.environ.get(SERVER):
            os.environ[SERVER] = self._start_own()

    def stop(self) -> None:
        """Leave nothing behind."""
        if self.process is None:
            mine = f"SELECT datname FROM pg_database WHERE datname LIKE '{os.environ[RUN]}%'"
            for name in execute(os.environ[SERVER], mine):
                execute(os.environ[SERVER], f'DROP DATABASE "{name}" WITH (FORCE)')
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        del os.environ[SERVER]
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _start_own(self) -> str:
        bins = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
        if not bins:
            raise ServerMissing("PostgreSQL is missing: apt-get install postgresql, or set DVC_TEST_PG_URL")
        folder = self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        folder.chmod(0o755)
        user = _server_user()
        if user:
            shutil.chown(folder, user)
        run = [
            str(bins[-1]),
            "-D",
            f"{folder}/data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        settings = ["listen_addresses=", "max_connections=200", f"unix_socket_directories={folder}"]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        command = [str(bins[-1].with_name("postgres")), "-D", f"{folder}/data"]
        command += [part for setting in settings for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            subprocess.run(run, check=True, stdout=log, stderr=log, user=user, cwd=folder)
            self.process = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=folder)
        url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
        _wait_for(url, self.process, folder / "log")
        return url


def _server_user() -> str | None:
    """Return the user PostgreSQL runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise ServerMissing("PostgreSQL refuses to run as root and there is no user postgres") from None


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            execute(url, "SELECT 1")
        except OperationalError:
            time.sleep(0.1)
        else:
            return
    raise ServerMissing(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")
