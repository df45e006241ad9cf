"""Where does each move lead, and does every dossier that walks come to an end?"""

from __future__ import annotations

import pytest

from portal.kernel.errors import InvalidMove
from portal.workflow.states import Action, State
from portal.workflow.walking import step_after, ways, without_end
from tests.builders.steps import LAND, steps_of

A = Action


@pytest.mark.parametrize(
    ("here", "action", "there"),
    [
        ("nhan", A.HAND_OVER, "tham-tra"),
        ("tham-tra", A.REQUEST_PAYMENT, "thue"),
        ("tham-tra", A.FINISH_LEG, "cap-nhat"),
        ("thue", A.CONFIRM_PAYMENT, "cap-nhat"),
        ("cap-nhat", A.RETURN_LEG, "tham-tra"),
        ("tham-tra", A.RETURN_LEG, "nhan"),
        ("ky", A.SEND_BACK, "cap-nhat"),
        ("ky", A.SIGN, "so"),
    ],
)
def test_a_move_leads_to_a_step(here: str, action: Action, there: str) -> None:
    step = step_after(LAND, here, action)
    assert step is not None and step.id == there


def test_other_moves_stay_and_impossible_ones_are_refused() -> None:
    assert step_after(LAND, "tham-tra", A.REQUEST_SUPPLEMENT) is None
    with pytest.raises(InvalidMove):
        step_after(LAND, "so", A.FINISH_LEG)
    with pytest.raises(InvalidMove):
        step_after(LAND, "nhan", A.RETURN_LEG)


def test_backwards_a_dossier_comes_to_no_step_that_it_went_past() -> None:
    steps = steps_of(
        "nhan intake intake_officer 0.5", "tham-tra work case_officer 3", "do-dac? work case_officer 2",
        "ky signature approver 1", "so issue clerk 0.5", "tra return intake_officer 0.5",
    )  # fmt: skip
    there = [step_after(steps, "ky", A.SEND_BACK, walked) for walked in ({"nhan", "tham-tra", "ky"}, None)]
    assert [step.id for step in there if step] == ["tham-tra", "do-dac"]


def test_every_way_of_a_land_dossier_ends() -> None:
    found = ways(LAND)
    assert {here for _state, here in found} == {step.id for step in LAND}
    assert found[State.RETURNED, "tra"] == {}
    assert without_end(found) == set()
    past = ways(LAND, around={"thue"})
    assert (State.RETURNED, "tra") in past and (State.AWAITING_PAYMENT, "thue") not in past
