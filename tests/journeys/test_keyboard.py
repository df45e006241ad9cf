"""Can everything be done without a mouse? Only keys are pressed here, and wherever they lead, the focus is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator
from sqlalchemy.orm import Session

from tests.builders.dossiers import ANSWERS, a_draft, a_sent_dossier
from tests.builders.people import the_officer
from tests.journeys import desk, transfer
from tests.journeys.papers import photograph
from tests.journeys.visitor import DESK, Visitor

Open = Callable[..., Visitor]
MOST_TABS = 60
#: Controls of one line may stand a little higher or lower.
SAME_LINE = 24
#: What has been answered on the page before the first one that is walked here.
FIRST_PAGES = (
    "truong_hop", "tranh_chap", "owner_name", "owner_citizen_number", "owner_birth", "owner_address", "several_owners",
)  # fmt: skip
_FOCUS = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: at.outerHTML.slice(0, 120), box: [box.left, box.top, box.right, box.bottom].map(Math.round),
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    order: [at.closest("main") ? 1 : 0, Math.round(box.top + scrollY), Math.round(box.left + scrollX), Math.round(box.right + scrollX)],
    inside: box.width > 0 && box.top > -1 && box.left >= 0 && box.top < innerHeight && box.right <= innerWidth + 1,
    covered: !(seen && (at.contains(seen) || seen.contains(at) || seen.closest("label")?.control === at)),
  };
}"""


def has_focus(target: Locator) -> bool:
    return bool(target.evaluate("(e) => e === document.activeElement"))


def in_order(before: Sequence[int], after: Sequence[int]) -> bool:
    """Say whether a stop of the main part follows one above it, left of it in the same line, or in the column before."""
    if not (before[0] and after[0]):
        return True
    is_same_line = abs(after[1] - before[1]) <= SAME_LINE and after[2] != before[2]
    return after[2] >= before[3] or (after[2] > before[2] if is_same_line else after[1] > before[1])


