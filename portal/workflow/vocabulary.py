"""Which words does the policy use: states, turns, clocks, roles, actions, guards?

The states carry the ten national statuses, the roles are those of Nghị định 61/2018/NĐ-CP.
How the words go together is the table in `states`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Turn(StrEnum):
    """Who acts next. HOLDER is the unit (or officer) that has the dossier in hand."""

    CITIZEN = "citizen"
    INTAKE_OFFICER = "intake_officer"
    CASE_OFFICER = "case_officer"
    APPROVER = "approver"
    HOLDER = "holder"
    NONE = "none"


class Clock(StrEnum):
    """Which clock ticks. FIRST_ANSWER is the eight working hours before acceptance."""

    NONE = "none"
    FIRST_ANSWER = "first_answer"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class State(StrEnum):
    """Where a dossier is: value, national status (None before it is sent), turn, clock, end or not."""

    national: int | None
    turn: Turn
    clock: Clock
    is_end: bool

    def __new__(
        cls,
        value: str,
        national: int | None = None,
        turn: Turn = Turn.NONE,
        clock: Clock = Clock.NONE,
        is_end: bool = False,
    ) -> Self:
        """Make a member that is its plain value and carries the facts of its row."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.national, member.turn, member.clock, member.is_end = national, turn, clock, is_end
        return member

    DRAFT = "draft", None, Turn.CITIZEN, Clock.NONE
    SUBMITTED = "submitted", 1, Turn.INTAKE_OFFICER, Clock.FIRST_ANSWER
    SUPPLEMENT_BEFORE_INTAKE = "supplement_before_intake", 5, Turn.CITIZEN, Clock.NONE
    NOT_ACCEPTED = "not_accepted", 3, Turn.NONE, Clock.NONE, True
    ACCEPTED = "accepted", 2, Turn.INTAKE_OFFICER, Clock.RUNNING
    PROCESSING = "processing", 4, Turn.HOLDER, Clock.RUNNING
    SUPPLEMENT_REQUESTED = "supplement_requested", 5, Turn.CITIZEN, Clock.PAUSED
    AWAITING_PAYMENT = "awaiting_payment", 6, Turn.CITIZEN, Clock.PAUSED
    AWAITING_SIGNATURE = "awaiting_signature", 4, Turn.APPROVER, Clock.RUNNING
    RESULT_READY = "result_ready", 9, Turn.CITIZEN, Clock.STOPPED
    RETURNED = "returned", 10, Turn.NONE, Clock.NONE, True
    WITHDRAW_REQUESTED = "withdraw_requested", 7, Turn.HOLDER, Clock.PAUSED
    WITHDRAWN = "withdrawn", 8, Turn.NONE, Clock.STOPPED, True
    STOPPED = "stopped", 8, Turn.NONE, Clock.STOPPED, True
    REFUSED = "refused", 8, Turn.NONE, Clock.STOPPED, True


#: The states whose clock runs, and those whose clock stands, as they are kept.
RUNNING = tuple(state.value for state in State if state.clock is Clock.RUNNING)
PAUSED = tuple(state.value for state in State if state.clock is Clock.PAUSED)


class Role(StrEnum):
    """Who makes a move. SYSTEM is the worker, acting on a deadline or a download."""

    APPLICANT = "applicant"
    INTAKE_OFFICER = "intake_officer"
    CASE_OFFICER = "case_officer"
    UNIT_LEADER = "unit_leader"
    APPROVER = "approver"
    CLERK = "clerk"
    PARTNER_OFFICER = "partner_officer"
    ONESTOP_HEAD = "onestop_head"
    SYSADMIN = "sysadmin"
    SYSTEM = "system"


class Action(StrEnum):
    """What can be done to a dossier, in the order a screen offers it."""

    SUBMIT = "submit"
    ANSWER_SUPPLEMENT = "answer_supplement"
    ACCEPT = "accept"
    RECEIVE_LEG = "receive_leg"
    HAND_OVER = "hand_over"
    FINISH_LEG = "finish_leg"
    SUBMIT_FOR_SIGNATURE = "submit_for_signature"
    SIGN = "sign"
    ISSUE_RESULT = "issue_result"
    RETURN_RESULT = "return_result"
    REQUEST_PAYMENT = "request_payment"
    CONFIRM_PAYMENT = "confirm_payment"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    DECLINE_WITHDRAWAL = "decline_withdrawal"
    REQUEST_SUPPLEMENT = "request_supplement"
    RETURN_LEG = "return_leg"
    SEND_BACK = "send_back"
    APOLOGISE = "apologise"
    REFUSE_INTAKE = "refuse_intake"
    REFUSE = "refuse"
    STOP = "stop"
    REQUEST_WITHDRAWAL = "request_withdrawal"
    REOPEN = "reopen"


class Guard(StrEnum):
    """What must hold before a move, beside state and role; the dossier's rules decide each one."""

    COMPLETE = "complete"  #: all required is there or said to be brought; never nothing
    CONSENT = "consent"  #: whoever sends declares that it is true
    OWNER_AGREED = "owner_agreed"  #: when somebody else files, the owner's consent is on record
    SLIP_SEEN = "slip_seen"  #: an officer looked at the signed consent, where that is how the owner agreed
    CLAIMED = "claimed"  #: this officer has taken the submitted dossier
    HOLDS = "holds"  #: this officer has claimed it (before acceptance) or holds its leg (after)
    HOLDS_LEG = "holds_leg"  #: the open leg has been received by this officer's unit
    LEG_SENT_HERE = "leg_sent_here"  #: the open leg waits for this officer's unit to receive it
    STEP_ALLOWS = "step_allows"  #: the move is among `steps.actions_from` of the current step
    REASON = "reason"  #: a reason is given
    ITEMS = "items"  #: the fields and papers asked for are named, each with its own reason
    SUPPLEMENT_IN_TIME = "supplement_in_time"  #: appraisal: within 3 working days of acceptance
    FIRST_OR_APPROVED = "first_or_approved"  #: the first request, or a leader approved it
    PAYMENT_NOTICE = "payment_notice"  #: the tax or fee notice is attached
    SIGNED = "signed"  #: the signed mark is on the dossier
    NOT_SIGNED = "not_signed"  #: nothing is signed yet on what would change
    RESULT_FILE = "result_file"  #: the numbered result document is attached
    ORIGINALS_COMPARED = "originals_compared"  #: originals to be compared were compared
    PROMISED_IN_FUTURE = "promised_in_future"  #: at least one working day is left before the promised date
    NEW_DATE_LATER = "new_date_later"  #: the new date lies after the promised one
    CONSULTED = "consulted"  #: every agency that was asked has answered, or it is said why nobody waits
    NOT_APOLOGISED = "not_apologised"  #: no apology was made before
    DEADLINE_PASSED = "deadline_passed"  #: the citizen's date to answer has passed
    WARNED = "warned"  #: the citizen was warned before that date


class Came(StrEnum):
    """Targets that depend on where the dossier is or was."""

    KEEP = "keep"  #: stays where it is
    BACK = "back"  #: returns to the state it came from


class ClockEffect(StrEnum):
    """What a move does to the clock. RESUME: resume or restart, as the procedure says."""

    START_FIRST_ANSWER = "start_first_answer"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    KEEP = "keep"
