"""Loading `catalog/`: all or nothing, twice is once, every mistake named, nothing an administrator edited is lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Config
from portal.catalogue.loading import CatalogError, load_catalog, read_procedures
from portal.catalogue.models import AdminUnit, Agency, CalendarRow, Procedure, ProcedureRevision, Succession
from portal.catalogue.queries import change_stamp, get_procedure
from portal.kernel.transaction import transaction
from portal.web.app_state import now, register, service

CATALOG = Path(__file__).parents[2] / "catalog"
LAND, FORM = "procedures/dat-dai/1.013831.toml", "procedures/dat-dai/1.013831.form.toml"
DEATH = "procedures/ho-tich/1.000656.toml"


COMMUNES = """units = [
  { id = "86", code = "86", name = "Tỉnh Vĩnh Long", kind = "tinh" },
  { id = "29551", code = "29551", name = "Phường Long Châu", kind = "phuong", parent = "86" },
  { id = "29551-cu", code = "29551", name = "Phường 1", kind = "phuong", valid_to = "2025-06-30", successors = ["29551"] },
]
"""
pytestmark = pytest.mark.empty_database


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A small catalogue of one's own to spoil: two procedures, three communes, everything else as it is."""
    folder = tmp_path / "catalog"
    shutil.copytree(CATALOG, folder, ignore=shutil.ignore_patterns("procedures", "communes.toml"))
    (folder / "communes.toml").write_text(COMMUNES, "utf-8")
    for name in (LAND, FORM, DEATH):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CATALOG / name, folder / name)
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def load(session: Session, folder: Path) -> dict[str, int]:
    with transaction(session):
        return dict(load_catalog(session, folder, at=now()))


def mistakes(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CatalogError) as refused:
        read_procedures(folder)
    return refused.value.problems


def rows(session: Session) -> list[int]:
    kinds = (Agency, AdminUnit, Succession, Procedure, ProcedureRevision, CalendarRow)
    return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def test_an_empty_database_gets_everything_and_loading_again_changes_nothing(session: Session, catalog: Path) -> None:
    assert load(session, catalog) == {"new": 2}
    before, stamp = rows(session), change_stamp(session)
    assert before[1:5] == [3, 1, 2, 2] and before[0] > 30 and before[5] > 60
    unit = session.get_one(AdminUnit, "29551")
    assert (unit.name, unit.parent_id) == ("Phường Long Châu", "86")
    assert session.get_one(Agency, "cnvpdkdd-vinh-long").parent_code == "vpdkdd-tinh"
    assert load(session, catalog) == {}
    assert (rows(session), change_stamp(session)) == (before, stamp)


def test_a_changed_file_gives_one_new_revision_and_leaves_the_rest(session: Session, catalog: Path) -> None:
    load(session, catalog)
    edit(catalog, LAND, 'short_name = "Sang tên đất', 'short_name = "Sang tên nhà đất')
    stamp = change_stamp(session)
    assert load(session, catalog) == {"changed": 1, "unchanged": 1}
    procedure = get_procedure(session, "1.013831")
    assert procedure.short_name.startswith("Sang tên nhà đất") and procedure.revision.number == 2
    assert change_stamp(session) != stamp
    assert load(session, catalog) == {}


def test_a_day_an_administrator_edited_stays(session: Session, catalog: Path) -> None:
    load(session, catalog)
    with transaction(session):
        day = session.get_one(CalendarRow, date(2026, 11, 24))
        day.is_working, day.is_edited = True, True
    edit(catalog, "calendar.toml", "days = [", "days = [ # đổi")
    assert load(session, catalog) == {"unchanged": 2}
    assert session.get_one(CalendarRow, date(2026, 11, 24)).is_working


def test_hours_of_an_agency_are_kept_as_text_and_as_data(session: Session, catalog: Path) -> None:
    edit(
        catalog,
        "agencies.toml",
        'hours = "Thứ Hai đến thứ Sáu: 7 giờ–11 giờ, 13 giờ–17 giờ"',
        'hours = "Giờ hành chính"',
    )
    load(session, catalog)
    assert (session.get_one(Agency, "ubnd-tinh").hours, session.get_one(Agency, "ubnd-tinh").week) == (
        "Giờ hành chính",
        [],
    )
    assert session.get_one(Agency, "so-y-te").week == [[["07:00", "11:00"], ["13:00", "17:00"]]] * 5 + [[], []]


def test_a_contact_an_administrator_edited_stays_while_the_rest_follows_the_file(
    session: Session, catalog: Path
) -> None:
    load(session, catalog)
    with transaction(session):
        agency = session.get_one(Agency, "so-y-te")
        agency.phone, agency.is_edited = "0270 3823 520", True
    edit(catalog, "agencies.toml", 'name = "Sở Y tế"', 'name = "Sở Y tế tỉnh"')
    load(session, catalog)
    agency = session.get_one(Agency, "so-y-te")
    assert (agency.phone, agency.is_edited, agency.name) == ("0270 3823 520", True, "Sở Y tế tỉnh")


