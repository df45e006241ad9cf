"""What can be read without network: the procedures opened last, with when they were kept; nothing personal, ever."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.identity.models import Citizen
from tests.builders.dossiers import a_draft
from tests.builders.people import a_citizen
from tests.faults.unlucky import Unlucky
from tests.journeys import transfer

Come = Callable[[Citizen | None], Unlucky]
READY = "navigator.serviceWorker.ready.then(() => true)"
KEPT = """caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((c) => c.keys()))))
  .then((all) => all.flat().map((request) => new URL(request.url).pathname).filter((path) => !path.startsWith("/static/")))"""


def test_the_last_procedures_can_be_read_and_say_when_they_were_kept(unlucky: Come) -> None:
    person = unlucky(None)
    person.open(place := f"/thu-tuc/{transfer.CODE}")
    assert person.page.evaluate(READY)
    person.open(place)
    person.page.wait_for_function(KEPT + ".then((paths) => paths.length === 2)")
    person.cut()
    person.open(place)
    person.says("Mất mạng. Đây là bản giữ trên máy này lúc")
    person.says("ngày hẹn, lệ phí và giấy tờ có thể đã đổi")
    person.open("/ho-so/")
    assert person.page.locator("h1").inner_text() == "Mất mạng"
    person.page.locator("main").get_by_role("link", name="Sang tên đất").click()
    person.says("Đây là bản giữ trên máy này")
    person.mend()
    person.open(place)
    assert "Mất mạng" not in person.page.locator("main").inner_text()


def test_nothing_personal_is_kept_and_what_was_pressed_can_be_pressed_again(unlucky: Come, session: Session) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone="+84912777010"))
    person = unlucky(draft.citizen)
    pages = (f"/thu-tuc/{transfer.CODE}", "/ho-so/", f"/ho-so/nhap/{draft.draft_code}")
    for path in (*pages, *pages):
        person.open(path)
        assert person.page.evaluate(READY)
    assert person.page.evaluate(KEPT) == ["/ngoai-mang"]
    person.open(place := f"/ho-so/nhap/{draft.draft_code}/trang/nhan-ket-qua")
    person.tick("result_by", "counter")
    person.says("Chưa gửi.")
    person.cut()
    person.page.reload()
    person.says("Phần đã lưu lúc")
    with person.page.expect_navigation():
        person.mend()  # the page goes on by itself
    person.page.locator('main [name="result_by"]').first.wait_for(state="attached")
    assert person.path == place
    assert person.page.locator('[name="result_by"][value="counter"]').is_checked()


def test_a_kiosk_has_no_worker_and_keeps_no_word(unlucky: Come, session: Session) -> None:
    draft = a_draft(session, citizen=a_citizen(session, phone="+84912777011"))
    person = unlucky(draft.citizen)
    person.context.add_init_script(
        "new MutationObserver((_, o) => document.documentElement && (document.documentElement.dataset.kiosk = '', o.disconnect()))"
        ".observe(document, {childList: true})"
    )
    person.open(f"/ho-so/nhap/{draft.draft_code}/trang/nhan-ket-qua")
    person.tick("result_by", "counter")
    person.says("Chưa gửi.")
    assert person.page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert person.page.evaluate("localStorage.length + sessionStorage.length") == 0
