"""Is every page of a citizen light, the first time and again? Bytes and requests as they cross the network (ux.md 2, rows 1, 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Response

from tests.journeys.screens.test_every_screen import LOOKED_AT
from tests.journeys.screens.world import Screen, World, path_of
from tests.journeys.visitor import Visitor

Open = Callable[..., Visitor]
KB = 1024
MOST_REQUESTS, MOST_AGAIN = 6, 2
#: Pages may weigh 50 KB; these show more.
MORE = {
    "/tim": 80,
    "/ho-so/nhap/<draft_code>/giay-to/<component_id>": 70,
    "/ho-so/<code>/bo-sung": 70,
    "/dev/styleguide": 80,
}
TRACKING = "/tra-cuu/<token>"


@dataclass
class Traffic:
    """What crossed the network while a page was loaded."""

    requests: list[str] = field(default_factory=list)
    kilobytes: float = 0.0


def traffic(person: Visitor, path: str, *, kept: bool) -> Traffic:
    """Load a page with what the browser has kept, or with nothing."""
    seen, cached = Traffic(), set[str]()
    urls: dict[str, str] = {}
    session = person.context.new_cdp_session(person.page)

    def answered(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["response"]["url"]
        if event["response"].get("fromDiskCache"):
            cached.add(event["requestId"])

    def arrived(event: dict[str, Any]) -> None:
        seen.kilobytes += event["encodedDataLength"] / KB

    session.on("Network.responseReceived", answered)
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on("Network.loadingFinished", arrived)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": not kept})
    response: Response | None = person.page.goto(path, wait_until="networkidle")
    session.detach()
    assert response is not None and response.status == 200, f"{path}: {response and response.status}"
    seen.requests = [url for request, url in urls.items() if request not in cached]
    return seen


@pytest.mark.parametrize("screen", [one for one in LOOKED_AT if one.who in ("", "citizen")], ids=str)
def test_page_is_light(screen: Screen, visitor: Open, world: World) -> None:
    path, most = path_of(screen.rule, world.values), MORE.get(screen.rule, 50)
    person = visitor(signed_in=world.people.get(screen.who))
    first = traffic(person, path, kept=False)
    assert first.requests and first.kilobytes > 5, "nothing was measured"
    asked = set(first.requests)  # what is asked for twice comes from the cache when there is one
    assert len(asked) <= MOST_REQUESTS, f"{path}: {asked}"
    assert first.kilobytes <= most, f"{path} sends {first.kilobytes:.1f} KB"
    traffic(person, path, kept=True)
    again = traffic(person, path, kept=True)
    assert len(again.requests) <= MOST_AGAIN, f"{path} asks again for {again.requests}"


def test_following_a_dossier_costs_almost_nothing(visitor: Open, world: World) -> None:
    """The first time with the style sheet and the pictures, from then on the page alone."""
    person, path = visitor(js=False), path_of(TRACKING, world.values)
    first = traffic(person, path, kept=False)
    traffic(person, path, kept=True)
    again = traffic(person, path, kept=True)
    assert 3 < again.kilobytes <= 15, f"{again.kilobytes:.1f} KB"
    assert again.kilobytes < first.kilobytes <= 25, f"{first.kilobytes:.1f} KB"