def test_every_mistake_of_every_file_is_named(catalog: Path) -> None:
    edit(catalog, LAND, "level = 3", "level = 7")
    edit(catalog, DEATH, 'field = "ho-tich"', 'field = "ho-khau"')
    edit(catalog, FORM, 'type = "person_name"', 'type = "persn_name"')
    found = mistakes(catalog)
    assert "1.000656.toml: field 'ho-khau' is not in fields.toml" in found
    assert any(
        line.startswith("1.013831.form.toml page 1, question owner_name: type 'persn_name' does not exist")
        for line in found
    )
    edit(catalog, FORM, 'type = "persn_name"', 'type = "person_name"')
    assert "1.013831.toml: level 7 does not exist" in mistakes(catalog)


def test_a_file_that_is_no_toml_is_named_with_its_line(catalog: Path) -> None:
    edit(catalog, LAND, 'code = "1.013831"', 'code = "1.013831')
    (line,) = mistakes(catalog)
    assert line.startswith("1.013831.toml: ") and "line 1" in line


def test_one_code_in_two_files_is_a_mistake(catalog: Path) -> None:
    shutil.copy(catalog / LAND, catalog / "procedures/ho-tich/ban-sao.toml")
    assert "1.013831: two files" in mistakes(catalog)


def test_a_spoilt_catalogue_changes_nothing(session: Session, catalog: Path) -> None:
    load(session, catalog)
    before = rows(session)
    edit(catalog, LAND, "level = 3", "level = 7")
    edit(catalog, "agencies.toml", 'name = "Sở Nội vụ"', 'name = "Sở Khác"')
    with pytest.raises(CatalogError):
        load(session, catalog)
    assert rows(session) == before
    assert session.get_one(Agency, "so-noi-vu").name == "Sở Nội vụ"


def test_a_missing_list_is_named(catalog: Path) -> None:
    (catalog / "fields.toml").unlink()
    with pytest.raises(CatalogError, match=r"fields\.toml"):
        read_procedures(catalog)


def test_text_is_kept_composed(session: Session, catalog: Path) -> None:
    edit(catalog, LAND, 'plain = "Ghi', 'plain = "Ti\u0065\u0302\u0301ng. Ghi')
    load(session, catalog)
    assert get_procedure(session, "1.013831").plain.startswith("Ti\u1ebfng. Ghi")


def test_an_answer_that_prints_on_no_line_is_named_with_file_place_and_mend(catalog: Path) -> None:
    edit(catalog, FORM, 'prints = "ten"', 'prints = "I.1"')
    (line,) = mistakes(catalog)
    assert line.startswith(
        "1.013831.form.toml page nguoi-nhan, question owner_name: prints 'I.1', but no line of mau-18"
    )
    assert "dia_chi" in line


def test_a_wrong_form_of_the_law_is_named(catalog: Path) -> None:
    edit(catalog, "forms/mau-18.toml", 'id = "dia_chi"', 'id = "ten"')
    assert "mau-18.toml: the line id 'ten' is used twice; choose another" in mistakes(catalog)


def test_a_form_printed_from_answers_goes_with_the_revision(session: Session, catalog: Path) -> None:
    load(session, catalog)
    record = get_procedure(session, "1.013831").revision.record
    assert [form.id for form in record.printed_forms] == ["mau-18"]
    assert get_procedure(session, "1.000656").revision.record.printed_forms == ()


def test_steps_that_cannot_be_walked_are_told_in_vietnamese(app: Flask, session: Session, catalog: Path) -> None:
    edit(catalog, LAND, 'kind = "work"\nagency = "land_branch"\nrole = "case_officer"\ndays = 2.5',
         'kind = "work"\nagency = "land_branch"\nrole = "clerk"\ndays = 3.5')  # fmt: skip
    register(app, Config, replace(service(Config), catalog_dir=catalog))
    told = app.test_cli_runner().invoke(args=["portal", "load"]).output.splitlines()
    assert told[-2:] == [
        "1.013831.toml: Bước 4, “Chỉnh lý hồ sơ địa chính, cập nhật cơ sở dữ liệu đất đai, in giấy chứng nhận”: "
        "“Văn thư” không được “Trình ký”. Hãy chọn vai trò khác.",
        "1.013831.toml: Các bước cộng lại 9 ngày làm việc, thời hạn là 8: hãy bớt 1 ngày.",
    ]


def test_an_agency_brings_the_sign_it_was_given_and_one_that_is_none_is_named(session: Session, catalog: Path) -> None:
    edit(catalog, "agencies.toml", '{ code = "so-y-te",', '{ code = "so-y-te", sign = "SYTVL",')
    load(session, catalog)
    assert (session.get_one(Agency, "so-y-te").sign, session.get_one(Agency, "so-noi-vu").sign) == ("SYTVL", "")
    edit(catalog, "agencies.toml", 'sign = "SYTVL"', 'sign = "syt/vl"')
    with pytest.raises(CatalogError, match="so-y-te: sign 'syt/vl'"):
        load(session, catalog)


def test_a_kind_of_document_that_does_not_exist_is_a_mistake(catalog: Path) -> None:
    edit(catalog, LAND, "results = [", 'result_kinds = ["XYZ"]\nresults = [')
    assert any("result_kinds 'XYZ'" in line for line in mistakes(catalog))
