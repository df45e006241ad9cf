"""Two officers press the same button in the same moment: does one page say it is done, and the other who was first?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.models import Slip
from portal.dossiers.models import Dossier
from portal.dossiers.register_models import RegisterEntry
from tests.builders.counter import a_begun_dossier
from tests.builders.dossiers import (
    ANSWERS,
    a_claimed_dossier,
    a_dossier_in_hand,
    a_dossier_with_result,
    a_sent_dossier,
    an_accepted_dossier,
)
from tests.builders.people import an_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
FIRST = "Có người vừa làm trước"
BRANCH = "cnvpdkdd-vinh-long"


def pressed_together(address: str, *clients: StrictClient, **values: str) -> list[int]:
    """Return the statuses that each client was answered, who pressed the same button at once."""
    start = Barrier(len(clients))

    def press(client: StrictClient) -> int:
        start.wait(timeout=30)
        return client.submit(form=address, follow=False, **values).status_code

    with ThreadPoolExecutor(len(clients)) as people:
        return sorted(people.map(press, clients))


#: (dossier, end of the address, who presses, who presses too; the same name: two windows)
PRESSES: list[tuple[Callable[[Session], Dossier], str, str, str]] = [
    (a_sent_dossier, "/nhan", "motcua", "motcua2"),
    (a_claimed_dossier, "/tra-lai", "motcua", "motcua"),
    (a_claimed_dossier, "/viec/accept", "motcua", "motcua"),
    (an_accepted_dossier, "/viec/hand_over", "motcua", "motcua2"),
    (a_dossier_in_hand, "/viec/finish_leg", "thuly", "colleague"),
]


@pytest.mark.parametrize(("build", "address", "one", "other"), PRESSES, ids=[row[1] for row in PRESSES])
def test_one_page_says_done_and_the_other_who_was_first(
    session: Session, as_officer: Browser, build: Callable[[Session], Dossier], address: str, one: str, other: str
) -> None:
    dossier = build(session)
    colleague = an_officer(session, ("case_officer", BRANCH))
    page, before = f"/can-bo/ho-so/{dossier.id}/", len(dossier.events)
    clients = [as_officer(colleague if who == "colleague" else who) for who in (one, other)]
    for client in clients:
        client.visit(page)
    assert pressed_together(address, *clients) == [302, 409]
    (refused,) = [client for client in clients if client.page.h1 == FIRST]
    said = ("Xin xem lại hồ sơ rồi hãy làm tiếp.", "Hồ sơ không còn ở bước làm được việc này.")
    assert any(words in refused.page.text for words in said), refused.page.text
    session.expire_all()
    assert len(session.get_one(Dossier, dossier.id).events) == before + 1


def test_two_dossiers_accepted_at_once_get_two_numbers_without_a_gap(session: Session, as_officer: Browser) -> None:
    dossiers = [a_claimed_dossier(session), a_claimed_dossier(session, officer="motcua2")]
    clients = [as_officer("motcua"), as_officer("motcua2")]
    for client, dossier in zip(clients, dossiers, strict=True):
        client.visit(f"/can-bo/ho-so/{dossier.id}/")
    assert pressed_together("/viec/accept", *clients) == [302, 302]
    assert sorted(session.scalars(select(RegisterEntry.number))) == [1, 2]
    receipts = session.scalars(select(Slip.dossier_id).where(Slip.kind == "intake_receipt"))
    assert sorted(receipts) == sorted(dossier.id for dossier in dossiers)


def test_a_result_handed_over_twice_at_once_is_handed_over_once(session: Session, as_officer: Browser) -> None:
    dossier = a_dossier_with_result(session)
    clients = [as_officer("motcua"), as_officer("motcua2")]
    for client in clients:
        client.visit(f"/can-bo/ho-so/{dossier.id}/viec/return_result")
    assert pressed_together("/viec/return_result", *clients, originals_compared="1") == [302, 409]
    session.expire_all()
    assert [event.action for event in session.get_one(Dossier, dossier.id).events].count("return_result") == 1


def test_a_draft_at_the_counter_saved_by_two_at_once_keeps_the_first_and_tells_the_second(
    session: Session, as_officer: Browser
) -> None:
    draft = a_begun_dossier(session, answers=ANSWERS)
    page, clients = f"/can-bo/tai-quay/{draft.draft_code}", [as_officer("motcua"), as_officer("motcua2")]
    for client in clients:
        client.visit(page)
    assert pressed_together(page, *clients, owner_name="Lê Thị Ba") == [302, 409]
