"""Whose procedures are whose: the own agency and all below it, one field or all, from one day to another."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.draft_queries import Wanted, page_procedures
from portal.catalogue.scopes import Scope, below, scope_of
from portal.identity.rules import Grant
from tests.builders.procedure_drafts import a_change
from tests.builders.procedures import a_procedure

TODAY = date(2026, 11, 23)
AGRICULTURE, HEALTH = "so-nong-nghiep-va-moi-truong", "so-y-te"


def codes(session: Session, scope: Scope, **wanted: object) -> list[str]:
    return [p.code for p, _ in page_procedures(session, scope, Wanted(**wanted), offset=0, limit=2000)[1]]  # type: ignore[arg-type]


def held(session: Session, *grants: Grant, action: str = "catalogue.edit") -> Scope:
    return scope_of(session, grants, action, TODAY)


def test_everything_below_belongs_to_it() -> None:
    parents = {"tinh": "", "so": "tinh", "phong": "so", "xa": "tinh", "vong": "vong"}
    assert below("so", parents) == {"so", "phong"}
    assert below("tinh", parents) == {"tinh", "so", "phong", "xa"}
    assert below("vong", parents) == {"vong"}


def test_an_editor_sees_the_own_agency_and_those_below(session: Session) -> None:
    mine = codes(session, held(session, Grant("catalogue_editor", AGRICULTURE)))
    assert "1.013831" in mine, "done by the land office below"
    assert "1.001193" not in mine, "done by the communes"
    assert codes(session, held(session, Grant("catalogue_editor", HEALTH)))
    assert set(mine).isdisjoint(codes(session, held(session, Grant("catalogue_editor", HEALTH))))


@pytest.mark.parametrize("agency", ["ubnd-tinh", "van-phong-ubnd-tinh"])
def test_the_province_and_its_office_see_all(session: Session, agency: str) -> None:
    scope = held(session, Grant("tthc_controller", agency), action="catalogue.publish")
    assert scope.is_whole
    assert {"1.013831", "1.001193"} <= set(codes(session, scope))


def test_a_grant_holds_for_its_field_and_days_only(session: Session) -> None:
    land = held(session, Grant("catalogue_editor", AGRICULTURE, "dat-dai"))
    assert land.covers({"vpdkdd-tinh"}, "dat-dai")
    assert not land.covers({"vpdkdd-tinh"}, "chan-nuoi")
    assert not land.is_whole
    over = Grant("catalogue_editor", AGRICULTURE, valid_to=date(2026, 11, 22))
    assert codes(session, held(session, over)) == []
    assert codes(session, held(session, Grant("intake_officer", AGRICULTURE))) == []


def test_the_administrator_of_the_installation_reads_all_and_edits_nothing(session: Session) -> None:
    admin = Grant("sysadmin", "ttpvhcc-tinh")
    assert held(session, admin, action="catalogue.read").is_whole
    assert held(session, admin) == Scope()


def test_the_list_is_narrowed_in_the_query(session: Session) -> None:
    whole = Scope.whole()
    kite = a_procedure(session, short_name="Thả diều đêm", executing_agencies=[HEALTH])
    assert codes(session, whole, text="tha dieu dem") == [kite.code]
    assert codes(session, whole, text=kite.code) == [kite.code]
    assert codes(session, whole, text="Thả DIỀU đêm", agency=HEALTH) == [kite.code]
    assert codes(session, whole, text="dieu dem", agency=AGRICULTURE) == []
    assert codes(session, whole, text="dieu dem", level=3) == []
    assert codes(session, whole, drafted=True) == []
    a_change(session, kite)
    assert codes(session, whole, drafted=True) == [kite.code]
    assert codes(session, whole, status="retired") == []
    assert codes(session, whole, field="dat-dai", text="dieu dem") == [kite.code]
