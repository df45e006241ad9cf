"""The check, the declaration, the receipt, and what can be opened afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.custody_models import HandedPaper
from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.notices.queries import list_about
from portal.web.app_state import now
from portal.workflow.states import Action
from tests.builders.dossiers import (
    ANSWERS,
    a_claimed_dossier,
    a_complete_draft,
    a_dossier_awaiting_payment,
    a_dossier_with_result,
    a_draft,
    a_returned_dossier,
    a_sent_dossier,
    an_accepted_dossier,
    make_move,
)
from tests.builders.people import a_citizen, the_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def at_check(client: StrictClient, draft: Dossier) -> StrictClient:
    client.visit(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    return client


def links(client: StrictClient, block: str) -> list[str]:
    return [a.get("href", "") for a in client.page.by_id(block).iter("a")]


def test_everything_stands_on_the_check_once_more(as_citizen: Browser, session: Session) -> None:
    text = at_check(as_citizen(), a_complete_draft(session)).page.text
    for answer in ("Nguyễn Thị Ửng Hường", "27/03/1965", "125,5 m²", "350.000.000 đồng", "BA 123456", "Sẽ mang đến quầy",
                   "Khóm 2, Phường Long Châu, tỉnh Vĩnh Long", "Mua lại (nhận chuyển nhượng)"):  # fmt: skip
        assert answer in text, answer


def test_what_is_missing_is_named_with_the_way_there_and_cannot_be_sent(as_citizen: Browser, session: Session) -> None:
    answers = {k: v for k, v in ANSWERS.items() if k != "parcel"}
    draft = a_draft(session, answers=answers)
    client = at_check(as_citizen(), draft)
    assert "Còn thiếu một ít nữa là gửi được" in client.page.text
    place = f"/ho-so/nhap/{draft.draft_code}"
    assert links(client, "gaps")[:3] == [f"{place}/trang/thua-dat", f"{place}/giay-to/gcn", f"{place}/giay-to/hop-dong"]
    assert "Thêm ảnh của ít nhất một giấy tờ" in client.page.text
    assert links(client, "gaps")[3:] == [f"{place}/giay-to/gcn?ve=kiem-tra", f"{place}/giay-to/hop-dong?ve=kiem-tra"]
    assert not any("/gui" in form.get("action", "") for form in client.page.all("form"))


def test_sending_an_incomplete_dossier_by_force_is_refused_on_the_check(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    client = at_check(as_citizen(), draft)
    token = client.page.root.find(".//header//input[@name='csrf_token']")
    assert token is not None
    data = {"csrf_token": token.get("value"), "declared": "yes"}
    assert client.post(f"/ho-so/nhap/{draft.draft_code}/gui", data=data).status_code == 422
    assert client.page.errors == [("gaps", "Hồ sơ chưa đủ")]
    session.expire_all()
    assert draft.is_draft


def test_without_the_declaration_the_page_stays_and_says_so(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = at_check(as_citizen(), draft)
    assert client.submit("Gửi hồ sơ").status_code == 422
    assert client.page.errors == [("declared", "Đánh dấu vào ô cam đoan những điều đã khai là đúng")]
    assert client.page.h1 == "Kiểm tra rồi gửi hồ sơ"
    assert "350.000.000 đồng" in client.page.text
    session.expire_all()
    assert draft.is_draft


def test_what_is_to_be_brought_is_listed_with_its_place_until_it_is_here(as_citizen: Browser, session: Session) -> None:
    dossier, client = a_sent_dossier(session), as_citizen()
    for path in (f"/ho-so/{dossier.code}/da-gui", f"/ho-so/{dossier.code}/", "/ho-so/"):
        text = client.visit(path).text
        assert "Còn phải mang đến quầy" in text and "Hợp đồng" in text and "Mang đến: " in text, path
        assert "chưa cần làm gì" not in text, path
    with transaction(session):
        session.add(HandedPaper(dossier=dossier, component_id="hop-dong", name="Hợp đồng", form="copy",
                                agency_code=dossier.onestop_code, received_at=now(), received_by="Lê Văn A"))  # fmt: skip
    assert "Còn phải mang đến quầy" not in client.visit(f"/ho-so/{dossier.code}/").text


def test_accepting_claims_no_completeness_while_a_paper_is_to_be_brought(session: Session) -> None:
    told = list_about(session, an_accepted_dossier(session).code or "")[0]
    assert told.kind == "dossier_accepted_to_bring" and "đủ giấy tờ" not in told.text
    assert "Ông/bà còn mang đến quầy: Hợp đồng" in told.text and len(told.sms) <= 142


def test_the_receipt_says_code_secret_and_what_comes_next(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = at_check(as_citizen(), draft)
    client.submit("Gửi hồ sơ", declared=True)
    session.expire_all()
    assert client.page.h1 == "Đã gửi hồ sơ"
    for words in (draft.code or "", draft.secret, "09:00 thứ Tư, 25/11/2026", "thứ Hai, 07/12/2026", "091•••678"):
        assert words in client.page.text, words
    assert any(
        str(element.tag).endswith("svg")
        for element in client.page.root.iter()
        if client.page.is_inside(element, "main")
    )


def test_at_night_the_pages_say_that_the_message_leaves_in_the_morning(
    as_citizen: Browser, as_officer: Browser, session: Session, clock: FixedClock
) -> None:
    clock.at = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 22:00 in Việt Nam
    dossier, client = a_sent_dossier(session), as_citizen()
    assert "lúc 7 giờ sáng" in client.visit(f"/ho-so/{dossier.code}/da-gui").text
    assert "sẽ gửi lúc 7 giờ sáng" in client.visit(f"/ho-so/{dossier.code}/").text
    assert "sẽ gửi lúc 7 giờ sáng" in as_officer("motcua").visit(f"/can-bo/ho-so/{dossier.id}/").text


def test_pressing_send_twice_gives_the_same_receipt(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = at_check(as_citizen(), draft)
    check = client.page
    receipts = []
    for _ in range(2):
        client._page = check  # pressed again before the answer came
        client.submit("Gửi hồ sơ", declared=True)
        receipts.append((client.page.url, client.page.text))
    assert receipts[0] == receipts[1]
    session.expire_all()
    assert [event.action for event in draft.events] == ["submit"]


def test_the_receipt_can_be_opened_again_any_time(as_citizen: Browser, session: Session) -> None:
    dossier = a_returned_dossier(session)
    page = as_citizen().visit(f"/ho-so/{dossier.code}/da-gui")
    assert page.h1 == "Đã gửi hồ sơ" and dossier.secret in page.text


@pytest.mark.parametrize("kind", ["sending_receipt", "intake_receipt"])
def test_slips_are_printed_as_pdf(as_citizen: Browser, session: Session, kind: str) -> None:
    dossier = a_claimed_dossier(session)
    make_move(session, dossier, Action.ACCEPT, the_officer(session, "motcua"))
    response = as_citizen().get(f"/ho-so/{dossier.code}/phieu/{kind}.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.data.startswith(b"%PDF")
    assert f"{kind}-{dossier.code}.pdf" in response.headers["Content-Disposition"]


def test_a_slip_that_was_not_issued_is_not_found(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    for kind in ("intake_receipt", "refusal_slip", "x"):
        assert as_citizen().get(f"/ho-so/{dossier.code}/phieu/{kind}.pdf").status_code == 404


def test_another_person_s_dossier_looks_like_none_at_all(as_citizen: Browser, session: Session) -> None:
    theirs = a_sent_dossier(session, citizen=a_citizen(session, phone="0987654321"))
    client = as_citizen()
    for rest in ("/", "/da-gui", "/phieu/sending_receipt.pdf", "/tep/1", "/thong-bao-nop-tien", "/ket-qua"):
        assert client.get(f"/ho-so/{theirs.code}{rest}").status_code == 404, rest
        text = client.page.text
        client.get(f"/ho-so/000.00.19.H61-261123-9999{rest}")
        assert client.page.text == text


def test_the_page_of_a_dossier_shows_what_was_sent_and_every_message(as_citizen: Browser, session: Session) -> None:
    dossier = a_sent_dossier(session)
    client = as_citizen()
    text = client.visit(f"/ho-so/{dossier.code}/").text
    assert "Cán bộ sẽ trả lời trước 09:00 thứ Tư, 25/11/2026" in text
    assert "350.000.000 đồng" in text and "so-do.jpg" in text and "của ông/bà đã gửi tới nơi" in text
    client.click("so-do.jpg")


def test_the_notice_to_pay_and_its_sum_are_the_citizen_s_turn(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_awaiting_payment(session, amount_vnd=5_250_000)
    client = as_citizen()
    client.visit(f"/ho-so/{dossier.code}/")
    client.click("Tôi đã nộp, gửi ảnh biên lai")
    assert "".join(client.page.by_id("text").itertext()).strip() == "Tôi đã nộp tiền, xin gửi ảnh biên lai."
    assert "5.250.000 đồng" in client.visit(f"/ho-so/{dossier.code}/").text
    assert client.get(f"/ho-so/{dossier.code}/thong-bao-nop-tien").mimetype == "application/pdf"


def test_the_result_opens_only_after_it_was_handed_over(as_citizen: Browser, session: Session) -> None:
    dossier = a_dossier_with_result(session)
    client = as_citizen()
    assert client.get(f"/ho-so/{dossier.code}/ket-qua").status_code == 404
    make_move(session, dossier, Action.RETURN_RESULT, the_officer(session, "motcua"), originals_compared=True)
    response = client.get(f"/ho-so/{dossier.code}/ket-qua")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_after_a_refusal_a_new_draft_begins_with_all_that_was_entered(as_citizen: Browser, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    make_move(session, dossier, Action.REFUSE_INTAKE, the_officer(session, "motcua"), note="Hợp đồng chưa công chứng")
    client = as_citizen()
    assert "Hợp đồng chưa công chứng" in client.visit(f"/ho-so/{dossier.code}/").text
    opened = client.page
    for _ in range(2):
        client._page = opened
        client.submit("Làm lại hồ sơ với những gì đã khai")
    drafts = session.scalars(select(Dossier).where(Dossier.state == "draft")).all()
    assert [draft.answers for draft in drafts] == [dossier.answers]
    assert drafts[0].papers == []
    assert client.page.url == f"/ho-so/nhap/{drafts[0].draft_code}"


def test_the_list_of_dossiers_is_grouped_by_whose_turn_it_is(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session)
    sent, pay, done = a_sent_dossier(session), a_dossier_awaiting_payment(session), a_returned_dossier(session)
    client = as_citizen()
    client.visit("/ho-so/")
    groups = {}
    for section in client.page.all("section"):
        heading = section.find("h2")
        if heading is not None and section.find(".//article") is not None:
            groups["".join(heading.itertext())] = [a.get("href") for a in section.iter("a")]
    assert groups == {
        "Việc ông/bà cần làm": [f"/ho-so/{pay.code}/"],
        "Hồ sơ nháp, chưa gửi": [f"/ho-so/nhap/{draft.draft_code}"],
        "Đang giải quyết": [f"/ho-so/{sent.code}/"],
        "Đã xong": [f"/ho-so/{done.code}/"],
    }
    assert next(iter(groups)) == "Việc ông/bà cần làm"


def test_somebody_new_has_an_empty_list_and_a_way_on(as_citizen: Browser, session: Session) -> None:
    a_sent_dossier(session)
    page = as_citizen("0987654321").visit("/ho-so/")
    assert "Ông/bà chưa có hồ sơ nào" in page.text
    assert "261123" not in page.text
