"""How does an officer work through a dossier? Signing in, opening it from a queue, pressing what is offered."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Locator

from portal.demo import DEMO_PASSWORD
from portal.kernel.clock import SystemClock, local_date
from tests.journeys.papers import scan
from tests.journeys.visitor import Visitor

NUMBER = "CN 00123"


def sign_in(person: Visitor, username: str) -> None:
    """Come to the queues with name and password."""
    if not person.path.endswith("/dang-nhap"):
        person.open("/can-bo/")
    person.type("username", username)
    person.type("password", DEMO_PASSWORD)
    person.press("Đăng nhập")
    assert person.path == "/can-bo/", person.text


def sign_out(person: Visitor) -> None:
    """Leave the desk to the next."""
    person.follow(person.page.locator("header form button"))
    assert person.path.endswith("/dang-nhap")


def take_up(person: Visitor, queue: str, code: str) -> None:
    """Open a dossier from the queue where it must lie."""
    person.open(f"/can-bo/hang-doi/{queue}")
    person.follow(person.main.get_by_role("link", name=code, exact=True))


def offer(person: Visitor, action: str) -> Locator:
    """Return the button (or the link to the form) of an action; claim and release are no moves."""
    address = {"claim": "/nhan", "release": "/tra-lai"}.get(action, f"/viec/{action}")
    return person.main.locator(f'form[action$="{address}"] button[type="submit"], a[href*="{address}"]')


def do(person: Visitor, action: str) -> None:
    """Press one action and come back to the dossier."""
    person.follow(offer(person, action))
    assert re.fullmatch(r"/can-bo/ho-so/\d+/", person.path), person.text


def refuse(person: Visitor, reason: str) -> None:
    """Do not accept, for a reason that the citizen reads."""
    person.follow(offer(person, "refuse_intake"))
    person.type("note", reason)
    person.follow(offer(person, "refuse_intake"))


def request_payment(person: Visitor, amount: str) -> None:
    """Send the tax notice, to be paid within a month."""
    until = local_date(SystemClock().now()) + timedelta(days=30)
    person.follow(offer(person, "request_payment"))
    person.type("amount", amount)
    _write_day(person, "pay_by", until)
    person.named("file").set_input_files(files=[scan("thong-bao-thue.pdf", pages=1)])
    person.follow(offer(person, "request_payment"))


def _write_day(person: Visitor, field: str, day: date) -> None:
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        person.type(f"{field}.{part}", str(number))


def issue_result(person: Visitor, *, pages: int) -> None:
    """Enter the signed result under its number."""
    person.follow(offer(person, "issue_result"))
    person.type("number", NUMBER)
    person.named("file").set_input_files(files=[scan("so-moi.pdf", pages=pages)])
    person.follow(offer(person, "issue_result"))


def return_result(person: Visitor) -> None:
    """Compare the originals and hand the result over."""
    person.follow(offer(person, "return_result"))
    person.tick("originals_compared")
    person.follow(offer(person, "return_result"))
