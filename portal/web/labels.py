"""Which word does a person read for a state, a move, a queue, a channel? The only place where a code meets a word."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _

from portal.kernel.errors import N_
from portal.web.formats import in_language

#: state → (citizen's label, colour of its tag). At most seven colours of meaning (ux 1.0).
STATES: Mapping[str, tuple[str, str]] = {
    "draft": (N_("Being written, not sent"), "grey"),
    "submitted": (N_("Sent, waiting to be accepted"), "blue"),
    "supplement_before_intake": (N_("More papers needed"), "amber"),
    "not_accepted": (N_("Not accepted"), "red"),
    "accepted": (N_("Accepted"), "blue"),
    "processing": (N_("Being handled"), "blue"),
    "supplement_requested": (N_("More papers needed"), "amber"),
    "awaiting_payment": (N_("Payment needed"), "amber"),
    "awaiting_signature": (N_("Being handled"), "blue"),
    "result_ready": (N_("Result ready, please collect it"), "green"),
    "returned": (N_("Result returned"), "plain"),
    "withdraw_requested": (N_("Withdrawal requested"), "grey"),
    "withdrawn": (N_("Withdrawn"), "grey"),
    "stopped": (N_("Stopped"), "grey"),
    "refused": (N_("Refused"), "red"),
}

#: what happened, in the past, for timelines
EVENTS: Mapping[str, str] = {
    "submit": N_("Dossier sent"),
    "claim": N_("An officer has started to look at it"),
    "release": N_("The officer put it back into the queue"),
    "accept": N_("Accepted, date of the result promised"),
    "refuse_intake": N_("Not accepted"),
    "request_supplement": N_("More papers requested"),
    "answer_supplement": N_("Papers supplemented"),
    "hand_over": N_("Handed over to the unit in charge"),
    "receive_leg": N_("The unit has received the dossier"),
    "return_leg": N_("Returned to the step before"),
    "finish_leg": N_("Step finished, passed on"),
    "request_payment": N_("Payment notice sent, clock stopped"),
    "confirm_payment": N_("Payment confirmed, clock running again"),
    "submit_for_signature": N_("Submitted for signature"),
    "sign": N_("Signed"),
    "send_back": N_("Sent back by the approver"),
    "issue_result": N_("Result issued"),
    "return_result": N_("Result handed over"),
    "refuse": N_("Refused after examination"),
    "stop": N_("Stopped"),
    "request_withdrawal": N_("Withdrawal requested"),
    "confirm_withdrawal": N_("Withdrawal confirmed"),
    "decline_withdrawal": N_("Withdrawal declined"),
    "apologise": N_("Apology and new date"),
    "reopen": N_("Reopened"),
}

#: what an officer can do: button text
ACTIONS: Mapping[str, str] = {
    "accept": N_("Accept the dossier"),
    "refuse_intake": N_("Do not accept"),
    "hand_over": N_("Hand over"),
    "receive_leg": N_("Receive the dossier"),
    "return_leg": N_("Return to the step before"),
    "finish_leg": N_("Finish this step"),
    "request_payment": N_("Send the payment notice"),
    "confirm_payment": N_("Confirm payment"),
    "submit_for_signature": N_("Submit for signature"),
    "sign": N_("Sign"),
    "send_back": N_("Send back"),
    "issue_result": N_("Issue the result"),
    "return_result": N_("Hand over the result"),
    "refuse": N_("Refuse the dossier"),
}

#: what was done to a procedure of the catalogue
PROCEDURE_EVENTS: Mapping[str, str] = {
    "start_draft": N_("Draft begun"),
    "start_new": N_("New procedure begun"),
    "go_back": N_("Draft begun from an older revision"),
    "save_answers": N_("Wrote in: The four answers"),
    "save_papers": N_("Wrote in: Papers to bring"),
    "save_ways": N_("Wrote in: Where, how long, how much"),
    "save_steps": N_("Wrote in: The steps"),
    "save_questions": N_("Wrote in: Often asked"),
    "save_law": N_("Wrote in: Law and words to find it by"),
    "save_process": N_("Wrote in: Days of the internal steps"),
    "send_to_review": N_("Sent to review"),
    "take_back": N_("Taken back to go on writing"),
    "send_back": N_("Sent back to be mended"),
    "approve": N_("Approved"),
    "discard": N_("Draft given up"),
    "publish": N_("Published"),
    "propose_retirement": N_("Proposed to retire it"),
    "retire": N_("Retired"),
}

#: state of an open change → (word, colour of its tag)
DRAFT_STATES: Mapping[str, tuple[str, str]] = {
    "writing": (N_("being written"), "grey"),
    "in_review": (N_("waiting for review"), "amber"),
    "approved": (N_("approved, waiting for its day"), "blue"),
}

#: status of a procedure → (word, colour of its tag)
PROCEDURE_STATUSES: Mapping[str, tuple[str, str]] = {
    "published": (N_("published"), "green"),
    "internal": (N_("between agencies, not shown to citizens"), "grey"),
    "retired": (N_("retired"), "red"),
}

CHANNELS: Mapping[str, str] = {
    "online": N_("Online"),
    "counter": N_("At the counter"),
    "post": N_("By post"),
}

LEVELS: Mapping[int, str] = {
    3: N_("Can be filed online"),
    2: N_("Download the form, hand in at the counter or by post"),
    1: N_("Read the guidance, hand in at the counter"),
}

SHORT_LEVELS: Mapping[int, str] = {
    3: N_("Can be filed online"),
    2: N_("Has forms to download"),
    1: N_("Guidance, at the counter"),
}

AUDIENCES: Mapping[str, str] = {
    "citizen": N_("Citizens"),
    "business": N_("Businesses"),
    "organisation": N_("Organisations"),
    "cooperative": N_("Cooperatives"),
    "overseas_vietnamese": N_("Vietnamese living abroad"),
    "foreigner": N_("Foreigners"),
}

SLIPS: Mapping[str, str] = {
    "sending_receipt": N_("Confirmation of sending"),
    "intake_receipt": N_("Receipt of the dossier and appointment for the result"),
    "refusal_slip": N_("Slip of refusal"),
}


def state_label(state: str) -> str:
    """Return the citizen's word for a state."""
    return _(STATES[state][0])


