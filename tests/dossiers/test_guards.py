"""What must hold before a move, and the sentence a person reads when it does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.dossiers.desk import Actor
from portal.dossiers.guards import CHECKS
from portal.dossiers.models import Dossier
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Incomplete, InvalidMove, NotAllowed, PortalError
from portal.kernel.transaction import transaction
from portal.workflow.states import Action, Guard, State
from tests.builders.dossiers import (
    a_claimed_dossier,
    a_complete_draft,
    a_dossier_awaiting_signature,
    a_dossier_in_hand,
    a_dossier_with_result,
    a_draft,
    a_kept_pdf,
    a_sent_dossier,
    an_accepted_dossier,
    make_move,
)
from tests.builders.people import the_officer

A, G = Action, Guard
TAKE_FIRST = "Take the dossier first; another officer may be working on it"
LATER = datetime(2027, 1, 8, 10, tzinfo=UTC)
ITEM = {"name": "Hợp đồng", "reason": "mờ trang 2"}


def handed_over(session: Session) -> Dossier:
    dossier = an_accepted_dossier(session)
    make_move(session, dossier, A.HAND_OVER, the_officer(session, "motcua"))
    return dossier


def apologised(session: Session) -> Dossier:
    dossier = a_dossier_in_hand(session)
    make_move(session, dossier, A.APOLOGISE, the_officer(session, "thuly"), note="Máy hỏng", new_date=LATER)
    return dossier


def unsigned_at_the_clerk(session: Session) -> Dossier:
    """Return what no move leads to: with the clerk, but not signed."""
    dossier = a_dossier_awaiting_signature(session)
    make_move(session, dossier, A.SIGN, the_officer(session, "lanhdao"))
    with transaction(session):
        dossier.signed_at = None
    return dossier


def supplement_asked(session: Session) -> Dossier:
    dossier = a_claimed_dossier(session)
    make_move(session, dossier, A.REQUEST_SUPPLEMENT, the_officer(session, "motcua"), items=(ITEM,),
              answer_by=datetime(2026, 12, 23, 10, tzinfo=UTC))  # fmt: skip
    return dossier


Build = Callable[[Session], Dossier]
#: (guard, dossier, move, who, what they gave, kind of refusal, sentence)
REFUSALS: list[tuple[Guard, Build, Action, str, dict[str, Any], type[PortalError], str]] = [
    (G.COMPLETE, a_draft, A.SUBMIT, "citizen", {"consent": True}, Incomplete, "The dossier is not complete yet"),
    (G.CONSENT, a_complete_draft, A.SUBMIT, "citizen", {}, Incomplete,
     "Tick the box to confirm that what you declared is true"),
    (G.CLAIMED, a_sent_dossier, A.ACCEPT, "motcua", {}, NotAllowed, TAKE_FIRST),
    (G.CLAIMED, a_claimed_dossier, A.ACCEPT, "motcua2", {}, NotAllowed, TAKE_FIRST),
    (G.CLAIMED, a_sent_dossier, A.REFUSE_INTAKE, "motcua", {"note": "x"}, NotAllowed, TAKE_FIRST),
    (G.HOLDS, a_sent_dossier, A.REQUEST_SUPPLEMENT, "motcua", {"items": (ITEM,)}, NotAllowed, TAKE_FIRST),
    (G.REASON, a_claimed_dossier, A.REFUSE_INTAKE, "motcua", {"note": "  "}, Incomplete,
     "Write the reason"),
    (G.REASON, a_dossier_in_hand, A.REFUSE, "thuly", {}, Incomplete, "Write the reason"),
    (G.ITEMS, a_claimed_dossier, A.REQUEST_SUPPLEMENT, "motcua", {}, Incomplete, "Name each paper to supplement, with its reason"),
    (G.ITEMS, a_claimed_dossier, A.REQUEST_SUPPLEMENT, "motcua", {"items": ({"name": "Hợp đồng"},)}, Incomplete,
     "Name each paper to supplement, with its reason"),
    (G.HOLDS_LEG, handed_over, A.FINISH_LEG, "thuly", {}, NotAllowed, "Your unit has not received this dossier yet"),
    (G.LEG_SENT_HERE, a_dossier_in_hand, A.RECEIVE_LEG, "thuly", {}, NotAllowed, "This dossier was not sent to your unit"),
    (G.STEP_ALLOWS, a_dossier_in_hand, A.ISSUE_RESULT, "vanthu", {"number": "1"}, InvalidMove,
     "The dossier is no longer at the step where this can be done."),
    (G.STEP_ALLOWS, a_dossier_in_hand, A.SUBMIT_FOR_SIGNATURE, "thuly", {}, InvalidMove,
     "The dossier is no longer at the step where this can be done."),
    (G.PAYMENT_NOTICE, a_dossier_in_hand, A.REQUEST_PAYMENT, "thuly", {"amount_vnd": 5}, Incomplete,
     "Attach the tax or fee notice and enter the amount"),
    (G.PAYMENT_NOTICE, a_dossier_in_hand, A.REQUEST_PAYMENT, "thuly", {"file": "pdf"}, Incomplete,
     "Attach the tax or fee notice and enter the amount"),
    (G.SIGNED, unsigned_at_the_clerk, A.ISSUE_RESULT, "vanthu", {"file": "pdf", "number": "1"}, InvalidMove,
     "The result has not been signed yet"),
    (G.ORIGINALS_COMPARED, a_dossier_with_result, A.RETURN_RESULT, "motcua", {}, Incomplete,
     "Confirm that the originals were compared"),
    (G.NEW_DATE_LATER, a_dossier_in_hand, A.APOLOGISE, "thuly", {"note": "x", "new_date": datetime(2026, 11, 30, tzinfo=UTC)},
     Incomplete, "The new date must lie after the promised one"),
    (G.NOT_APOLOGISED, apologised, A.APOLOGISE, "thuly", {"note": "x", "new_date": LATER + timedelta(days=3)}, NotAllowed,
     "A new date was already given once"),
    (G.DEADLINE_PASSED, supplement_asked, A.STOP, "motcua", {"note": "x", "data": {"warned": True}}, NotAllowed,
     "The citizen still has time to answer"),
]  # fmt: skip


def attempt(session: Session, dossier: Dossier, action: Action, who: str, given: dict[str, Any]) -> None:
    person: Any = dossier.citizen if who == "citizen" else the_officer(session, who)
    facts = {name: a_kept_pdf(session) if value == "pdf" else value for name, value in given.items()}
    make_move(session, dossier, action, person, **facts)


@pytest.mark.parametrize(("guard", "build", "action", "who", "given", "kind", "sentence"), REFUSALS)
def test_each_guard_refuses_with_its_own_sentence(
    session: Session, guard: Guard, build: Build, action: Action, who: str, given: dict[str, Any], kind: type[PortalError],
    sentence: str,
) -> None:  # fmt: skip
    dossier = build(session)
    state, version, events = dossier.state, dossier.version, len(dossier.events)
    with pytest.raises(kind) as refused:
        attempt(session, dossier, action, who, given)
    assert refused.value.message == sentence
    assert type(refused.value) is kind
    if isinstance(refused.value, Incomplete):
        assert refused.value.missing == (guard.value,)
    session.expire_all()
    assert (dossier.state, dossier.version, len(dossier.events)) == (state, version, events)


def test_a_result_needs_its_file(session: Session) -> None:
    dossier = a_dossier_awaiting_signature(session)
    make_move(session, dossier, A.SIGN, the_officer(session, "lanhdao"))
    with pytest.raises(Incomplete, match="Attach the result"):
        attempt(session, dossier, A.ISSUE_RESULT, "vanthu", {"number": "CN 1"})


def test_an_apology_comes_a_working_day_before_the_promised_date(session: Session, clock: FixedClock) -> None:
    """Promised for Friday, 4 December: until Thursday, 17:00 (NĐ 61/2018 Art. 19.9)."""
    dossier = a_dossier_in_hand(session)
    clock.at = datetime(2026, 12, 3, 10, 0, 1, tzinfo=UTC)
    with pytest.raises(NotAllowed, match="working day before the promised date"):
        attempt(session, dossier, A.APOLOGISE, "thuly", {"note": "x", "new_date": LATER})
    clock.at = datetime(2026, 12, 3, 10, tzinfo=UTC)
    attempt(session, dossier, A.APOLOGISE, "thuly", {"note": "x", "new_date": LATER})
    assert dossier.promised_at == LATER


def test_appraisal_asks_for_a_supplement_within_three_working_days(session: Session, clock: FixedClock) -> None:
    """Accepted Monday the 23rd; the 24th is a day off: until Friday the 27th, 17:00."""
    dossier = a_dossier_in_hand(session)
    clock.at = datetime(2026, 11, 27, 10, 0, 1, tzinfo=UTC)
    with pytest.raises(NotAllowed, match="within 3 working days of acceptance"):
        attempt(session, dossier, A.REQUEST_SUPPLEMENT, "thuly", {"items": (ITEM,)})
    clock.at = datetime(2026, 11, 27, 10, tzinfo=UTC)
    attempt(session, dossier, A.REQUEST_SUPPLEMENT, "thuly", {"items": (ITEM,)})
    assert dossier.stands is State.SUPPLEMENT_REQUESTED


def test_a_second_request_needs_a_leader(session: Session) -> None:
    dossier = supplement_asked(session)
    make_move(session, dossier, A.ANSWER_SUPPLEMENT, dossier.citizen)
    with pytest.raises(Incomplete, match="A second request needs a leader's approval"):
        attempt(session, dossier, A.REQUEST_SUPPLEMENT, "motcua", {"items": (ITEM,)})
    attempt(session, dossier, A.REQUEST_SUPPLEMENT, "motcua", {"items": (ITEM,), "approved_by": "Phạm Thị Thu Hà"})
    assert dossier.stands is State.SUPPLEMENT_BEFORE_INTAKE


def test_a_dossier_is_stopped_only_after_a_warning(session: Session, clock: FixedClock) -> None:
    dossier = supplement_asked(session)
    clock.at = datetime(2026, 12, 24, tzinfo=UTC)
    machine = Actor("system", "Cổng dịch vụ công")
    with pytest.raises(NotAllowed, match="has not been warned yet"):
        make_move(session, dossier, A.STOP, machine, note="Quá hạn")
    make_move(session, dossier, A.STOP, machine, note="Quá hạn", data={"warned": True})
    assert dossier.stands is State.STOPPED


def test_every_guard_of_the_table_has_its_check() -> None:
    assert set(CHECKS) == set(Guard)
