"""How an officer asks for a supplement on screen: verdicts, the text, the preview; and a leader's word about a second one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.workflow.states import State
from tests.builders.dossiers import a_claimed_dossier, a_dossier_in_hand, a_sent_dossier
from tests.builders.supplements import a_dossier_asked_in_appraisal, answer, ask
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
GCN, CONTRACT = "paper.gcn", "paper.hop-dong"


def at_desk(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    return client


def test_two_faulty_papers_are_asked_for_with_six_clicks_and_no_typing(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = at_desk(as_officer("motcua"), dossier)
    client.click("Yêu cầu bổ sung")
    client.submit("Viết yêu cầuF9", {GCN: "mo", CONTRACT: "thieu-trang"})
    assert client.page.h1 == "Yêu cầu bổ sung: 2 giấy tờ"
    assert "1. Giấy chứng nhận đã cấp (sổ đỏ, sổ hồng): Ảnh mờ, không đọc được." in client.page.text
    assert "Hồ sơ " + (dossier.code or "") + " cần ông/bà bổ sung, chậm nhất ngày 08/12/2026." in client.page.text
    client.submit("Gửi yêu cầuF9")
    session.expire_all()
    assert dossier.stands is State.SUPPLEMENT_BEFORE_INTAKE
    assert [(item.ref, item.reason.partition(".")[0]) for item in dossier.supplements[0].items] == [
        ("gcn", "Ảnh mờ, không đọc được"), ("hop-dong", "Còn thiếu trang"),
    ]  # fmt: skip
    assert "Đã gửi yêu cầu. Người dân bổ sung chậm nhất ngày 08/12/2026." in client.page.text
    assert "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ" in client.page.text


def test_the_text_can_be_changed_and_looked_at_before_it_goes(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = at_desk(as_officer("motcua"), dossier)
    client.click("Yêu cầu bổ sung")
    client.submit(
        "Viết yêu cầuF9", {GCN: "khac", f"{GCN}.words": "Ảnh thiếu góc dưới", "answer.parcel_area": "khong-khop"}
    )
    assert "2. Diện tích" in client.page.text
    client.submit("Xem lại nội dung đã sửa", {"text": "Chụp lại trang 2 của sổ, đủ bốn góc."})
    assert dossier.stands is State.SUBMITTED
    assert client.page.text.count("Chụp lại trang 2 của sổ, đủ bốn góc.") == 2
    client.submit("Gửi yêu cầuF9")
    session.expire_all()
    assert dossier.events[-1].note == "Chụp lại trang 2 của sổ, đủ bốn góc."
    assert dossier.supplements[0].items[0].reason == "Ảnh thiếu góc dưới"


def test_back_to_the_verdicts_keeps_them(as_officer: Browser, session: Session) -> None:
    client = at_desk(as_officer("motcua"), a_claimed_dossier(session))
    client.click("Yêu cầu bổ sung")
    client.submit("Viết yêu cầuF9", {GCN: "mo"})
    client.submit("Quay lại phần đánh giá")
    chosen = [i.get("value") for i in client.page.all("input") if i.get("name") == GCN and i.get("checked") is not None]
    assert chosen == ["mo"]


def test_what_is_missing_is_said_in_plain_words(as_officer: Browser, session: Session) -> None:
    client = at_desk(as_officer("motcua"), a_claimed_dossier(session))
    client.click("Yêu cầu bổ sung")
    assert client.submit("Viết yêu cầuF9").status_code == 422
    assert client.page.errors == [(GCN, "Chọn ít nhất một giấy tờ hoặc câu trả lời chưa đạt")]
    assert client.submit("Viết yêu cầuF9", {GCN: "khac"}).status_code == 422
    assert client.page.errors == [(f"{GCN}.words", "Ghi lý do")]
    client.submit("Viết yêu cầuF9", {GCN: "mo"})
    wrong = {"text": " ", "answer_by.day": "23", "answer_by.month": "11", "answer_by.year": "2026"}
    assert client.submit("Gửi yêu cầuF9", wrong).status_code == 422
    assert client.page.errors == [
        ("text", "Ghi người dân cần làm gì"), ("answer_by", "Chọn ngày từ mai trở đi, trong vòng 90 ngày"),
    ]  # fmt: skip


def test_it_is_offered_only_to_who_holds_the_dossier_and_in_time(
    as_officer: Browser, session: Session, clock: FixedClock
) -> None:
    sent, in_hand = a_sent_dossier(session), a_dossier_in_hand(session)
    assert "Yêu cầu bổ sung" not in at_desk(as_officer("motcua"), sent).page.text
    case_officer = as_officer("thuly")
    assert "Yêu cầu bổ sung" in at_desk(case_officer, in_hand).page.text
    clock.at += timedelta(days=7)
    assert "Yêu cầu bổ sung" not in at_desk(case_officer, in_hand).page.text
    assert case_officer.get(f"/can-bo/ho-so/{in_hand.id}/bo-sung").status_code == 302
    assert as_officer("vanthu").get(f"/can-bo/ho-so/{in_hand.id}/bo-sung").status_code == 403


def test_who_looked_too_long_reads_who_was_faster(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    client = at_desk(as_officer("thuly"), dossier)
    client.click("Yêu cầu bổ sung")
    client.submit("Viết yêu cầuF9", {GCN: "mo"})
    ask(session, dossier, who="thuly")
    answer(session, dossier)
    assert client.submit("Gửi yêu cầuF9").status_code == 409
    assert "“Đã gửi phần bổ sung”" in client.page.text


def test_the_same_form_sent_twice_asks_once(as_officer: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    client = at_desk(as_officer("motcua"), dossier)
    client.click("Yêu cầu bổ sung")
    client.submit("Viết yêu cầuF9", {GCN: "mo"})
    page = client.page
    client.submit("Gửi yêu cầuF9")
    client._page = page
    assert client.submit("Gửi yêu cầuF9").status_code == 200
    session.expire_all()
    assert len(dossier.supplements) == 1


def test_what_came_back_stands_beside_what_was_asked(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    answer(session, dossier)
    client = as_officer("thuly")
    client.visit("/can-bo/hang-doi/supplemented")
    client.click(dossier.code or "")
    assert "trang mới 1" in client.page.text and "1 trang đã bị thay: trang đã thay 1" in client.page.text
    old = next(row for paper in dossier.papers for row in paper.all_files if row.standing == "replaced")
    assert client.get(f"/can-bo/ho-so/{dossier.id}/tep/{old.id}").status_code == 200


def test_a_leader_reads_why_and_decides_with_a_reason(as_officer: Browser, session: Session) -> None:
    dossier = a_dossier_asked_in_appraisal(session)
    answer(session, dossier)
    client = at_desk(as_officer("thuly"), dossier)
    client.click("Yêu cầu bổ sung")
    client.submit("Viết yêu cầuF9", {GCN: "mo"})
    assert client.submit("Trình lãnh đạo duyệtF9").status_code == 422
    assert client.page.errors == [("why_again", "Ghi cho lãnh đạo biết vì sao lần đầu chưa đủ")]
    client.submit("Trình lãnh đạo duyệtF9", why_again="Ảnh mới vẫn mờ trang 2")
    assert "Chưa báo cho người dân" in client.page.text
    leader = as_officer("lanhdao")
    leader.visit("/can-bo/hang-doi/approving")
    leader.click(dossier.code or "")
    assert "Ảnh mới vẫn mờ trang 2" in leader.page.text
    leader.submit("Duyệt và gửi")
    assert "Ghi lý do trước khi quyết định" in leader.page.text
    leader.submit("Duyệt và gửi", reason="Xem ảnh, đúng là không đọc được")
    session.expire_all()
    assert dossier.stands is State.SUPPLEMENT_REQUESTED
    assert "yêu cầu quá một lần" in leader.page.text
