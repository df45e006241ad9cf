"""Answering page by page: nothing typed is lost, nothing hidden counts, nobody else's draft opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.kernel.transaction import transaction
from tests.builders.dossiers import ANSWERS, a_complete_draft, a_draft, a_sent_dossier
from tests.builders.eforms import a_form, a_page, a_row
from tests.builders.people import a_citizen, code_sent
from tests.builders.procedures import a_procedure, an_online_record
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
BUYING = {"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"}
PARCEL = {"parcel_address.unit": "29551", "parcel_address.line": "Khóm 2", "parcel.sheet": "12", "parcel.parcel": "34",
          "parcel_area": "125,5"}  # fmt: skip


def place(draft: Dossier, rest: str = "") -> str:
    return f"/ho-so/nhap/{draft.draft_code}{rest}"


def fresh(session: Session, draft: Dossier) -> dict[str, Any]:
    session.expire_all()
    return draft.answers


def value(client: StrictClient, field: str) -> str:
    return client.page.by_id(field).get("value", "")


def test_continue_saves_the_page_and_leads_to_the_next_thing_to_do(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/thua-dat"))
    client.submit("Tiếp tục", PARCEL)
    assert client.page.h1 == "Chép các số trên sổ đất"
    assert fresh(session, draft)["parcel_area"] == "125.5"
    assert fresh(session, draft)["parcel_address"] == {"unit": "29551", "line": "Khóm 2"}
    client.visit(place(draft, "/trang/thua-dat"))
    assert (value(client, "parcel_area"), value(client, "parcel.sheet")) == ("125,5", "12")


def test_a_wrong_answer_keeps_everything_typed_and_says_what_to_do(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/thua-dat"))
    response = client.submit(
        "Tiếp tục", {**PARCEL, "parcel_area": "hai công", "parcel.sheet": "", "parcel_address.line": ""}
    )
    assert response.status_code == 422
    assert client.page.errors == [
        ("parcel_address.line", "Nhập số nhà, ấp, khóm hoặc đường"), ("parcel.sheet", "Nhập số tờ bản đồ, ví dụ 12"),
        ("parcel_area", "Nhập diện tích theo mét vuông, ví dụ 125,5"),
    ]  # fmt: skip
    assert (value(client, "parcel_area"), value(client, "parcel")) == ("hai công", "34")
    assert fresh(session, draft) == BUYING


def test_i_do_not_know_is_enough(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/thua-dat"))
    unknown = {f"{field}.unknown": True for field in ("parcel", "parcel_area")}
    client.submit("Tiếp tục", {"parcel_address.unit": "29551", "parcel_address.line": "Khóm 2", **unknown})
    assert fresh(session, draft)["parcel"] == {"unknown": True}
    client.visit(place(draft, "/kiem-tra"))
    assert "Tôi không biết" in client.page.text


def test_an_answer_that_opens_a_question_shows_it_without_scolding(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/nguoi-nop"))
    response = client.submit("Tiếp tục", submitter_is_owner="no")
    assert response.status_code == 200
    assert client.page.errors == []
    assert "Còn một câu hỏi nữa ở dưới" in client.page.text and "chưa bấm" not in client.page.text
    assert client.submit("Tiếp tục", submitter_name="Lê").status_code == 422
    assert client.page.errors[0][0] == "submitter_name"
    client.submit(
        "Tiếp tục", submitter_name="Lê Thị Tư", submitter_citizen_number="331123456", submitter_relation="gia_dinh"
    )
    assert fresh(session, draft)["submitter_name"] == "Lê Thị Tư"


def test_hidden_fields_that_somebody_forged_are_ignored(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/nguoi-nop"))
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    forged = {"csrf_token": token.get("value"), "submitter_is_owner": "yes", "submitter_name": "Kẻ Gian", "owner_name": "Kẻ Gian",
              "state": "accepted", "asked": ["submitter_is_owner"]}  # fmt: skip
    assert client.post(place(draft, "/trang/nguoi-nop"), data=forged).status_code == 302
    assert fresh(session, draft) == {**BUYING, "submitter_is_owner": True}


def test_another_case_drops_what_no_longer_applies(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    client = as_citizen()
    client.visit(place(draft))
    client.click("Đổi trường hợp")
    client.submit("Tiếp tục", truong_hop="thua_ke")
    assert "price" not in fresh(session, draft)
    assert "Giấy tờ về thừa kế" in client.visit(place(draft)).text


def test_from_the_check_one_line_is_changed_and_the_check_comes_back(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client = as_citizen()
    client.visit(place(draft, "/trang/bien-dong?ve=kiem-tra"))
    client.submit("Tiếp tục", price="360000000")
    assert client.page.h1 == "Kiểm tra rồi gửi hồ sơ"
    assert "360.000.000 đồng" in client.page.text


# ---- out of order, and other people's


def test_a_page_may_be_opened_in_any_order(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    assert as_citizen().visit(place(draft, "/trang/nhan-ket-qua")).h1 == "Ông/bà muốn nhận kết quả ở đâu?"
    assert as_citizen().visit(place(draft, "/kiem-tra")).h1 == "Kiểm tra rồi gửi hồ sơ"


def test_a_page_that_does_not_apply_leads_back_with_a_sentence(as_citizen: Browser, session: Session) -> None:
    eform = a_form(a_page("dau", a_row("co", "yes_no")), a_page("sau", a_row("gi"), show_if="co == true"))
    procedure = a_procedure(session, an_online_record(eform=eform.as_dict()))
    draft = a_draft(session, procedure=procedure.code, answers={"co": False})
    page = as_citizen().visit(place(draft, "/trang/sau"))
    assert page.url == place(draft)
    assert "Trang đó không cần cho hồ sơ của ông/bà" in page.text


def test_what_is_not_there_is_not_found(as_citizen: Browser, session: Session) -> None:
    draft, client = a_draft(session, answers=BUYING), as_citizen()
    for rest in ("/trang/khong-co", "/giay-to/khong-co", "/giay-to/giay-thua-ke", "/giay-to/don", "/tep/99999"):
        assert client.get(place(draft, rest)).status_code == 404, rest
        assert client.page.h1 == "Không tìm thấy trang"


def test_another_person_s_draft_looks_like_none_at_all(as_citizen: Browser, session: Session) -> None:
    theirs = a_complete_draft(session, citizen=a_citizen(session, phone="0987654321"))
    client = as_citizen()
    for rest in ("", "/truong-hop", "/trang/thua-dat", "/kiem-tra", "/xoa", "/giay-to/gcn", "/tep/1"):
        assert client.get(place(theirs, rest)).status_code == 404, rest
        page = client.page
        assert page.h1 == "Không tìm thấy trang"
        client.get(place(theirs, rest).replace(theirs.draft_code, "AAAAAA"))
        assert client.page.text == page.text


def test_another_person_s_draft_cannot_be_written_to_or_removed(as_citizen: Browser, session: Session) -> None:
    theirs = a_complete_draft(session, citizen=a_citizen(session, phone="0987654321"))
    file_id = theirs.papers[0].files[0].id
    client = as_citizen()
    client.visit("/ho-so/moi/1.013831")
    token = client.page.root.find(".//main//input[@name='csrf_token']")
    assert token is not None
    for rest in ("/trang/bien-dong", "/gui", "/xoa", "/giay-to/gcn", "/giay-to/gcn/chua-co", f"/xoa-tep/{file_id}"):
        sent = client.post(place(theirs, rest), data={"csrf_token": token.get("value"), "declared": "yes"})
        assert sent.status_code == 404, rest
    session.expire_all()
    assert theirs.is_draft and len(theirs.papers[0].files) == 1


def test_what_has_been_sent_leads_to_the_dossier(as_citizen: Browser, session: Session) -> None:
    dossier, client = a_sent_dossier(session), as_citizen()
    for rest in ("", "/truong-hop", "/trang/thua-dat", "/kiem-tra", "/giay-to/gcn", "/xoa"):
        assert client.get(place(dossier, rest)).location == f"/ho-so/{dossier.code}/", rest


def test_removing_is_asked_first(as_citizen: Browser, session: Session) -> None:
    draft = a_complete_draft(session)
    client, tasks, code = as_citizen(), place(draft), draft.draft_code
    assert client.visit(f"{tasks}/xoa").h1 == f"Xóa hồ sơ nháp {code}?"
    client.click("Giữ lại")
    client.visit(f"{tasks}/xoa")
    client.submit("Xóa hồ sơ nháp này")
    assert "Đã xóa hồ sơ nháp" in client.page.text
    assert client.get(tasks).status_code == 404


# ---- sessions that end, pages that stand open


def test_a_form_sent_after_the_session_ended_is_held_until_the_code_is_entered(
    as_citizen: Browser, session: Session
) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/thua-dat"))
    with transaction(session):
        draft.citizen.session_epoch += 1
    client.submit("Tiếp tục", {**PARCEL, "parcel_area": "99,5"})
    assert client.page.h1 == "Ông/bà dùng số điện thoại nào?"
    client.submit("Gửi mã xác nhận", phone="0912345678")
    client.submit("Tiếp tục", code=code_sent(session))
    assert client.page.url == place(draft, "/trang/thua-dat")
    assert (value(client, "parcel_area"), value(client, "parcel.sheet")) == ("99,5", "12")
    assert fresh(session, draft) == BUYING
    client.submit("Tiếp tục")
    assert fresh(session, draft)["parcel_area"] == "99.5"


def test_a_page_that_stood_open_too_long_is_sent_again_with_one_press(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/thua-dat"))
    with client.session_transaction() as cookie:
        cookie["csrf"] = "00" * 24
    assert client.submit("Tiếp tục", PARCEL).status_code == 400
    assert client.page.h1 == "Trang này đã mở quá lâu"
    assert fresh(session, draft) == BUYING
    client.submit("Gửi lại")
    assert client.page.h1 == "Chép các số trên sổ đất"
    assert fresh(session, draft)["parcel"] == {"parcel": 34, "sheet": 12}


def test_a_form_from_another_site_is_refused_and_repeats_nothing(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    response = client.post(place(draft, "/trang/thua-dat"), data=PARCEL, headers={"Origin": "https://evil.example"})
    assert response.status_code == 400
    assert "Khóm 2" not in client.page.html
    assert fresh(session, draft) == BUYING


def test_a_form_that_is_far_too_large_is_refused_with_a_page(as_citizen: Browser, session: Session) -> None:
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    response = client.post(place(draft, "/trang/thua-dat"), data={"parcel_address.line": "a" * 1_100_000})
    assert response.status_code == 413
    assert client.page.h1 == "Tệp quá lớn"


def test_what_the_last_dossier_said_is_offered_not_imposed(as_citizen: Browser, session: Session) -> None:
    a_citizen(session, name="Lê Văn Ba", citizen_number="331123456", birth="1948")
    draft = a_draft(session, answers=BUYING)
    client = as_citizen()
    client.visit(place(draft, "/trang/nguoi-nhan"))
    assert (value(client, "owner_name"), value(client, "owner_citizen_number")) == ("Lê Văn Ba", "331123456")
    assert fresh(session, draft) == BUYING
