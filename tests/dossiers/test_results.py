"""Is every signed result numbered by agency, kind and year, without a gap, whoever signs at the same time?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.catalogue.queries import get_procedure
from portal.catalogue.signs import is_sign, kind_of, kinds_of, sign_of_agency, written
from portal.demo import DEMO_PASSWORD
from portal.dossiers.models import Dossier
from portal.dossiers.register_models import ResultEntry
from portal.dossiers.results import kinds_to_choose
from portal.kernel.clock import ZONE, FixedClock
from portal.kernel.errors import Invalid, NotAllowed
from portal.kernel.transaction import transaction
from portal.workflow.states import Action
from tests.builders.dossiers import (
    a_dossier_awaiting_signature,
    a_dossier_with_result,
    a_kept_pdf,
    make_move,
)
from tests.builders.people import the_officer
from tests.builders.procedures import LAND_TRANSFER, a_procedure
from tests.builders.together import together
from tests.strict_client import StrictClient

SIGN = "GCN-CNVPĐKĐĐ"


@pytest.mark.parametrize(
    ("result", "kind"),
    [("Giấy phép xây dựng kèm bản vẽ", "GP"), ("Quyết định cho thuê đất", "QĐ"), ("Giấy chứng nhận mới", "GCN"),
     ("Bản sao Trích lục hộ tịch", "TLBS"), ("Bản sao y giấy phép", "SY"), ("Bản sao yêu cầu", "BS"),
     ("Bản sao Giấy khai sinh", "BS"), ("Văn bản trả lời", ""), ("Con dấu", "KQ")],
)  # fmt: skip
def test_the_kind_is_read_off_the_name_of_the_result(result: str, kind: str) -> None:
    assert kind_of(result) == kind


def test_a_procedure_ends_with_the_kinds_it_states_or_those_its_names_say() -> None:
    results = ("Giấy chứng nhận", "Thông báo", "Giấy chứng nhận mới")
    assert kinds_of(results) == {"GCN": ("Giấy chứng nhận", "Giấy chứng nhận mới"), "TB": ("Thông báo",)}
    assert list(kinds_of(results[:2], ("QĐ", ""))) == ["QĐ", ""]
    assert list(kinds_of(())) == ["KQ"]


@pytest.mark.parametrize(
    ("name", "sign"),
    [("Ủy ban nhân dân phường Long Châu", "UBND"), ("Sở Nông nghiệp và Môi trường", "SNNMT"),
     ("Ủy ban nhân dân tỉnh Vĩnh Long", "UBND"), ("Công an tỉnh Vĩnh Long", "CA"),
     ("Chi nhánh Văn phòng Đăng ký đất đai khu vực Vĩnh Long", "CNVPĐKĐĐ"),
     ("Trung tâm Phục vụ hành chính công tỉnh Vĩnh Long", "TTPVHCC")],
)  # fmt: skip
def test_an_agency_signs_with_its_first_letters(name: str, sign: str) -> None:
    assert sign_of_agency(name) == sign


def test_the_sign_of_an_agency_is_of_capital_letters_digits_and_hyphens() -> None:
    assert all(map(is_sign, ("UBND", "VPĐKĐĐ", "SNN-MT", "CNVPĐKĐĐ2")))
    assert not any(map(is_sign, ("", "U", "ubnd", "UB ND", "UBND-", "UB--ND", "SỞ.YT", "UBND/TP", "A" * 21)))


def test_the_number_is_written_as_the_law_wants_it() -> None:
    assert [written(5, "GP", "UBND"), written(120, "QĐ", "UBND"), written(9, "", "SNV")] == [
        "05/GP-UBND", "120/QĐ-UBND", "09/SNV",
    ]  # fmt: skip


def test_a_result_is_numbered_when_it_is_signed_and_keeps_what_is_printed_on_it(session: Session) -> None:
    first = a_dossier_with_result(session, number="CN 01234567")
    second = a_dossier_awaiting_signature(session)
    assert second.result_number == ""
    make_move(session, second, Action.SIGN, the_officer(session, "lanhdao"))
    assert (first.result_number, second.result_number) == (f"01/{SIGN}", f"02/{SIGN}")
    entry = session.scalars(select(ResultEntry).where(ResultEntry.dossier_id == first.id)).one()
    assert (entry.kind, entry.year, entry.number, entry.serial) == ("GCN", 2026, 1, "CN 01234567")


def test_what_is_printed_on_the_blank_stands_beside_the_number(
    as_officer: Callable[..., StrictClient], session: Session
) -> None:
    dossier = a_dossier_with_result(session, number="CN 01234567")
    assert f"01/{SIGN} , CN 01234567" in as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/").text


def test_numbers_begin_anew_with_the_year_of_viet_nam(session: Session, clock: FixedClock) -> None:
    old, new = a_dossier_awaiting_signature(session), a_dossier_awaiting_signature(session)
    clock.at = datetime(2026, 12, 31, 23, 59, tzinfo=ZONE)
    make_move(session, old, Action.SIGN, the_officer(session, "lanhdao"))
    clock.at = datetime(2027, 1, 1, 0, 0, tzinfo=ZONE)  # still 2026 in UTC
    make_move(session, new, Action.SIGN, the_officer(session, "lanhdao"))
    entries = session.scalars(select(ResultEntry).order_by(ResultEntry.id)).all()
    assert [(entry.year, entry.number) for entry in entries] == [(2026, 1), (2027, 1)]


def test_a_signature_that_fails_leaves_no_gap(session: Session) -> None:
    dossier = a_dossier_awaiting_signature(session)
    with pytest.raises(NotAllowed):
        make_move(session, dossier, Action.SIGN, the_officer(session, "motcua"))
    make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"))
    assert dossier.result_number == f"01/{SIGN}"


def test_two_who_sign_at_once_get_two_numbers_without_a_gap(app: Flask, session: Session) -> None:
    ids = [a_dossier_awaiting_signature(session).id for _ in range(4)]

    def sign(*numbers: int) -> Callable[[Session], None]:
        def each(session: Session) -> None:
            for number in numbers:
                make_move(session, session.get_one(Dossier, number), Action.SIGN, the_officer(session, "lanhdao"))

        return each

    assert together(app, sign(*ids[:2]), sign(*ids[2:])) == [None, None]
    session.rollback()  # to see what the others wrote
    assert sorted(session.scalars(select(ResultEntry.number))) == [1, 2, 3, 4]


# ---- the sign that an agency was given


def test_an_agency_signs_with_the_sign_it_was_given_and_numbers_given_before_stay(session: Session) -> None:
    first, second = a_dossier_awaiting_signature(session), a_dossier_awaiting_signature(session)
    make_move(session, first, Action.SIGN, the_officer(session, "lanhdao"))
    with transaction(session):
        session.get_one(Agency, first.agency_code).sign = "CNVL"
    make_move(session, second, Action.SIGN, the_officer(session, "lanhdao"))
    session.expire_all()
    assert (first.result_number, second.result_number) == (f"01/{SIGN}", "02/GCN-CNVL")
    make_move(session, first, Action.ISSUE_RESULT, the_officer(session, "vanthu"), file=a_kept_pdf(session))
    assert first.result_number == f"01/{SIGN}"


# ---- a procedure that can end with several kinds of document


@pytest.fixture
def two_kinds(session: Session) -> None:
    """The land transfer ends with a certificate, or with a letter that says why none is needed."""
    record = get_procedure(session, LAND_TRANSFER).revision.record
    a_procedure(session, replace(record, results=("Giấy chứng nhận", "Văn bản trả lời", "Quyết định")))


@pytest.mark.usefixtures("two_kinds")
def test_the_kind_that_goes_out_has_its_own_row_of_numbers(session: Session) -> None:
    numbers = []
    for facts in ({"kind": ""}, {}, {"kind": "QĐ"}, {"kind": ""}):
        dossier = a_dossier_awaiting_signature(session)
        make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"), **facts)
        numbers.append(dossier.result_number)
    assert numbers == ["01/CNVPĐKĐĐ", f"01/{SIGN}", "01/QĐ-CNVPĐKĐĐ", "02/CNVPĐKĐĐ"]
    with pytest.raises(Invalid):
        make_move(
            session, a_dossier_awaiting_signature(session), Action.SIGN, the_officer(session, "lanhdao"), kind="GP"
        )


@pytest.mark.usefixtures("two_kinds")
def test_two_leaders_who_choose_kinds_at_once_leave_no_gap_in_either_row(app: Flask, session: Session) -> None:
    ids = [a_dossier_awaiting_signature(session).id for _ in range(4)]

    def sign(*chosen: tuple[int, str]) -> Callable[[Session], None]:
        def each(session: Session) -> None:
            for number, kind in chosen:
                make_move(
                    session, session.get_one(Dossier, number), Action.SIGN, the_officer(session, "lanhdao"), kind=kind
                )

        return each

    pairs = list(zip(ids, ("GCN", "QĐ", "QĐ", "GCN"), strict=True))
    assert together(app, sign(*pairs[:2]), sign(*pairs[2:])) == [None, None]
    session.rollback()  # to see what the others wrote
    entries = session.execute(select(ResultEntry.kind, ResultEntry.number)).all()
    assert sorted(map(tuple, entries)) == [("GCN", 1), ("GCN", 2), ("QĐ", 1), ("QĐ", 2)]


@pytest.mark.usefixtures("two_kinds")
def test_the_leader_chooses_the_kind_once(as_officer: Callable[..., StrictClient], session: Session) -> None:
    dossier = a_dossier_awaiting_signature(session)
    leader = as_officer("lanhdao")
    leader.visit(f"/can-bo/ho-so/{dossier.id}/viec/sign")
    assert "Ban hành loại văn bản nào?" in leader.page.text and "Giấy chứng nhận (GCN)" in leader.page.text
    leader.submit("Ký duyệtF9", kind="QĐ")
    session.expire_all()
    assert dossier.result_number == "01/QĐ-CNVPĐKĐĐ"
    assert kinds_to_choose(dossier) == {}, "a number that was given stays"


@pytest.mark.usefixtures("two_kinds")
def test_dossiers_signed_together_get_the_kind_that_was_chosen(
    as_officer: Callable[..., StrictClient], session: Session
) -> None:
    dossiers = [a_dossier_awaiting_signature(session) for _ in range(2)]
    leader = as_officer("lanhdao")
    leader.visit("/can-bo/hang-doi/signing")
    leader.submit("Ký các hồ sơ đã chọn", {"ho_so": [f"{d.id}:{d.version}" for d in dossiers]})
    assert "Ban hành loại văn bản nào?" in leader.page.text
    leader.submit("Ký tất cảF9", {"password": DEMO_PASSWORD, "kind": "QĐ"})
    session.expire_all()
    assert {dossier.result_number for dossier in dossiers} == {"01/QĐ-CNVPĐKĐĐ", "02/QĐ-CNVPĐKĐĐ"}
