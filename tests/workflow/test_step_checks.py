"""Is every fault of internal steps found, with its place and its mend?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.workflow.step_checks import check
from portal.workflow.steps import Step
from tests.builders.steps import LAND, a_step


def test_a_land_procedure_is_in_order() -> None:
    assert check(LAND, 8) == []
    assert check(LAND, None) == []


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        (LAND[1:], "Step 1, “tham-tra”, comes first. Put the intake in front of it."),
        (LAND[1:], "There is no step “intake”. Add one."),
        (LAND[:-1], "There is no step “return”. Add one."),
        ((*LAND[:4], *LAND[5:]), "There is no step “signature”. Add one."),
        ((*LAND[:5], a_step("ky-2 signature approver 0"), *LAND[5:]),
         "Step 6, “ky-2”, is a second “signature”. Keep one of them."),
        ((*LAND[:4], LAND[5], LAND[4], LAND[6]),
         "Signing, issuing and returning the result come last, in this order. Move them there."),
        ((LAND[0], *LAND[2:]), "After the intake comes work that is never left out. Put such a step in the second place."),
        ((*LAND[:2], replace(LAND[1], name="xem"), *LAND[2:]),
         "Step 3, “xem”, shares its id tham-tra with another. Give each its own."),
        ((*LAND[:3], replace(LAND[3], name=""), *LAND[4:]), "Step 4 has no name. Write what is done there."),
        ((*LAND[:3], replace(LAND[3], agency=""), *LAND[4:]),
         "Step 4, “cap-nhat”, has no agency. Choose who does it."),
        ((*LAND[:4], replace(LAND[4], role="clerk"), *LAND[5:]),
         "Step 5, “ky”: “clerk” may not “sign”. Choose another role."),
        ((*LAND[:4], replace(LAND[4], optional=True), *LAND[5:]),
         "Step 5, “ky”, can never be left out. Take the tick away."),
        ((*LAND[:3], replace(LAND[3], role="partner_officer"), *LAND[4:]),
         "Step 4, “cap-nhat”: “partner_officer” may not “submit_for_signature”. Choose another role."),
        ((*LAND[:2], replace(LAND[2], days=2.0), *LAND[3:]),
         "Step 3, “thue”: the time of paying is not counted. Enter 0 days."),
        ((LAND[0], replace(LAND[1], days=2.5), *LAND[2:]),
         "The steps add up to 7,5 working days, the limit is 8: add 0,5."),
        ((LAND[0], replace(LAND[1], days=5), *LAND[2:]),
         "The steps add up to 10 working days, the limit is 8: take 2 away."),
        ((), "There are no internal steps. Add them, from the intake to the return of the result."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_mend(steps: tuple[Step, ...], fault: str) -> None:
    assert fault in map(str, check(steps, 8))


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        # Paying leads straight to the signature, where only what was submitted can be signed.
        ((*LAND[:3], *LAND[4:]),
         "From step 4, “ky”, nothing leads to the result. Put a step of work in front of it."),
        # Finishing work always leads to the first work ahead.
        ((*LAND[:2], a_step("do-dac? work case_officer 0"), *LAND[3:]),
         "Step 3, “do-dac”, may be left out, but no move leads past it. Take the tick away."),
    ],
)  # fmt: skip
def test_the_ways_are_tried(steps: tuple[Step, ...], fault: str) -> None:
    assert [str(one) for one in check(steps, None)] == [fault]


def test_a_branch_that_can_be_passed_by_is_no_fault() -> None:
    """The signature can be asked for at once, or after the optional work."""
    assert check((*LAND[:2], a_step("hop? work unit_leader 2.5"), *LAND[4:]), 8) == []
