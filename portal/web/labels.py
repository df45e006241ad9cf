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
    "take_over": N_("Taken over by a colleague"),
    "complete_answer": N_("The officer completed an answer"),
    "state_terms": N_("The officer stated the time or the agency"),
    "accept": N_("Accepted, date of the result promised"),
    "refuse_intake": N_("Not accepted"),
    "request_supplement": N_("More papers requested"),
    "propose_supplement": N_("A leader was asked to let a second request through"),
    "approve_supplement": N_("The leader let the second request through"),
    "decline_supplement": N_("The leader did not let the second request through"),
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
    "recount": N_("The working calendar changed, and dates with it"),
    "reopen": N_("Reopened"),
    "consent_by_code": N_("The owner agreed to the help, by a code"),
    "consent_by_slip": N_("The owner agreed to the help, on a signed slip"),
    "look_at_slip": N_("An officer looked at the signed consent"),
    "bring_papers": N_("Papers brought to the counter"),
    "give_back_papers": N_("Papers given back to the citizen"),
    "propose_correction": N_("The correction of an answer was proposed"),
    "accept_correction": N_("The correction was accepted"),
    "decline_correction": N_("The correction was declined"),
    "withdraw_correction": N_("The proposed correction was taken back"),
    "consult": N_("Other agencies were asked for their opinion"),
    "answer_consultation": N_("An agency that was asked has answered"),
    "withdraw_consultation": N_("A question to an agency was taken back"),
    "receive_papers": N_("Papers brought to the counter have arrived"),
    "end_help": N_("The owner no longer wants the help"),
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
    "request_supplement": N_("Request a supplement"),
    "apologise": N_("Apologise and give a new date"),
    "confirm_withdrawal": N_("Confirm the withdrawal"),
    "decline_withdrawal": N_("Decline the withdrawal"),
}

CHANNELS: Mapping[str, str] = {
    "online": N_("Online"),
    "counter": N_("At the counter"),
    "post": N_("By post"),
}

#: who typed a dossier in (`dossiers.models.TYPED_BY`)
TYPED_BY: Mapping[str, str] = {
    "citizen": N_("the owner"),
    "relative": N_("a relative or friend"),
    "digital_team": N_("the commune's digital team"),
    "counter_helped": N_("the owner, helped at the counter"),
    "counter_typed": N_("an officer, from paper"),
}

#: how a paper was handed in (`custody_models`)
PAPER_FORMS: Mapping[str, str] = {
    "original": N_("original"),
    "copy": N_("copy"),
    "": N_("on paper"),
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
    "supplement_request": N_("Request for a supplement"),
    "supplement_receipt": N_("Receipt of the supplement"),
    "apology_slip": N_("Apology and new date, slip"),
    "stop_notice": N_("Notice that the dossier is stopped"),
}

#: deadlines that officers are told of
ALERTS: Mapping[str, str] = {
    "first_answer_soon": N_("first answer is due soon"),
    "first_answer_late": N_("first answer is late"),
    "leg_soon": N_("this step is due soon"),
    "leg_late": N_("this step is late"),
    "promise_soon": N_("the promised date is near"),
    "promise_late": N_("the promised date is over"),
    "answer_soon": N_("the citizen was reminded"),
    "consultation_soon": N_("the opinion asked for is due soon"),
    "consultation_late": N_("the opinion asked for is late"),
}

#: kinds of directive document (NĐ 30/2020 Art. 7, and what higher bodies issue)
DOCUMENT_KINDS: Mapping[str, str] = {
    "decision": N_("Decision"),
    "directive": N_("Directive"),
    "plan": N_("Plan"),
    "resolution": N_("Resolution"),
    "decree": N_("Decree"),
    "circular": N_("Circular"),
    "law": N_("Law"),
    "official_letter": N_("Official letter"),
    "guidance": N_("Guidance"),
    "report": N_("Report"),
    "other": N_("Other document"),
}

#: is a document still in force: (words, colour of the tag)
VALIDITIES: Mapping[str, tuple[str, str]] = {
    "in_force": (N_("In force"), "green"),
    "partly": (N_("Partly in force"), "amber"),
    "expired": (N_("No longer in force"), "grey"),
    "unknown": (N_("Validity not stated"), "plain"),
}

#: what was done to the page of an agency, for its history
AGENCY_EVENTS: Mapping[str, str] = {
    "contact_changed": N_("changed where, when or the sign"),
    "announcement_added": N_("wrote the notice"),
    "announcement_changed": N_("changed the notice"),
    "announcement_withdrawn": N_("withdrew the notice"),
    "announcement_shown_again": N_("showed the notice again"),
    "document_added": N_("entered the document"),
    "document_changed": N_("changed the document"),
    "document_withdrawn": N_("withdrew the document"),
    "document_shown_again": N_("showed the document again"),
    "team_member_added": N_("put into the digital team:"),
    "team_member_removed": N_("took out of the digital team:"),
}


def state_label(state: str) -> str:
    """Return the citizen's word for a state."""
    return _(STATES[state][0])


def state_colour(state: str) -> str:
    """Return the colour of a state's tag."""
    return STATES[state][1]


def event_label(action: str, state: str = "") -> str:
    """Return what happened, for a timeline; `state`: the one it led to."""
    if (action, state) == ("receive_leg", "result_ready"):
        return _("The result has reached the counter")
    return _(EVENTS.get(action, action))


def action_label(action: str) -> str:
    """Return the text of an officer's button."""
    return _(ACTIONS.get(action, action))


def channel_label(channel: str) -> str:
    """Return the word for a way to hand in."""
    return _(CHANNELS[channel])


def typist_label(typed_by: str) -> str:
    """Return the word for who typed a dossier in."""
    return _(TYPED_BY[typed_by])


def paper_form_label(form: str) -> str:
    """Say how a paper was handed in."""
    return _(PAPER_FORMS[form])


def level_label(level: int) -> str:
    """Return what a level means, in plain words."""
    return _(LEVELS[level])


def short_level(level: int) -> str:
    """Return what a level means, in a few words for lists."""
    return _(SHORT_LEVELS[level])


def audience_label(audience: str) -> str:
    """Return for whom a procedure is."""
    return _(AUDIENCES.get(audience, audience))


def slip_label(kind: str) -> str:
    """Return the title of a slip."""
    return _(SLIPS[kind])


def alert_label(kind: str) -> str:
    """Say which deadline is near or over."""
    return _(ALERTS[kind])


def document_kind(kind: str) -> str:
    """Return the word for a kind of directive document."""
    return _(DOCUMENT_KINDS[kind])


def validity_label(validity: str) -> str:
    """Say whether a document is still in force."""
    return _(VALIDITIES[validity][0])


def validity_colour(validity: str) -> str:
    """Return the colour of the tag that says it."""
    return VALIDITIES[validity][1]


def agency_event_label(action: str) -> str:
    """Return what was done to the page of an agency."""
    return _(AGENCY_EVENTS.get(action, action))


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (
        state_label, state_colour, event_label, action_label, channel_label, typist_label, paper_form_label, level_label, short_level, audience_label,
        slip_label, alert_label, document_kind, validity_label, validity_colour, agency_event_label,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = in_language(function)
