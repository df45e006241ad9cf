"""What does the administrator see? Whether the portal is in order, and every message that went to a citizen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.builders.dossiers import an_accepted_dossier
from tests.builders.people import the_officer
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]


@pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])
def test_messages_calendar_and_state_of_the_portal(visitor: Open, session: Session, js: bool, size: tuple[int, int]) -> None:
    dossier = an_accepted_dossier(session)
    person = visitor(js=js, size=size, signed_in=the_officer(session, "quantri"))
    person.open("/can-bo/")
    assert person.path == "/quan-tri/"
    person.open("/quan-tri/tin")
    assert f"da tiep nhan ho so {dossier.code}" in person.text
    person.open("/quan-tri/lich")
    assert "Tết" in person.text
