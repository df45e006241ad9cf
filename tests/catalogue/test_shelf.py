"""The shelf: what lists know of every procedure is true, follows each change, and costs one statement."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.catalogue.queries import count_published
from portal.catalogue.shelf import COMMUNES, LAND_BRANCHES, NO_FIELD, Shelf, agency_keys, bits_of, numbers_in, shorten
from portal.catalogue.shelving import Shelves
from portal.kernel.transaction import transaction
from portal.web.app_state import db
from tests.builders.procedures import LAND_TRANSFER, a_procedure, a_record
from tests.builders.statements import counted_statements


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


@given(st.sets(st.integers(0, 3_000)))
def test_bits_are_numbers(numbers: set[int]) -> None:
    assert list(numbers_in(bits_of(numbers))) == sorted(numbers)
    assert bits_of(numbers).bit_count() == len(numbers)


def test_a_long_text_ends_at_a_word() -> None:
    assert shorten("Đăng ký khai sinh", 17) == "Đăng ký khai sinh"
    assert shorten("Đăng ký,  khai\nsinh lại", 12) == "Đăng ký…"
    assert len(shorten("a" * 2_000, 180)) == 181


def test_who_handles_it_is_a_code_or_what_the_note_names() -> None:
    assert agency_keys(("so-xay-dung",), "Sở khác") == {"so-xay-dung": ""}
    assert agency_keys((), "Ủy ban nhân dân xã, phường nơi có đất; Sở Xây dựng") == {
        COMMUNES: "Ủy ban nhân dân xã, phường", "so-xay-dung": "Sở Xây dựng",
    }  # fmt: skip
    assert agency_keys((), "Chủ tịch UBND xã; Chi nhánh Văn phòng Đăng ký đất đai nơi có đất").keys() == {
        COMMUNES,
        LAND_BRANCHES,
    }
    assert agency_keys((), "Ủy ban nhân dân cấp tỉnh").keys() == {"uy-ban-nhan-dan-cap-tinh"}
    assert agency_keys((), "") == {}


def test_it_holds_exactly_what_is_published(shelves: Shelves, session: Session) -> None:
    a_procedure(session, a_record("5.000001"))
    shelf = shelves.current(session)
    assert len(shelf.rows) == count_published(session) == shelf.everything.bit_count()
    assert shelf.find("5.000001") is None
    land = shelf.find(LAND_TRANSFER)
    assert land is not None and (land.level, land.is_online, land.field_code) == (3, True, "dat-dai")
    assert land.audiences and land.agencies


def test_every_facet_counts_every_row(shelves: Shelves, session: Session) -> None:
    shelf = shelves.current(session)
    for facet in ("muc", "linh_vuc", "cap", "le_phi"):
        assert sum(mask.bit_count() for mask in shelf.masks[facet].values()) == len(shelf.rows), facet
    assert 0 < shelf.count(linh_vuc="dat-dai", muc="3") < shelf.count(linh_vuc="dat-dai")
    assert [row.field_code for row in shelf.having("linh_vuc", "ho-tich")] == ["ho-tich"] * shelf.count(
        linh_vuc="ho-tich"
    )


def test_rows_lie_as_a_vietnamese_reader_sorts(shelves: Shelves, session: Session) -> None:
    for title in ("Ăn ong rừng", "An táng", "Ân xá"):
        a_procedure(session, name=title)
    titles = [row.title for row in shelves.current(session).rows]
    assert titles.index("An táng") < titles.index("Ăn ong rừng") < titles.index("Ân xá")


def test_a_change_is_seen_at_once_and_only_changed_revisions_are_read(
    app: Flask, shelves: Shelves, session: Session
) -> None:
    procedure = a_procedure(session)
    before = shelves.current(session)
    assert shelves.current(session) is before
    a_procedure(session, a_record(procedure.code, name="Nuôi vịt chạy đồng", audiences=["business"], level=2))
    with counted_statements(app) as statements:
        row = shelves.current(session).find(procedure.code)
    assert row is not None and (row.title, row.audiences, row.level) == ("Nuôi vịt chạy đồng", ("business",), 2)
    [asked] = [one for one in statements if "procedure_revision" in one]
    assert " IN (" in asked.upper()


def test_what_no_longer_is_published_goes(shelves: Shelves, session: Session) -> None:
    kept, gone = a_procedure(session), a_procedure(session)
    assert shelves.current(session).find(gone.code)
    with transaction(session):
        gone.status = "retired"
    a_procedure(session)  # raises the counter
    shelf = shelves.current(session)
    assert shelf.find(kept.code) and not shelf.find(gone.code)


def test_looking_costs_one_statement(app: Flask, shelves: Shelves, session: Session) -> None:
    shelves.current(session)
    session.expire_all()
    with counted_statements(app) as statements:
        shelves.current(session)
    assert len(statements) == 1


def test_twins_are_told_apart_and_nothing_is_lost_without_a_field(shelves: Shelves, session: Session) -> None:
    one, other = (a_procedure(session, name="Cấp giấy phép đua ghe ngo", field="", field_name="") for _ in range(2))
    shelf = shelves.current(session)
    rows = shelf.among([one.code, other.code])
    assert [row.has_twin for row in rows] == [True, True]
    assert {row.code for row in shelf.having("linh_vuc", NO_FIELD)} >= {one.code, other.code}
    assert list(shelf.fields)[-1] == NO_FIELD


def test_threads_share_one_shelf(app: Flask, shelves: Shelves, session: Session) -> None:
    found: list[Shelf] = []

    def look() -> None:
        with app.app_context():
            found.append(shelves.current(db.session()))
            db.session.remove()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and len({id(shelf) for shelf in found}) == 1


def test_an_office_without_procedures_of_its_own_stands_for_its_kind(shelves: Shelves, session: Session) -> None:
    shelf = shelves.current(session)
    assert shelf.agency_key("so-xay-dung") == "so-xay-dung"
    commune = next(code for code, kind in shelf.kinds.items() if kind == "commune")
    assert shelf.agency_key(commune) == COMMUNES
    assert shelf.agency_key("cnvpdkdd-vinh-long") == LAND_BRANCHES
    assert shelf.agency_key("khong-co") == "khong-co"
