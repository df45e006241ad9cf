"""Where can a dossier be, what may be done to it there, and by whom?

The one table of states and moves; screens, interfaces and tests read it, nothing repeats it.
Law: Nghị định 61/2018/NĐ-CP articles 17 to 20. Leaving an end state is an administrator's act.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from portal.kernel.errors import InvalidMove, NotAllowed
from portal.workflow.vocabulary import Action, Came, Clock, ClockEffect, Guard, Role, State, Turn

__all__ = [
    "TABLE", "Action", "Came", "Clock", "ClockEffect", "Guard", "Move", "Role", "State", "Turn",
    "allowed_actions", "clock_effect", "find_move",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One row: from which states to which, by whom, on what conditions, and what follows."""

    action: Action
    paths: Mapping[State, State | Came]
    roles: frozenset[Role]
    needs: frozenset[Guard] = frozenset()
    notice: str = ""  #: kind of the notice to the citizen, "" for none
    slip: str = ""  #: kind of the printed slip, "" for none

    @property
    def sources(self) -> frozenset[State]:
        """The states in which the move can be made."""
        return frozenset(self.paths)

    def targets_from(self, source: State) -> frozenset[State]:
        """Return every state the move can lead to from `source`: one, or several for BACK."""
        target = self.paths[source]
        if isinstance(target, State):
            return frozenset({target})
        return frozenset({source}) if target is Came.KEEP else _entered_from(source)

    def target_from(self, source: State, came_from: State | None = None) -> State:
        """Return the state after the move; `came_from`, the state before `source`, decides for BACK.

        Raises InvalidMove when `source` is none of the move's, or `came_from` does not lead to it.
        """
        possible = self.targets_from(source) if source in self.paths else frozenset()
        if self.paths.get(source) is not Came.BACK and possible:
            return next(iter(possible))
        if came_from is None or came_from not in possible:
            raise InvalidMove(state=source, action=self.action)
        return came_from


def _entered_from(state: State) -> frozenset[State]:
    """Return the states from which an ordinary move, not a way back, enters `state`."""
    return frozenset(s for m in TABLE.values() for s, target in m.paths.items() if target is state)


def _all_to(target: State | Came, *sources: State) -> Mapping[State, State | Came]:
    return MappingProxyType(dict.fromkeys(sources, target))


def _one(source: State, target: State) -> Mapping[State, State | Came]:
    return _all_to(target, source)


_A, _S, _G, _R = Action, State, Guard, Role

_APPLICANT = frozenset({_R.APPLICANT})
#: The counter officer files and answers for whoever has no device, with their consent on record.
_AT_THE_COUNTER_TOO = frozenset({_R.APPLICANT, _R.INTAKE_OFFICER})
_INTAKE = frozenset({_R.INTAKE_OFFICER})
_DESKS = frozenset({_R.INTAKE_OFFICER, _R.CASE_OFFICER})
_APPROVER = frozenset({_R.APPROVER})
_OFFICERS = _DESKS | _APPROVER | {_R.UNIT_LEADER, _R.CLERK, _R.PARTNER_OFFICER}

_OPEN_TO_WITHDRAWAL = (
    _S.SUBMITTED, _S.SUPPLEMENT_BEFORE_INTAKE, _S.ACCEPTED, _S.PROCESSING,
    _S.SUPPLEMENT_REQUESTED, _S.AWAITING_PAYMENT, _S.AWAITING_SIGNATURE,
)  # fmt: skip

