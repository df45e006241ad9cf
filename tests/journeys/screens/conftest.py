"""What is there to look at, and who comes to look? The world is made once, by the first test that looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.journeys.conftest import session_of
from tests.journeys.screens.addresses import Screen
from tests.journeys.screens.world import World
from tests.journeys.visitor import Visitor

Introduce = Callable[..., None]
_made: list[World] = []


@pytest.fixture
def world(session: Session) -> World:
    """People, drafts and dossiers in every state, notices, words: whatever a screen shows."""
    if not _made:
        _made.append(World(session))
        assert _made[0].examples and _made[0].people, "both are made here, in the session of this test"
    return _made[0]


@pytest.fixture
def introduce(app: Flask, portal_url: str, world: World) -> Introduce:
    """Return a function that lets a browser carry what it has when a screen comes up: who looks, what earlier pages left."""

    def become(person: Visitor, screen: Screen, lang: str) -> None:
        left: dict[str, Any] = dict(world.examples.carried.get(screen.rule, {}))
        cookies = {"portal": session_of(app, world.people.get(screen.who), lang, left)}
        if screen.rule.startswith("/kiosk"):
            cookies["kiosk"] = "1"
        person.context.clear_cookies()
        person.context.add_cookies(
            [{"name": name, "value": value, "url": portal_url} for name, value in cookies.items()]
        )

    return become
