"""Every change of what public pages show is counted, whoever made it; nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.catalogue.edition import PRIVATE, edition
from portal.catalogue.loading import load_catalog
from portal.catalogue.models import AdminUnit, Agency, CalendarRow, Field, LifeEvent, Procedure, Setting
from portal.kernel.transaction import transaction
from portal.web.app_state import config, now
from tests.builders.dossiers import a_draft, a_sent_dossier
from tests.builders.procedures import LAND_TRANSFER, ONESTOP, a_procedure
from tests.house.sources import PORTAL

CHANGES: dict[str, Callable[[Session], object]] = {
    "an agency renamed": lambda s: setattr(s.get_one(Agency, ONESTOP), "name", "Trung tâm"),
    "a field added": lambda s: s.add(Field(code="moi", name="Mới", position=99)),
    "a life event removed": lambda s: s.delete(s.get_one(LifeEvent, "sinh-con")),
    "a setting added": lambda s: s.add(Setting(name="thong-bao", value="Nghỉ lễ")),
    "days confirmed at once": lambda s: s.execute(update(CalendarRow).values(is_confirmed=True)),
    "communes renamed at once": lambda s: s.execute(update(AdminUnit).values(name="Xã")),
    "a procedure retired": lambda s: s.execute(
        update(Procedure).where(Procedure.code == LAND_TRANSFER).values(status="retired")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_of_what_pages_show_makes_a_new_edition(session: Session, change: Callable[[Session], object]) -> None:
    before = edition(session, now())
    with transaction(session):
        change(session)
    assert edition(session, now()) != before


def test_a_published_procedure_makes_a_new_edition(session: Session) -> None:
    before = edition(session, now())
    a_procedure(session)
    assert edition(session, now()) != before


def test_work_on_dossiers_makes_none(session: Session) -> None:
    before = edition(session, now())
    a_draft(session)
    a_sent_dossier(session)
    assert edition(session, now()) == before


def test_a_change_that_was_given_up_makes_none(session: Session) -> None:
    before = edition(session, now())
    with pytest.raises(RuntimeError), transaction(session):
        session.get_one(Agency, ONESTOP).name = "Trung tâm"
        session.flush()
        raise RuntimeError
    with transaction(session):
        pass
    assert edition(session, now()) == before


def test_reading_and_loading_the_same_catalogue_makes_none(session: Session) -> None:
    before = edition(session, now())
    with transaction(session):
        session.get_one(Agency, ONESTOP).name = str(session.get_one(Agency, ONESTOP).name)
        load_catalog(session, config().catalog_dir, at=now())
    assert edition(session, now()) == before


def test_the_edition_ends_with_the_hour(session: Session) -> None:
    at = now() + timedelta(minutes=5)  # 9:05
    assert edition(session, at) == edition(session, at + timedelta(minutes=50))
    assert edition(session, at) != edition(session, at + timedelta(minutes=55))


def test_rooms_that_no_public_page_shows_are_rooms_of_this_house() -> None:
    homes = [PORTAL / room.replace(".", "/") for room in PRIVATE]
    assert [home for home in homes if not home.is_dir() and not home.with_suffix(".py").is_file()] == []
