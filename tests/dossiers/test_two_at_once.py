"""Two people at once on every move of the table: does one of them make it, and does the other read who was first?

Each acts in a thread, a request and a transaction of their own, on the same version of the dossier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.documents.desk import current_desk
from portal.documents.models import Slip
from portal.dossiers.desk import Actor, Facts
from portal.dossiers.models import Dossier, DossierEvent
from portal.dossiers.moves import move, place_of
from portal.dossiers.register_models import RegisterEntry
from portal.dossiers.supplements import approve, decline
from portal.kernel.clock import FixedClock
from portal.kernel.errors import PortalError
from portal.kernel.transaction import transaction
from portal.notices.models import Notice
from portal.storage.models import StoredFile
from portal.web.app_state import now
from portal.web.error_pages import sentence
from portal.workflow.states import TABLE, Action
from tests.builders.dossiers import (
    a_claimed_dossier,
    a_complete_draft,
    a_dossier_awaiting_payment,
    a_dossier_awaiting_signature,
    a_dossier_in_hand,
    a_dossier_with_result,
    a_kept_pdf,
    an_accepted_dossier,
    make_move,
)
from tests.builders.people import acting, an_officer, the_officer
from tests.builders.supplements import a_dossier_asked_in_appraisal, answer, ask
from tests.builders.together import together

A = Action
LAN, THULY, LANHDAO, VANTHU, CITIZEN, MACHINE, ADMIN = (
    "motcua", "thuly", "lanhdao", "vanthu", "citizen", "machine", "admin",
)  # fmt: skip
ITEM = {"name": "Hợp đồng", "reason": "mờ trang 2"}
NEW_DATE = datetime(2027, 1, 8, 10, tzinfo=UTC)
WHY = {"note": "Có lý do rõ ràng"}
Build = Callable[[Session], Dossier]


def after(build: Build, *moves: tuple[Action, str, dict[str, Any]]) -> Build:
    """Return what builds a dossier and goes on with these moves."""

    def built(session: Session) -> Dossier:
        dossier = build(session)
        for action, who, facts in moves:
            by = dossier.citizen if who == CITIZEN else the_officer(session, who)
            make_move(session, dossier, action, by, **facts)
        return dossier

    return built


@dataclass(frozen=True)
class Scene:
    """Who makes the move on which dossier, and what they give; `alone`: only the holder may, in two windows."""

    build: Build
    who: str
    facts: Mapping[str, Any]
    alone: bool = False
    days_later: int = 0


ASKED = (A.REQUEST_SUPPLEMENT, LAN, {"items": (ITEM,), "answer_by": datetime(2026, 12, 23, 10, tzinfo=UTC)})
signed = after(a_dossier_awaiting_signature, (A.SIGN, LANHDAO, {}))
handed_over = after(an_accepted_dossier, (A.HAND_OVER, LAN, {}))
asked = after(a_claimed_dossier, ASKED)
withdrawing = after(an_accepted_dossier, (A.REQUEST_WITHDRAWAL, CITIZEN, WHY))
FILE = {"file": "a PDF"}
SCENES: Mapping[Action, Scene] = {
    A.SUBMIT: Scene(a_complete_draft, CITIZEN, {"consent": True}),
    A.ANSWER_SUPPLEMENT: Scene(asked, CITIZEN, {}),
    A.ACCEPT: Scene(a_claimed_dossier, LAN, {}, alone=True),
    A.RECEIVE_LEG: Scene(handed_over, THULY, {}),
    A.HAND_OVER: Scene(an_accepted_dossier, LAN, {}),
    A.FINISH_LEG: Scene(a_dossier_in_hand, THULY, {}),
    A.SUBMIT_FOR_SIGNATURE: Scene(after(a_dossier_in_hand, (A.FINISH_LEG, THULY, {})), THULY, {}),
    A.SIGN: Scene(a_dossier_awaiting_signature, LANHDAO, {}),
    A.ISSUE_RESULT: Scene(signed, VANTHU, {**FILE, "number": "CN 01234567"}),
    A.RETURN_RESULT: Scene(a_dossier_with_result, LAN, {"originals_compared": True}),
    A.REQUEST_PAYMENT: Scene(a_dossier_in_hand, THULY, {**FILE, "amount_vnd": 1_250_000}),
    A.CONFIRM_PAYMENT: Scene(a_dossier_awaiting_payment, THULY, {}),
    A.CONFIRM_WITHDRAWAL: Scene(withdrawing, LAN, {}),
    A.DECLINE_WITHDRAWAL: Scene(withdrawing, LAN, WHY),
    A.REQUEST_SUPPLEMENT: Scene(a_claimed_dossier, LAN, ASKED[2], alone=True),
    A.RETURN_LEG: Scene(a_dossier_in_hand, THULY, WHY),
    A.SEND_BACK: Scene(a_dossier_awaiting_signature, LANHDAO, WHY),
    A.APOLOGISE: Scene(a_dossier_in_hand, THULY, {**WHY, "new_date": NEW_DATE}),
    A.REFUSE_INTAKE: Scene(a_claimed_dossier, LAN, WHY, alone=True),
    A.REFUSE: Scene(a_dossier_in_hand, THULY, WHY),
    A.STOP: Scene(asked, MACHINE, {**WHY, "data": {"warned": True}}, days_later=60),
    A.REQUEST_WITHDRAWAL: Scene(an_accepted_dossier, CITIZEN, WHY),
    A.REOPEN: Scene(after(a_claimed_dossier, (A.REFUSE_INTAKE, LAN, WHY)), ADMIN, WHY),
}


def test_every_move_of_the_table_has_its_scene() -> None:
    assert set(SCENES) == set(TABLE)


def actors(session: Session, scene: Scene, dossier: Dossier) -> tuple[Actor, Actor]:
    """Return who makes the move, and a colleague with the same roles (or the same person in another window)."""
    place = place_of(dossier) or ""
    if scene.who == CITIZEN:
        return (acting(dossier.citizen),) * 2
    if scene.who == MACHINE:
        return (Actor("system", "Cổng"),) * 2
    if scene.who == ADMIN:
        lead = the_officer(session, "quantri")
        return (Actor("officer", lead.full_name, lead.id, {place: frozenset({"sysadmin"})}),) * 2
    first = acting(the_officer(session, scene.who), field=dossier.field_code)
    if scene.alone:
        return first, first
    other = an_officer(session, *((role, place) for role in sorted(first.roles_at(place))))
    return first, acting(other, field=dossier.field_code)


def written(session: Session, dossier_id: int) -> dict[str, int]:
    """Return how many rows tell of the dossier."""
    code = select(Dossier.code).where(Dossier.id == dossier_id).scalar_subquery()
    counted = {
        "events": select(func.count(DossierEvent.id)).where(DossierEvent.dossier_id == dossier_id),
        "slips": select(func.count(Slip.id)).where(Slip.dossier_id == dossier_id),
        "notices": select(func.count(Notice.id)).where(Notice.subject_key == code),
        "register": select(func.count(RegisterEntry.id)).where(RegisterEntry.dossier_id == dossier_id),
    }
    return {name: session.scalar(question) or 0 for name, question in counted.items()}


def makes(
    action: Action, dossier_id: int, version: int, by: Actor, key: str, facts: Mapping[str, Any], file: int
) -> Callable[[Session], Any]:  # fmt: skip
    def act(own: Session) -> str:
        given = {**facts, **({"file": own.get_one(StoredFile, file)} if "file" in facts else {})}
        found = own.get_one(Dossier, dossier_id)
        with transaction(own):
            move(own, found, action, by=by, at=now(), desk=current_desk(), version=version, facts=Facts(**given),
                 form_key=key)  # fmt: skip
        return "made"

    return told(act)


def told(act: Callable[[Session], Any]) -> Callable[[Session], Any]:
    """Return the act that ends with (status, sentence) when it is refused, as the page of the refusal says it."""

    def acted(own: Session) -> Any:
        try:
            return act(own)
        except PortalError as error:
            return error.status, sentence(error)

    return acted


def the_one_refusal(outcomes: list[Any]) -> tuple[int, str]:
    """Return what the second one was told; AssertionError unless exactly one was first."""
    refused = [outcome for outcome in outcomes if isinstance(outcome, tuple)]
    assert len(refused) == 1 and len(outcomes) == 2, outcomes
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    return refused[0]


@pytest.mark.parametrize("action", list(TABLE))
def test_one_makes_the_move_and_the_other_reads_who_was_first(
    app: Flask, session: Session, clock: FixedClock, action: Action
) -> None:
    scene = SCENES[action]
    dossier = scene.build(session)
    file = a_kept_pdf(session).id if "file" in scene.facts else 0
    clock.at += timedelta(days=scene.days_later)
    people = actors(session, scene, dossier)
    dossier_id, version, before = dossier.id, dossier.version, written(session, dossier.id)
    session.rollback()
    acts = (makes(action, dossier_id, version, by, f"form{n}", scene.facts, file) for n, by in enumerate(people))
    status, words = the_one_refusal(together(app, *acts))
    assert status == 409
    assert words.startswith(tuple(by.name for by in people)), words
    assert words.endswith("Xin xem lại hồ sơ rồi hãy làm tiếp."), words
    session.rollback()
    now_written, row = written(session, dossier_id), TABLE[action]
    assert now_written["events"] == before["events"] + 1
    assert now_written["slips"] == before["slips"] + bool(row.slip)
    called_later = action is A.ISSUE_RESULT  # the citizen is called when the counter has the result
    assert now_written["notices"] == before["notices"] + (bool(row.notice) and not called_later)
    assert now_written["register"] == (1 if action is A.ACCEPT else before["register"])
    assert session.get_one(Dossier, dossier_id).version == version + 1


def a_dossier_asked_about_twice(session: Session) -> Dossier:
    """Return a dossier whose second request for a supplement waits for a leader."""
    dossier = a_dossier_asked_in_appraisal(session)
    answer(session, dossier)
    ask(session, dossier, who="thuly", why_again="Trang 2 vẫn mờ")
    return dossier


def decides(dossier_id: int, request: int, by: Actor, key: str, verdict: str) -> Callable[[Session], Any]:
    def act(own: Session) -> str:
        found = own.get_one(Dossier, dossier_id)
        with transaction(own):
            if verdict == "let through":
                approve(own, found, request, "Cần cho rõ", by=by, at=now(), desk=current_desk(), form_key=key)
            else:
                decline(own, found, request, "Đã đủ rồi", by=by, at=now(), form_key=key)
        return verdict

    return told(act)


@pytest.mark.parametrize("verdicts", [("let through",) * 2, ("let through", "declined"), ("declined",) * 2])
def test_two_leaders_decide_about_one_second_request(app: Flask, session: Session, verdicts: tuple[str, str]) -> None:
    dossier = a_dossier_asked_about_twice(session)
    other = an_officer(session, ("unit_leader", dossier.agency_code or ""), full_name="Phạm Minh Đức")
    leaders = [acting(person, field=dossier.field_code) for person in (the_officer(session, LANHDAO), other)]
    dossier_id, request, before = dossier.id, dossier.supplements[-1].id, written(session, dossier.id)
    session.rollback()
    acts = [decides(dossier_id, request, by, f"verdict{n}", verdicts[n]) for n, by in enumerate(leaders)]
    outcomes = together(app, *acts)
    status, words = the_one_refusal(outcomes)
    [first] = [n for n, outcome in enumerate(outcomes) if outcome == verdicts[n]]
    said = "đã duyệt" if outcomes[first] == "let through" else "không duyệt"
    assert status == 409 and words.startswith(leaders[first].name) and said in words.lower(), words
    session.rollback()
    is_sent, now_written = outcomes[first] == "let through", written(session, dossier_id)
    assert now_written["events"] == before["events"] + 1
    assert now_written["slips"] == before["slips"] + is_sent and now_written["notices"] == before["notices"] + is_sent
    row = session.get_one(Dossier, dossier_id).supplements[-1]
    assert (row.state, row.decided_by) == ("open" if is_sent else "declined", leaders[first].name)
