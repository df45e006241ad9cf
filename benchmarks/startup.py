"""How long does ./run take the first time and later, and how much memory do its processes hold at rest?

    python3 -m benchmarks.startup            clones this checkout into a temporary folder and starts it there

Prints three figures: seconds from typing ./run to the first answer of /healthz on a new clone, the same when
everything is in place, and the memory of all processes together (proportional set size, MB) after 20 idle seconds.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(clone: Path, data: Path, port: int, **settings: str) -> tuple[subprocess.Popen[bytes], float]:
    """Type ./run and wait for the first answer; return the process and the seconds it took."""
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(data), **settings}
    began = time.monotonic()
    log = (data.parent / "run.log").open("ab")
    process = subprocess.Popen(
        [clone / "run"], cwd=data.parent, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    while time.monotonic() - began < 300:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).read()
            return process, time.monotonic() - began
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                sys.exit((data.parent / "run.log").read_text("utf-8"))
            time.sleep(0.05)
    sys.exit("no answer within five minutes")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End ./run as Ctrl-C does."""
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=30)


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the proportional set size of the whole process group."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == process.pid:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, StopIteration):
            continue
    return total / 1024


def main() -> None:
    """Clone, start twice, print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        clone, data, port = Path(folder) / "clone", Path(folder) / "data", free_port()
        subprocess.run(["git", "clone", "--quiet", HERE, clone], check=True)
        process, first = start(clone, data, port)
        for path in ("/", "/tim?q=so+do", "/thu-tuc/1.013831"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30).read()
        time.sleep(20)
        memory = memory_mb(process)
        stop(process)
        process, later = start(clone, data, port)
        stop(process)
    print(f"first start  {first:6.1f} s\nlater start  {later:6.1f} s\nidle memory  {memory:6.0f} MB")


if __name__ == "__main__":
    main()
