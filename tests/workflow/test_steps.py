"""Which moves does a step allow, and when should each hop end?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.clock import ZONE
from portal.workflow.calendar import OfficeHours, WorkingCalendar
from portal.workflow.deadlines import Limit, Unit, due
from portal.workflow.states import Action, State, find_move
from portal.workflow.steps import actions_from, leg_due, next_steps, plan
from tests.builders.steps import LAND

CALENDAR = WorkingCalendar(OfficeHours((time(7), time(11)), (time(13), time(17))), frozenset(range(5)))
A = Action


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def test_the_next_step_and_beyond_an_optional_one() -> None:
    assert [step.id for step in next_steps(LAND, "nhan")] == ["tham-tra"]
    assert [step.id for step in next_steps(LAND, "tham-tra")] == ["thue", "cap-nhat"]
    assert next_steps(LAND, "tra") == ()
    with pytest.raises(ValueError, match="not in list"):
        next_steps(LAND, "khong-co")


@pytest.mark.parametrize(
    ("current", "actions"),
    [
        ("nhan", {A.HAND_OVER, A.FINISH_LEG}),
        ("tham-tra", {A.REQUEST_PAYMENT, A.FINISH_LEG, A.RETURN_LEG}),
        ("thue", {A.CONFIRM_PAYMENT, A.FINISH_LEG}),
        ("cap-nhat", {A.SUBMIT_FOR_SIGNATURE, A.RETURN_LEG}),
        ("ky", {A.SIGN, A.SEND_BACK}),
        ("so", {A.ISSUE_RESULT}),
        ("tra", {A.RETURN_RESULT}),
    ],
)
def test_the_current_step_says_which_hops_are_possible(current: str, actions: set[Action]) -> None:
    assert actions_from(LAND, current) == actions


def test_a_dossier_walks_from_acceptance_to_return() -> None:
    """Each move is allowed by the table to the role of the step, and by the step itself."""
    state = State.ACCEPTED
    for current, action, role in [
        ("nhan", A.HAND_OVER, "intake_officer"),
        ("tham-tra", A.REQUEST_PAYMENT, "case_officer"),
        ("thue", A.CONFIRM_PAYMENT, "partner_officer"),
        ("thue", A.FINISH_LEG, "partner_officer"),
        ("cap-nhat", A.SUBMIT_FOR_SIGNATURE, "case_officer"),
        ("ky", A.SEND_BACK, "approver"),
        ("cap-nhat", A.SUBMIT_FOR_SIGNATURE, "case_officer"),
        ("ky", A.SIGN, "approver"),
        ("so", A.ISSUE_RESULT, "clerk"),
        ("tra", A.RETURN_RESULT, "intake_officer"),
    ]:
        assert action in actions_from(LAND, current), (current, action)
        state = find_move(state, action, {role}).target_from(state)
    assert state is State.RETURNED


def test_the_plan_ends_each_step_with_a_half_day() -> None:
    planned = plan(LAND, at("2026-11-23 09:00"), CALENDAR)
    assert list(planned) == [step.id for step in LAND]
    assert planned["nhan"] == at("2026-11-23 17:00")
    assert planned["tham-tra"] == at("2026-11-26 17:00")
    assert planned["thue"] == planned["tham-tra"]
    assert planned["tra"] == at("2026-12-03 11:00")


@pytest.mark.parametrize(
    ("sent", "days", "ends"),
    [
        ("2026-11-23 09:00", 0.5, "2026-11-23 17:00"),  # morning to afternoon
        ("2026-11-23 14:00", 0.5, "2026-11-24 11:00"),  # afternoon to next morning
        ("2026-11-27 09:00", 1, "2026-11-30 11:00"),  # morning to morning
        ("2026-11-23 17:00", 1, "2026-11-24 17:00"),
    ],
)
def test_a_leg_is_due_at_the_end_of_a_half_day(sent: str, days: float, ends: str) -> None:
    step = replace(LAND[1], days=days)
    assert leg_due(step, at(sent), CALENDAR) == at(ends)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.lists(st.integers(0, 10), min_size=1, max_size=6),
)
def test_steps_that_add_up_to_the_limit_end_by_the_promise(naive: datetime, halves: list[int]) -> None:
    accepted = naive.replace(tzinfo=UTC, second=0, microsecond=0)
    halves[-1] += sum(halves) % 2
    steps = [replace(LAND[1], id=str(i), days=n / 2) for i, n in enumerate(halves)]
    limit = Limit(sum(halves) // 2, Unit.WORKING_DAY)
    planned = list(plan(steps, accepted, CALENDAR).values())
    assert planned == sorted(planned)
    assert planned[-1] <= due(limit, accepted, CALENDAR).at
