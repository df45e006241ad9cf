"""Which words say what somebody is here, and what was done to an account?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _

from portal.kernel.errors import N_
from portal.web.formats import in_language

#: In the order in which a dossier meets them, then who keeps the portal (NĐ 61/2018).
ROLES: Mapping[str, str] = {
    "intake_officer": N_("Intake officer (one-stop)"),
    "onestop_head": N_("Head of the one-stop office"),
    "unit_leader": N_("Leader of a unit"),
    "case_officer": N_("Case officer"),
    "partner_officer": N_("Officer of a partner agency"),
    "approver": N_("Leader who signs"),
    "clerk": N_("Clerk"),
    "catalogue_editor": N_("Writer of procedures"),
    "tthc_controller": N_("Controller of procedures"),
    "agency_admin": N_("Administrator of an agency"),
    "sysadmin": N_("Administrator of the whole portal"),
}

EVENTS: Mapping[str, str] = {
    "appointed": N_("appointed on the server as administrator of everything"),
    "added": N_("added the account"),
    "changed": N_("changed the account"),
    "closed": N_("locked the account"),
    "opened": N_("unlocked the account"),
    "signed_out": N_("ended every session"),
    "password_reset": N_("made a new first password"),
    "password_changed": N_("changed the own password"),
    "role_given": N_("gave the role"),
    "role_changed": N_("changed the days of the role"),
    "role_taken": N_("took the role away"),
    "substitute_named": N_("named the substitute"),
    "substitution_ended": N_("ended the substitution"),
    "second_factor_on": N_("set up sign-in with the telephone"),
    "second_factor_off": N_("turned sign-in with the telephone off"),
    "second_factor_reset": N_("took the lost telephone away"),
    "recovery_code_used": N_("signed in with a code of the paper"),
    "recovery_codes_made": N_("made new codes for paper"),
}

VALUES: Mapping[str, str] = {
    "full_name": N_("Full name"),
    "title": N_("Job title"),
    "email": N_("E-mail"),
    "agency_code": N_("Agency"),
}

STATES: Mapping[str, str] = {
    "open": N_("account open"),
    "closed": N_("account locked"),
    "away": N_("on leave today"),
    "no_second_factor": N_("no telephone set up"),
}


def role_label(role: str) -> str:
    """Return the word for a role."""
    return _(ROLES.get(role, role))


def person_event_label(action: str) -> str:
    """Return what was done to an account."""
    return _(EVENTS.get(action, action))


def person_value_label(name: str) -> str:
    """Return the word for a value of an account."""
    return _(VALUES.get(name, name))


def person_state_label(state: str) -> str:
    """Return the word for a state people are listed by."""
    return _(STATES[state])


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (role_label, person_event_label, person_value_label, person_state_label):
        app.jinja_env.filters[function.__name__] = in_language(function)
