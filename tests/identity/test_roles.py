"""Roles: action x agency x field, from one day to another (NĐ 61/2018)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.demo import PEOPLE
from portal.identity.operations import grant
from portal.identity.rules import ACTIONS, Grant, actions_of, roles_at, roles_by_agency
from portal.kernel.transaction import transaction
from portal.workflow.states import TABLE, Role
from tests.builders.people import an_officer, the_officer

TODAY = date(2026, 11, 23)


def test_a_role_may_make_exactly_the_moves_the_table_gives_it() -> None:
    for role, actions in ACTIONS.items():
        moves = {f"dossier.{move.action}" for move in TABLE.values() if role in move.roles}
        assert moves <= actions
        others = {f"dossier.{move.action}" for move in TABLE.values()} - moves
        assert not others & actions


def test_every_role_of_the_table_that_a_person_holds_is_known() -> None:
    assert set(ACTIONS) >= set(Role) - {Role.APPLICANT, Role.SYSTEM}


def test_a_grant_counts_in_its_agency_for_its_field_on_its_days() -> None:
    grants = [
        Grant("intake_officer", "a"),
        Grant("approver", "a", "dat-dai", valid_from=date(2026, 11, 24)),
        Grant("clerk", "a", "ho-tich"),
        Grant("case_officer", "b", valid_to=date(2026, 11, 22)),
        Grant("case_officer", "b", "dat-dai", date(2026, 11, 23), date(2026, 11, 23)),
    ]
    assert roles_at(grants, "a", "dat-dai", TODAY) == {"intake_officer"}
    assert roles_at(grants, "a", "ho-tich", TODAY) == {"intake_officer", "clerk"}
    assert roles_at(grants, "a", "dat-dai", date(2026, 11, 24)) == {"intake_officer", "approver"}
    assert roles_at(grants, "b", "dat-dai", TODAY) == {"case_officer"}
    assert roles_at(grants, "b", "ho-tich", TODAY) == frozenset()
    assert roles_at(grants, "c", "dat-dai", TODAY) == frozenset()
    assert roles_by_agency(grants, "ho-tich", TODAY) == {"a": {"intake_officer", "clerk"}}
    assert roles_by_agency(grants, "dat-dai", TODAY) == {"a": {"intake_officer"}, "b": {"case_officer"}}


def test_what_an_ended_grant_allowed_is_over() -> None:
    ended = Grant("approver", "a", valid_to=date(2026, 11, 22))
    assert "dossier.sign" not in actions_of([ended], TODAY)
    assert "dossier.sign" in actions_of([ended], date(2026, 11, 22))
    assert actions_of([], TODAY) == frozenset()


def test_a_role_that_does_not_exist_cannot_be_given(session: Session) -> None:
    officer = an_officer(session)
    with pytest.raises(ValueError, match="no role"), transaction(session):
        grant(session, officer, role="king", agency="a")


def test_an_officer_can_what_the_roles_allow(session: Session) -> None:
    officer = an_officer(session, ("approver", "cnvpdkdd-vinh-long"))
    assert officer.can("dossier.sign")
    assert not officer.can("dossier.accept")
    assert officer.roles_at("cnvpdkdd-vinh-long", "dat-dai") == {"approver"}
    assert officer.roles_at("cnvpdkdd-long-ho", "dat-dai") == frozenset()


@pytest.mark.parametrize("username", PEOPLE)
def test_the_demo_officers_hold_their_roles_everywhere_they_work(session: Session, username: str) -> None:
    officer = the_officer(session, username)
    assert {grant.role for grant in officer.grants} == {PEOPLE[username][2]}
