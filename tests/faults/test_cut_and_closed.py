"""The land transfer from start to sent while the network breaks and the tab closes at every step (goals 10 and 11)."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Route
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier, DossierEvent
from portal.identity.models import Citizen
from tests.builders.dossiers import a_complete_draft, a_draft
from tests.builders.people import a_citizen
from tests.builders.supplements import BLURRED, WRONG_AREA, a_dossier_asked_before_intake
from tests.faults.unlucky import Unlucky
from tests.journeys import transfer
from tests.journeys.papers import File, scan

Come = Callable[[Citizen | None], Unlucky]
BUYING = {"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"}
NO_NETWORK = "Mất mạng. Những gì đã gõ vẫn được giữ trên máy này, có mạng sẽ tự lưu."


def a_large_photo(name: str = "so-do.jpg") -> File:
    """Return a photograph that needs several pieces, however well it is packed."""
    out = io.BytesIO()
    Image.effect_noise((1400, 1000), 90).convert("RGB").save(out, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def answers_of(session: Session, draft: Dossier) -> dict[str, object]:
    session.rollback()
    return dict(draft.answers)


def test_before_the_draft_the_choices_stay(unlucky: Come, session: Session) -> None:
    person = unlucky(a_citizen(session, phone="+84912777001"))
    person.open(f"/ho-so/moi/{transfer.CODE}")
    for name, value in BUYING.items():
        person.tick(name, value)
    chosen = person.fields()
    person.cut()
    person.lose_tab()
    person.mend()
    person.open(f"/ho-so/moi/{transfer.CODE}")
    assert person.fields() == chosen
    person.press("Tiếp tục")
    person.open(f"/ho-so/moi/{transfer.CODE}")
    assert not any(person.fields().values()), "what was sent is not kept on the device"


def test_no_field_is_lost_on_any_page(unlucky: Come, session: Session) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone="+84912777002"), answers=BUYING)
    person = unlucky(draft.citizen)
    for page, write in transfer.PAGES.items():
        person.open(place := f"/ho-so/nhap/{draft.draft_code}/trang/{page}")
        person.cut()
        write(person)  # type: ignore[arg-type]
        typed = person.fields()
        person.control("Tiếp tục").click()  # leads nowhere
        person.says(NO_NETWORK)
        person.lose_tab()
        person.mend()
        person.open(place)
        assert person.fields() == typed, page
        person.press("Tiếp tục")
    assert set(answers_of(session, draft)) >= {"owner_name", "owner_birth", "parcel", "price", "result_by"}
    assert answers_of(session, draft)["owner_name"] == transfer.OWNER
    assert person.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('/'))") == []


def test_words_reach_the_server_without_any_button(unlucky: Come, session: Session) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone="+84912777003"), answers=BUYING)
    person, elsewhere = unlucky(draft.citizen), unlucky(draft.citizen)
    person.open(place := f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nhan")
    person.cut()
    person.type("owner_name", "Nguyễn Thị")
    person.says(NO_NETWORK)
    person.mend()
    person.says("Chưa gửi.")
    elsewhere.open(place)
    assert elsewhere.named("owner_name").input_value() == "Nguyễn Thị"
    elsewhere.type("owner_name", "Nguyễn Thị Ửng")
    elsewhere.says("Chưa gửi.")
    person.type("owner_name", "Trần Thị")
    person.says("Bấm “Tiếp tục” để xem cả hai phần")
    person.press("Tiếp tục")
    person.says("Nguyễn Thị Ửng")
    assert person.named("owner_name").input_value() == "Trần Thị"
    assert "owner_name" not in answers_of(session, draft)


def test_a_picture_goes_on_where_the_network_broke(unlucky: Come, session: Session) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone="+84912777004"), answers=BUYING)
    person, offsets = unlucky(draft.citizen), list[str]()

    def break_once(route: Route) -> None:
        offsets.append(route.request.post_data_buffer.split(b'name="offset"\r\n\r\n')[1].split(b"\r\n")[0].decode())  # type: ignore[union-attr]
        if len(offsets) == 3:
            return route.abort()
        return route.continue_()

    person.context.route("**/tai-len", break_once)
    person.open(place := f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    person.page.locator('main input[type="file"]').set_input_files([a_large_photo()])
    person.says("Mạng chập chờn, ảnh 1 chưa gửi được")
    person.lose_tab()
    person.open(place)  # it goes on by itself
    person.page.locator(".file").wait_for()
    assert offsets[:4] == ["0", "0", "131072", "0"], "ask, first piece, the broken one, ask again"
    assert offsets[4] == "131072", "what had arrived was sent again"
    person.page.locator('main input[type="file"]').set_input_files([scan()])
    person.says("hop-dong.pdf")
    session.rollback()
    assert [row.file.filename for row in draft.papers[0].files] == ["so-do.jpg", "hop-dong.pdf"]
    assert person.page.evaluate("caches.open('uploads').then((c) => c.keys()).then((k) => k.length)") == 0


def test_the_camera_closes_the_tab(unlucky: Come, session: Session) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone="+84912777005"), answers=BUYING)
    person = unlucky(draft.citizen)
    person.open(place := f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    with person.page.expect_file_chooser():
        person.page.locator(".drop label").first.click()
    person.lose_tab()
    person.open(f"/ho-so/nhap/{draft.draft_code}")
    person.says("Mọi thứ đã lưu")
    person.open(place)
    person.says("xin chọn lại từ thư viện ảnh")


def test_it_is_sent_once(unlucky: Come, session: Session) -> None:
    draft = a_complete_draft(session, citizen=a_citizen(session, phone="+84912777006"))
    person = unlucky(draft.citizen)
    person.open(check := f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    person.cut()
    person.tick("declared")
    person.control("Gửi hồ sơ").click()
    person.page.wait_for_timeout(300)
    session.rollback()
    assert draft.is_draft
    person.lose_tab()
    person.mend()
    person.open(check)
    assert "Hồ sơ chưa gửi" in person.page.locator("main").inner_text()
    person.tick("declared")
    with person.page.expect_navigation(wait_until="load"):
        person.control("Gửi hồ sơ").dblclick()
    receipt = person.path
    person.lose_tab()
    person.open(check)  # the tab that was closed before the receipt was read
    session.rollback()
    assert receipt.endswith("/da-gui") and draft.code and person.path == f"/ho-so/{draft.code}/"
    sent = select(func.count()).where(DossierEvent.dossier_id == draft.id, DossierEvent.action == "submit")
    assert session.scalar(sent) == 1


def test_why_a_paper_is_not_had_is_not_lost(unlucky: Come, session: Session) -> None:
    dossier = a_dossier_asked_before_intake(session, BLURRED, WRONG_AREA)
    person, elsewhere = unlucky(dossier.citizen), unlucky(dossier.citizen)
    person.open(place := f"/ho-so/{dossier.code}/bo-sung")
    person.page.locator("summary", has_text="Không có giấy này").click()
    person.cut()
    person.type("words", "Ngân hàng đang giữ sổ")
    person.type("parcel_area", "130")
    person.says(NO_NETWORK)
    person.lose_tab()
    person.mend()
    person.open(place)
    assert person.named("words").input_value() == "Ngân hàng đang giữ sổ"
    assert person.named("words").is_visible() and person.named("parcel_area").input_value() == "130"
    person.says("Chưa gửi.")
    elsewhere.open(place)
    assert elsewhere.named("words").input_value() == "Ngân hàng đang giữ sổ"
    elsewhere.press("Báo là tôi không có")
    elsewhere.says("Đã ghi: ông/bà không có giấy này")
    assert elsewhere.named("parcel_area").input_value() == "130", "the other box keeps its words"
