"""Which word does a person read for what the catalogue tells of a procedure in codes?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _

from portal.kernel.errors import N_
from portal.web.formats import in_language

#: What is offered online (NĐ 42/2022), in words that nobody takes for the levels.
DELIVERIES: Mapping[str, str] = {
    "thong_tin": N_("Guidance only; papers are handed in at the counter or by post"),
    "mot_phan": N_("A part of the way: filed online, at least one visit is still needed"),
    "toan_trinh": N_("The whole way: filed, paid for and received without a visit"),
}

PUBLICATIONS: Mapping[str, str] = {
    "public": N_("Published"),
    "amended": N_("Published as amended"),
    "repealed": N_("Repealed, no longer in force"),
}

#: What an editor would mend (portal/catalogue/quality.py).
QUALITY: Mapping[str, str] = {
    "no_fee": N_("No fee stated"),
    "no_form": N_("Level 2 or 3 without a form"),
    "level_1_form": N_("Level 1 with a form"),
    "no_unit": N_("A time limit without a unit"),
    "unreviewed": N_("Not reviewed for 12 months"),
    "dead_link": N_("Leads to a page that is not there"),
    "long_sentence": N_("A sentence of more than 25 syllables"),
}

#: What becomes of a record that is imported: (word, colour of its tag).
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "new": (N_("new"), "green"),
    "changed": (N_("changed"), "blue"),
    "unchanged": (N_("unchanged"), "grey"),
    "kept": (N_("kept as it is"), "plain"),
    "refused": (N_("refused"), "red"),
}

#: Kinds of words of the search (portal/search/word_rules.py), as lists name them.
SEARCH_KINDS: Mapping[str, str] = {
    "synonym": N_("Ways of saying"),
    "alike": N_("Words that mean the same"),
    "abbreviation": N_("Abbreviations"),
    "intent": N_("Questions"),
    "stop": N_("Words left out"),
    "removed": N_("Out of use"),
}

#: What a question asks for.
SEARCH_INTENTS: Mapping[str, str] = {
    "fee": N_("How much it costs"),
    "time": N_("How long it takes"),
    "place": N_("Where to hand in"),
    "papers": N_("Which papers"),
    "track": N_("Where the dossier is"),
}

ADMIN_LEVELS: Mapping[str, str] = {
    "commune": N_("Commune level"),
    "district": N_("Former district"),
    "province": N_("Province level"),
    "ministry": N_("Central government"),
    "other": N_("Other agency"),
}

FEES: Mapping[str, str] = {
    "khong": N_("No fee"),
    "co": N_("There is a fee"),
    "chua-ro": N_("Fee not stated"),
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
    "save_process": N_("Wrote in: The internal steps"),
    "send_to_review": N_("Sent to review"),
    "take_back": N_("Taken back to go on writing"),
    "send_back": N_("Sent back to be mended"),
    "approve": N_("Approved"),
    "discard": N_("Draft given up"),
    "publish": N_("Made public"),
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


def delivery_label(delivery: str) -> str:
    """Return what is offered online, in plain words."""
    return _(DELIVERIES[delivery])


def publication_label(status: str) -> str:
    """Return where a procedure stands in the national database."""
    return _(PUBLICATIONS[status])


def quality_label(flag: str) -> str:
    """Return what an editor would mend."""
    return _(QUALITY[flag])


def outcome_label(outcome: str) -> str:
    """Return what becomes of a record that is imported."""
    return _(OUTCOMES[outcome][0])


def outcome_colour(outcome: str) -> str:
    """Return the colour of an outcome's tag."""
    return OUTCOMES[outcome][1]


def admin_level_label(level: str) -> str:
    """Return the level of government that handles a procedure."""
    return _(ADMIN_LEVELS.get(level, level))


def fee_label(fee: str) -> str:
    """Return whether a procedure costs something."""
    return _(FEES.get(fee, fee))


def search_kind_label(kind: str) -> str:
    """Return the name of a kind of search words."""
    return _(SEARCH_KINDS[kind])


def search_intent_label(intent: str) -> str:
    """Return what a question of the search asks for."""
    return _(SEARCH_INTENTS[intent])


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (
        procedure_event_label,
        draft_state_label,
        draft_state_colour,
        procedure_status_label,
        procedure_status_colour,
        delivery_label,
        publication_label,
        quality_label,
        outcome_label,
        outcome_colour,
        admin_level_label,
        fee_label,
        search_kind_label,
        search_intent_label,
    ):
        app.jinja_env.filters[function.__name__] = in_language(function)
