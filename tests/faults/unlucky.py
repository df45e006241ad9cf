"""Somebody whose network breaks and whose tab closes, always at the wrong moment."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page

from tests.journeys.visitor import choose_from

_FIELDS = """() => Object.fromEntries([...document.querySelectorAll("main form")].flatMap((form) => [...form.elements])
  .filter((f) => f.name && !["hidden", "file", "submit"].includes(f.type))
  .map((f) => [f.name + (["checkbox", "radio"].includes(f.type) ? "=" + f.value : ""),
               ["checkbox", "radio"].includes(f.type) ? f.checked : f.value]))"""


class Unlucky:
    """One person at one telephone; fills in as the visitor of the journeys does, but nobody looks at the pages."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path, wait_until="load")

    def cut(self) -> None:
        """Lose the network."""
        self.context.set_offline(True)

    def mend(self) -> None:
        """Have network again."""
        self.context.set_offline(False)

    def lose_tab(self) -> None:
        """Have the tab closed, as a telephone does that needs its memory; open a new one."""
        lost, self.page = self.page, self.context.new_page()
        lost.close()

    def press(self, words: str) -> None:
        """Press a button or link of the main part and wait for what it leads to."""
        with self.page.expect_navigation(wait_until="load"):
            self.control(words).click()

    def control(self, words: str) -> Locator:
        """Return the button or link of the main part with these words."""
        main = self.page.locator("main")
        return main.get_by_role("button", name=words).or_(main.get_by_role("link", name=words)).first

    def says(self, words: str) -> None:
        """Wait until the main part says this."""
        self.page.locator("main").get_by_text(words).first.wait_for()

    @property
    def path(self) -> str:
        """The address without host and question."""
        return urlsplit(self.page.url).path

    def fields(self) -> dict[str, Any]:
        """Return everything that stands in the inputs of the page."""
        found: dict[str, Any] = self.page.evaluate(_FIELDS)
        return found

    # ---- as tests.journeys.visitor.Visitor

    def type(self, field: str, text: str) -> None:
        """Write into a field."""
        self.named(field).fill(text)

    def tick(self, field: str, value: str = "") -> None:
        """Tick a box, or one of several."""
        self.page.locator(f'[name="{field}"]' + (f'[value="{value}"]' if value else "")).check()

    def choose(self, field: str, value: str) -> None:
        """Choose from a list."""
        choose_from(self.page, self.named(field), field, value)

    def named(self, field: str) -> Locator:
        """Return the input with this name."""
        return self.page.locator(f'main [name="{field}"]:not([type=hidden])')
