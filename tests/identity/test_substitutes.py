"""Standing in during leave: the same roles, on these days, never more; the history says for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.scopes import reach_over_people
from portal.dossiers.models import DossierEvent
from portal.identity.models import Officer
from portal.identity.people_models import OfficerEvent
from portal.identity.people_operations import Administrator, close_account
from portal.identity.role_operations import take_role
from portal.identity.substitutes import end, get_substitution, name_substitute
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid
from portal.kernel.transaction import transaction
from portal.web.app_state import now
from tests.builders.dossiers import a_sent_dossier
from tests.builders.people import an_officer, the_officer
from tests.strict_client import StrictClient

SignedIn = Callable[..., StrictClient]
BRANCH = "cnvpdkdd-vinh-long"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def away(session: Session) -> Officer:
    return an_officer(session, ("approver", BRANCH), full_name="Phạm Thị Đi")


@pytest.fixture
def substitute(session: Session) -> Officer:
    return an_officer(session, ("clerk", BRANCH), full_name="Kim Văn Thay")


def named(session: Session, away: Officer, by: Officer, first: date = MONDAY, last: date = TUESDAY) -> int:
    with transaction(session):
        return name_substitute(session, away, by, valid_from=first, valid_to=last, by=away, at=now()).id


def can_sign(officer: Officer, on: date) -> bool:
    officer.on = on
    return officer.can("dossier.sign")


def test_the_substitute_holds_the_roles_on_these_days_and_no_others(
    session: Session, away: Officer, substitute: Officer
) -> None:
    named(session, away, substitute, TUESDAY, TUESDAY)
    assert [can_sign(substitute, MONDAY + timedelta(days=n)) for n in range(3)] == [False, True, False]
    assert can_sign(away, TUESDAY)


def test_nobody_passes_on_what_is_held_for_another(session: Session, away: Officer, substitute: Officer) -> None:
    third = an_officer(session, ("clerk", BRANCH))
    named(session, away, substitute)
    named(session, substitute, third, date(2026, 12, 1), date(2026, 12, 2))
    assert not can_sign(third, date(2026, 12, 1))
    with pytest.raises(Invalid):
        named(session, third, away)  # who is on leave stands in for nobody


def test_what_the_person_loses_the_substitute_loses_too(session: Session, away: Officer, substitute: Officer) -> None:
    named(session, away, substitute)
    keeper = the_officer(session, "quantri")
    keeper.on = MONDAY
    by = Administrator(keeper, reach_over_people(session, keeper.grants, MONDAY))
    with transaction(session):
        take_role(session, away, away.own_roles[0], by=by, at=now())
    assert not can_sign(substitute, MONDAY)
    other = an_officer(session, ("approver", BRANCH))
    named(session, other, substitute)
    assert can_sign(substitute, MONDAY)
    with transaction(session):
        close_account(session, other, by=by, at=now())
    assert not can_sign(substitute, MONDAY)


@pytest.mark.parametrize(("first", "last"), [(-1, 1), (2, 1), (0, 400)])
def test_odd_days_are_refused(session: Session, away: Officer, substitute: Officer, first: int, last: int) -> None:
    with pytest.raises(Invalid):
        named(session, away, substitute, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))


def test_only_a_colleague_of_the_same_agency_stands_in_and_nobody_names_themselves(
    session: Session, away: Officer, substitute: Officer
) -> None:
    elsewhere = an_officer(session, ("clerk", "so-y-te"))
    for other in (elsewhere, away):
        with pytest.raises(Invalid):
            named(session, away, other)
    with pytest.raises(Invalid), transaction(session):
        name_substitute(session, away, substitute, valid_from=MONDAY, valid_to=MONDAY, by=substitute, at=now())


def test_it_can_be_ended_early(session: Session, away: Officer, substitute: Officer) -> None:
    number = named(session, away, substitute)
    with transaction(session):
        end(session, get_substitution(session, number), at=now())
    assert not can_sign(substitute, MONDAY)


def test_an_officer_names_a_substitute_and_both_pages_say_so(
    session: Session, as_officer: SignedIn, away: Officer, substitute: Officer
) -> None:
    client = as_officer(away)
    client.visit("/can-bo/tai-khoan")
    client.click("Cử người làm thay")
    assert client.submit("Cử người này", substitute=str(substitute.id)).status_code == 422
    assert [field for field, _ in client.page.errors] == ["valid_from", "valid_to"]
    days = {f"valid_{end}.{part}": value for end, day in (("from", "23"), ("to", "24"))
            for part, value in (("day", day), ("month", "11"), ("year", "2026"))}  # fmt: skip
    client.submit("Cử người này", days, substitute=str(substitute.id))
    assert "Kim Văn Thay làm thay Phạm Thị Đi" in client.page.text
    theirs = as_officer(substitute)
    theirs.visit("/can-bo/tai-khoan")
    assert "làm thay Phạm Thị Đi" in theirs.page.text
    assert "Kết thúc ngay" not in theirs.page.text
    client.submit("Kết thúc ngay")
    session.rollback()
    assert len(substitute.roles) == 1
    assert list(session.scalars(select(OfficerEvent.action))) == ["substitute_named"] * 2 + ["substitution_ended"] * 2


def test_the_history_of_a_dossier_says_for_whom_somebody_acted(
    session: Session, as_officer: SignedIn, clock: FixedClock
) -> None:
    dossier = a_sent_dossier(session)
    office = dossier.onestop_code or ""
    away = an_officer(session, ("intake_officer", office), full_name="Phạm Thị Đi")
    substitute = an_officer(session, ("clerk", office), full_name="Kim Văn Thay")
    named(session, away, substitute)
    client = as_officer(substitute)
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    client.submit(form="/nhan")
    assert "Kim Văn Thay (làm thay Phạm Thị Đi)" in client.page.text
    session.rollback()
    claimed = session.scalars(select(DossierEvent).where(DossierEvent.action == "claim")).one()
    assert (claimed.by_name, claimed.stands_in_for) == ("Kim Văn Thay", "Phạm Thị Đi")


def test_who_holds_the_role_for_good_acts_in_the_own_name(session: Session, as_officer: SignedIn) -> None:
    dossier = a_sent_dossier(session)
    office = dossier.onestop_code or ""
    away = an_officer(session, ("intake_officer", office))
    substitute = an_officer(session, ("intake_officer", office))
    named(session, away, substitute)
    client = as_officer(substitute)
    client.visit(f"/can-bo/ho-so/{dossier.id}/")
    client.submit(form="/nhan")
    session.rollback()
    assert session.scalars(select(DossierEvent).where(DossierEvent.action == "claim")).one().stands_in_for == ""
