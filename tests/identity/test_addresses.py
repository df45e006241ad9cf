"""A second address is added with a code; what was filed under it comes along, but never somebody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.queries import list_own
from portal.identity.addresses import set_address
from portal.identity.models import Citizen
from portal.identity.operations import find_citizen
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from tests.builders.dossiers import a_draft, a_sent_dossier
from tests.builders.people import a_citizen

EMAIL = "ung.huong@example.com"


def give(session: Session, citizen: Citizen, address: str) -> None:
    with transaction(session):
        set_address(session, citizen, address)


def test_by_either_address_it_is_the_same_person(session: Session) -> None:
    citizen = a_citizen(session)
    give(session, citizen, EMAIL)
    assert find_citizen(session, EMAIL) is find_citizen(session, "0912345678") is citizen


def test_a_changed_number_takes_the_place_of_the_old_one(session: Session) -> None:
    citizen = a_citizen(session)
    give(session, citizen, "0987654321")
    assert find_citizen(session, "0912345678") is None
    assert find_citizen(session, "0987654321") is citizen


def test_what_was_filed_under_the_new_address_alone_comes_along(session: Session) -> None:
    by_email = a_citizen(session, phone=EMAIL, name="Ửng Hường", citizen_number="086190000001")
    sent, number = a_sent_dossier(session, citizen=by_email), by_email.id
    citizen = a_citizen(session, name="Nguyễn Thị Ửng Hường")
    draft = a_draft(session, citizen=citizen)
    give(session, citizen, EMAIL)
    assert {dossier.id for dossier in list_own(session, citizen)} == {sent.id, draft.id}
    assert citizen.profile == {"name": "Nguyễn Thị Ửng Hường", "citizen_number": "086190000001"}
    assert session.get(Citizen, number) is None
    assert session.scalar(select(func.count()).select_from(Dossier)) == 2


def test_who_is_reached_by_another_way_as_well_stays_apart(session: Session) -> None:
    husband = a_citizen(session, phone="0987654321")
    give(session, husband, EMAIL)
    his, wife = a_sent_dossier(session, citizen=husband), a_citizen(session)
    with pytest.raises(Invalid, match="together with another one"):
        give(session, wife, EMAIL)
    session.rollback()
    assert (wife.email, his.citizen_id) == (None, husband.id)