_MOVES: Final = (
    # The citizen and the counter.
    Move(
        _A.SUBMIT,
        _one(_S.DRAFT, _S.SUBMITTED),
        _AT_THE_COUNTER_TOO,
        frozenset({_G.COMPLETE, _G.CONSENT, _G.OWNER_AGREED}),
        notice="dossier_sent",
        slip="sending_receipt",
    ),
    Move(
        _A.ANSWER_SUPPLEMENT,
        MappingProxyType(
            {
                _S.SUPPLEMENT_BEFORE_INTAKE: _S.SUBMITTED,
                _S.SUPPLEMENT_REQUESTED: _S.PROCESSING,
            }
        ),
        _AT_THE_COUNTER_TOO,
        frozenset({_G.COMPLETE}),
        slip="supplement_receipt",
    ),
    Move(
        _A.ACCEPT,
        _one(_S.SUBMITTED, _S.ACCEPTED),
        _INTAKE,
        frozenset({_G.CLAIMED, _G.SLIP_SEEN}),
        notice="dossier_accepted",
        slip="intake_receipt",
    ),
    # The hops.
    Move(
        _A.RECEIVE_LEG,
        _all_to(Came.KEEP, _S.PROCESSING, _S.AWAITING_PAYMENT, _S.AWAITING_SIGNATURE, _S.RESULT_READY),
        _OFFICERS,
        frozenset({_G.LEG_SENT_HERE}),
    ),
    Move(
        _A.HAND_OVER,
        _one(_S.ACCEPTED, _S.PROCESSING),
        _INTAKE,
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS}),
    ),
    Move(
        _A.FINISH_LEG,
        _all_to(Came.KEEP, _S.PROCESSING),
        _OFFICERS,
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS}),
    ),
    # The result.
    Move(
        _A.SUBMIT_FOR_SIGNATURE,
        _one(_S.PROCESSING, _S.AWAITING_SIGNATURE),
        frozenset({_R.CASE_OFFICER, _R.UNIT_LEADER}),
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS, _G.CONSULTED}),
    ),
    Move(
        _A.SIGN,
        _one(_S.AWAITING_SIGNATURE, _S.PROCESSING),
        _APPROVER,
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS}),
    ),
    Move(
        _A.ISSUE_RESULT,
        _one(_S.PROCESSING, _S.RESULT_READY),
        frozenset({_R.CLERK, _R.CASE_OFFICER}),
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS, _G.SIGNED, _G.RESULT_FILE}),
        notice="result_ready",
    ),
    Move(
        _A.RETURN_RESULT,
        _one(_S.RESULT_READY, _S.RETURNED),
        frozenset({_R.INTAKE_OFFICER, _R.SYSTEM}),
        frozenset({_G.STEP_ALLOWS, _G.ORIGINALS_COMPARED}),
        notice="result_returned",
    ),
    # Taxes and fees; the time is not the agency's.
    Move(
        _A.REQUEST_PAYMENT,
        _one(_S.PROCESSING, _S.AWAITING_PAYMENT),
        frozenset({_R.CASE_OFFICER, _R.PARTNER_OFFICER}),
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS, _G.PAYMENT_NOTICE}),
        notice="payment_requested",
    ),
    Move(
        _A.CONFIRM_PAYMENT,
        _one(_S.AWAITING_PAYMENT, _S.PROCESSING),
        _DESKS | {_R.PARTNER_OFFICER},
        frozenset({_G.STEP_ALLOWS}),
        notice="payment_confirmed",
    ),
    # What the citizen asked to take back.
    Move(
        _A.CONFIRM_WITHDRAWAL,
        _one(_S.WITHDRAW_REQUESTED, _S.WITHDRAWN),
        _DESKS,
        notice="dossier_withdrawn",
        slip="stop_notice",
    ),
    Move(
        _A.DECLINE_WITHDRAWAL,
        _all_to(Came.BACK, _S.WITHDRAW_REQUESTED),
        _DESKS,
        frozenset({_G.REASON}),
        notice="withdrawal_declined",
    ),
    # What goes wrong.
    Move(
        _A.REQUEST_SUPPLEMENT,
        MappingProxyType(
            {
                _S.SUBMITTED: _S.SUPPLEMENT_BEFORE_INTAKE,
                _S.PROCESSING: _S.SUPPLEMENT_REQUESTED,
            }
        ),
        _DESKS,
        frozenset({_G.HOLDS, _G.ITEMS, _G.NOT_SIGNED, _G.SUPPLEMENT_IN_TIME, _G.FIRST_OR_APPROVED}),
        notice="supplement_requested",
        slip="supplement_request",
    ),
    Move(
        _A.RETURN_LEG,
        _all_to(Came.KEEP, _S.PROCESSING),
        _OFFICERS,
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS, _G.REASON}),
    ),
    Move(
        _A.SEND_BACK,
        _one(_S.AWAITING_SIGNATURE, _S.PROCESSING),
        _APPROVER,
        frozenset({_G.HOLDS_LEG, _G.STEP_ALLOWS, _G.REASON}),
    ),
    Move(
        _A.APOLOGISE,
        _all_to(Came.KEEP, _S.ACCEPTED, _S.PROCESSING, _S.AWAITING_SIGNATURE),
        _APPROVER | {_R.CASE_OFFICER, _R.UNIT_LEADER, _R.ONESTOP_HEAD},
        frozenset({_G.REASON, _G.PROMISED_IN_FUTURE, _G.NEW_DATE_LATER, _G.NOT_APOLOGISED}),
        notice="apology",
        slip="apology_slip",
    ),
    Move(
        _A.REFUSE_INTAKE,
        _one(_S.SUBMITTED, _S.NOT_ACCEPTED),
        _INTAKE,
        frozenset({_G.CLAIMED, _G.REASON}),
        notice="dossier_not_accepted",
        slip="refusal_slip",
    ),
    Move(
        _A.REFUSE,
        _all_to(_S.REFUSED, _S.ACCEPTED, _S.PROCESSING),
        _APPROVER | {_R.CASE_OFFICER},
        frozenset({_G.REASON, _G.CONSULTED}),
        notice="dossier_refused",
        slip="refusal_slip",
    ),
    Move(
        _A.STOP,
        _all_to(_S.STOPPED, _S.SUPPLEMENT_BEFORE_INTAKE, _S.SUPPLEMENT_REQUESTED),
        _DESKS | {_R.SYSTEM},
        frozenset({_G.REASON, _G.DEADLINE_PASSED, _G.WARNED}),
        notice="dossier_stopped",
        slip="stop_notice",
    ),
    Move(
        _A.REQUEST_WITHDRAWAL,
        _all_to(_S.WITHDRAW_REQUESTED, *_OPEN_TO_WITHDRAWAL),
        _APPLICANT,
        frozenset({_G.REASON}),
    ),
    Move(
        _A.REOPEN,
        _all_to(Came.BACK, *(state for state in _S if state.is_end)),
        frozenset({_R.SYSADMIN}),
        frozenset({_G.REASON}),
    ),
)