class Keys:
    """One pair of hands on a keyboard."""

    def __init__(self, person: Visitor) -> None:
        self.person, self.pressed = person, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.person.page.keyboard.press(key)

    def leads_on(self, key: str) -> None:
        """Press a key that opens another page."""
        self.person.arrive(lambda: self.press(key))

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is there; at every stop it must be seen."""
        before: Mapping[str, Any] | None = None
        for _ in range(MOST_TABS):
            if has_focus(target):
                return
            self.press("Tab")
            focus = self.must_see_focus()
            if before is not None:
                assert in_order(before["order"], focus["order"]), f"{self.person.path}: {before} leads back to {focus}"
            before = focus
        raise AssertionError(f"{MOST_TABS} tabs do not lead to {target}")

    def must_see_focus(self) -> Mapping[str, Any]:
        for _ in range(20):
            focus: Mapping[str, Any] = self.person.page.evaluate(_FOCUS)
            if focus["ring"] and focus["inside"] and not focus["covered"]:
                return focus
            self.person.page.wait_for_timeout(50)  # it is still being scrolled to
        raise AssertionError(f"{self.person.path}: the focus is not seen: {focus}")

    def write(self, field: str, text: str) -> None:
        self.tab_to(self.person.named(field))
        self.person.page.keyboard.type(text)

    def choose(self, field: str, value: str = "") -> None:
        """Tick a radio button or a box: the first of its kind with Space, others with the arrows."""
        group = self.person.page.locator(f'main [name="{field}"]')
        self.tab_to(group.first)
        self.press("Space")
        wanted = self.person.page.locator(f'main [name="{field}"][value="{value}"]') if value else group.first
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"{value} of {field} cannot be chosen with keys")

    def go_on(self) -> None:
        self.tab_to(self.person.control("Tiếp tục"))
        self.leads_on("Enter")


def test_from_home_to_the_first_questions(visitor: Open, phone: str) -> None:
    person = visitor(size=DESK)
    keys = Keys(person)
    person.open("/")
    skips_to_the_main_part(keys)
    keys.tab_to(person.page.locator("input[name=q]"))
    person.page.keyboard.type("sang ten dat")
    keys.leads_on("Enter")
    keys.tab_to(transfer.result(person))
    keys.leads_on("Enter")
    keys.tab_to(person.control("Bắt đầu nộp hồ sơ"))
    keys.leads_on("Enter")

    keys.choose("truong_hop", "tang_cho")
    keys.choose("tranh_chap", "khong")
    keys.go_on()
    keys.write("phone", phone)
    keys.leads_on("Enter")
    keys.write("code", transfer.shown_code(person))
    keys.leads_on("Enter")
    keys.go_on()

    answers_the_first_page(keys)
    assert person.path.endswith("/trang/nguoi-nop"), person.text


def skips_to_the_main_part(keys: Keys) -> None:
    keys.press("Tab")
    assert has_focus(keys.person.page.locator(".skip")), "the skip link comes first"
    keys.must_see_focus()
    keys.press("Enter")
    assert has_focus(keys.person.main), "it leads to the main part"


def answers_the_first_page(keys: Keys) -> None:
    keys.write("owner_name", transfer.OWNER)
    keys.write("owner_citizen_number", "086165000123")
    keys.write("owner_birth.year", "1965")
    keys.tab_to(keys.person.page.locator('[data-finds="owner_address.unit"]'))
    keys.person.page.keyboard.type("long chau")
    keys.press("Enter")
    assert keys.person.named("owner_address.unit").input_value() == transfer.WARD
    keys.write("owner_address.line", "12 khóm 3")
    keys.choose("several_owners", "no")
    keys.go_on()


def test_from_the_papers_to_the_receipt_and_back_to_the_dossier(visitor: Open, session: Session) -> None:
    draft = a_draft(session, answers=ANSWERS)
    person = visitor(size=DESK, signed_in=draft.citizen)
    keys = Keys(person)
    person.open(f"/ho-so/nhap/{draft.draft_code}/giay-to/gcn")
    adds_one_paper_and_will_bring_the_other(keys)
    keys.choose("declared")
    keys.tab_to(person.control("Gửi hồ sơ"))
    keys.leads_on("Enter")
    slip = transfer.read_slip(person)
    person.open("/tra-cuu")
    keys.write("code", slip.code)
    keys.write("secret", slip.secret)
    keys.leads_on("Enter")
    assert slip.code in person.text


def test_every_question_page_to_the_receipt(visitor: Open, session: Session) -> None:
    draft = a_draft(session, answers={key: ANSWERS[key] for key in FIRST_PAGES})
    person = visitor(size=DESK, signed_in=draft.citizen)
    keys = Keys(person)
    person.open(f"/ho-so/nhap/{draft.draft_code}/trang/nguoi-nop")
    is_told_what_is_missing(keys)
    keys.choose("submitter_is_owner", "yes")
    keys.go_on()
    where_the_parcel_lies(keys)
    keys.write("certificate_serial", "ba-123456")
    keys.go_on()
    what_the_contract_says(keys)
    keys.choose("result_by", "counter")
    keys.go_on()
    adds_one_paper_and_will_bring_the_other(keys)
    checks_and_sends(keys)


def adds_one_paper_and_will_bring_the_other(keys: Keys) -> None:
    person = keys.person
    assert person.path.endswith("/giay-to/gcn"), person.text
    keys.tab_to(person.named("files"))
    with person.page.expect_file_chooser() as chooser:
        keys.press("Space")
    person.arrive(lambda: chooser.value.set_files(files=[photograph()]))
    keys.go_on()
    keys.tab_to(person.main.locator("summary").last)
    keys.press("Enter")
    keys.tab_to(person.control("Sẽ mang đến quầy"))
    keys.leads_on("Enter")


def is_told_what_is_missing(keys: Keys) -> None:
    """The list of mistakes takes the focus, its link leads to the question, and Shift-Tab leads back."""
    page = keys.person.page
    keys.tab_to(keys.person.control("Tiếp tục"))
    keys.person.arrive(lambda: keys.press("Enter"), status=422)
    assert has_focus(page.locator("main [data-focus]")), "the list of mistakes has the focus"
    keys.press("Tab")
    keys.must_see_focus()
    keys.press("Enter")
    keys.press("Tab")  # a link to a place: the next stop is there or behind it
    keys.press("Shift+Tab")
    keys.must_see_focus()
    assert page.evaluate("document.activeElement.name") == "submitter_is_owner"


def where_the_parcel_lies(keys: Keys) -> None:
    person = keys.person
    keys.tab_to(person.page.locator('[data-finds="parcel_address.unit"]'))
    person.page.keyboard.type("long chau")
    keys.press("ArrowDown")
    keys.press("Enter")
    assert person.named("parcel_address.unit").input_value() == transfer.WARD
    for field, text in (
        ("parcel_address.line", "khóm 5"), ("parcel.parcel", "123"), ("parcel.sheet", "45"), ("parcel_area", "125,5"),
    ):  # fmt: skip
        keys.write(field, text)
    keys.go_on()


def what_the_contract_says(keys: Keys) -> None:
    keys.write("other_party_name", "Trần Văn Út")
    keys.choose("parcel_part", "ca_thua")
    keys.write("price", "350000000")
    keys.choose("mortgaged", "no")
    keys.choose("exemption", "khong")
    keys.choose("wants_new_certificate", "yes")
    keys.go_on()


def checks_and_sends(keys: Keys) -> None:
    """One answer is changed from the list on the way, and the keys lead back to it."""
    person = keys.person
    assert person.path.endswith("/kiem-tra"), person.text
    assert person.control("Gửi hồ sơ").count() == 1, person.text
    keys.tab_to(person.control("Sửa").nth(1))
    keys.leads_on("Enter")
    keys.go_on()
    assert person.path.endswith("/kiem-tra"), "Continue leads back to the list"
    keys.choose("declared")
    keys.tab_to(person.control("Gửi hồ sơ"))
    keys.leads_on("Enter")
    transfer.read_slip(person)


def test_an_officer_accepts_with_few_keys(visitor: Open, session: Session) -> None:
    code = a_sent_dossier(session).code or ""
    officer = visitor(size=DESK, signed_in=the_officer(session, "motcua2"))
    officer.open("/can-bo/")
    keys = Keys(officer)
    keys.press("F2")
    officer.page.keyboard.type(code)
    keys.leads_on("Enter")  # a whole code opens its dossier at once

    keys.pressed = 0
    keys.leads_on("F9")
    keys.leads_on("F9")
    assert keys.pressed <= 8
    assert desk.offer(officer, "hand_over").count() == 1, f"not accepted:\n{officer.text}"


def test_an_officer_accepts_with_keys_and_no_script(visitor: Open, session: Session) -> None:
    code = a_sent_dossier(session).code or ""
    officer = visitor(js=False, size=DESK, signed_in=the_officer(session, "motcua2"))
    desk.take_up(officer, "new", code)
    keys = Keys(officer)
    for action in ("claim", "accept"):
        keys.tab_to(desk.offer(officer, action))
        keys.leads_on("Enter")
    assert desk.offer(officer, "hand_over").count() == 1, f"not accepted:\n{officer.text}"
