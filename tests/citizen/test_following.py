"""After sending: write to the officers, withdraw, say how it was, take everything along."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.contact_models import DossierMessage, Rating
from portal.dossiers.models import Dossier
from portal.dossiers.queries import figures_of
from portal.kernel.clock import FixedClock
from portal.notices.queries import list_about
from portal.workflow.states import Action, State
from tests.builders.dossiers import (
    ANSWERS,
    COMMUNE,
    a_dossier_awaiting_signature,
    a_dossier_with_result,
    a_kept_pdf,
    a_returned_dossier,
    a_sent_dossier,
    make_move,
)
from tests.builders.files import a_jpeg
from tests.builders.people import a_citizen, the_officer
from tests.builders.supplements import a_dossier_asked_before_intake, answer
from tests.conftest import NOW
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def refreshed(session: Session, dossier: Dossier) -> Dossier:
    session.expire_all()
    return dossier


def test_who_is_not_signed_in_reads_no_word_of_the_request(client: StrictClient, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    page = client.visit(f"/tra-cuu/{dossier.token}").text
    assert "Việc của ông/bà: gửi phần bổ sung" in page and "Chụp lại sổ đỏ" not in page


def issued(session: Session, **answers: object) -> Dossier:
    dossier = a_dossier_awaiting_signature(session, answers={**ANSWERS, **answers})
    make_move(session, dossier, Action.SIGN, the_officer(session, "lanhdao"))
    make_move(session, dossier, Action.ISSUE_RESULT, the_officer(session, "vanthu"), file=a_kept_pdf(session))
    return dossier


def called(session: Session, dossier: Dossier) -> int:
    return [notice.kind for notice in list_about(session, dossier.code or "")].count("result_ready")


def test_who_collects_is_called_when_the_result_lies_at_the_counter(as_citizen: Browser, session: Session) -> None:
    dossier, client = issued(session), as_citizen()
    for path in (f"/ho-so/{dossier.code}/", f"/tra-cuu/{dossier.token}", "/ho-so/"):
        text = client.visit(path).text
        assert "Kết quả đang về quầy" in text and "mời đến nhận" not in text, path
    assert called(session, dossier) == 0
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "motcua"))
    assert called(session, dossier) == 1
    text = client.visit(f"/ho-so/{dossier.code}/").text
    assert "Có kết quả, mời đến nhận" in text and "Kết quả đã về quầy" in text


def test_who_gets_it_by_post_is_told_at_once(session: Session) -> None:
    dossier = issued(session, result_by="post", result_address=COMMUNE)
    assert called(session, dossier) == 1
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "motcua"))
    assert called(session, dossier) == 1


# ---- messages


def test_a_citizen_writes_with_a_picture_and_reads_the_answer_there(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    client.visit(f"/ho-so/{dossier.code}/")
    client.click("Nhắn cho cán bộ")
    page = client.page
    sent = {"text": "Tôi gửi thêm\nảnh cột mốc", "files": (io.BytesIO(a_jpeg()), "moc.jpg")}
    client.submit("Gửi lời nhắn", sent)
    assert "Đã gửi lời nhắn" in client.page.text and "moc.jpg" in client.page.text
    client._page = page
    client.submit("Gửi lời nhắn", {**sent, "files": (io.BytesIO(a_jpeg()), "moc.jpg")})
    assert len(session.scalars(select(DossierMessage)).all()) == 1


def test_too_many_messages_wait(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    for number in range(20):
        client.visit(f"/ho-so/{dossier.code}/nhan")
        client.submit("Gửi lời nhắn", text=f"Lời thứ {number}")
    assert client.submit("Gửi lời nhắn", text="Thêm nữa").status_code == 429


# ---- withdrawal


def test_withdrawing_asks_why_and_waits_for_an_officer(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    client.visit(f"/ho-so/{dossier.code}/")
    client.click("Rút hồ sơ này")
    assert client.submit("Xin rút hồ sơ").status_code == 422
    assert client.page.errors == [("reason", "Ghi vì sao ông/bà rút hồ sơ")]
    page = client.page
    client.submit("Xin rút hồ sơ", reason="Chưa bán nữa")
    assert "Cán bộ xác nhận rồi báo lại" in client.page.text
    client._page = page
    client.submit("Xin rút hồ sơ", reason="Chưa bán nữa")
    assert refreshed(session, dossier).stands is State.WITHDRAW_REQUESTED
    assert sum(event.action == "request_withdrawal" for event in dossier.events) == 1


def test_what_has_a_result_is_not_withdrawn(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_with_result(session)
    client = as_citizen()
    assert "Rút hồ sơ này" not in client.visit(f"/ho-so/{dossier.code}/").text
    assert "không rút được nữa" in client.visit(f"/ho-so/{dossier.code}/rut").text


# ---- rating


def test_the_rating_is_given_once_and_stands_in_the_public_figures(
    as_citizen: Browser, client: StrictClient, session: Session
) -> None:
    dossier = a_returned_dossier(session)
    mine = as_citizen()
    mine.visit(f"/ho-so/{dossier.code}/")
    mine.click("Đánh giá việc giải quyết")
    assert mine.submit("Gửi").status_code == 422
    assert mine.page.errors == [("level", "Chọn một trong ba mức")]
    mine.submit("Gửi", level="very_satisfied", text="Anh Khôi rất tận tình")
    assert "Cảm ơn ông/bà" in mine.page.text
    assert "đã được đánh giá rồi" in mine.visit(f"/ho-so/{dossier.code}/danh-gia").text
    figures = figures_of(session, dossier.procedure_code, NOW.replace(month=1))
    assert (figures.rated, figures.percent_satisfied, figures.received) == (1, 100.0, 1)
    page = client.visit(f"/thu-tuc/{dossier.procedure_code}").text
    assert "trong 1 người đánh giá: 1 rất hài lòng, 0 hài lòng, 0 chưa hài lòng" in page
    assert "tận tình" not in page


def test_from_the_slip_the_four_characters_are_asked_and_counted(client: StrictClient, session: Session) -> None:
    dossier = a_returned_dossier(session)
    client.visit(f"/tra-cuu/{dossier.token}")
    client.click("Đánh giá việc giải quyết")
    assert client.submit("Gửi", level="not_satisfied", secret="ZZZZ").status_code == 422
    assert [field for field, _ in client.page.errors] == ["secret"]
    for _ in range(9):
        client.submit("Gửi", level="not_satisfied", secret="ZZZZ")
    assert client.submit("Gửi", level="not_satisfied", secret=dossier.secret).status_code == 429


def test_with_the_four_characters_it_counts(client: StrictClient, session: Session) -> None:
    dossier = a_returned_dossier(session)
    client.visit(f"/tra-cuu/{dossier.token}/danh-gia")
    client.submit("Gửi", level="not_satisfied", secret=f" {dossier.secret.lower()} ")
    assert [(r.level, r.via) for r in session.scalars(select(Rating))] == [("not_satisfied", "tracking")]


def test_before_the_result_nothing_is_rated(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_with_result(session)
    assert as_citizen().get(f"/ho-so/{dossier.code}/danh-gia").status_code == 404


# ---- everything


def archive(client: StrictClient, dossier: Dossier) -> zipfile.ZipFile:
    response = client.get(f"/ho-so/{dossier.code}/tat-ca.zip")
    assert response.status_code == 200 and response.is_streamed
    assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''ho-so-{dossier.code}.zip"
    return zipfile.ZipFile(io.BytesIO(response.data))


def test_all_i_sent_comes_as_one_archive_without_names_in_it(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    answer(session, dossier)
    found = archive(as_citizen(), dossier)
    assert found.testzip() is None
    assert found.namelist() == [
        "to-khai/don.pdf", "to-khai/nhung-gi-da-khai.txt", "to-khai/nhung-gi-da-khai.json",
        "giay-to/gcn-1-da-thay.jpg", "giay-to/gcn-2.jpg",
        "phieu/01-sending_receipt.pdf", "phieu/02-supplement_request.pdf", "phieu/03-supplement_receipt.pdf",
    ]  # fmt: skip
    assert "Nguyễn Thị Ửng Hường" in found.read("to-khai/nhung-gi-da-khai.txt").decode("utf-8-sig")
    told = json.loads(found.read("to-khai/nhung-gi-da-khai.json"))
    assert (told["code"], told["procedure"]) == (dossier.code, "1.013831")
    assert (told["answers"]["parcel"], told["answers"]["price"]) == ("12/34", "350000000")
    assert found.read("phieu/02-supplement_request.pdf")[:4] == b"%PDF"


def test_what_waits_to_be_sent_is_not_in_it_and_nobody_else_gets_it(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    a_citizen(session, phone="0987654321")
    assert as_citizen("0987654321").get(f"/ho-so/{dossier.code}/tat-ca.zip").status_code == 404
    assert "giay-to/gcn-1.jpg" in archive(as_citizen(), dossier).namelist()


@pytest.mark.parametrize("state", ["withdrawn"])
def test_a_withdrawn_dossier_says_so(
    as_citizen: Browser, app: Flask, session: Session, clock: FixedClock, state: str
) -> None:
    dossier = a_sent_dossier(session)
    make_move(session, dossier, Action.REQUEST_WITHDRAWAL, dossier.citizen, note="Thôi")
    assert "Ông/bà đã xin rút hồ sơ" in as_citizen().visit(f"/ho-so/{dossier.code}/").text
