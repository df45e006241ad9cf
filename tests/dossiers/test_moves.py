"""Two people at once, the same form twice, the wrong person, a failure half-way: is nothing lost and nothing doubled?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.models import Slip
from portal.dossiers.desk import Facts
from portal.dossiers.models import ClockSegment, Dossier, DossierEvent, Leg
from portal.dossiers.moves import claim, move, release
from portal.dossiers.queries import get_draft, get_for_officer
from portal.dossiers.register_models import RegisterEntry
from portal.kernel.errors import InvalidMove, NotAllowed, StaleVersion
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.web.app_state import now
from portal.workflow.states import TABLE, Action, State
from tests.builders.dossiers import (
    a_claimed_dossier,
    a_complete_draft,
    a_dossier_in_hand,
    a_draft,
    a_sent_dossier,
    an_accepted_dossier,
    make_move,
)
from tests.builders.people import a_citizen, acting, an_officer, the_officer
from tests.builders.together import together

LAN, PHUC = "motcua", "motcua2"


def take(session: Session, dossier: Dossier, who: str, version: int | None = None) -> None:
    with transaction(session):
        claim(session, dossier, by=acting(the_officer(session, who)), at=now(), version=version)


def accept(session: Session, dossier: Dossier, who: str = LAN, **more: Any) -> DossierEvent:
    with transaction(session):
        return move(
            session, dossier, Action.ACCEPT, by=acting(the_officer(session, who)), at=now(), desk=current_desk(), **more
        )


def rows(session: Session) -> dict[str, int]:
    kinds = (DossierEvent, Leg, ClockSegment, RegisterEntry, Notice, Slip)
    return {kind.__name__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


# ---- taking a dossier into hand


def test_who_claims_has_it_and_the_version_rises(session: Session) -> None:
    dossier = a_sent_dossier(session)
    take(session, dossier, LAN, version=2)
    assert dossier.holder_id == the_officer(session, LAN).id
    assert (dossier.claimed_at, dossier.version) == (now(), 3)
    assert dossier.events[-1].action == "claim"


def test_claiming_one_s_own_again_changes_nothing(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    take(session, dossier, LAN)
    assert [event.action for event in dossier.events] == ["submit", "claim"]


def test_the_second_officer_reads_who_was_first(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    with pytest.raises(StaleVersion) as refused:
        take(session, dossier, PHUC)
    assert (refused.value.by, refused.value.action, refused.value.at) == ("Nguyễn Thị Ngọc Lan", "claim", now())
    assert dossier.holder_id == the_officer(session, LAN).id


def test_two_officers_claiming_at_once_one_gets_it(app: Flask, session: Session) -> None:
    dossier_id = a_sent_dossier(session).id

    def claims(who: str) -> Callable[[Session], Any]:
        return lambda own: take(own, own.get_one(Dossier, dossier_id), who)

    outcomes = together(app, claims(LAN), claims(PHUC))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleVersion"]
    (stale,) = [outcome for outcome in outcomes if outcome is not None]
    session.rollback()
    dossier = session.get_one(Dossier, dossier_id)
    assert dossier.holder is not None and stale.by == dossier.holder.full_name
    assert [event.action for event in dossier.events] == ["submit", "claim"]


def test_a_page_looked_at_too_long_claims_nothing(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    with transaction(session):
        release(session, dossier, by=acting(the_officer(session, LAN)), at=now())
    with pytest.raises(StaleVersion) as refused:
        take(session, dossier, PHUC, version=2)
    assert refused.value.action == "release"
    take(session, dossier, PHUC, version=dossier.version)


def test_only_the_holder_puts_it_back(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    with pytest.raises(InvalidMove), transaction(session):
        release(session, dossier, by=acting(the_officer(session, PHUC)), at=now())
    with transaction(session):
        release(session, dossier, by=acting(the_officer(session, LAN)), at=now())
    assert (dossier.holder_id, dossier.claimed_at) == (None, None)


def test_who_does_not_take_in_cannot_claim(session: Session) -> None:
    dossier = a_sent_dossier(session)
    for who in ("thuly", "quantri", "lanhdao"):
        with pytest.raises(InvalidMove):
            take(session, dossier, who)


def test_an_accepted_dossier_is_claimed_no_more(session: Session) -> None:
    dossier = an_accepted_dossier(session)
    with transaction(session):
        dossier.holder_id = None
    with pytest.raises(InvalidMove):
        take(session, dossier, PHUC)


# ---- twice, late, at once


def test_the_same_form_sent_twice_is_one_event(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    first = accept(session, dossier, form_key="f1")
    before = rows(session)
    assert accept(session, dossier, form_key="f1", version=1).id == first.id
    assert rows(session) == before


def test_a_page_looked_at_too_long_names_who_was_faster(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    looked_at = dossier.version
    accept(session, dossier)
    with pytest.raises(StaleVersion) as refused, transaction(session):
        move(session, dossier, Action.REFUSE_INTAKE, by=acting(the_officer(session, LAN)), at=now(), desk=current_desk(),
             facts=Facts(note="Thiếu"), version=looked_at)  # fmt: skip
    assert (refused.value.by, refused.value.action, refused.value.at) == ("Nguyễn Thị Ngọc Lan", "accept", now())


def test_one_officer_in_two_windows_accepts_and_refuses_once(app: Flask, session: Session) -> None:
    dossier = a_claimed_dossier(session)
    dossier_id, version = dossier.id, dossier.version

    def makes(action: Action, **facts: Any) -> Callable[[Session], Any]:
        def act(own: Session) -> str:
            found = own.get_one(Dossier, dossier_id)
            with transaction(own):
                event = move(own, found, action, by=acting(the_officer(own, LAN)), at=now(), desk=current_desk(),
                             facts=Facts(**facts), version=version)  # fmt: skip
            return event.action

        return act

    outcomes = together(app, makes(Action.ACCEPT), makes(Action.REFUSE_INTAKE, note="Thiếu"))
    assert [type(outcome) for outcome in outcomes].count(StaleVersion) == 1
    session.rollback()
    assert len(session.get_one(Dossier, dossier_id).events) == 3


# ---- who, and where


def test_the_wrong_officer_is_not_allowed(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    for who, action in (("thuly", Action.ACCEPT), ("quantri", Action.ACCEPT), ("lanhdao", Action.REFUSE_INTAKE)):
        with pytest.raises(NotAllowed):
            make_move(session, dossier, action, the_officer(session, who), note="x")


def test_the_right_role_in_another_agency_is_the_wrong_officer(session: Session) -> None:
    dossier = a_dossier_in_hand(session)
    elsewhere = an_officer(session, ("case_officer", "cnvpdkdd-ben-tre"))
    with pytest.raises(NotAllowed):
        make_move(session, dossier, Action.FINISH_LEG, elsewhere)


def test_an_officer_cannot_act_as_the_citizen_nor_the_citizen_as_an_officer(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    with pytest.raises(NotAllowed):
        make_move(session, dossier, Action.REQUEST_WITHDRAWAL, the_officer(session, LAN), note="x")
    with pytest.raises(NotAllowed):
        make_move(session, dossier, Action.ACCEPT, dossier.citizen)


def test_a_move_from_the_wrong_state_says_so(session: Session) -> None:
    with pytest.raises(InvalidMove):
        make_move(session, a_draft(session), Action.ACCEPT, the_officer(session, LAN))
    dossier = an_accepted_dossier(session)
    for action in (Action.ACCEPT, Action.SUBMIT, Action.RETURN_RESULT):
        with pytest.raises(InvalidMove):
            make_move(session, dossier, action, the_officer(session, LAN))
    assert dossier.stands is State.ACCEPTED


def test_no_other_door_leads_out_of_a_sent_dossier(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    for action in (action for action, row in TABLE.items() if State.SUBMITTED not in row.paths):
        with pytest.raises(InvalidMove):
            make_move(session, dossier, action, the_officer(session, LAN), note="x")


# ---- all or nothing


def test_a_move_whose_slip_cannot_be_made_leaves_nothing(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    before, version = rows(session), dossier.version

    def fails(*_: object) -> None:
        raise RuntimeError("no paper left")

    broken = replace(current_desk(), followers=(*current_desk().followers, fails))
    with pytest.raises(RuntimeError), transaction(session):
        move(session, dossier, Action.ACCEPT, by=acting(the_officer(session, LAN)), at=now(), desk=broken)
    assert rows(session) == before
    assert (dossier.stands, dossier.version, dossier.accepted_at, dossier.promised_at) == (
        State.SUBMITTED,
        version,
        None,
        None,
    )
    accept(session, dossier)
    assert session.scalars(select(RegisterEntry.number)).all() == [1]


def test_followers_see_the_finished_move(session: Session) -> None:
    dossier = a_claimed_dossier(session)
    seen: list[tuple[str, str, bool]] = []

    def follows(own: Session, moved: Dossier, event: DossierEvent, desk: object) -> None:
        seen.append((moved.state, event.action, moved.promised_at is not None))

    desk = replace(current_desk(), followers=(follows,))
    with transaction(session):
        move(session, dossier, Action.ACCEPT, by=acting(the_officer(session, LAN)), at=now(), desk=desk)
    assert seen == [("accepted", "accept", True)]


@pytest.mark.parametrize("who", ["citizen", "officer"])
def test_a_dossier_that_was_read_with_all_its_parts_can_be_moved(session: Session, who: str) -> None:
    """PostgreSQL cannot lock what was joined: the lock is on the dossier alone."""
    if who == "citizen":
        draft_code = a_complete_draft(session).draft_code
        session.expunge_all()
        found = get_draft(session, a_citizen(session), draft_code)
        make_move(session, found, Action.SUBMIT, found.citizen, consent=True)
    else:
        dossier_id = a_sent_dossier(session).id
        session.expunge_all()
        found = get_for_officer(session, the_officer(session, LAN), dossier_id)
        take(session, found, LAN)
        accept(session, found)
    assert found.stands is (State.SUBMITTED if who == "citizen" else State.ACCEPTED)
