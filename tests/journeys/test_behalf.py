"""Filing for somebody else and having a draft looked at, in a real browser without script: two telephones and a desk."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.identity.rules import normal_phone
from tests.builders.dossiers import a_complete_draft
from tests.builders.people import a_citizen, the_officer
from tests.journeys import desk, transfer
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]


def read_code(person: Visitor) -> str:
    """Return the code that the owner's message says; the trial installation shows it."""
    found = re.search(r"ma (\d{3} \d{3}) cho nguoi do", person.text)
    assert found, person.text
    return found.group(1)


def test_a_helper_files_for_an_owner(visitor: Open, session: Session, phone: str) -> None:
    owner = normal_phone(phone)
    helper = visitor(js=False, size=PHONE, signed_in=a_citizen(session, phone="0987000111"))
    helper.open(f"/thu-tuc/{transfer.CODE}")
    helper.press("Nhờ người nộp giúp")
    helper.press("Nộp thay người khác")
    helper.tick("truong_hop", "chuyen_nhuong")
    helper.tick("tranh_chap", "khong")
    helper.press("Tiếp tục")
    helper.type("owner_name", transfer.OWNER)
    helper.type("owner_phone", owner)
    helper.type("helper_name", "Trần Văn Bé")
    helper.press("Tiếp tục")
    helper.page.locator("#sees_after").check()
    helper.press("Gửi mã cho chủ hồ sơ")
    helper.type("code", read_code(helper))
    helper.press("Xác nhận đồng ý")
    helper.press("Tiếp tục")
    transfer.answer(helper)
    transfer.add_papers(helper)
    helper.tick("declared")
    helper.press("Gửi hồ sơ")
    assert "Đã gửi hồ sơ giúp" in helper.text
    code = helper.main.locator(".big-code b").inner_text()

    person = visitor(js=False, size=PHONE, signed_in=a_citizen(session, phone=owner))
    person.open("/ho-so/")
    assert code in person.text
    person.open(f"/ho-so/{code}/")
    person.press("Thôi nhờ nộp giúp")
    helper.open(f"/ho-so/{code}/", status=404)

    officer = visitor(js=False, size=DESK, signed_in=the_officer(session, "motcua"))
    desk.take_up(officer, "new", code)
    assert "Trần Văn Bé" in officer.text
    desk.do(officer, "claim")
    desk.do(officer, "accept")


def test_an_officer_looks_at_a_draft_first(visitor: Open, session: Session, phone: str) -> None:
    owner = a_citizen(session, phone=normal_phone(phone))
    draft = a_complete_draft(session, citizen=owner)
    person = visitor(js=False, size=PHONE, signed_in=owner)
    person.open(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    person.press("Nhờ kiểm tra trước")
    person.type("question", "Ảnh sổ đỏ đã rõ chưa?")
    person.press("Nhờ cán bộ xem")

    officer = visitor(js=False, size=DESK, signed_in=the_officer(session, "motcua"))
    officer.open("/can-bo/kiem-tra-truoc")
    officer.press(draft.draft_code)
    officer.type("paper.gcn", "Chụp lại trang 2, bị lóa")
    officer.press("Gửi câu trả lời", status=422)
    officer.tick("verdict", "mend")
    officer.press("Gửi câu trả lời")

    person.open(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    assert "Chụp lại trang 2, bị lóa" in person.text
    transfer.send(person)
