"""The main job from end to end: find a procedure, file it, officers decide, the citizen follows.

On a telephone and at a desk, with JavaScript and without; every page that is passed is looked at (see `visitor`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
from sqlalchemy.orm import Session

from portal.identity.rules import normal_phone
from portal.kernel.clock import SystemClock, local_date
from portal.web.labels import EVENTS, SLIPS, STATES
from tests.builders.dossiers import a_claimed_dossier
from tests.builders.people import a_citizen, the_officer
from tests.journeys import desk, transfer
from tests.journeys.papers import drawn_modules, modules_of, printed_modules, text_of
from tests.journeys.transfer import Slip, words
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
PAID = ("request_payment", "confirm_payment")
EXEMPT = ("finish_leg",)
REASON = "Ảnh sổ đất thiếu trang 2, xin chụp đủ rồi gửi lại."


def moves(*between: str) -> list[str]:
    """Return what the timeline says when all is done, oldest first."""
    begin = ("submit", "claim", "accept", "hand_over", "receive_leg")
    told = [words(EVENTS[action]) for action in (*begin, *between, "submit_for_signature", "sign", "issue_result")]
    return [*told, "Kết quả đã về quầy", words(EVENTS["return_result"])]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])
def test_the_whole_journey(visitor: Open, phone: str, tmp_path: Path, js: bool, size: tuple[int, int]) -> None:
    somebody = partial(visitor, js=js, size=size)
    # A telephone's owner has taxes to pay, the other parcel is exempt: both ways through the land office are walked.
    between = PAID if size == PHONE else EXEMPT

    finds_and_reads(first := somebody())
    starts_and_leaves(first, phone)
    slip = resumes_and_sends(citizen := somebody(), phone)
    address = tracks_without_signing_in(somebody(), citizen, slip)
    takes_the_receipt(citizen, slip, address, tmp_path)

    # The officers work one after the other at the same computer.
    promised = counter_accepts(officer := somebody(), slip, address, tmp_path)
    reads_the_promise(citizen, slip, promised)
    desk.do(officer, "hand_over")
    land_office_works(officer, citizen, slip, pays=between == PAID)
    counter_returns(officer, slip)
    collects(citizen, slip, moves(*between))


def finds_and_reads(person: Visitor) -> None:
    person.open("/")
    transfer.search(person, "so do")
    assert transfer.result(person).count() == 1, "“so do” must lead to the land procedures"
    transfer.search(person, "sang ten dat")
    assert person.main.locator(".results a").first.get_attribute("href").startswith(f"/thu-tuc/{transfer.CODE}")  # type: ignore[union-attr]
    person.follow(transfer.result(person))

    answers = person.main.locator(".answers").inner_text().replace("\u00a0", " ")
    assert "8 ngày làm việc" in answers
    assert "Người nhận đất" in answers
    assert re.search(r"Lệ phí|lệ phí|nghị quyết", answers), f"what it costs is missing:\n{answers}"
    assert "Một cửa" in answers or "Chi nhánh" in answers, f"where is missing:\n{answers}"
    assert "Giấy chứng nhận đã cấp" in person.main.locator("#giay-to").inner_text()
    result_on = day_in(person.main.locator("#bao-lau b").inner_text())
    today = local_date(SystemClock().now())
    assert today + timedelta(days=9) < result_on < today + timedelta(days=40), "eight working days from today"


def starts_and_leaves(person: Visitor, phone: str) -> None:
    transfer.begin(person)
    transfer.identify(person, phone)
    person.press("Tiếp tục")
    transfer.answer(person, "nguoi-nhan")
    person.page.goto("about:blank")


def resumes_and_sends(person: Visitor, phone: str) -> Slip:
    person.open("/ho-so/")
    transfer.identify(person, phone)
    person.follow(person.main.locator(".card a"))
    assert "Đã xong 1 trên" in person.text
    person.press("Tiếp tục")
    transfer.answer(person, *list(transfer.PAGES)[1:])
    transfer.add_papers(person)
    check = person.text
    for said in (transfer.OWNER, "086165000123", "Phường Long Châu", "125,5", "BA 123456", "350.000.000"):
        assert said in check.replace("086 165 000 123", "086165000123"), f"{said} is missing on the check page"
    return transfer.send(person)


def tracks_without_signing_in(person: Visitor, citizen: Visitor, slip: Slip) -> str:
    """By code and secret, then by the address in the QR code of the receipt; return that address."""
    transfer.track(person, slip.code.lower().replace(".", " "), f" {slip.secret.lower()} ")
    shows_state_without_names(person, slip)
    address = person.page.url

    square = citizen.main.locator(".qr svg")
    side = int((square.get_attribute("viewBox") or "").split()[-1])
    drawn = square.locator("path").last.get_attribute("d") or ""
    assert drawn_modules(drawn, side) == modules_of(address), "the QR code on the receipt must open the tracking page"
    person.context.clear_cookies()
    person.open(urlsplit(address).path)
    shows_state_without_names(person, slip)
    return address


def shows_state_without_names(person: Visitor, slip: Slip) -> None:
    assert slip.code in person.text
    assert words(STATES["submitted"][0]) in person.text
    assert transfer.OWNER not in person.page.content()
    assert transfer.stops(person) == [words(EVENTS["submit"])]


def takes_the_receipt(person: Visitor, slip: Slip, address: str, folder: Path) -> None:
    paper = person.download(link_to(person, ".pdf"))
    assert paper.startswith(b"%PDF-")
    said = "".join(text_of(paper).split())  # large letters stand apart
    assert slip.code in said and slip.secret in said
    assert printed_modules(paper, len(modules_of(address)), folder) == modules_of(address)


def counter_accepts(person: Visitor, slip: Slip, address: str, folder: Path) -> date:
    """Claim, look at a paper, accept, print; return the promised day."""
    desk.sign_in(person, "motcua")
    desk.take_up(person, "new", slip.code)
    desk.do(person, "claim")
    looks_at_the_papers(person)
    desk.do(person, "accept")
    paper = person.download(link_to(person, ".pdf", words(SLIPS["intake_receipt"])))
    said = text_of(paper)
    assert slip.code in said and transfer.OWNER in said
    assert words(SLIPS["intake_receipt"]).lower() in said.lower()
    assert printed_modules(paper, len(modules_of(address)), folder) == modules_of(address)
    days = {date(int(y), int(m), int(d)) for d, m, y in re.findall(r"(\d{2})/(\d{2})/(\d{4})", said)}
    today = local_date(SystemClock().now())
    promised = max(days)
    assert today + timedelta(days=9) < promised < today + timedelta(days=40), f"a promised day is missing among {days}"
    return promised


def looks_at_the_papers(person: Visitor) -> None:
    """The photograph is shown in the page, the scanned contract opens as a file."""
    picture = person.main.locator(".viewer-page img")
    assert picture.evaluate("(i) => i.decode().then(() => i.naturalWidth)") > 400, "the photograph is not shown"
    person.follow(person.main.locator(".viewer-bar a[href*=tep]", has_text="PDF"))
    assert person.download(link_to(person, "/tep/")).startswith(b"%PDF-")


def reads_the_promise(person: Visitor, slip: Slip, promised: date) -> None:
    person.open(slip.path)
    assert words(STATES["accepted"][0]) in person.text
    assert f"{promised:%d/%m/%Y}" in person.text
    planned = transfer.stops(person, "future")
    assert planned, "what comes next is not shown"
    messages = person.main.locator(".messages").inner_text()
    assert f"[{slip.code}] Đã tiếp nhận" in messages and f"{promised:%d/%m/%Y}" in messages


def land_office_works(officer: Visitor, citizen: Visitor, slip: Slip, *, pays: bool) -> None:
    comes_to_work(officer, "thuly", "arriving", slip)
    desk.do(officer, "receive_leg")
    if pays:
        desk.request_payment(officer, "1.250.000")
        sees_the_notice(citizen, slip)
        desk.do(officer, "confirm_payment")
    else:
        desk.do(officer, "finish_leg")
    desk.do(officer, "submit_for_signature")
    comes_to_work(officer, "lanhdao", "signing", slip)
    desk.do(officer, "sign")
    comes_to_work(officer, "vanthu", "working", slip)
    desk.issue_result(officer, pages=3)
    assert desk.NUMBER in officer.text


def comes_to_work(person: Visitor, username: str, queue: str, slip: Slip) -> None:
    desk.sign_out(person)
    desk.sign_in(person, username)
    desk.take_up(person, queue, slip.code)


def sees_the_notice(person: Visitor, slip: Slip) -> None:
    person.open(slip.path)
    assert words(STATES["awaiting_payment"][0]) in person.text
    assert "1.250.000 đồng" in person.text
    assert person.download(link_to(person, "/thong-bao-nop-tien")).startswith(b"%PDF-")


def counter_returns(person: Visitor, slip: Slip) -> None:
    comes_to_work(person, "motcua2", "returning", slip)
    desk.do(person, "receive_leg")
    desk.return_result(person)


def collects(person: Visitor, slip: Slip, happened: list[str]) -> None:
    person.open("/ho-so/")
    person.follow(person.main.locator(".card a"))
    assert words(STATES["returned"][0]) in person.text
    assert transfer.stops(person) == happened
    with pikepdf.open(io.BytesIO(person.download(link_to(person, "/ket-qua")))) as result:
        assert len(result.pages) == 3, "not the file that was issued"


def link_to(person: Visitor, part: str, said: str = "") -> str:
    """Return the address of the first link of the main part with `part` in it, which says so."""
    link = person.main.locator(f'a[href*="{part}"]', has_text=said or None).first
    return link.get_attribute("href") or ""


def day_in(text: str) -> date:
    found = re.search(r"(\d{2})/(\d{2})/(\d{4})", text)
    assert found, f"no day in {text!r}"
    return date(int(found[3]), int(found[2]), int(found[1]))


@pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])
def test_a_refused_dossier_is_filed_again_with_its_answers(
    visitor: Open, session: Session, phone: str, js: bool
) -> None:
    dossier = a_claimed_dossier(session, citizen=a_citizen(session, phone=normal_phone(phone)))
    citizen = visitor(js=js, signed_in=dossier.citizen)
    counter = visitor(js=js, size=DESK, signed_in=the_officer(session, "motcua"))
    desk.take_up(counter, "mine", dossier.code or "")
    desk.refuse(counter, REASON)

    citizen.open(f"/ho-so/{dossier.code}/")
    assert words(STATES["not_accepted"][0]) in citizen.text
    assert REASON in citizen.text
    assert REASON in re.sub(r"\s+", " ", text_of(citizen.download(link_to(citizen, "refusal_slip"))))

    citizen.press("Làm lại hồ sơ")
    assert citizen.path.startswith("/ho-so/nhap/")
    citizen.press("Tiếp tục")
    transfer.add_papers(citizen)  # no question is asked again
    assert transfer.OWNER in citizen.text and "350.000.000" in citizen.text
    again = transfer.send(citizen)
    assert again.code != dossier.code
    citizen.open("/ho-so/")
    assert citizen.main.locator(".card").count() == 2
