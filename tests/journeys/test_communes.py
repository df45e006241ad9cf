"""How is a commune found on a phone? By typing its name of today or a former one; without script the list is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from tests.builders.dossiers import a_draft
from tests.journeys.visitor import Visitor

Open = Callable[..., Visitor]
LONG_CHAU = "29551"


@pytest.fixture
def draft(session: Session) -> Dossier:
    return a_draft(session, answers={"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"})


def at(visitor: Open, draft: Dossier, page: str, *, js: bool = True) -> Visitor:
    person = visitor(js=js, signed_in=draft.citizen)
    person.open(f"/ho-so/nhap/{draft.draft_code}/trang/{page}")
    return person


def box_of(person: Visitor) -> Locator:
    return person.page.get_by_role("combobox", name="Xã, phường").first


def suggested(person: Visitor) -> list[str]:
    return [text.replace("\n", " ") for text in person.page.locator(".suggestions [role=option]").all_inner_texts()]


def test_a_former_name_without_accents_leads_to_the_commune_of_today(visitor: Open, draft: Dossier) -> None:
    person = at(visitor, draft, "thua-dat")
    box = box_of(person)
    box.press_sequentially("phuong 1")
    assert suggested(person)[0].startswith("Phường Long Châu trước là Phường 1 · Khu vực Vĩnh Long")
    assert box.get_attribute("aria-expanded") == "true"
    person.look()
    person.page.locator(".suggestions [role=option]").first.click()
    assert box.input_value() == "Phường Long Châu" and suggested(person) == []
    assert person.named("parcel_address.unit").input_value() == LONG_CHAU
    person.type("parcel_address.line", "khóm 5")
    person.press("Tiếp tục", status=422)  # the numbers are still missing
    assert box_of(person).input_value() == "Phường Long Châu"


def test_by_keyboard_one_chooses_from_all_closes_or_goes_on(visitor: Open, draft: Dossier) -> None:
    person = at(visitor, draft, "thua-dat")
    box, chosen = box_of(person), person.named("parcel_address.unit")
    box.press("ArrowDown")
    assert len(suggested(person)) == 8
    box.press("Escape")
    assert suggested(person) == []
    box.press_sequentially("long ch")
    box.press("ArrowDown")
    assert person.page.locator("[aria-selected=true]").inner_text().startswith("Phường Long Châu")
    box.press("Enter")
    assert chosen.input_value() == LONG_CHAU
    box.fill("tân hạnh")
    box.press("Tab")  # whoever has written the whole name has chosen
    person.page.wait_for_function("() => document.querySelector('[data-finds]').value === 'Phường Tân Hạnh'")
    box.fill("tân")
    box.press("Tab")  # half a name is no commune
    person.page.wait_for_function("() => document.querySelector('select[data-find]').value === ''")
    person.press("Tiếp tục", status=422)
    person.page.locator('.errors a[href="#parcel_address"]').click()
    assert person.page.evaluate("() => document.activeElement.dataset.finds") == "parcel_address.unit"


def test_who_lives_elsewhere_is_offered_that_and_a_slip_is_said(visitor: Open, draft: Dossier) -> None:
    person = at(visitor, draft, "nguoi-nhan")
    box_of(person).press_sequentially("can tho")
    assert suggested(person) == ["Tỉnh, thành phố khác Nơi khác"]
    person = at(visitor, draft, "thua-dat")
    box_of(person).press_sequentially("xyz")
    assert "Chưa thấy tên này" in person.text
    person.look()


def test_without_script_the_list_is_there(visitor: Open, draft: Dossier) -> None:
    person = at(visitor, draft, "thua-dat", js=False)
    person.choose("parcel_address.unit", LONG_CHAU)
    assert person.named("parcel_address.unit").is_visible()
