"""What does a journey start from? The portal as `./run` serves it, on data of its own, and Debian's Chromium."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy.orm import Session

from config import Config
from portal import create_app
from portal.web.app_state import db
from tests.journeys.visitor import PHONE, WATCH_POLICY, WITHOUT_WORKER, Person, Visitor

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
#: Where visitors come from; each has an address of its own there.
VISITORS = "198.51.0.0/16"
_numbers = itertools.count(1)


class Profiles:
    """Browser profiles, each with one page. A new window costs a second: one that was given back is emptied and taken again."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self._free: list[tuple[bool, tuple[int, int], Page]] = []
        self._taken: dict[Page, tuple[bool, tuple[int, int]]] = {}

    def take(self, js: bool, size: tuple[int, int]) -> Page:
        """Return the page of a profile that nobody uses and that knows nobody."""
        kept = next((one for one in self._free if one[:2] == (js, size)), None)
        if kept:
            self._free.remove(kept)
        page = kept[2] if kept else self._new(js, size)
        self._taken[page] = (js, size)
        return page

    def _new(self, js: bool, size: tuple[int, int]) -> Page:
        context = self.browser.new_context(
            base_url=self.url, java_script_enabled=js, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": size[0], "height": size[1]},
        )  # fmt: skip
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH_POLICY)
        context.add_init_script(WITHOUT_WORKER)
        return context.new_page()

    def give_back(self, page: Page) -> None:
        """Empty a profile: cookies, what the page keeps, the page itself. One that resists is thrown away."""
        js, size = self._taken.pop(page)
        try:
            page.goto("/healthz")
            page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
            page.context.clear_cookies()
            page.goto("about:blank")
        except PlaywrightError:
            page.context.close()
        else:
            self._free.append((js, size, page))


@pytest.fixture(scope="session")
def portal_env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of the portal that is visited: a trial installation on data of its own.

    Visitors come from addresses of their own (see `visitor`), so that no test uses up another's tries.
    """
    folder = tmp_path_factory.mktemp("portal")
    mine = {
        "PORTAL_ENV": "demo",
        "DATA_DIR": str(folder),
        "PORT": str(_free_port()),
        "PROXIES": "1",
        "KIOSK_ADDRESSES": VISITORS,
    }
    return {**_plain_environment(), **mine}


@pytest.fixture(scope="session")
def portal_url(portal_env: dict[str, str]) -> Iterator[str]:
    """The address of a portal with the whole catalogue and the demo people; codes are visible, the clock is real."""
    env = portal_env
    folder, port = Path(env["DATA_DIR"]), env["PORT"]
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "portal"]
    subprocess.run([*flask, "prepare", "--demo"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    log = folder / "server.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
    said = log.read_text("utf-8", errors="replace")
    assert "Traceback" not in said, f"the portal failed while it was visited:\n{said[-6000:]}"


def _plain_environment() -> dict[str, str]:
    """Return the environment without the settings a developer's shell may carry."""
    mine = {"SECRET_KEY", "DATABASE_URL", "PUBLIC_URL", "CATALOG_DIR", "HOST", "WEB_CONCURRENCY"}
    return {name: value for name, value in os.environ.items() if name not in mine}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the portal did not start:\n{log.read_text('utf-8', errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: the journeys need Debian's browser (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(portal_env: dict[str, str], portal_url: str) -> Iterator[Flask]:
    """The portal on the same data as the server, to prepare what a visit starts from."""
    app = create_app(Config.from_env(portal_env))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask, portal_url: str) -> Iterator[Session]:
    """A session for the builders; what they make is seen by the server."""
    with app.test_request_context(base_url=portal_url):
        yield db.session()


@pytest.fixture(scope="session")
def profiles(browser: Browser, portal_url: str) -> Profiles:
    """The browser profiles of all visitors."""
    return Profiles(browser, portal_url)


@pytest.fixture
def visitor(profiles: Profiles, app: Flask, portal_url: str) -> Iterator[Callable[..., Visitor]]:
    """Return a function that brings a new person at a browser: `visitor(js=False, size=DESK, signed_in=officer, lang="en")`."""
    came: list[Visitor] = []

    def come(
        *, js: bool = True, size: tuple[int, int] = PHONE, signed_in: Person | None = None, lang: str = "vi"
    ) -> Visitor:
        number = next(_numbers)
        page = profiles.take(js, size)
        page.context.set_extra_http_headers({"X-Forwarded-For": f"198.51.{number // 250}.{number % 250 + 1}"})
        if signed_in is not None or lang != "vi":
            cookie = session_of(app, signed_in, lang)
            page.context.add_cookies([{"name": "portal", "value": cookie, "url": portal_url}])
        came.append(Visitor(page, js=js))
        return came[-1]

    yield come
    for one in came:
        one.leave()
        profiles.give_back(one.page)


def session_of(app: Flask, person: Person | None, lang: str, left: Mapping[str, Any] | None = None) -> str:
    """Return the cookie of somebody who has signed in or chosen a language before: there are journeys for how.

    `left`: what earlier pages have left in it.
    """
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    known = {"_user_id": person.get_id(), "_fresh": True} if person else {}
    return str(signer.dumps({**known, "locale": lang, **(left or {})}))


@pytest.fixture
def phone() -> str:
    """A mobile number nobody else in this run has."""
    return f"0912 3{next(_numbers):05d}"
