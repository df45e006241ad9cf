"""A fee changes: one person writes it, another lets it through, and the public page and the search say the new one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.models import Procedure
from tests.builders.people import the_officer
from tests.builders.procedures import a_procedure
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
DEPARTMENT = "so-nong-nghiep-va-moi-truong"


def a_kite_permit(session: Session) -> Procedure:
    return a_procedure(session, short_name="Thả diều ban đêm", executing_agencies=[DEPARTMENT])


@pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])
def test_a_fee_is_changed_reviewed_and_published(
    visitor: Open, session: Session, js: bool, size: tuple[int, int]
) -> None:
    code = a_kite_permit(session).code
    writer = visitor(js=js, size=size, signed_in=the_officer(session, "bientap"))
    writer.open(f"/quan-tri/thu-tuc?q={code}")
    writer.follow(writer.main.get_by_role("link", name=code, exact=True))
    writer.press("Sửa thủ tục này")
    writer.press("Nộp ở đâu, bao lâu, bao nhiêu tiền")
    writer.type("ways-0-fees-0-amount", "hai mươi")
    writer.press("Lưu và xem trước", status=422)
    assert "Nhập số tiền bằng số" in writer.text
    writer.type("ways-0-fees-0-amount", "20.000")
    writer.press("Lưu và xem trước")
    assert "20.000 đồng" in writer.text
    writer.press("Về trang thủ tục")
    writer.press("Gửi duyệt")
    writer.type("reason", "Nghị quyết số 15/2026/NQ-HĐND")
    writer.press("Gửi duyệt")
    assert "chờ duyệt" in writer.text

    reviewer = visitor(js=js, size=size, signed_in=the_officer(session, "kiemsoat"))
    reviewer.open("/can-bo/")
    reviewer.open(f"/quan-tri/thu-tuc/{code}")
    reviewer.press("Xem và duyệt")
    assert "20.000 đồng" in reviewer.text
    reviewer.press("Duyệt và công bố")
    assert "Đã công bố" in reviewer.text

    citizen = visitor(js=js, size=size)
    citizen.open(f"/thu-tuc/{code}")
    assert "20.000 đồng" in citizen.text
    citizen.open_until("/tim?q=tha+dieu+ban+dem", "20.000 đồng")  # the index looks for changes once a second


def test_a_paper_is_added_and_moved_with_the_keyboard_alone(visitor: Open, session: Session) -> None:
    code = a_kite_permit(session).code
    person = visitor(js=False, size=DESK, signed_in=the_officer(session, "bientap"))
    person.open(f"/quan-tri/thu-tuc/{code}")

    def press(words: str) -> None:
        person.control(words).first.focus()
        person.arrive(lambda: person.page.keyboard.press("Enter"))

    press("Sửa thủ tục này")
    press("Giấy tờ cần nộp")
    press("Thêm giấy tờ")
    assert person.page.url.endswith("#papers-1")
    person.page.keyboard.press("Tab")  # from the new row on, not from the top of the page
    person.page.keyboard.type("Ảnh con diều")
    assert person.named("papers-1-name").input_value() == "Ảnh con diều"
    press("Lên Giấy tờ 2")
    assert person.named("papers-0-name").input_value() == "Ảnh con diều"
    person.named("papers-0-originals").focus()
    person.page.keyboard.type("1")
    person.arrive(lambda: person.page.keyboard.press("Enter"))
    assert "Đã lưu" in person.text, "Enter in a field saves; it moves and deletes nothing"
    assert person.named("papers-1-name").input_value() == "Đơn xin phép"
