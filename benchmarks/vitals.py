"""How soon does a citizen see the page on an old phone with a poor connection, and does it stand still?

    .venv/bin/python -m benchmarks.vitals [--rounds 5] [--page home …]

Starts ./run on data of its own, with dossiers in every state, and opens each page in a new profile of Debian's Chromium
(nothing kept yet) at 360 × 740, on Slow 3G (400 kbit/s, 400 ms) with the processor slowed six times. Printed: largest
contentful paint (75 % of the rounds are at most that), how far things jump (CLS), the longest task of the main thread (of
the quietest round: what others do on the machine counts as ours).
Ends by exit 1 when one misses its goal (ux.md 2, rows 4 and 5). Other work on the machine makes every figure worse.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from benchmarks.startup import HERE, free_port, start, stop
from config import Config
from portal import create_app
from portal.web.app_state import db
from tests.journeys.conftest import CHROMIUM, CHROMIUM_OPTIONS, session_of
from tests.journeys.screens.world import World
from tests.journeys.visitor import PHONE, Person

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 6
MOST_LCP_MS, MOST_CLS, MOST_TASK_MS = 2500, 0.02, 100
_WATCH = """() => {
  window.seen = {lcp: 0, cls: 0, task: 0};
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({type, buffered: true});
  watch("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
  watch("layout-shift", (e) => { if (!e.hadRecentInput) seen.cls += e.value; });
  watch("longtask", (e) => { seen.task = Math.max(seen.task, e.duration); });
}"""


@dataclass(frozen=True)
class Seen:
    """What one visit felt like, in milliseconds; CLS has no unit."""

    lcp: float
    cls: float
    task: float


def pages(world: World) -> dict[str, tuple[str, Person | None]]:
    """Return name → (address, who opens it)."""
    of, citizen = world.values, world.people["citizen"]
    draft = f"/ho-so/nhap/{of['/ho-so/nhap/<draft_code>']}"
    return {
        "home": ("/", None), "results": ("/tim?q=so+do", None), "procedure": ("/thu-tuc/1.013831", None),
        "questions": (f"{draft}/trang/nguoi-nhan", citizen), "paper": (f"{draft}/giay-to/gcn", citizen),
        "check": (f"{draft}/kiem-tra", citizen), "receipt": (f"/ho-so/{of['/ho-so/<code>/da-gui']}/da-gui", citizen),
        "tracking": (f"/tra-cuu/{of['/tra-cuu/<token>']}", None), "my dossiers": ("/ho-so/", citizen),
    }  # fmt: skip


def main() -> None:
    """Start, open every page some times, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--page", action="append", default=[])
    options = asked.parse_args()
    missed = []
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "data") as (app, url),
        sync_playwright() as tool,
    ):
        with app.test_request_context(base_url=url):
            listed = pages(World(db.session()))
        browser = tool.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_OPTIONS))
        print(
            f"{'page':12} {'LCP p75':>8} {'best':>6} {'CLS':>6} {'task':>6}   ms; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        for name, (path, who) in listed.items():
            if not options.page or name in options.page:
                seen = [visit(browser, app, url, path, who) for _ in range(options.rounds + 1)]
                missed += tell(name, seen[1:])  # the first found a server that had just started
        browser.close()
    print("\n".join(missed) or "every goal is reached")
    sys.exit(1 if missed else 0)


@contextmanager
def served(data: Path) -> Iterator[tuple[Flask, str]]:
    """Yield the portal on the data of a running ./run, and its address."""
    port, settings = free_port(), {"PORTAL_ENV": "demo"}
    process, _ = start(HERE, data, port, **settings)
    try:
        yield create_app(Config.from_env({**os.environ, **settings, "DATA_DIR": str(data)})), f"http://127.0.0.1:{port}"
    finally:
        stop(process)


def visit(browser: Browser, app: Flask, url: str, path: str, who: Person | None) -> Seen:
    """Open the page as somebody who has never been here; look at it for a while after it has come."""
    context = browser.new_context(base_url=url, locale="vi-VN", viewport={"width": PHONE[0], "height": PHONE[1]})
    try:
        if who is not None:
            context.add_cookies([{"name": "portal", "value": session_of(app, who, "vi"), "url": url}])
        context.add_init_script(f"({_WATCH})()")
        page = context.new_page()
        tool = context.new_cdp_session(page)
        tool.send("Network.enable")
        tool.send("Network.emulateNetworkConditions", SLOW_3G)
        tool.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        answer = page.goto(path, wait_until="load", timeout=60_000)
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        page.wait_for_timeout(1500)
        return Seen(**page.evaluate("() => seen"))
    finally:
        context.close()


def tell(name: str, seen: list[Seen]) -> list[str]:
    """Print one line; return what misses its goal."""
    paints = sorted(one.lcp for one in seen)
    p75 = quantiles(paints, n=4)[-1] if len(paints) > 1 else paints[0]
    jumps, task = max(one.cls for one in seen), min(one.task for one in seen)
    print(f"{name:12} {p75:8.0f} {paints[0]:6.0f} {jumps:6.3f} {task:6.0f}")
    goals = ((p75, MOST_LCP_MS, "LCP"), (jumps, MOST_CLS, "CLS"), (task, MOST_TASK_MS, "longest task"))
    return [f"{name}: {what} {value:.2f}, more than {most}" for value, most, what in goals if value > most]


if __name__ == "__main__":
    main()
