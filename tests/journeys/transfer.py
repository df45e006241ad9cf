"""How does a citizen file the transfer of land (1.013831)? The steps of the journey, each for one person at a browser."""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator

from tests.journeys.papers import File, photograph, scan
from tests.journeys.visitor import Visitor

CODE = "1.013831"
OWNER = "Nguyễn Thị Ửng Hường"
#: Phường Long Châu.
WARD = "29551"

#: The words on screen, so that a test need not repeat them.
words = gettext.translation("messages", Path(__file__).resolve().parents[2] / "translations", ["vi"]).gettext


@dataclass(frozen=True)
class Slip:
    """What the citizen takes away: the code, the secret and the path of the dossier's page."""

    code: str
    secret: str

    @property
    def path(self) -> str:
        """The citizen's page of the dossier."""
        return f"/ho-so/{self.code}/"


def search(person: Visitor, typed: str) -> None:
    """Look for a procedure from the page one is on."""
    person.page.fill("input[name=q]", typed)  # what is looked for is not counted as a field
    person.follow(person.page.get_by_role("search").get_by_role("button"))


def result(person: Visitor) -> Locator:
    """Return the link to the procedure among the results."""
    return person.main.locator(f'.results a[href^="/thu-tuc/{CODE}"]')


def find(person: Visitor, typed: str = "sang ten dat") -> None:
    """Come from the home page to the procedure."""
    person.open("/")
    search(person, typed)
    person.follow(result(person))


def begin(person: Visitor) -> None:
    """Press the big button and say which case it is."""
    person.press("Bắt đầu nộp hồ sơ")
    person.tick("truong_hop", "chuyen_nhuong")
    person.tick("tranh_chap", "khong")
    person.press("Tiếp tục")


def identify(person: Visitor, phone: str) -> None:
    """Give the telephone number and the code that the trial installation shows."""
    person.type("phone", phone)
    person.press("Gửi mã")
    person.type("code", shown_code(person))
    person.press("Tiếp tục")


def shown_code(person: Visitor) -> str:
    """Return the one-time code, read as a person reads it."""
    found = re.search(r"la (\d{3} \d{3}),", person.text)
    assert found, f"no code on the page:\n{person.text}"
    return found.group(1)


def write_owner(person: Visitor) -> None:
    """Fill in who receives the land."""
    person.type("owner_name", OWNER)
    person.type("owner_citizen_number", "086 165 000 123")
    for part, value in (("day", "27"), ("month", "3"), ("year", "1965")):
        person.type(f"owner_birth.{part}", value)
    person.choose("owner_address.unit", WARD)
    person.type("owner_address.line", "12 khóm 3")
    person.tick("several_owners", "no")


def write_submitter(person: Visitor) -> None:
    """Say that the owner files in person."""
    person.tick("submitter_is_owner", "yes")


def write_parcel(person: Visitor) -> None:
    """Fill in which parcel it is."""
    person.choose("parcel_address.unit", WARD)
    person.type("parcel_address.line", "khóm 5")
    person.type("parcel.parcel", "123")
    person.type("parcel.sheet", "45")
    person.type("parcel_area", "125,5")


def write_certificate(person: Visitor) -> None:
    """Copy the number of the certificate."""
    person.type("certificate_serial", "ba-123456")


def write_change(person: Visitor) -> None:
    """Fill in what the contract says."""
    person.type("other_party_name", "Trần Văn Út")
    person.tick("parcel_part", "ca_thua")
    person.type("price", "350.000.000")
    person.tick("mortgaged", "no")
    person.tick("exemption", "khong")
    person.tick("wants_new_certificate", "yes")


def write_result(person: Visitor) -> None:
    """Say where to collect the result."""
    person.tick("result_by", "counter")


#: All pages of questions in their order, from the address of each.
PAGES = {
    "nguoi-nhan": write_owner, "nguoi-nop": write_submitter, "thua-dat": write_parcel,
    "giay-chung-nhan": write_certificate, "bien-dong": write_change, "nhan-ket-qua": write_result,
}  # fmt: skip


def answer(person: Visitor, *pages: str) -> None:
    """Fill in these pages, or all that are left, each where the portal leads."""
    for page in pages or PAGES:
        assert person.path.endswith(f"/trang/{page}"), f"expected the page {page}, is at {person.path}"
        PAGES[page](person)
        person.press("Tiếp tục")


def add(person: Visitor, file: File) -> None:
    """Add one file to the paper whose page is open: the script sends it at once, the plain form by its button."""
    chooser = person.page.locator('main input[type="file"]')
    if person.js:
        person.arrive(lambda: chooser.set_input_files(files=[file]))
    else:
        chooser.set_input_files(files=[file])
        person.press("Thêm vào hồ sơ")
    assert file["name"].rpartition(".")[0] in person.main.locator(".file").last.inner_text()


def add_papers(person: Visitor) -> None:
    """Add the certificate as a photograph and the contract as a PDF."""
    for paper, file in (("gcn", photograph()), ("hop-dong", scan())):
        assert person.path.endswith(f"/giay-to/{paper}"), f"expected the paper {paper}, is at {person.path}"
        add(person, file)
        person.press("Tiếp tục")


def send(person: Visitor) -> Slip:
    """Declare and send; return what the receipt says."""
    assert person.path.endswith("/kiem-tra")
    person.tick("declared")
    person.press("Gửi hồ sơ")
    return read_slip(person)


def read_slip(person: Visitor) -> Slip:
    """Read code and secret on the receipt."""
    assert person.path.endswith("/da-gui"), person.text
    code, secret = person.main.locator(".big-code b").all_inner_texts()
    assert re.fullmatch(r"\d{3}\.\d{2}\.\d{2}\.H61-\d{6}-\d{4}", code), code
    assert re.fullmatch(r"[0-9A-Z]{4}", secret), secret
    return Slip(code, secret)


def track(person: Visitor, code: str, secret: str, *, status: int = 200) -> None:
    """Look a dossier up by code and secret."""
    person.open("/tra-cuu")
    person.type("code", code)
    person.type("secret", secret)
    person.press("Tra cứu", status=status)


def stops(person: Visitor, kind: str = "") -> list[str]:
    """Return the titles on the timeline, oldest first; kind "future" for the planned ones, else what has happened."""
    which = ".river-future" if kind == "future" else ":is(.river-done, .river-current)"
    titles = person.main.locator(f".river > {which} > .title").all_inner_texts()
    return [title.strip() for title in reversed(titles)]
