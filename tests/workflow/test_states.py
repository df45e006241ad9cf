"""Does the table say exactly what the office may do: no move more, no role more, none less?"""

from __future__ import annotations

from itertools import product

import pytest

from portal.kernel.errors import InvalidMove, NotAllowed
from portal.workflow.states import (
    TABLE,
    Action,
    Came,
    ClockEffect,
    Guard,
    Role,
    State,
    allowed_actions,
    clock_effect,
    find_move,
)

#: state, national status, whose turn, clock, end. Written by hand, not derived from the table.
STATES = """
draft                     -   citizen         none
submitted                 1   intake_officer  first_answer
supplement_before_intake  5   citizen         none
not_accepted              3   none            none          end
accepted                  2   intake_officer  running
processing                4   holder          running
supplement_requested      5   citizen         paused
awaiting_payment          6   citizen         paused
awaiting_signature        4   approver        running
result_ready              9   citizen         stopped
returned                  10  none            none          end
withdraw_requested        7   holder          paused
withdrawn                 8   none            stopped       end
stopped                   8   none            stopped       end
refused                   8   none            stopped       end
"""

#: state, action, targets, roles. A move that is not here must not exist.
MOVES = """
draft submit submitted applicant,intake_officer

submitted accept accepted intake_officer
submitted request_supplement supplement_before_intake intake_officer,case_officer
submitted refuse_intake not_accepted intake_officer
submitted request_withdrawal withdraw_requested applicant

supplement_before_intake answer_supplement submitted applicant,intake_officer
supplement_before_intake stop stopped intake_officer,case_officer,system
supplement_before_intake request_withdrawal withdraw_requested applicant

accepted hand_over processing intake_officer
accepted refuse refused case_officer,approver
accepted apologise accepted case_officer,unit_leader,approver,onestop_head
accepted request_withdrawal withdraw_requested applicant

processing receive_leg processing OFFICERS
processing return_leg processing OFFICERS
processing finish_leg processing OFFICERS
processing request_supplement supplement_requested intake_officer,case_officer
processing request_payment awaiting_payment case_officer,partner_officer
processing submit_for_signature awaiting_signature case_officer,unit_leader
processing issue_result result_ready clerk,case_officer
processing refuse refused case_officer,approver
processing apologise processing case_officer,unit_leader,approver,onestop_head
processing request_withdrawal withdraw_requested applicant

supplement_requested answer_supplement processing applicant,intake_officer
supplement_requested stop stopped intake_officer,case_officer,system
supplement_requested request_withdrawal withdraw_requested applicant

awaiting_payment receive_leg awaiting_payment OFFICERS
awaiting_payment confirm_payment processing intake_officer,case_officer,partner_officer
awaiting_payment request_withdrawal withdraw_requested applicant

awaiting_signature receive_leg awaiting_signature OFFICERS
awaiting_signature sign processing approver
awaiting_signature send_back processing approver
awaiting_signature apologise awaiting_signature case_officer,unit_leader,approver,onestop_head
awaiting_signature request_withdrawal withdraw_requested applicant

result_ready receive_leg result_ready OFFICERS
result_ready return_result returned intake_officer,system

withdraw_requested confirm_withdrawal withdrawn intake_officer,case_officer
withdraw_requested decline_withdrawal WHERE_IT_WAS intake_officer,case_officer

not_accepted reopen submitted sysadmin
returned reopen result_ready sysadmin
withdrawn reopen withdraw_requested sysadmin
stopped reopen supplement_before_intake,supplement_requested sysadmin
refused reopen accepted,processing sysadmin
"""
OFFICERS = "intake_officer,case_officer,unit_leader,approver,clerk,partner_officer"
WHERE_IT_WAS = (
    "submitted,supplement_before_intake,accepted,processing,supplement_requested,awaiting_payment,awaiting_signature"
)


def written_moves() -> dict[tuple[str, str], tuple[set[str], set[str]]]:
    text = MOVES.replace("OFFICERS", OFFICERS).replace("WHERE_IT_WAS", WHERE_IT_WAS)
    rows = [line.split() for line in text.splitlines() if line]
    return {(s, a): (set(targets.split(",")), set(r.split(","))) for s, a, targets, r in rows}


def verdict(state: State, action: Action, role: str) -> str:
    try:
        move = find_move(state, action, frozenset({role}))
    except InvalidMove as refusal:
        assert refusal.values == {"state": state, "action": action}
        return "wrong state"
    except NotAllowed:
        return "wrong person"
    return ",".join(sorted(move.targets_from(state)))


