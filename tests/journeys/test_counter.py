"""Goal 19: at the counter, for somebody known with five papers, at most twelve actions from the scan to the printed slip."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.catalogue.queries import get_procedure
from portal.identity.models import Citizen
from portal.identity.rules import normal_phone
from portal.kernel.transaction import transaction
from portal.workflow.states import Action
from tests.builders.counter import a_dossier_taken_in_on_paper
from tests.builders.dossiers import a_complete_draft, make_move
from tests.builders.files import a_jpeg
from tests.builders.people import a_citizen, the_officer
from tests.journeys.visitor import DESK, Visitor

Open = Callable[..., Visitor]
CARD = "086190000001|331234567|Nguyễn Thị Ửng Hường|27031965|Nữ|Khóm 2, Phường Long Châu, Vĩnh Long|10052021"
MOST = 12


def filed_online(session: Session, owner: Citizen) -> None:
    before = a_complete_draft(session, citizen=owner)
    make_move(session, before, Action.SUBMIT, owner, consent=True)


def brought_on_paper(session: Session, owner: Citizen) -> None:
    """Five papers, and no form of its own."""
    a_dossier_taken_in_on_paper(session, get_procedure(session, "1.004623"), phone=owner.phone or "")


@pytest.mark.parametrize(
    ("title", "before"),
    [("Sang tên đất", filed_online), ("Thẻ hướng dẫn viên du lịch nội địa", brought_on_paper)],
    ids=["form", "paper"],
)
def test_a_known_citizen_is_taken_in_with_twelve_actions(
    visitor: Open, session: Session, phone: str, tmp_path: Path, title: str, before: Callable[[Session, Citizen], None]
) -> None:
    owner = a_citizen(session, phone=normal_phone(phone), name="Nguyễn Thị Ửng Hường", citizen_number="086190000001")
    before(session, owner)
    with transaction(session):
        owner.card_number = "086190000001"
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(a_jpeg())
    officer = visitor(js=False, size=DESK, signed_in=the_officer(session, "motcua"))
    officer.open("/can-bo/tai-quay")
    actions = 1  # the scanner types and presses Enter
    officer.page.locator("#who").fill(CARD)
    officer.arrive(lambda: officer.page.locator("#who").press("Enter"))
    officer.tick("typed_by", "counter_helped")
    officer.press(title)
    actions += 2
    papers = officer.page.locator('input[type="file"][name^="files-"]')
    for n in range(papers.count()):
        papers.nth(n).set_input_files(scan)
    assert papers.count() <= 5
    actions += 5  # one each; this case may need fewer
    code = re.search(r"ma (\d{3} \d{3}) cho nguoi do", officer.text)
    assert code, officer.text
    officer.type("code", code[1])
    officer.tick("declared", "yes")
    officer.press("Tiếp nhận hồ sơ")
    actions += 3
    assert "Đã tiếp nhận hồ sơ" in officer.text
    link = officer.control("In giấy hẹn (2 bản)")
    actions += 1
    assert officer.download(str(link.get_attribute("href"))).startswith(b"%PDF")
    assert actions <= MOST