def state_colour(state: str) -> str:
    """Return the colour of a state's tag."""
    return STATES[state][1]


def event_label(action: str) -> str:
    """Return what happened, for a timeline."""
    return _(EVENTS.get(action, action))


def action_label(action: str) -> str:
    """Return the text of an officer's button."""
    return _(ACTIONS.get(action, action))


def channel_label(channel: str) -> str:
    """Return the word for a way to hand in."""
    return _(CHANNELS[channel])


def level_label(level: int) -> str:
    """Return what a level means, in plain words."""
    return _(LEVELS[level])


def short_level(level: int) -> str:
    """Return what a level means, in a few words for lists."""
    return _(SHORT_LEVELS[level])


def audience_label(audience: str) -> str:
    """Return for whom a procedure is."""
    return _(AUDIENCES.get(audience, audience))


def procedure_event_label(action: str) -> str:
    """Return what was done to a procedure."""
    return _(PROCEDURE_EVENTS.get(action, action))


def draft_state_label(state: str) -> str:
    """Return the word for the state of an open change."""
    return _(DRAFT_STATES[state][0])


def draft_state_colour(state: str) -> str:
    """Return the colour of its tag."""
    return DRAFT_STATES[state][1]


def procedure_status_label(status: str) -> str:
    """Return the word for the status of a procedure."""
    return _(PROCEDURE_STATUSES[status][0])


def procedure_status_colour(status: str) -> str:
    """Return the colour of its tag."""
    return PROCEDURE_STATUSES[status][1]


def slip_label(kind: str) -> str:
    """Return the title of a slip."""
    return _(SLIPS[kind])


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (
        state_label, state_colour, event_label, action_label, channel_label, level_label, short_level, audience_label,
        slip_label, procedure_event_label, draft_state_label, draft_state_colour, procedure_status_label,
        procedure_status_colour,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = in_language(function)