def test_every_state_action_and_role_agrees_with_the_written_rules() -> None:
    written = written_moves()
    for state, action, role in product(State, Action, [*Role, "tthc_controller"]):
        targets, roles = written.get((state.value, action.value), (set(), set()))
        expected = "wrong state"
        if targets:
            expected = ",".join(sorted(targets)) if role in roles else "wrong person"
        assert verdict(state, action, role) == expected, (state, action, role)


def test_every_written_rule_names_things_that_exist() -> None:
    for (state, action), (targets, roles) in written_moves().items():
        assert State(state) and Action(action) and all(map(State, targets)) and all(map(Role, roles))


def test_states_carry_their_national_status_turn_and_clock() -> None:
    rows = [line.split() for line in STATES.splitlines() if line]
    assert [row[0] for row in rows] == [state.value for state in State]
    for name, national, turn, clock, *end in rows:
        state = State(name)
        assert (str(state.national or "-"), state.turn, state.clock) == (national, turn, clock)
        assert state.is_end is bool(end)


def test_the_table_has_one_row_for_every_action_in_screen_order() -> None:
    assert list(TABLE) == list(Action)
    assert all(move.action is action for action, move in TABLE.items())


def test_an_end_is_left_by_reopening_only() -> None:
    everybody = frozenset(Role)
    for state in State:
        if state.is_end:
            assert allowed_actions(state, everybody) == (Action.REOPEN,)
        else:
            assert Action.REOPEN not in allowed_actions(state, everybody)


def reached_from(start: State) -> set[State]:
    reached, ahead = {start}, [start]
    while ahead:
        state = ahead.pop()
        for move in TABLE.values():
            for target in move.targets_from(state) if state in move.paths else ():
                if move.action is not Action.REOPEN and target not in reached:
                    reached.add(target)
                    ahead.append(target)
    return reached


def test_every_state_is_reached_from_a_draft() -> None:
    assert reached_from(State.DRAFT) == set(State)


@pytest.mark.parametrize("state", [state for state in State if not state.is_end])
def test_from_every_open_state_a_dossier_can_be_returned(state: State) -> None:
    assert State.RETURNED in reached_from(state)


@pytest.mark.parametrize("state", [state for state in State if not state.is_end])
def test_whoever_has_the_turn_has_something_to_do(state: State) -> None:
    whose = {"citizen": "applicant", "holder": "case_officer"}.get(state.turn, state.turn)
    collects_at_the_counter = state is State.RESULT_READY
    assert allowed_actions(state, {whose}) or collects_at_the_counter


def test_actions_come_in_screen_order_for_all_roles_a_person_has() -> None:
    assert allowed_actions(State.SUBMITTED, {"intake_officer"}) == (
        Action.ACCEPT,
        Action.REQUEST_SUPPLEMENT,
        Action.REFUSE_INTAKE,
    )
    assert allowed_actions(State.AWAITING_SIGNATURE, {"approver", "clerk"}) == (
        Action.RECEIVE_LEG,
        Action.SIGN,
        Action.SEND_BACK,
        Action.APOLOGISE,
    )


def test_a_declined_withdrawal_goes_back_to_where_the_dossier_was() -> None:
    move = TABLE[Action.DECLINE_WITHDRAWAL]
    paid = move.target_from(State.WITHDRAW_REQUESTED, State.AWAITING_PAYMENT)
    assert paid is State.AWAITING_PAYMENT
    for impossible in (None, State.RESULT_READY, State.DRAFT, State.WITHDRAWN):
        with pytest.raises(InvalidMove):
            move.target_from(State.WITHDRAW_REQUESTED, impossible)


def test_other_targets_need_no_history() -> None:
    assert TABLE[Action.RECEIVE_LEG].target_from(State.PROCESSING) is State.PROCESSING
    answer = TABLE[Action.ANSWER_SUPPLEMENT]
    assert answer.target_from(State.SUPPLEMENT_REQUESTED, State.DRAFT) is State.PROCESSING
    with pytest.raises(InvalidMove):
        answer.target_from(State.PROCESSING)


