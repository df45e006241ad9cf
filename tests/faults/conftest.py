"""What do these faults happen to? The portal and the browser of the journeys, with a browser profile that may be broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from portal.identity.models import Citizen
from tests.faults.unlucky import Unlucky
from tests.journeys.conftest import app as app
from tests.journeys.conftest import browser as browser
from tests.journeys.conftest import portal_env as portal_env
from tests.journeys.conftest import portal_url as portal_url
from tests.journeys.conftest import session as session
from tests.journeys.conftest import session_of
from tests.journeys.visitor import PHONE


@pytest.fixture
def unlucky(browser: Browser, app: Flask, portal_url: str) -> Iterator[Callable[[Citizen | None], Unlucky]]:
    """Return a function that brings a citizen, signed in (or somebody who is not), at a telephone of their own."""
    came: list[Unlucky] = []

    def come(citizen: Citizen | None) -> Unlucky:
        context = browser.new_context(
            base_url=portal_url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": PHONE[0], "height": PHONE[1]},
        )  # fmt: skip
        context.set_default_timeout(15_000)
        if citizen is not None:
            context.add_cookies([{"name": "portal", "value": session_of(app, citizen, "vi"), "url": portal_url}])
        came.append(Unlucky(context))
        return came[-1]

    yield come
    for one in came:
        one.context.close()
