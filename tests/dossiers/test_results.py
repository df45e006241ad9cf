"""Is every signed result numbered by agency, kind and year, without a gap, whoever signs at the same time?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.register_models import ResultEntry
from portal.dossiers.result_rules import kind_of, sign_of_agency, written
from portal.kernel.clock import ZONE, FixedClock
from portal.kernel.errors import NotAllowed
from portal.workflow.states import Action
from tests.builders.dossiers import (
    a_dossier_awaiting_signature,
    a_dossier_with_result,
    make_move,
)
from tests.builders.people import the_officer
from tests.builders.together import together
from tests.strict_client import StrictClient

SIGN = "GCN-CNVPĐKĐĐ"


@pytest.mark.parametrize(
    ("result", "kind"),
    [("Giấy phép xây dựng kèm bản vẽ", "GP"), ("Quyết định cho thuê đất", "QĐ"), ("Giấy chứng nhận mới", "GCN"),
     ("Bản sao Trích lục hộ tịch", "TLBS"), ("Bản sao Giấy khai sinh", "BS"), ("Văn bản trả lời", ""), ("Con dấu", "KQ")],
)  # fmt: skip
def test_the_kind_is_read_off_the_name_of_the_result(result: str, kind: str) -> None:
    assert kind_of((result, "Thông báo")) == kind


@pytest.mark.parametrize(
    ("name", "sign"),
    [("Ủy ban nhân dân phường Long Châu", "UBND"), ("Sở Nông nghiệp và Môi trường", "SNNMT"),
     ("Ủy ban nhân dân tỉnh Vĩnh Long", "UBND"), ("Công an tỉnh Vĩnh Long", "CA"),
     ("Chi nhánh Văn phòng Đăng ký đất đai khu vực Vĩnh Long", "CNVPĐKĐĐ"),
     ("Trung tâm Phục vụ hành chính công tỉnh Vĩnh Long", "TTPVHCC")],
)  # fmt: skip
def test_an_agency_signs_with_its_first_letters(name: str, sign: str) -> None:
    assert sign_of_agency(name) == sign


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
