"""The page on which an officer checks a dossier: verdicts kept, pictures turned, who looked, what belongs together, who holds it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.work_models import FileLook, Verdict
from portal.eforms.types import UNKNOWN
from portal.kernel.transaction import transaction
from portal.workflow.states import State
from tests.builders.dossiers import (
    ANSWERS,
    a_claimed_dossier,
    a_complete_draft,
    a_dossier_awaiting_payment,
    a_dossier_in_hand,
    a_sent_dossier,
)
from tests.builders.people import a_citizen, the_officer
from tests.builders.supplements import a_dossier_asked_before_intake, answer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def opened(client: StrictClient, dossier: Dossier, more: str = "") -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/{more}")
    return client


def speak(client: StrictClient, locale: str) -> None:
    with client.session_transaction() as cookie:
        cookie["locale"] = locale


# ---- the checklist


def test_what_was_found_is_kept_and_writes_the_request(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = opened(as_officer("motcua"), dossier)
    assert "Đã xem 0 trên" in client.page.text
    client.submit("Lưu kết quả kiểm tra", {"paper.gcn": "mo", "paper.gcn.words": "Mất góc dưới trang 2"})
    assert "Đã xem 1 trên" in client.page.text
    client.submit("Viết yêu cầu", {"paper.hop-dong": "thieu-trang"})
    client.submit("Viết yêu cầuF9")
    assert client.page.h1 == "Yêu cầu bổ sung: 2 giấy tờ"
    assert "Ảnh mờ, không đọc được." in client.page.text and "Mất góc dưới trang 2" in client.page.text


def test_accepting_with_a_paper_noted_as_not_good_asks_once_more(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = opened(as_officer("motcua"), dossier)
    before = client.page
    client.submit("Lưu kết quả kiểm tra", {"paper.gcn": "mo", "paper.hop-dong": "dat"})
    client._page = before  # another window, opened before the verdict
    assert client.submit("Tiếp nhận hồ sơF9").status_code == 422
    assert "Vẫn tiếp nhận?" in client.page.text
    assert dossier.stands is State.SUBMITTED
    opened(client, dossier)
    client.click("Tiếp nhận hồ sơF9")
    named = "".join(client.page.by_id("all_the_same").itertext())
    assert "Giấy chứng nhận đã cấp (sổ đỏ, sổ hồng): Mờ, không đọc được" in named and "Hợp đồng" not in named
    client.submit("Vẫn tiếp nhậnF9")
    session.expire_all()
    assert dossier.accepted_at is not None


def test_a_confirmed_payment_keeps_the_receipt_in_the_history(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_awaiting_payment(session)
    client = opened(as_officer("thuly"), dossier)
    client.submit("Xác nhận đã nộp tiền", note="BL 0012345")
    assert "Biên lai, ghi chú: BL 0012345" in client.page.text


def test_a_forged_verdict_is_not_kept_and_another_officer_may_not_judge(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    opened(as_officer("motcua"), dossier).open(
        f"/can-bo/ho-so/{dossier.id}/kiem-tra", method="POST", data={"paper.gcn": "khong-co-ly-do-nay"}
    )
    assert session.scalars(select(Verdict)).all() == []
    other = opened(as_officer("motcua2"), dossier)
    assert "Kiểm tra giấy tờ" not in other.page.text
    for page in ("kiem-tra", "bo-sung"):
        token = other.page.root.find(".//input[@name='csrf_token']")
        assert token is not None
        found = {"csrf_token": token.get("value"), "paper.gcn": "mo"}
        assert other.post(f"/can-bo/ho-so/{dossier.id}/{page}", data=found).status_code == 403
        opened(other, dossier)
    session.rollback()
    assert session.scalars(select(Verdict)).all() == []


def test_the_checklist_is_offered_to_who_may_ask_for_papers(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    assert "Kiểm tra giấy tờ" in opened(as_officer("thuly"), dossier).page.text
    assert "Kiểm tra giấy tờ" not in opened(as_officer("vanthu"), dossier).page.text


def test_what_was_sent_anew_is_judged_anew(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session)
    with transaction(session):
        for paper, verdict in (("gcn", "mo"), ("hop-dong", "dat")):
            found = {"ref": paper, "verdict": verdict, "by_name": "Lê Lan", "at": dossier.updated_at}
            session.add(Verdict(dossier_id=dossier.id, kind="paper", **found))
    answer(session, dossier)
    assert [row.ref for row in session.scalars(select(Verdict))] == ["hop-dong"]


# ---- looking


def test_a_picture_is_turned_and_enlarged_by_links(as_officer: Browser, session: Session) -> None:
    client = opened(as_officer("motcua"), a_sent_dossier(session))
    client.click("Xoay phải")
    client.click("Phóng to")
    assert "xoay=90" in client.page.url and "co=2" in client.page.url
    client.click("Như ban đầu")
    assert "xoay" not in client.page.url
    assert opened(client, session.scalars(select(Dossier)).one(), "?xoay=45&co=abc").page.h1.startswith("Hồ sơ")


def test_who_opened_a_file_stands_in_the_dossier_once_a_day(as_officer: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    row = next(row for paper in dossier.papers for row in paper.files)
    client = as_officer("motcua")
    speak(client, "en")  # what is kept is Vietnamese, whoever looks
    for _ in range(2):
        client.get(f"/can-bo/ho-so/{dossier.id}/tep/{row.id}").close()  # written when the file is on its way
    client.get(f"/can-bo/ho-so/{dossier.id}/tep/{row.id}?nho=1").close()
    session.rollback()
    look = session.scalars(select(FileLook)).one()
    assert (look.by_name, look.name) == (
        the_officer(session, "motcua").name,
        "Giấy chứng nhận đã cấp (sổ đỏ, sổ hồng), trang 1",
    )
    speak(client, "vi")
    text = opened(client, dossier).page.text
    assert f"Đã mở 09:00, 23/11/2026 · {look.by_name} {look.name}" in text


def test_what_was_printed_stands_in_the_line_of_time(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    client = as_officer("thuly")
    client.get(f"/can-bo/ho-so/{dossier.id}/phieu-kiem-soat.pdf").close()
    page = opened(client, dossier).page.text
    assert "Đã in 09:00, 23/11/2026" in page and "Phiếu kiểm soát" in page


def test_open_dossiers_of_the_same_procedure_are_listed(as_officer: Browser, session: Session) -> None:
    elsewhere = {**ANSWERS, "owner_citizen_number": "086190000009", "parcel_no": 99, "owner_name": "Lê Văn Ba"}
    other = a_sent_dossier(session, citizen=a_citizen(session, phone="0987654321"), answers=elsewhere)
    page = opened(as_officer("motcua"), a_claimed_dossier(session)).page.text
    assert "Hồ sơ đang mở cùng thủ tục (1 mới nhất)" in page and f"{other.code} Lê Văn Ba" in page


def test_what_looks_odd_in_the_answers_stands_beside_them(as_officer: Browser, session: Session) -> None:
    odd = {**ANSWERS, "owner_birth": "1955-03-27"}
    client = opened(as_officer("motcua"), a_sent_dossier(session, answers=odd))
    assert "Số căn cước của người sinh 1990, năm sinh ghi 1955" in client.page.text
    good = {**ANSWERS, "owner_birth": "1990-03-27"}
    assert "Đối chiếu với giấy tờ" not in opened(client, a_sent_dossier(session, answers=good)).page.text


# ---- what belongs together


def test_the_same_matter_sent_twice_is_told_and_others_are_listed(as_officer: Browser, session: Session) -> None:
    first, second = a_sent_dossier(session), a_claimed_dossier(session)
    elsewhere = {
        **ANSWERS,
        "owner_citizen_number": "086190000009",
        "parcel": {"parcel": 99, "sheet": 12},
        "certificate_serial": "CH 00234567",
        "owner_name": "Lê Văn Ba",
    }
    a_sent_dossier(session, citizen=a_citizen(session, phone="0987654321"), answers=elsewhere)
    client = opened(as_officer("motcua"), second)
    assert "Có thể cùng một việc nộp hai lần" in client.page.text
    assert first.code is not None and first.code in client.page.text
    assert "Hồ sơ liên quan (1)" in client.page.text


def test_a_draft_is_no_related_dossier(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    a_complete_draft(session)
    assert "Hồ sơ liên quan" not in opened(as_officer("motcua"), dossier).page.text


# ---- who holds it


def test_a_dossier_is_taken_over_with_a_reason_that_only_officers_read(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = opened(as_officer("motcua2"), dossier)
    client.click("Tiếp quản, có nêu lý do")
    assert client.submit("Tiếp quảnF9", {"note": " "}).status_code == 422
    client.submit("Tiếp quảnF9", {"note": "Chị Lan nghỉ phép"})
    session.expire_all()
    assert dossier.holder_id == the_officer(session, "motcua2").id
    colleague = opened(as_officer("motcua"), dossier)
    assert "Đồng nghiệp đã tiếp quản" in colleague.page.text and "Chị Lan nghỉ phép" in colleague.page.text


def test_who_is_slower_in_taking_over_reads_who_was_first(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    dossier_id = dossier.id
    first, second = as_officer("vanthu"), as_officer("vanthu")
    for client in (first, second):
        client.visit(f"/can-bo/ho-so/{dossier_id}/nhan-lai")
    first.submit("Tiếp quảnF9", {"note": "Chị Hoa bận"})
    assert second.submit("Tiếp quảnF9", {"note": "Chị Hoa bận"}).status_code == 409


# ---- what the citizen did not know


def test_an_officer_completes_what_the_citizen_did_not_know_under_their_own_name(
    as_officer: Browser, session: Session
) -> None:
    dossier = a_claimed_dossier(session, answers={**ANSWERS, "certificate_book_no": UNKNOWN})
    client = opened(as_officer("motcua"), dossier)
    client.click("Điền giúp Số vào sổ cấp giấy chứng nhận")
    assert client.submit("Lưu câu trả lờiF9", {"text": ""}).status_code == 422
    client.submit("Lưu câu trả lờiF9", {"text": "CH 00777"})
    session.expire_all()
    assert dossier.answers["certificate_book_no"] == UNKNOWN
    assert f"CH 00777 Người dân không biết; {the_officer(session, 'motcua').name} điền" in client.page.text
    assert as_officer("motcua2").get(f"/can-bo/ho-so/{dossier.id}/dien-giup/certificate_book_no").status_code == 403
    assert as_officer("motcua").get(f"/can-bo/ho-so/{dossier.id}/dien-giup/owner_name").status_code == 404


def test_who_completes_an_answer_second_reads_who_was_first(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session, answers={**ANSWERS, "certificate_book_no": UNKNOWN})
    windows = [opened(as_officer("motcua"), dossier) for _ in range(2)]
    for window in windows:
        window.click("Điền giúp Số vào sổ cấp giấy chứng nhận")
    windows[0].submit("Lưu câu trả lờiF9", {"text": "CH 00777"})
    assert windows[1].submit("Lưu câu trả lờiF9", {"text": "CH 00778"}).status_code == 409
    assert "CH 00777" in opened(windows[1], dossier).page.text
