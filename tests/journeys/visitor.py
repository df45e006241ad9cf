"""Is every page a person is shown in order? A visitor walks in one browser and looks at each page on arrival.

Looked at: the status, one h1 that begins the title, nothing wider than the screen, no refused content, no failed
request, and with JavaScript the rules of axe (WCAG 2.2 AA). Steps are counted as ux.md section 2 counts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, Response

from portal.identity.models import Citizen, Officer

Person = Citizen | Officer
PHONE, DESK = (360, 740), (1366, 768)
#: Milliseconds for what the portal does by itself a moment later.
PATIENCE_MS = 10_000
#: How many there are in a list: it stands in the heading, not in the title.
_COUNT = re.compile(r" \(\d+\)$")

_WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_AXE_RUN = """async (tags) => (await axe.run(document, {
  runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false,
})).violations.map((v) => ({id: v.id, tags: v.tags, impact: v.impact, at: v.nodes.map((n) => n.target.join(" "))}))"""
_LOOK = """() => ({
  title: document.title,
  headings: [...document.querySelectorAll("h1")].map((h) => h.textContent.replace(/\\s+/g, " ").trim()),
  tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  refused: window.refusedByPolicy ?? [],
})"""
#: What axe judges: elements, where text stands, and all attributes but those that only carry data.
_BUILD = """() => [Boolean(window.axe), [...document.querySelectorAll("body, body *")].map((e) => e.tagName +
  [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) +
  [...e.attributes].filter((a) => !/^(value|href|src|action|d|alt|title|data-.*)$/.test(a.name) || !a.value)
    .map((a) => a.name + "=" + a.value)).join("\\n")]"""
WATCH_POLICY = """window.refusedByPolicy = []; addEventListener("securitypolicyviolation",
  (e) => refusedByPolicy.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sourceFile ?? ""}`));"""


#: Visitors come without a worker, so that every request is seen; `tests/faults` are about it.
WITHOUT_WORKER = "delete Navigator.prototype.serviceWorker"

#: Pages that axe found in order: (screen, how they are built). The same page again need not be asked about again.
_sound: set[tuple[int, int, str]] = set()


def choose_from(page: Page, listed: Locator, field: str, value: str) -> None:
    """Choose from a list, or by the box that the script has put in its place: type the name, take what is suggested."""
    box = page.locator(f'[data-finds="{field}"]')
    if not box.count():
        listed.select_option(value)
        return
    box.fill(str(listed.locator(f'option[value="{value}"]').text_content()).partition(" (")[0])
    box.press("Enter")


@dataclass
class Counts:
    """What a walk has cost so far. A list to choose from is two taps; choosing a picture is none."""

    pages: int = 0
    fields: int = 0
    taps: int = 0


class Visitor:
    """One person at one browser, signed in or not."""

    def __init__(self, page: Page, *, js: bool) -> None:
        self.page, self.context, self.js = page, page.context, js
        self.counts = Counts()
        #: Every address that was shown, in order.
        self.passed: list[str] = []
        #: Statuses of answers that are meant to be refusals, beside the page's own.
        self.expected: set[int] = set()
        self._wrong: list[str] = []
        self._refusals: list[tuple[int, str]] = []
        page.on("console", self._hear)
        page.on("pageerror", self._note_error)
        page.on("requestfailed", self._note_failure)
        page.on("response", self._note_refusal)

    def leave(self) -> None:
        """Listen no longer."""
        self.page.remove_listener("console", self._hear)
        self.page.remove_listener("pageerror", self._note_error)
        self.page.remove_listener("requestfailed", self._note_failure)
        self.page.remove_listener("response", self._note_refusal)

    # ---- what the browser says

    def _hear(self, message: ConsoleMessage) -> None:
        # What was not found or refused is judged by its status.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self._wrong.append(f"console: {message.text}")

    def _note_error(self, error: Error) -> None:
        self._wrong.append(f"script: {error}")

    def _note_failure(self, request: Request) -> None:
        # A page that is left aborts what it still loads.
        if "ERR_ABORTED" not in (request.failure or ""):
            self._wrong.append(f"{request.url}: {request.failure}")

    def _note_refusal(self, response: Response) -> None:
        if response.status >= 400:
            self._refusals.append((response.status, response.url))

    # ---- walking

    def open(self, path: str, *, status: int = 200) -> None:
        """Type an address."""
        response = self.page.goto(path, wait_until="load")
        self._arrived(response, status)

    def open_until(self, path: str, words: str) -> None:
        """Load the page anew until it says these words, for what the portal does by itself a moment later."""
        for _ in range(PATIENCE_MS // 500):
            self.open(path)
            if words in self.text:
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"{path} never says {words!r}: {self.text}")

    def follow(self, target: Locator, *, status: int = 200) -> None:
        """Press what leads to another page, and look at it."""
        self.counts.taps += 1
        self.arrive(target.click, status=status)

    def arrive(self, act: Callable[[], Any], *, status: int = 200) -> None:
        """Do something that leads to another page, and look at it."""
        with self.page.expect_navigation(wait_until="load") as coming:
            act()
        self._arrived(coming.value, status)

    def press(self, words: str, *, status: int = 200) -> None:
        """Press the button or link of the main part that says this."""
        self.follow(self.control(words), status=status)

    def control(self, words: str) -> Locator:
        """Return the button or the link of the main part that begins with these words."""
        begins = re.compile("^" + re.escape(words))
        main = self.main
        return main.get_by_role("button", name=begins).or_(main.get_by_role("link", name=begins))

    # ---- filling in

    def type(self, field: str, text: str) -> None:
        """Write into a field."""
        self.counts.fields += 1
        self.named(field).fill(text)

    def tick(self, field: str, value: str = "") -> None:
        """Tick a box, or one of several."""
        self.counts.taps += 1
        self.page.locator(f'[name="{field}"]' + (f'[value="{value}"]' if value else "")).check()

    def choose(self, field: str, value: str) -> None:
        """Choose from a list."""
        self.counts.taps += 2
        choose_from(self.page, self.named(field), field, value)

    def named(self, field: str) -> Locator:
        """Return the input with this name."""
        return self.page.locator(f'main [name="{field}"]:not([type=hidden])')

    # ---- reading

    @property
    def main(self) -> Locator:
        """The main part of the page."""
        return self.page.locator("main")

    @property
    def text(self) -> str:
        """What the main part says; blanks that hold words together are plain blanks here."""
        return self.main.inner_text().replace("\u00a0", " ")

    @property
    def path(self) -> str:
        """The address without the host."""
        return urlsplit(self.page.url).path

    def download(self, path: str) -> bytes:
        """Return a file as this person gets it."""
        answer = self.context.request.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.body()

    # ---- looking

    def _arrived(self, response: Response | None, status: int) -> None:
        address = self.page.url
        if not self.passed or urlsplit(self.passed[-1]).path != urlsplit(address).path:
            self.counts.pages += 1  # the same page again, with a picture added, is not one more
        self.passed.append(address)
        assert response is not None
        assert response.status == status, f"{address} answered {response.status}, not {status}:\n{self.text[:800]}"
        self.look(allowed={status})

    def look(self, *, allowed: set[int] | frozenset[int] = frozenset()) -> None:
        """Check the page as it stands now; raise AssertionError with everything that is wrong."""
        seen = self.page.evaluate(_LOOK)
        wrong = [*self._wrong, *(f"refused by policy: {one}" for one in seen["refused"])]
        wrong += [f"{s} {url}" for s, url in self._refusals if s not in allowed | self.expected]
        if len(seen["headings"]) != 1:
            wrong.append(f"headings of the first level: {seen['headings']}")
        elif not seen["title"].startswith((_COUNT.sub("", seen["headings"][0]), "Lỗi: ", "Error: ")):
            wrong.append(f"the title {seen['title']!r} does not begin with the heading {seen['headings'][0]!r}")
        if seen["tooWide"] > 0:
            wrong.append(f"{seen['tooWide']} px wider than the screen")
        wrong += self._ask_axe() if self.js else []
        self._wrong, self._refusals = [], []
        assert not wrong, f"{self.page.url}\n  " + "\n  ".join(wrong)

    def _ask_axe(self) -> list[str]:
        screen = self.page.viewport_size or {"width": 0, "height": 0}
        has_axe, elements = self.page.evaluate(_BUILD)
        build = (screen["width"], screen["height"], elements)
        if build in _sound:
            return []
        if not has_axe:
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(_AXE_RUN, [*_WCAG, "best-practice"])
        wrong = [
            f"axe {one['id']} ({one['impact']}): {'; '.join(one['at'])}"
            for one in found
            if set(_WCAG) & set(one["tags"]) or one["impact"] in ("serious", "critical")
        ]
        if not wrong:
            _sound.add(build)
        return wrong
