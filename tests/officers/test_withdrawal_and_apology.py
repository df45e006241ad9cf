"""What an officer does when a citizen takes a dossier back, and when a result will be late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from portal.documents.queries import list_slips
from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.notices.queries import list_about
from portal.workflow.states import Action, State
from tests.builders.dossiers import (
    a_dossier_awaiting_payment,
    a_dossier_in_hand,
    a_kept_pdf,
    a_sent_dossier,
    an_accepted_dossier,
    make_move,
)
from tests.builders.people import the_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
LATE = {"note": "Chờ kết quả đo đạc", "new_date.day": "11", "new_date.month": "12", "new_date.year": "2026"}


def at_desk(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    return client


def wants_back(session: Session, dossier: Dossier) -> Dossier:
    make_move(session, dossier, Action.REQUEST_WITHDRAWAL, dossier.citizen, note="Hai bên đổi ý, chưa bán nữa")
    return dossier


# ---- withdrawal


@pytest.mark.parametrize(("build", "who"), [(a_sent_dossier, "motcua"), (a_dossier_in_hand, "thuly")])
def test_a_withdrawal_is_confirmed_by_who_has_the_dossier(
    as_officer: Browser, session: Session, build: Callable[[Session], Dossier], who: str
) -> None:
    dossier = wants_back(session, build(session))
    client = as_officer(who)
    client.visit("/can-bo/hang-doi/withdrawing")
    client.click(dossier.code or "")
    assert "Hai bên đổi ý, chưa bán nữa" in client.page.text
    client.submit("Xác nhận cho rútF9")
    session.expire_all()
    assert dossier.stands is State.WITHDRAWN
    assert list_about(session, dossier.code or "")[0].kind == "dossier_withdrawn"


def test_a_withdrawal_on_the_way_between_two_agencies_can_be_confirmed(as_officer: Browser, session: Session) -> None:
    dossier = an_accepted_dossier(session)
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    client = at_desk(as_officer("thuly"), wants_back(session, dossier))
    client.submit("Xác nhận cho rútF9")
    session.expire_all()
    assert dossier.stands is State.WITHDRAWN


def test_declining_needs_a_reason_that_the_citizen_reads_and_the_time_meanwhile_is_added(
    as_officer: Browser, as_citizen: Browser, session: Session, clock: FixedClock
) -> None:
    dossier = wants_back(session, a_dossier_in_hand(session))
    before = dossier.promised_at
    clock.at = datetime(2026, 11, 26, 2, tzinfo=UTC)
    client = at_desk(as_officer("thuly"), dossier)
    client.click("Chưa cho rút")
    assert client.submit("Chưa cho rút").status_code == 422
    client.submit("Chưa cho rút", note="Đã cập nhật sổ, không rút được nữa")
    session.expire_all()
    assert dossier.stands is State.PROCESSING
    assert before == datetime(2026, 12, 4, 10, tzinfo=UTC) and dossier.promised_at == datetime(
        2026, 12, 8, 10, tzinfo=UTC
    )
    assert list_about(session, dossier.code or "")[0].kind == "withdrawal_declined"
    assert "Đã cập nhật sổ, không rút được nữa" in as_citizen().visit(f"/ho-so/{dossier.code}/").text


# ---- apology


def test_an_apology_gives_a_new_date_once_with_slip_notice_and_red_flag(
    as_officer: Browser, as_citizen: Browser, session: Session
) -> None:
    dossier = a_dossier_in_hand(session)
    client = at_desk(as_officer("thuly"), dossier)
    client.click("Xin lỗi, hẹn lại ngày trả")
    assert "Chúng tôi xin lỗi ông/bà" in client.page.text
    client.submit("Xin lỗi, hẹn lại ngày trảF9", LATE)
    session.expire_all()
    assert dossier.promised_at == datetime(2026, 12, 11, 10, tzinfo=UTC)
    slip = list_slips(session, dossier)[-1]
    assert (slip.kind, slip.number, slip.facts["promised_at"]) == (
        "apology_slip",
        "01/PXL",
        "2026-12-04T10:00:00+00:00",
    )
    assert client.get(f"/can-bo/ho-so/{dossier.id}/phieu/{slip.id}.pdf").data[:4] == b"%PDF"
    assert "Xin lỗi, hẹn lại ngày trả" not in [
        text.strip() for text in client.visit(f"/can-bo/ho-so/{dossier.id}/").text.split("F9")
    ]
    page = as_citizen().visit(f"/ho-so/{dossier.code}/").text
    for said in ("Trả chậm, đã hẹn lại", "Chờ kết quả đo đạc", "Ngày hẹn trước: 04/12/2026", "thứ Sáu, 11/12/2026"):
        assert said in page, said


def test_an_apology_is_drafted_from_where_the_dossier_stands(as_officer: Browser, session: Session) -> None:
    """Three days at this step, 2.5, 1, 0.5 and 0.5 at the next: from Monday the 23rd, the 24th off, to Thursday 3rd December."""
    dossier = a_dossier_in_hand(session)
    client = at_desk(as_officer("thuly"), dossier)
    client.click("Xin lỗi, hẹn lại ngày trả")
    client.submit("Xin lỗi, hẹn lại ngày trảF9")
    session.expire_all()
    event = dossier.events[-1]
    assert event.note.startswith("Hồ sơ còn ở ") and "bước" in event.note
    assert dossier.promised_at == datetime(2026, 12, 7, 10, tzinfo=UTC), "never before the day after the promised one"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"note": " "}, "note", "Ghi lý do"),
        ({"new_date.day": "12"}, "new_date", "Ngày đó cơ quan nghỉ, chọn một ngày làm việc"),
        ({"new_date.day": "4"}, "new_date", "Ngày mới phải sau ngày đã hẹn"),
        ({"new_date.day": "", "new_date.month": "", "new_date.year": ""}, "new_date", "Nhập ngày hẹn trả mới"),
    ],
)
def test_a_wrong_new_date_is_said_and_what_was_typed_is_kept(
    as_officer: Browser, session: Session, changes: dict[str, str], field: str, sentence: str
) -> None:
    client = at_desk(as_officer("thuly"), a_dossier_in_hand(session))
    client.click("Xin lỗi, hẹn lại ngày trả")
    assert client.submit("Xin lỗi, hẹn lại ngày trảF9", {**LATE, **changes}).status_code == 422
    assert client.page.errors == [(field, sentence)]


def test_it_is_offered_until_the_working_day_before(as_officer: Browser, session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    client = as_officer("thuly")
    clock.at = datetime(2026, 12, 3, 10, tzinfo=UTC)
    assert "Xin lỗi, hẹn lại ngày trả" in at_desk(client, dossier).page.text
    clock.at = datetime(2026, 12, 3, 10, 0, 1, tzinfo=UTC)
    assert "Xin lỗi, hẹn lại ngày trả" not in at_desk(client, dossier).page.text


def test_a_pause_after_the_apology_never_brings_the_old_date_back(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    new = datetime(2026, 12, 11, 10, tzinfo=UTC)
    make_move(session, dossier, Action.APOLOGISE, the_officer(session, "thuly"), note="Máy hỏng", new_date=new)
    make_move(
        session, dossier, Action.REQUEST_PAYMENT, the_officer(session, "thuly"), file=a_kept_pdf(session), amount_vnd=5
    )
    clock.at = datetime(2026, 11, 26, 2, tzinfo=UTC)
    make_move(session, dossier, Action.CONFIRM_PAYMENT, the_officer(session, "thuly"))
    assert dossier.promised_at == datetime(2026, 12, 15, 10, tzinfo=UTC)
    assert [line["kind"] for line in dossier.promised_sum][-1] == "apology"


def test_without_an_apology_a_pause_counts_as_before(session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_awaiting_payment(session)
    clock.at = datetime(2026, 11, 26, 2, tzinfo=UTC)
    make_move(session, dossier, Action.CONFIRM_PAYMENT, the_officer(session, "thuly"))
    assert dossier.promised_at == datetime(2026, 12, 8, 10, tzinfo=UTC)
