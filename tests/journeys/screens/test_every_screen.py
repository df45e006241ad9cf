"""Is every screen in order for everybody? Each address of the portal × language × screen size × state (ux.md 2, rows 14, 15, 24).

`Visitor` looks at each page as at any other: axe (WCAG 2.2 AA), width, content policy, failed requests, headings.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.screens import looks
from tests.journeys.screens.states import empty, refused
from tests.journeys.screens.world import Screen, World, path_of, screens
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
#: Screens that lead on when they are opened out of the blue; where they are looked at.
LEADS_ON = {
    "/ho-so/ma-xac-nhan": "after a telephone number: test_first_journey",
    "/ho-so/so-dien-thoai": "",
}


@pytest.mark.parametrize("screen", [*screens(), *empty(), *refused()], ids=str)
def test_screen(screen: Screen, visitor: Open, world: World) -> None:
    path = screen.path or path_of(screen.rule, world.values)
    assert path, f"{screen.rule} is new: say in world.py what stands for its parameters"
    is_desk = path.startswith(("/can-bo", "/quan-tri", "/dev/"))
    for lang in ("vi",) if is_desk else ("vi", "en"):
        person = visitor(size=DESK, lang=lang, signed_in=world.people.get(screen.who))
        show(person, screen, path)
        wrong = look_from_a_desk(person) if is_desk else look_from_a_phone(person, closely=lang == "vi")
        person.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert not wrong, f"{path} ({lang})\n  " + "\n  ".join(wrong)


def show(person: Visitor, screen: Screen, path: str) -> None:
    """Bring the screen up in its state."""
    person.open(path, status=200 if screen.press else screen.status)
    arrived = urlsplit(person.page.url).path
    assert arrived == path.partition("?")[0] or screen.rule in LEADS_ON, (
        f"{path} leads to {arrived}: it was not looked at"
    )
    if screen.press:
        person.follow(person.page.locator(screen.press).first, status=screen.status)


def look_from_a_desk(person: Visitor) -> list[str]:
    return [*looks.at_fingers(person.page, looks.POINTER), *looks.at_focus(person.page)]


def look_from_a_phone(person: Visitor, *, closely: bool) -> list[str]:
    page = person.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    person.look()
    wrong = looks.at_fingers(page, looks.FINGER)
    if closely:
        wrong += looks.at_focus(page) + looks.at_wide_spacing(page) + looks.at_forced_colours(page)
    return wrong + looks.at_400_percent(page)
