"""A dossier filled in at a computer gets its pictures from a telephone that nobody signs in on."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from sqlalchemy.orm import Session

from portal.identity.rules import normal_phone
from tests.builders.dossiers import ANSWERS, a_draft
from tests.builders.people import a_citizen
from tests.journeys.papers import photograph
from tests.journeys.visitor import DESK, Visitor


@pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])
def test_pictures_come_from_the_telephone(
    visitor: Callable[..., Visitor], session: Session, phone: str, js: bool
) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone=normal_phone(phone)), answers=ANSWERS)
    computer = visitor(js=js, size=DESK, signed_in=draft.citizen)
    computer.open(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    computer.main.locator("summary").first.click()
    computer.press("Chụp bằng điện thoại")
    path = urlsplit(computer.page.locator("[data-link]").get_attribute("data-link") or "").path
    telephone = visitor(js=js)
    telephone.open(path)
    chooser = telephone.page.locator('main input[type="file"]').first
    if js:
        telephone.arrive(lambda: chooser.set_input_files([photograph()]))
        computer.main.get_by_text("Đã có 1 ảnh từ điện thoại").wait_for()  # by itself
        computer.look()
    else:
        chooser.set_input_files([photograph()])
        telephone.press("Thêm vào hồ sơ")
        computer.press("Đã chụp xong, tải lại")
    assert computer.main.locator(".file").count() == 1
    telephone.press("Đã chụp xong")
    telephone.open(path, status=410)
    assert "đã đóng" in telephone.text
