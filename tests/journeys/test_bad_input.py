"""What happens when something goes wrong in the browser? A clear sentence, the right status, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urljoin
from urllib.request import Request, urlopen

import pytest
from sqlalchemy.orm import Session

from portal.demo import PEOPLE
from portal.identity.models import Citizen
from portal.identity.rules import normal_phone
from tests.builders.dossiers import ANSWERS, a_complete_draft, a_draft, a_sent_dossier
from tests.builders.people import a_citizen, the_officer
from tests.journeys import desk, transfer
from tests.journeys.papers import File, photograph, scan
from tests.journeys.visitor import DESK, Visitor

Open = Callable[..., Visitor]
BOTH = pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])

#: The answers before the first page.
ELIGIBLE = {"truong_hop": "chuyen_nhuong", "tranh_chap": "khong"}
#: What is chosen → what the page says.
REFUSED: dict[str, tuple[File, str]] = {
    "program": ({"name": "anh.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + bytes(200)}, ".exe"),
    "disguised": ({"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + bytes(200)}, "JPG, PNG"),
    "empty": ({"name": "trong.jpg", "mimeType": "image/jpeg", "buffer": b""}, "trống"),
    "damaged": ({"name": "hong.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 " + bytes(50)}, "hỏng"),
}


def an_owner(session: Session, phone: str) -> Citizen:
    return a_citizen(session, phone=normal_phone(phone))


@BOTH
def test_wrong_codes_are_counted_and_the_right_one_still_opens(visitor: Open, phone: str, js: bool) -> None:
    person = visitor(js=js)
    person.open("/ho-so/")
    person.type("phone", "0912 345")
    person.press("Gửi mã", status=422)
    assert person.named("phone").input_value() == "0912 345"
    person.type("phone", phone)
    person.press("Gửi mã")
    code = transfer.shown_code(person)
    for left in (4, 3):
        person.type("code", f"{(int(code.replace(' ', '')) + left) % 1_000_000:06d}")
        person.press("Tiếp tục", status=422)
        assert f"Còn {left} lần" in person.text
    person.type("code", code)
    person.press("Tiếp tục")
    assert person.path == "/ho-so/"


@BOTH
def test_refused_files_leave_the_good_ones(
    visitor: Open, session: Session, phone: str, tmp_path: Path, js: bool
) -> None:
    draft = a_draft(session, citizen=an_owner(session, phone), answers=ANSWERS)
    person = visitor(js=js, signed_in=draft.citizen)
    person.open(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    transfer.add(person, photograph("trang-1.jpg"))
    large = tmp_path / "lon.pdf"
    large.write_bytes(b"%PDF-1.7" + bytes(15 << 20))
    for file, said in (*REFUSED.values(), (large, "15 MB")):
        refuse(person, file, said)
        assert person.main.locator(".file").count() == 1, f"after {file}"
    transfer.add(person, scan("trang-2.pdf"))
    assert person.main.locator(".file").count() == 2


def refuse(person: Visitor, file: File | Path, said: str) -> None:
    """Choose a file that is refused and read why: in place when the script sends it, else on the page."""
    person.page.locator('main input[type="file"]').set_input_files(files=[file])
    if person.js:
        person.expected = {422}
        person.main.locator(".upload .error").filter(has_text=said).wait_for()
        person.look()
    else:
        person.press("Thêm vào hồ sơ", status=422)
        assert said in person.main.locator(".errors").inner_text()


@BOTH
def test_a_page_sent_after_the_session_has_ended_is_filled_in_again(
    visitor: Open, session: Session, phone: str, js: bool
) -> None:
    draft = a_draft(session, citizen=an_owner(session, phone), answers=ELIGIBLE)
    person = visitor(js=js, signed_in=draft.citizen)
    person.open(page := f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nhan")
    transfer.write_owner(person)
    person.context.clear_cookies()
    person.press("Tiếp tục", status=400)
    assert "không mất" in person.text.lower()
    person.press("Gửi lại")
    transfer.identify(person, phone)
    assert person.path == page
    assert person.named("owner_name").input_value() == transfer.OWNER
    assert person.named("owner_birth.year").input_value() == "1965"
    assert person.named("owner_address.unit").input_value() == transfer.WARD
    assert person.named("owner_address.line").input_value() == "12 khóm 3"
    assert person.page.locator("[name=several_owners][value=no]").is_checked()
    person.press("Tiếp tục")
    assert person.path.endswith("/trang/nguoi-nop")


@BOTH
def test_mistakes_on_a_page_keep_what_is_right(visitor: Open, session: Session, phone: str, js: bool) -> None:
    draft = a_draft(session, citizen=an_owner(session, phone), answers=ELIGIBLE)
    person = visitor(js=js, signed_in=draft.citizen)
    person.open(f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nhan")
    transfer.write_owner(person)
    person.type("owner_citizen_number", "086")
    person.type("owner_birth.month", "13")
    person.press("Tiếp tục", status=422)
    lines = person.main.locator(".errors li").all_inner_texts()
    assert len(lines) == 2, lines
    assert any("12 số" in line for line in lines)
    assert person.named("owner_name").input_value() == transfer.OWNER
    assert person.named("owner_citizen_number").input_value() == "086"
    if js:
        assert person.page.locator(".errors").evaluate("(e) => e === document.activeElement"), (
            "the mistakes are read first"
        )
    person.page.locator(".errors a").first.click()
    assert person.named("owner_citizen_number").evaluate("(e) => e === document.activeElement")


@BOTH
def test_eligibility_is_asked_again_with_what_was_chosen(visitor: Open, js: bool) -> None:
    person = visitor(js=js)
    person.open(f"/ho-so/moi/{transfer.CODE}")
    person.tick("truong_hop", "chuyen_nhuong")
    person.press("Tiếp tục", status=422)
    assert person.page.locator("[name=truong_hop][value=chuyen_nhuong]").is_checked()
    person.tick("tranh_chap", "ke_bien")
    person.press("Tiếp tục")
    assert person.control("Tiếp tục").count() == 0, "seized land cannot be transferred"


def test_pages_out_of_order_and_other_peoples_drafts(visitor: Open, session: Session, phone: str) -> None:
    draft = a_draft(session, citizen=an_owner(session, phone), answers=ELIGIBLE)
    person = visitor(signed_in=draft.citizen)
    person.open(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    assert person.control("Gửi hồ sơ").count() == 0, "an empty dossier cannot be sent"
    assert person.main.locator("#gaps li").count() >= 6
    person.open(f"/ho-so/nhap/{draft.draft_code}/trang/khong-co", status=404)

    sent = a_sent_dossier(session, citizen=draft.citizen)
    other = visitor(signed_in=a_citizen(session, phone="0987654321"))
    for path in (f"/ho-so/nhap/{draft.draft_code}", f"/ho-so/{sent.code}/", "/ho-so/000.00.19.H61-261123-9999/"):
        other.open(path, status=404)


def test_sending_twice_at_the_same_moment_gives_one_dossier(visitor: Open, session: Session, phone: str) -> None:
    draft = a_complete_draft(session, citizen=an_owner(session, phone))
    person = visitor(js=False, signed_in=draft.citizen)
    person.open(f"/ho-so/nhap/{draft.draft_code}/kiem-tra")
    form = person.page.locator('form[action$="/gui"]')
    data = {"csrf_token": form.locator("[name=csrf_token]").get_attribute("value"), "declared": "yes"}
    address = urljoin(person.page.url, form.get_attribute("action"))
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in person.context.cookies())  # type: ignore[typeddict-item]

    def send_it(_: int) -> str:
        request = Request(address, urlencode(data).encode(), {"Cookie": cookies})
        with urlopen(request, timeout=30) as answer:
            return str(answer.url)

    with ThreadPoolExecutor(4) as hands:
        receipts = set(hands.map(send_it, range(4)))
    assert len(receipts) == 1, receipts
    person.tick("declared")
    person.press("Gửi hồ sơ")
    assert {person.page.url} == receipts, "pressing the button once more shows the same receipt"
    person.open("/ho-so/")
    assert person.main.locator(".card").count() == 1


@BOTH
def test_the_second_of_two_officers_reads_who_was_first(visitor: Open, session: Session, js: bool) -> None:
    code = a_sent_dossier(session).code or ""
    first, second = (visitor(js=js, size=DESK, signed_in=the_officer(session, name)) for name in ("motcua", "motcua2"))
    desk.take_up(first, "new", code)
    desk.take_up(second, "new", code)
    desk.do(first, "claim")
    second.follow(desk.offer(second, "claim"), status=409)
    assert PEOPLE["motcua"][0] in second.text
    desk.do(first, "accept")


def test_an_unknown_code_and_a_wrong_secret_read_the_same(visitor: Open, session: Session) -> None:
    dossier = a_sent_dossier(session)
    code, secret = dossier.code or "", dossier.secret
    somebody, said = visitor(), []
    for typed in ((code, "2222" if secret != "2222" else "3333"), (re.sub(r"\d{4}$", "9999", code), secret)):
        transfer.track(somebody, *typed, status=422)
        assert somebody.named("code").input_value() == typed[0], "what was typed stays"
        said.append((somebody.text, somebody.page.title()))
    assert said[0] == said[1]
    assert "Không thấy hồ sơ" in said[0][0]
    transfer.track(somebody, code, secret)
    assert code in somebody.text
