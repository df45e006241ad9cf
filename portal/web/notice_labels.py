"""How are messages to citizens, their ways and their fate called on screen?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _

from portal.kernel.errors import N_
from portal.web.formats import in_language, phone_vi

#: kind of message → (what it tells, when it is sent)
NOTICES: Mapping[str, tuple[str, str]] = {
    "one_time_code": (
        N_("Confirmation code"),
        N_("when somebody confirms a phone number or an e-mail address; at any hour"),
    ),
    "contact_changed": (N_("Phone number or e-mail changed"), N_("to the old addresses, so that their owner knows")),
    "consent_code": (
        N_("Consent to file for somebody"),
        N_("to the owner, when somebody wants to file for them; at any hour"),
    ),
    "help_begun": (N_("Somebody files for the owner"), N_("to the owner, after the right code")),
    "precheck_answered": (N_("Draft looked at"), N_("when an officer has answered before sending")),
    "draft_reminder": (N_("A draft waits"), N_("once, three days after the last word was written")),
    "draft_expiring": (N_("A draft will be removed"), N_("five days before it is removed")),
    "procedure_ending": (N_("The procedure of a draft ends"), N_("once, as soon as the last day is known")),
    "procedure_ended": (N_("The procedure of a draft has ended"), N_("once, when nobody could be told before")),
    "dossier_sent": (N_("Dossier sent"), N_("as soon as it is sent")),
    "dossier_accepted": (N_("Dossier accepted"), N_("with the promised date")),
    "dossier_accepted_to_bring": (
        N_("Dossier accepted, papers still to be brought"),
        N_("instead, when the citizen still has papers to bring"),
    ),
    "next_time_online": (N_("Next time online"), N_("once, after a dossier was taken in at the counter")),
    "dossier_not_accepted": (N_("Dossier not accepted"), N_("with the reason")),
    "supplement_requested": (N_("Supplement needed"), N_("with everything that is missing, and the deadline")),
    "supplement_reminder": (N_("Supplement still needed"), N_("once, two working days before the deadline")),
    "payment_reminder": (N_("Payment still needed"), N_("once, two working days before the deadline")),
    "payment_requested": (N_("Payment needed"), N_("with the amount and the deadline")),
    "message_from_officer": (N_("An officer has written"), N_("says that there is a message, not what it says")),
    "payment_confirmed": (N_("Payment seen"), N_("with the new promised date")),
    "apology": (N_("Apology and new date"), N_("before the promised date, at most once")),
    "correction_proposed": (N_("A slip to be corrected"), N_("says that there is a proposal, not what it says")),
    "date_moved": (N_("Promised date moved"), N_("when the working calendar changes and the date with it")),
    "withdrawal_declined": (N_("Withdrawal declined"), N_("with the reason; the dossier goes on")),
    "result_ready": (N_("Result ready"), N_("with where to collect it and what to bring")),
    "result_returned": (N_("Result handed over"), N_("on the day it was handed over")),
    "dossier_refused": (N_("Dossier refused"), N_("with the reason")),
    "dossier_stopped": (N_("Dossier stopped"), N_("with the reason")),
    "dossier_withdrawn": (N_("Dossier withdrawn"), N_("after an officer has confirmed it")),
    "officer_digest": (N_("Deadlines of the day"), N_("to officers with an e-mail address, every working day at 7:30")),
    "opinion_asked": (
        N_("Opinion asked"),
        N_("at once to officers with an e-mail address who may answer for the agency"),
    ),
}
GROUPS: Mapping[str, str] = {
    "identity": N_("Who it is"), "draft": N_("Drafts"), "intake": N_("Sending and intake"), "todo": N_("The citizen has to act"),
    "course": N_("While it is handled"), "end": N_("The end"), "officers": N_("To officers"),
}  # fmt: skip
#: state of a delivery → (words, colour of the tag)
FATES: Mapping[str, tuple[str, str]] = {
    "waiting": (N_("waiting to be sent"), "blue"),
    "sending": (N_("being sent"), "blue"),
    "sent": (N_("sent"), "green"),
    "failed": (N_("could not be sent"), "red"),
    "unsure": (N_("perhaps sent"), "amber"),
}
WAYS: Mapping[str, str] = {"sms": N_("Telephone message"), "email": N_("E-mail")}


def notice_label(kind: str) -> str:
    """Return what a kind of message tells."""
    return _(NOTICES[kind][0])


def notice_when(kind: str) -> str:
    """Return when a kind of message is sent."""
    return _(NOTICES[kind][1])


def notice_group_label(group: str) -> str:
    """Return the heading over some kinds of messages."""
    return _(GROUPS[group])


def fate_label(status: str) -> str:
    """Return how a delivery stands."""
    return _(FATES[status][0])


def fate_colour(status: str) -> str:
    """Return the colour of the tag that says it."""
    return FATES[status][1]


def way_label(channel: str) -> str:
    """Return the word for a way a message goes."""
    return _(WAYS[channel])


def address_vi(address: str) -> str:
    """Write a telephone number in groups, an e-mail address as it is; nothing for none."""
    return phone_vi(address or "")


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (
        notice_label, notice_when, notice_group_label, fate_label, fate_colour, way_label, address_vi,
    ):  # fmt: skip
        app.jinja_env.filters[function.__name__] = in_language(function)
