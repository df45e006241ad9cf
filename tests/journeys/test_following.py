"""What follows after sending, on a telephone and at a desk, with script and without: ask, supplement, write, take back, rate."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal.identity.rules import normal_phone
from tests.builders.dossiers import a_claimed_dossier, a_dossier_in_hand, a_returned_dossier
from tests.builders.people import a_citizen, the_officer
from tests.builders.supplements import answer, ask
from tests.journeys import desk
from tests.journeys.papers import photograph
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])
def test_a_supplement_from_desk_to_desk(
    visitor: Open, session: Session, phone: str, js: bool, size: tuple[int, int]
) -> None:
    owner = a_citizen(session, phone=normal_phone(phone))
    dossier = a_claimed_dossier(session, citizen=owner)
    officer = visitor(js=js, size=size, signed_in=the_officer(session, "motcua"))
    officer.open(f"/can-bo/ho-so/{dossier.id}/")
    before = officer.counts.taps, officer.counts.fields
    officer.press("Yêu cầu bổ sung")
    officer.tick("paper.gcn", "mo")
    officer.tick("paper.hop-dong", "thieu-trang")
    officer.press("Viết yêu cầu")
    officer.press("Gửi yêu cầu")
    assert officer.counts.taps - before[0] <= 7 and officer.counts.fields == before[1]

    citizen = visitor(js=js, size=size, signed_in=owner)
    citizen.open(f"/ho-so/{dossier.code}/")
    citizen.press("Xem và bổ sung")
    send_picture(citizen, "gcn")
    send_picture(citizen, "hop-dong")
    citizen.press("Gửi phần bổ sung")
    assert "Đã gửi phần bổ sung" in citizen.text

    desk.take_up(officer, "supplemented", dossier.code or "")
    assert "trang đã thay 1" in officer.text
    desk.do(officer, "accept")


def send_picture(person: Visitor, component: str) -> None:
    """Choose a photograph for one asked paper; with script it is sent at once."""
    box = person.page.locator(f"#files-{component}")
    if person.js:
        person.arrive(lambda: box.set_input_files(files=[photograph(f"{component}.jpg")]))
    else:
        box.set_input_files(files=[photograph(f"{component}.jpg")])
        person.follow(
            person.main.locator(f"#giay-{component}").get_by_role("button", name=re.compile("^Thêm vào phần bổ sung"))
        )
    assert f"{component}.jpg" in person.text


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_messages_withdrawal_apology_and_rating(
    visitor: Open, session: Session, phone: str, size: tuple[int, int]
) -> None:
    owner = a_citizen(session, phone=normal_phone(phone))
    dossier, done = a_dossier_in_hand(session, citizen=owner), a_returned_dossier(session, citizen=owner)
    citizen = visitor(size=size, signed_in=owner)
    citizen.open(f"/ho-so/{dossier.code}/")
    citizen.press("Nhắn cho cán bộ")
    citizen.type("text", "Tôi cần mang gì khi đến nhận?")
    citizen.press("Gửi lời nhắn")

    officer = visitor(size=size, signed_in=the_officer(session, "thuly"))
    desk.take_up(officer, "unread", dossier.code or "")
    officer.follow(desk.offer(officer, "apologise"))
    officer.open(f"/can-bo/ho-so/{dossier.id}/trao-doi")
    officer.type("text", "Mang theo bản chính sổ đỏ.")
    officer.press("Gửi lời nhắn")

    citizen.open(f"/ho-so/{dossier.code}/rut")
    citizen.press("Xin rút hồ sơ", status=422)
    citizen.type("reason", "Hai bên đổi ý")
    citizen.press("Xin rút hồ sơ")
    officer.open(f"/can-bo/ho-so/{dossier.id}/")
    desk.do(officer, "confirm_withdrawal")

    citizen.open(f"/ho-so/{done.code}/danh-gia")
    citizen.tick("level", "satisfied")
    citizen.press("Gửi")
    assert "Cảm ơn" in citizen.text
    assert citizen.download(f"/ho-so/{done.code}/tat-ca.zip")[:2] == b"PK"


def test_a_leader_decides_about_a_second_request(visitor: Open, session: Session, phone: str) -> None:
    dossier = a_dossier_in_hand(session, citizen=a_citizen(session, phone=normal_phone(phone)))
    ask(session, dossier, who="thuly")
    answer(session, dossier)
    ask(session, dossier, who="thuly", why_again="Trang 2 vẫn mờ")
    leader = visitor(size=DESK, signed_in=the_officer(session, "lanhdao"))
    desk.take_up(leader, "approving", dossier.code or "")
    assert "Trang 2 vẫn mờ" in leader.text
    leader.type("reason", "Xem ảnh, đúng là không đọc được")
    leader.press("Duyệt và gửi")
    assert "Đã gửi yêu cầu bổ sung lần hai cho người dân" in leader.text