NOTICES = {
    "dossier_sent", "dossier_accepted", "dossier_not_accepted", "supplement_requested",
    "payment_requested", "payment_confirmed", "result_ready", "result_returned",
    "dossier_refused", "dossier_stopped", "dossier_withdrawn", "withdrawal_declined", "apology",
}  # fmt: skip
SLIPS = {
    "submit": "sending_receipt", "accept": "intake_receipt",
    "request_supplement": "supplement_request", "answer_supplement": "supplement_receipt", "refuse_intake": "refusal_slip",
    "refuse": "refusal_slip", "apologise": "apology_slip",
    "stop": "stop_notice", "confirm_withdrawal": "stop_notice",
}  # fmt: skip


def test_every_end_and_every_turn_of_the_citizen_is_announced() -> None:
    assert {move.notice for move in TABLE.values() if move.notice} == NOTICES
    for source, action in written_moves():
        move = TABLE[Action(action)]
        for target in move.targets_from(State(source)) - {source}:
            if Came.BACK not in move.paths.values() and (target.is_end or target.turn == "citizen"):
                assert move.notice, (action, target)


def test_slips_are_printed_where_the_law_wants_one() -> None:
    assert {move.action.value: move.slip for move in TABLE.values() if move.slip} == SLIPS


def test_what_ends_or_holds_up_a_dossier_needs_a_reason() -> None:
    for action in (
        Action.REFUSE_INTAKE, Action.REFUSE, Action.STOP, Action.RETURN_LEG, Action.SEND_BACK,
        Action.APOLOGISE, Action.REOPEN, Action.REQUEST_WITHDRAWAL, Action.DECLINE_WITHDRAWAL,
    ):  # fmt: skip
        assert Guard.REASON in TABLE[action].needs, action


@pytest.mark.parametrize(
    ("action", "needs"),
    [
        (Action.SUBMIT, {Guard.COMPLETE, Guard.CONSENT}),
        (Action.ACCEPT, {Guard.CLAIMED}),
        (Action.HAND_OVER, {Guard.HOLDS_LEG, Guard.STEP_ALLOWS}),
        (Action.REQUEST_SUPPLEMENT, {Guard.ITEMS, Guard.FIRST_OR_APPROVED}),
        (Action.REQUEST_PAYMENT, {Guard.PAYMENT_NOTICE}),
        (Action.ISSUE_RESULT, {Guard.SIGNED, Guard.RESULT_FILE}),
        (Action.RETURN_RESULT, {Guard.ORIGINALS_COMPARED}),
        (Action.STOP, {Guard.DEADLINE_PASSED, Guard.WARNED}),
        (Action.APOLOGISE, {Guard.PROMISED_IN_FUTURE, Guard.NOT_APOLOGISED}),
    ],
)
def test_moves_ask_for_what_must_hold_first(action: Action, needs: set[Guard]) -> None:
    assert needs <= TABLE[action].needs


@pytest.mark.parametrize(
    ("source", "target", "effect"),
    [
        (State.DRAFT, State.SUBMITTED, ClockEffect.START_FIRST_ANSWER),
        (State.SUBMITTED, State.ACCEPTED, ClockEffect.START),
        (State.SUBMITTED, State.SUPPLEMENT_BEFORE_INTAKE, ClockEffect.STOP),
        (State.SUPPLEMENT_BEFORE_INTAKE, State.SUBMITTED, ClockEffect.START_FIRST_ANSWER),
        (State.ACCEPTED, State.PROCESSING, ClockEffect.KEEP),
        (State.PROCESSING, State.SUPPLEMENT_REQUESTED, ClockEffect.PAUSE),
        (State.SUPPLEMENT_REQUESTED, State.PROCESSING, ClockEffect.RESUME),
        (State.PROCESSING, State.AWAITING_PAYMENT, ClockEffect.PAUSE),
        (State.AWAITING_PAYMENT, State.WITHDRAW_REQUESTED, ClockEffect.KEEP),
        (State.WITHDRAW_REQUESTED, State.AWAITING_PAYMENT, ClockEffect.KEEP),
        (State.WITHDRAW_REQUESTED, State.SUBMITTED, ClockEffect.RESUME),
        (State.WITHDRAW_REQUESTED, State.WITHDRAWN, ClockEffect.STOP),
        (State.AWAITING_SIGNATURE, State.PROCESSING, ClockEffect.KEEP),
        (State.PROCESSING, State.RESULT_READY, ClockEffect.STOP),
        (State.REFUSED, State.PROCESSING, ClockEffect.RESUME),
    ],
)
def test_the_clock_follows_the_states(source: State, target: State, effect: ClockEffect) -> None:
    assert clock_effect(source, target) is effect


def test_states_are_their_plain_values() -> None:
    assert f"{State.ACCEPTED}" == "accepted" == State("accepted")
