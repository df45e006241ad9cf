"""Following a dossier without signing in: code and secret or the QR code; nothing personal, nothing to guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.kernel.clock import FixedClock, local_date
from portal.workflow.states import Action
from tests.builders.dossiers import (
    a_claimed_dossier,
    a_dossier_awaiting_payment,
    a_dossier_in_hand,
    a_dossier_with_result,
    a_draft,
    a_returned_dossier,
    a_sent_dossier,
    make_move,
)
from tests.builders.people import the_officer
from tests.builders.supplements import a_dossier_asked_in_appraisal, answer
from tests.conftest import NOW
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]

WRONG = "Không thấy hồ sơ với hai mã này. Xin xem lại phiếu, hoặc gọi điện."


def ask(client: StrictClient, code: str, secret: str) -> int:
    client.visit("/tra-cuu")
    return client.submit("Tra cứu", code=code, secret=secret).status_code


def test_code_and_secret_open_the_page_however_they_are_typed(client: StrictClient, session: Session) -> None:
    dossier = a_sent_dossier(session)
    assert ask(client, (dossier.code or "").lower().replace(".", ""), f" {dossier.secret.lower()} ") == 200
    assert client.page.h1 == f"Hồ sơ {dossier.code}"
    assert client.page.url == f"/tra-cuu/{dossier.token}"


def test_wrong_code_wrong_secret_and_a_draft_read_exactly_alike(client: StrictClient, session: Session) -> None:
    dossier, other, draft = a_sent_dossier(session), a_sent_dossier(session), a_draft(session)
    code = dossier.code or ""
    pages = set()
    for typed, secret in (
        (code, other.secret),
        (f"{code[:-1]}9", dossier.secret),
        (draft.draft_code, "AAAA"),
        ("x", "y"),
    ):
        assert ask(client, typed, secret) == 422
        assert client.page.errors == [("code", WRONG)]
        pages.add(client.page.text)
    assert len(pages) == 1


def test_empty_boxes_are_asked_for(client: StrictClient) -> None:
    assert ask(client, "", "") == 422
    assert client.page.errors == [("code", "Nhập mã hồ sơ"), ("secret", "Nhập 4 ký tự trên phiếu")]


def test_what_was_typed_stays(client: StrictClient) -> None:
    ask(client, "000.00.19.H61-261123-0099", "ABCD")
    assert client.page.by_id("code").get("value") == "000.00.19.H61-261123-0099"
    assert client.page.by_id("secret").get("value") == "ABCD"


def test_a_code_from_the_search_is_filled_in(client: StrictClient) -> None:
    client.visit("/tra-cuu?ma=000.00.19.H61-261123-0001")
    assert client.page.by_id("code").get("value") == "000.00.19.H61-261123-0001"


def test_after_twenty_tries_one_waits_and_is_told_until_when(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    dossier = a_sent_dossier(session)
    client.visit("/tra-cuu")
    form = client.page
    for number in range(20):
        client._page = form
        assert client.submit("Tra cứu", code=f"000.00.19.H61-261123-{number:04}", secret="AAAA").status_code == 422
    client._page = form
    assert client.submit("Tra cứu", code=dossier.code, secret=dossier.secret).status_code == 429
    assert client.page.h1 == "Xin chờ một chút"
    assert "Xin thử lại sau 09:15" in client.page.text
    clock.at += timedelta(minutes=15)
    assert ask(client, dossier.code or "", dossier.secret) == 200


def test_who_types_the_right_ones_is_not_counted_and_a_code_is_guarded_from_every_side(
    client: StrictClient, session: Session
) -> None:
    dossier, other = a_sent_dossier(session), a_sent_dossier(session)
    for _ in range(21):  # a carrier's telephones share one address
        assert ask(client, other.code or "", other.secret) == 200
    for number in range(10):
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        assert ask(client, dossier.code or "", "AAAA") == 422
    client.environ_base["REMOTE_ADDR"] = "10.0.0.99"
    assert ask(client, dossier.code or "", dossier.secret) == 429
    assert ask(client, other.code or "", other.secret) == 200


@pytest.mark.parametrize("build", [a_sent_dossier, a_dossier_in_hand, a_dossier_awaiting_payment, a_returned_dossier])
def test_no_name_no_number_no_paper_is_shown(client: StrictClient, session: Session, build: object) -> None:
    dossier = build(session)  # type: ignore[operator]
    client.visit(f"/tra-cuu/{dossier.token}")
    officers = {event.by_name for event in dossier.events}
    secrets = [dossier.owner_name, "Hường", "0912345678", "086190000001", "Trần Văn Đẹp", "so-do.jpg", "BA 123456", "Khóm 2",
               dossier.secret, dossier.draft_code, *officers - {"Người dân"}]  # fmt: skip
    assert [secret for secret in secrets if secret in client.page.html] == []
    assert not any("/tep/" in (a.get("href") or "") or "/phieu/" in (a.get("href") or "") for a in client.page.all("a"))


def test_the_page_says_where_it_is_whose_turn_and_the_date_with_its_sum(client: StrictClient, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    text = client.visit(f"/tra-cuu/{dossier.token}").text
    for words in ("Đang giải quyết", "Chi nhánh Văn phòng Đăng ký đất đai đang kiểm tra hồ sơ", "thứ Sáu, 04/12/2026",
                  "còn 8 ngày làm việc", "Không tính: 24/11/2026", "dự kiến"):  # fmt: skip
        assert words in text, words


def test_a_late_dossier_says_so(client: StrictClient, session: Session, clock: FixedClock) -> None:
    dossier = a_dossier_in_hand(session)
    clock.at += timedelta(days=14)
    text = client.visit(f"/tra-cuu/{dossier.token}").text
    assert "Trễ hẹn" in text and "trễ 1 ngày làm việc" in text.lower()


def test_after_a_pause_the_steps_ahead_are_planned_from_where_it_goes_on(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    clock.at += timedelta(days=14)
    answer(session, dossier)
    planned = planned_days(client.visit(f"/tra-cuu/{dossier.token}").text)
    assert len(planned) == 4 and planned == sorted(planned, reverse=True)
    assert planned[-1] > local_date(clock.at)


def test_once_the_promised_date_is_over_no_day_is_planned(
    client: StrictClient, session: Session, clock: FixedClock
) -> None:
    dossier = a_dossier_in_hand(session)
    clock.at += timedelta(days=14)
    text = client.visit(f"/tra-cuu/{dossier.token}").text
    assert "Vào sổ, đóng dấu" in text and planned_days(text) == []


def planned_days(text: str) -> list[date]:
    found = re.findall(r"dự kiến [^,]+, (\d\d)/(\d\d)/(\d{4})", text)
    return [date(int(year), int(month), int(day)) for day, month, year in found]


def test_what_officers_wrote_is_read_by_the_owner_signed_in_never_in_public(
    client: StrictClient, as_citizen: Browser, session: Session
) -> None:
    refused, late = a_claimed_dossier(session), a_dossier_in_hand(session)
    make_move(session, refused, Action.REFUSE_INTAKE, the_officer(session, "motcua"), note="Chị Hường chưa công chứng")
    make_move(session, late, Action.APOLOGISE, the_officer(session, "thuly"), note="Anh Đẹp đi vắng",
              new_date=NOW + timedelta(days=30))  # fmt: skip
    for dossier, written, title in (
        (refused, "Chị Hường chưa công chứng", "Không tiếp nhận"), (late, "Anh Đẹp đi vắng", "Xin lỗi"),
    ):  # fmt: skip
        public = client.visit(f"/tra-cuu/{dossier.token}")
        assert title in public.text and written not in public.html
        assert written in as_citizen().visit(f"/ho-so/{dossier.code}/").text
    returned = a_dossier_in_hand(session)
    make_move(session, returned, Action.RETURN_LEG, the_officer(session, "thuly"), note="Quầy xếp nhầm hồ sơ")
    assert "Quầy xếp nhầm" not in client.visit(f"/tra-cuu/{returned.token}").html


def test_the_newest_stop_stands_above_the_older_ones(client: StrictClient, session: Session) -> None:
    dossier = a_dossier_with_result(session)
    text = client.visit(f"/tra-cuu/{dossier.token}").text
    stops = [
        text.index(words) for words in ("Đã có kết quả", "Đã ký duyệt", "Đã tiếp nhận, có ngày hẹn", "Đã gửi hồ sơ")
    ]
    assert stops == sorted(stops)


def test_an_unknown_link_is_not_found(client: StrictClient) -> None:
    for token in ("x", "../../etc/passwd", "%00", "a" * 500):
        assert client.get(f"/tra-cuu/{token}").status_code == 404


def test_a_slip_can_be_compared_with_what_was_issued(client: StrictClient, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    text = client.visit(f"/tra-cuu/{dossier.token}").text
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả, số 01/TNHS, 23/11/2026" in text
    assert dossier.owner_name not in text
