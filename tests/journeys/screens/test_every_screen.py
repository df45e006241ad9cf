"""Is every screen in order for everybody? Each address of the portal × language × screen size × state (ux.md 2, rows 14, 15, 24).

`Visitor` looks at each page as at any other: axe (WCAG 2.2 AA), width, content policy, failed requests, headings.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.journeys.screens import looks
from tests.journeys.screens.states import empty, refused
from tests.journeys.screens.world import Screen, World, path_of, screens
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
#: Screens that lead on when they are opened out of the blue; where they are looked at.
LEADS_ON = {
    "/ho-so/ma-xac-nhan": "after a telephone number: test_first_journey",
    "/ho-so/so-dien-thoai": "",
}

#: Not looked at by machine yet: each wants an example in world.py. Whoever adds one takes it from here.
NOT_YET = frozenset({
    "/can-bo/dang-nhap/ma",
    "/can-bo/ho-so/<int:dossier_id>/de-nghi-sua",
    "/can-bo/ho-so/<int:dossier_id>/dien-giup/<question_id>",
    "/can-bo/ho-so/<int:dossier_id>/dong-y/giay",
    "/can-bo/ho-so/<int:dossier_id>/nhan-lai",
    "/can-bo/ho-so/<int:dossier_id>/y-kien",
    "/can-bo/ho-so/<int:dossier_id>/y-kien/<int:number>/rut",
    "/can-bo/ho-so/<int:dossier_id>/y-kien/<int:number>/tra-loi",
    "/can-bo/kiem-tra-truoc",
    "/can-bo/kiem-tra-truoc/<int:precheck_id>",
    "/can-bo/nhac-viec",
    "/can-bo/nhieu-ho-so/ky",
    "/can-bo/nhieu-ho-so/xong",
    "/can-bo/so-theo-doi",
    "/can-bo/tai-khoan",
    "/can-bo/tai-khoan/dien-thoai",
    "/can-bo/tai-khoan/ma-du-phong",
    "/can-bo/tai-khoan/mat-khau",
    "/can-bo/tai-khoan/thay",
    "/can-bo/tai-khoan/xac-nhan",
    "/can-bo/tai-quay",
    "/can-bo/tai-quay/<draft_code>",
    "/can-bo/tai-quay/<draft_code>/dien-thoai/<name>",
    "/can-bo/tai-quay/<draft_code>/xong",
    "/can-bo/tai-quay/bo-sung/<int:dossier_id>",
    "/can-bo/tai-quay/bo-sung/<int:dossier_id>/dien-thoai/<name>",
    "/can-bo/tai-quay/bo-sung/<int:dossier_id>/xong",
    "/chup/<token>",
    "/ho-so/<code>/sua-sot",
    "/ho-so/dang-nhap/ve",
    "/ho-so/dien-thoai/<name>",
    "/ho-so/e-mail",
    "/ho-so/lien-lac",
    "/ho-so/lien-lac/ma-xac-nhan",
    "/ho-so/nhap/<draft_code>/bieu-mau-moi",
    "/ho-so/nhap/<draft_code>/dong-y",
    "/ho-so/nhap/<draft_code>/dong-y/anh",
    "/ho-so/nhap/<draft_code>/dong-y/ten",
    "/ho-so/nhap/<draft_code>/lien-ket",
    "/ho-so/nhap/<draft_code>/nho-kiem-tra",
    "/ho-so/nho-nop-giup/<code>",
    "/ho-so/nop-thay",
    "/ho-so/tiep-tuc",
    "/ho-so/tiep-tuc/<token>",
    "/kiosk/con-o-do",
    "/kiosk/het-gio",
    "/kiosk/thoat",
    "/kiosk/xong",
    "/ngoai-mang",
    "/quan-tri/can-bo",
    "/quan-tri/can-bo/<int:person_id>",
    "/quan-tri/can-bo/<int:person_id>/sua",
    "/quan-tri/can-bo/<int:person_id>/thay",
    "/quan-tri/can-bo/<int:person_id>/vai-tro",
    "/quan-tri/can-bo/moi",
    "/quan-tri/co-quan/<code>/to-cong-nghe-so",
    "/quan-tri/tin/<int:delivery_id>",
    "/quan-tri/tin/loi-nhan",
    "/quan-tri/tin/loi-nhan/<kind>",
    "/quan-tri/tu-tim-kiem/hay-mo",
    "/quan-tri/tu-tim-kiem/nhap",
})  # fmt: skip
LOOKED_AT = [screen for screen in screens() if screen.rule not in NOT_YET]


def test_what_is_not_looked_at_yet_exists() -> None:
    assert {screen.rule for screen in screens()} >= NOT_YET


@pytest.mark.parametrize("screen", [*LOOKED_AT, *empty(), *refused()], ids=str)
def test_screen(screen: Screen, visitor: Open, world: World) -> None:
    path = screen.path or path_of(screen.rule, world.values)
    assert path, f"{screen.rule} is new: say in world.py what stands for its parameters"
    is_desk = path.startswith(("/can-bo", "/quan-tri", "/dev/"))
    for lang in ("vi",) if is_desk else ("vi", "en"):
        person = visitor(size=DESK, lang=lang, signed_in=world.people.get(screen.who))
        show(person, screen, path)
        wrong = look_from_a_desk(person) if is_desk else look_from_a_phone(person, closely=lang == "vi")
        person.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert not wrong, f"{path} ({lang})\n  " + "\n  ".join(wrong)


def show(person: Visitor, screen: Screen, path: str) -> None:
    """Bring the screen up in its state."""
    person.open(path, status=200 if screen.press else screen.status)
    arrived = urlsplit(person.page.url).path
    assert arrived == path.partition("?")[0] or screen.rule in LEADS_ON, (
        f"{path} leads to {arrived}: it was not looked at"
    )
    if screen.press:
        person.follow(person.page.locator(screen.press).first, status=screen.status)


def look_from_a_desk(person: Visitor) -> list[str]:
    return [*looks.at_fingers(person.page, looks.POINTER), *looks.at_focus(person.page)]


def look_from_a_phone(person: Visitor, *, closely: bool) -> list[str]:
    page = person.page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    person.look()
    wrong = looks.at_fingers(page, looks.FINGER)
    if closely:
        wrong += looks.at_focus(page) + looks.at_wide_spacing(page) + looks.at_forced_colours(page)
    return wrong + looks.at_400_percent(page)
