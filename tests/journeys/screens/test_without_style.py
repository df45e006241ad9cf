"""Can a dossier be filed when the style sheet never arrives? What is read comes in a sensible order, and forms work (ux.md 2, row 7)."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys import transfer
from tests.journeys.visitor import DESK, Visitor

Open = Callable[..., Visitor]
#: What stands where on every page, from the top.
_ORDER = """() => [...document.body.children].map((e) => e.matches(".skip") ? "skip" : e.localName).join(" ")"""


def test_a_land_transfer_without_the_style_sheet(visitor: Open, phone: str) -> None:
    person = visitor(js=False, size=DESK)  # nothing is made to fit a phone then
    person.context.route("**/*.css?*", lambda route: route.fulfill(body="", content_type="text/css"))
    try:
        transfer.find(person)
        reads_from_the_top(person)
        transfer.begin(person)
        transfer.identify(person, phone)
        person.press("Tiếp tục")
        transfer.answer(person)
        transfer.add_papers(person)
        reads_from_the_top(person)
        assert transfer.send(person).code
    finally:
        person.context.unroute("**/*.css?*")


def reads_from_the_top(person: Visitor) -> None:
    """First the way past the head, then the head, the page, where to ask, the rest; no order but that of the markup."""
    assert person.page.evaluate(_ORDER) == "skip header main section footer"
    assert person.page.evaluate("() => document.styleSheets[0].cssRules.length") == 0, "the style sheet came after all"