#: Every move there is, in the order in which a screen offers them.
TABLE: Final[Mapping[Action, Move]] = MappingProxyType({move.action: move for move in _MOVES})


def find_move(state: State, action: Action, roles: AbstractSet[str]) -> Move:
    """Return the move `action` makes from `state`, if one of `roles` may make it.

    Raises InvalidMove (values: state, action) in the wrong state, NotAllowed for the wrong person.
    """
    move = TABLE[action]
    if state not in move.paths:
        raise InvalidMove(state=state, action=action)
    if not move.roles & roles:
        raise NotAllowed(state=state, action=action)
    return move


def allowed_actions(state: State, roles: AbstractSet[str]) -> tuple[Action, ...]:
    """Return what these roles may do in that state, in screen order; guards are not asked."""
    return tuple(a for a, move in TABLE.items() if state in move.paths and move.roles & roles)


def clock_effect(source: State, target: State) -> ClockEffect:
    """Return what going from `source` to `target` does to the clock; the states alone decide."""
    before, after = source.clock, target.clock
    if before is after:
        return ClockEffect.KEEP
    if after is Clock.FIRST_ANSWER:
        return ClockEffect.RESUME if before is Clock.PAUSED else ClockEffect.START_FIRST_ANSWER
    if after is Clock.RUNNING:
        return ClockEffect.START if before is Clock.FIRST_ANSWER else ClockEffect.RESUME
    if after is Clock.PAUSED:
        return ClockEffect.PAUSE
    return ClockEffect.STOP
