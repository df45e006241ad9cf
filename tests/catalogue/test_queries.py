"""What do pages read from the catalogue: published procedures, the right office, today's communes, today's calendar?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency, CalendarRow
from portal.catalogue.queries import (
    UnitNames,
    agency_for,
    agency_names,
    change_stamp,
    commune_options,
    count_published,
    find_by_codes,
    get_agency,
    get_procedure,
    working_calendar,
)
from portal.kernel.errors import NotFound
from portal.kernel.transaction import transaction
from tests.builders.procedures import a_procedure, a_record

TODAY = date(2026, 11, 23)


def test_a_code_is_found_as_it_is_or_with_the_unit_behind_it(session: Session) -> None:
    for code in ("1.013831", "1.013831.H61", "1.013831.000.00.00.H61"):
        assert get_procedure(session, code).code == "1.013831"


def test_a_code_with_its_unit_that_is_published_itself_comes_first(session: Session) -> None:
    a_procedure(session, a_record("1.013831.H61"))
    assert get_procedure(session, "1.013831.H61").code == "1.013831.H61"


def test_an_unknown_code_is_not_found(session: Session) -> None:
    for code in ("", "9.999999", "1.01383", "1.013831.", "1.013831.x", "' OR 1=1 --"):
        with pytest.raises(NotFound):
            get_procedure(session, code)


def test_internal_procedures_are_kept_but_never_shown(session: Session) -> None:
    before = count_published(session)
    a_procedure(session, a_record("5.000001"))
    with pytest.raises(NotFound):
        get_procedure(session, "5.000001")
    assert find_by_codes(session, ["5.000001", "1.013831"]).keys() == {"1.013831"}
    assert count_published(session) == before


def test_publishing_the_same_again_changes_nothing(session: Session) -> None:
    record = a_record()
    procedure, stamp = a_procedure(session, record), change_stamp(session)
    a_procedure(session, record)
    assert (change_stamp(session), procedure.revision.number) == (stamp, 1)
    a_procedure(session, a_record(record.code, name="Tên khác"))
    session.expire_all()
    assert (procedure.revision.number, procedure.name) == (2, "Tên khác")
    assert change_stamp(session) != stamp


def test_an_unknown_agency_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        get_agency(session, "khong-co")


# ---- agencies and communes


def test_the_branch_that_serves_the_commune_is_found(session: Session) -> None:
    assert agency_for(session, "land_branch", "29551", TODAY).code == "cnvpdkdd-vinh-long"
    assert agency_for(session, "land_branch", "28756", TODAY).code == "cnvpdkdd-ben-tre"
    assert agency_for(session, "thue-tinh", "29551", TODAY).code == "thue-tinh"
    with pytest.raises(NotFound):
        agency_for(session, "observatory", "29551", TODAY)


def test_a_closed_branch_takes_nothing_more(session: Session) -> None:
    with transaction(session):
        session.get_one(Agency, "cnvpdkdd-vinh-long").valid_to = TODAY - timedelta(days=1)
    assert agency_for(session, "land_branch", "29551", TODAY).code != "cnvpdkdd-vinh-long"
    assert agency_for(session, "land_branch", "29551", TODAY - timedelta(days=1)).code == "cnvpdkdd-vinh-long"


def test_every_commune_of_today_has_exactly_one_branch(session: Session) -> None:
    served = [
        unit for agency in session.scalars(select(Agency).where(Agency.kind == "land_branch")) for unit in agency.serves
    ]
    offered = [unit for _, units in commune_options(session, TODAY) for unit, _ in units]
    assert sorted(served) == sorted(offered)
    assert len(offered) == len(set(offered)) == 124


def test_communes_are_offered_where_people_look_for_them_with_their_former_names(session: Session) -> None:
    groups = commune_options(session, TODAY)
    assert next(name for name, _ in groups) == "Khu vực Vĩnh Long trước đây"
    assert len(groups) == 3
    labels = dict(groups[0][1])
    assert labels["29551"].startswith("Phường Long Châu (trước là ")


def test_communes_are_named_with_their_province(session: Session) -> None:
    names = UnitNames(session)
    assert names.unit("29551") == "Phường Long Châu, tỉnh Vĩnh Long"
    assert names.unit("elsewhere") == "tỉnh, thành phố khác"
    assert names.unit("00000") == names.unit("") == ""
    assert agency_names(session, ["thue-tinh", "x"]) == {"thue-tinh": "Thuế tỉnh Vĩnh Long"}


def test_a_changed_day_counts_at_once(session: Session) -> None:
    day = date(2026, 11, 24)
    assert not working_calendar(session).is_working_day(day)
    with transaction(session):
        session.get_one(CalendarRow, day).is_working = True
    assert working_calendar(session).is_working_day(day)
