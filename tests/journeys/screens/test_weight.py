"""Is every page of a citizen light, the first time and again? Bytes and requests as they cross the network (ux.md 2, rows 1, 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Response

from tests.journeys.screens.addresses import Screen
from tests.journeys.screens.test_every_screen import LOOKED_AT
from tests.journeys.screens.world import World
from tests.journeys.visitor import PATIENCE_MS, Visitor

Open = Callable[..., Visitor]
Introduce = Callable[..., None]
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
CITIZENS = [one for one in LOOKED_AT if one.who in ("", "citizen", "helper")]


@dataclass
class Traffic:
    """What crossed the network while a page was loaded."""

    requests: list[str] = field(default_factory=list)
    kilobytes: float = 0.0


def traffic(person: Visitor, path: str, *, kept: bool) -> Traffic:
    """Load a page with what the browser has kept, or with nothing."""
    seen, cached, under_way = Traffic(), set[str](), set[str]()
    urls: dict[str, str] = {}
    session = person.context.new_cdp_session(person.page)

    def answered(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["response"]["url"]
        if event["response"].get("fromDiskCache"):
            cached.add(event["requestId"])

    def arrived(event: dict[str, Any]) -> None:
        under_way.discard(event["requestId"])
        seen.kilobytes += event["encodedDataLength"] / KB

    session.on("Network.requestWillBeSent", lambda event: under_way.add(event["requestId"]))
    session.on("Network.loadingFailed", lambda event: under_way.discard(event["requestId"]))
    session.on("Network.responseReceived", answered)
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on("Network.loadingFinished", arrived)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": not kept})
    response: Response | None = person.page.goto(path, wait_until="load")
    person.page.wait_for_timeout(50)  # what scripts ask for as soon as they run
    for _ in range(PATIENCE_MS // 20):
        if not under_way:
            break
        person.page.wait_for_timeout(20)
    session.detach()
    assert response is not None and response.status == 200, f"{path}: {response and response.status}"
    seen.requests = [url for request, url in urls.items() if request not in cached]
    return seen


@pytest.mark.parametrize("screen", CITIZENS, ids=str)
def test_page_is_light(screen: Screen, visitor: Open, introduce: Introduce, world: World) -> None:
    path, most = world.path(screen.rule), MORE.get(screen.rule, 50)
    person = visitor()
    introduce(person, screen, "vi")
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
    person, path = visitor(js=False), world.path(TRACKING)
    first = traffic(person, path, kept=False)
    traffic(person, path, kept=True)
    again = traffic(person, path, kept=True)
    assert 2 < again.kilobytes <= 15, f"{again.kilobytes:.1f} KB"
    assert again.kilobytes < first.kilobytes <= 25, f"{first.kilobytes:.1f} KB"
