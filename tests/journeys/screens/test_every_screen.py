"""Is every screen in order for everybody? Each address of the portal × language × screen size × state (ux.md 2, rows 14, 15, 24).

`Visitor` looks at each page as at any other: axe (WCAG 2.2 AA), width, content policy, failed requests, headings.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.screens import looks
from tests.journeys.screens.addresses import Screen, screens
from tests.journeys.screens.states import answered, empty, refused
from tests.journeys.screens.world import World
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
Introduce = Callable[..., None]

#: New addresses that still want an example in of_….py. Nothing should stand here for long.
NOT_YET: frozenset[str] = frozenset()
LOOKED_AT = [screen for screen in screens() if screen.rule not in NOT_YET]


def test_what_is_not_looked_at_yet_exists() -> None:
    assert {screen.rule for screen in screens()} >= NOT_YET


@pytest.mark.parametrize("screen", [*LOOKED_AT, *empty(), *refused(), *answered()], ids=str)
def test_screen(screen: Screen, visitor: Open, introduce: Introduce, world: World) -> None:
    path = screen.path or world.path(screen.rule)
    assert path, f"{screen.rule} is new: say in of_….py what stands for its parameters"
    is_desk = path.startswith(("/can-bo", "/quan-tri", "/dev/"))
    person = visitor(size=DESK)
    for lang in ("vi",) if is_desk else ("vi", "en"):
        introduce(person, screen, lang)
        show(person, screen, path)
        wrong = look_from_a_desk(person) if is_desk else look_from_a_phone(person, closely=lang == "vi")
        assert not wrong, f"{path} ({lang})\n  " + "\n  ".join(wrong)
        person.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def show(person: Visitor, screen: Screen, path: str) -> None:
    """Bring the screen up in its state."""
    person.open(path, status=200 if screen.press else screen.status)
    arrived = urlsplit(person.page.url).path
    assert arrived == path.partition("?")[0], f"{path} leads to {arrived}: it was not looked at"
    for field, text in screen.typed:
        person.type(field, text)
    if screen.press:
        person.follow(person.page.locator(screen.press).first, status=screen.status)


def look_from_a_desk(person: Visitor) -> list[str]:
    page = person.page
    return [*looks.at_fingers(page, looks.POINTER), *looks.at_focus(page), *looks.at_letters(page)]


def look_from_a_phone(person: Visitor, *, closely: bool) -> list[str]:
    page = person.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    person.look()
    wrong = looks.at_fingers(page, looks.FINGER)
    if closely:
        wrong += (
            looks.at_focus(page) + looks.at_wide_spacing(page) + looks.at_forced_colours(page) + looks.at_letters(page)
        )
    return wrong + looks.at_400_percent(page)
