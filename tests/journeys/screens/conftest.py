"""What is there to look at? Made once, by the first test that looks."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.journeys.screens.world import World

_made: list[World] = []


@pytest.fixture
def world(session: Session) -> World:
    """People, drafts and dossiers in every state, notices, words: whatever a screen shows."""
    if not _made:
        _made.append(World(session))
        assert _made[0].values and _made[0].people, "both are made here, in the session of this test"
    return _made[0]
