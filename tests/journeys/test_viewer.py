"""An officer looks closely at a paper: at once with the script, by links without it, by keys, on the smallest screen of an office."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from tests.builders.dossiers import a_claimed_dossier
from tests.builders.people import the_officer
from tests.journeys.visitor import DESK, Visitor

Open = Callable[..., Visitor]
STANDS_STILL = "Promise.all(document.getAnimations().map(growing => growing.finished))"
BOX = "(() => { const box = document.querySelector('.viewer-page img').getBoundingClientRect(); return [box.width, box.height] })()"


def size_of(person: Visitor) -> tuple[float, float]:
    person.page.evaluate(STANDS_STILL)
    width, height = person.page.evaluate(BOX)
    return round(width), round(height)


def test_a_paper_is_enlarged_and_turned_at_once(visitor: Open, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    person = visitor(js=True, size=DESK, signed_in=the_officer(session, "motcua"))
    person.open(f"/can-bo/ho-so/{dossier.id}/")
    address, page = person.page.url, person.page
    width, height = size_of(person)
    page.locator("[data-view=larger]").click()
    larger = size_of(person)
    assert larger[0] > width * 1.2 and abs(larger[0] / larger[1] - width / height) < 0.02
    page.locator("[data-view=plain]").click()
    page.locator("[data-view=turn]").click()
    turned = size_of(person)
    assert abs(turned[0] / turned[1] - height / width) < 0.05
    page.locator(".viewer-page").focus()
    page.keyboard.press("0")
    assert size_of(person) == (width, height)
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert size_of(person)[0] > larger[0] and "156 %, xoay 0°" in person.text
    assert page.url == address and page.evaluate("document.documentElement.scrollWidth") <= DESK[0]
    person.look()


def test_without_the_script_links_lead_to_the_same(visitor: Open, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    person = visitor(js=False, size=DESK, signed_in=the_officer(session, "motcua"))
    person.open(f"/can-bo/ho-so/{dossier.id}/")
    assert not person.page.locator("[data-view=smaller]").is_visible()
    person.follow(person.page.locator("[data-view=larger]"))
    assert "co=2" in person.page.url and person.page.locator("[data-view=smaller]").is_visible()
