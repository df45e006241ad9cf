"""A citizen filed online, promised a paper, and now lays it on the counter: noted, tracked, and told to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.dossiers.bringing import papers_to_bring
from portal.dossiers.custody import receive_promised, whereabouts
from portal.dossiers.models import Dossier
from portal.dossiers.work_models import Verdict
from portal.kernel.clock import FixedClock
from portal.kernel.errors import NotAllowed
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from portal.workflow.states import Action
from tests.builders.dossiers import a_returned_dossier, an_accepted_dossier, make_move
from tests.builders.people import acting, an_officer, the_officer
from tests.builders.procedures import ONESTOP
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]
BUTTON = "Đã nhận các giấy này"
PAPER, TO_SEND = "hop-dong", "Giấy tờ cần gửi đi"


@pytest.fixture
def dossier(session: Session) -> Dossier:
    """A land transfer whose certificate was photographed and whose contract is to be brought."""
    found = an_accepted_dossier(session)
    assert [paper.id for paper in papers_to_bring(found)] == [PAPER]
    return found


def at_work(client: StrictClient, dossier: Dossier) -> StrictClient:
    client.visit(f"/can-bo/ho-so/{dossier.id}/?hang=all")
    return client


def at_counter(client: StrictClient) -> str:
    client.visit("/can-bo/tai-quay")
    return client.page.text


def test_what_was_promised_is_taken_in_and_nobody_asks_for_it_again(
    as_officer: Browser, as_citizen: Browser, session: Session, dossier: Dossier
) -> None:
    client = at_work(as_officer("motcua"), dossier)
    client.submit(BUTTON, {f"brought-{PAPER}": "original"})
    assert "hang=all" in client.page.url and "Đã ghi nhận" in client.page.text
    session.expire_all()
    assert papers_to_bring(dossier) == []
    (row,) = dossier.handed
    assert (row.form, row.agency_code, row.returned_at) == ("original", dossier.onestop_code, None)
    assert BUTTON not in client.page.text and "Đã trả cho người dân" in client.page.text
    owner = as_citizen()
    owner.visit(f"/ho-so/{dossier.code}/")
    assert "Đã nhận giấy tờ mang đến quầy" in owner.page.text and row.name in owner.page.text


def test_what_was_found_missing_is_judged_anew(session: Session, dossier: Dossier) -> None:
    with transaction(session):
        for paper, verdict in (("gcn", "mo"), (PAPER, "thieu")):
            found = {"ref": paper, "verdict": verdict, "by_name": "Lê Lan", "at": now()}
            session.add(Verdict(dossier_id=dossier.id, kind="paper", **found))
    with transaction(session):
        receive_promised(session, dossier, {PAPER: "copy"}, by=acting(the_officer(session, "motcua")), at=now())
    assert [row.ref for row in session.scalars(select(Verdict))] == ["gcn"]


def test_whoever_takes_it_has_it_not_who_received_the_dossier(
    session: Session, clock: FixedClock, dossier: Dossier
) -> None:
    clock.at += timedelta(hours=1)
    other = an_officer(session, ("intake_officer", ONESTOP))
    with transaction(session):
        receive_promised(session, dossier, {PAPER: "copy"}, by=acting(other), at=now())
    assert whereabouts(dossier, dossier.handed[0]).holder == other.full_name


def test_nothing_chosen_is_said(as_officer: Browser, dossier: Dossier) -> None:
    client = at_work(as_officer("motcua"), dossier)
    client.submit(BUTTON)
    assert "Chọn cho từng giấy đã mang đến" in client.page.text and "#" not in client.page.url


def test_it_follows_a_dossier_that_has_gone_on(
    as_officer: Browser, session: Session, clock: FixedClock, dossier: Dossier
) -> None:
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    make_move(session, dossier, Action.RECEIVE_LEG, the_officer(session, "thuly"))
    clock.at += timedelta(hours=1)
    client = at_work(as_officer("motcua"), dossier)
    client.submit(BUTTON, {f"brought-{PAPER}": "copy"})
    assert "đang chuyển đến" in client.page.text
    assert TO_SEND in at_counter(client)
    branch = at_work(as_officer("thuly"), dossier)
    session.expire_all()
    branch.submit("Các giấy này đã đến", arrived=[str(dossier.handed[0].id)])
    session.expire_all()
    assert whereabouts(dossier, dossier.handed[0]).agency_code == dossier.agency_code
    assert TO_SEND not in at_counter(client)


def test_what_came_before_the_dossier_goes_on_goes_along(
    as_officer: Browser, session: Session, clock: FixedClock, dossier: Dossier
) -> None:
    clock.at += timedelta(minutes=10)
    client = at_work(as_officer("motcua"), dossier)
    client.submit(BUTTON, {f"brought-{PAPER}": "original"})
    clock.at += timedelta(minutes=10)
    session.expire_all()
    make_move(session, dossier, Action.HAND_OVER, the_officer(session, "motcua"))
    assert whereabouts(dossier, dossier.handed[0]).agency_code == dossier.agency_code
    assert TO_SEND not in at_counter(client)


def test_twice_is_once_and_only_at_a_desk_of_the_dossier(session: Session, dossier: Dossier) -> None:
    for expected in (1, 0):
        with transaction(session):
            who = acting(the_officer(session, "motcua"))
            assert len(receive_promised(session, dossier, {PAPER: "copy"}, by=who, at=now())) == expected
    with pytest.raises(NotAllowed), transaction(session):
        receive_promised(session, dossier, {PAPER: "copy"}, by=acting(the_officer(session, "thuly")), at=now())


def test_what_is_over_waits_for_nothing(as_officer: Browser, session: Session) -> None:
    assert BUTTON not in at_work(as_officer("motcua"), a_returned_dossier(session)).page.text
