"""Which words say what is done at an internal step, at whose desk, and what is wrong with the steps?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.kernel.errors import N_
from portal.web.formats import in_language
from portal.web.labels import ACTIONS
from portal.web.people_labels import ROLES

KINDS: Final[Mapping[str, str]] = {
    "intake": N_("Intake"),
    "work": N_("Work"),
    "payment": N_("Citizen pays"),
    "signature": N_("Signature"),
    "issue": N_("Issue of the result"),
    "return": N_("Return of the result"),
}
#: Desks that a step names by their kind, not by the code of one agency.
DESKS: Final[Mapping[str, str]] = {
    "onestop": N_("One-stop office of the province"),
    "commune": N_("People's committee of the commune"),
    "land_branch": N_("Branch of the land registration office"),
    "tax": N_("Tax office"),
}
#: The columns of the picture: who stands at which level.
LEVELS: Final[Mapping[str, str]] = {
    "commune": N_("Commune"),
    "department": N_("Department and its branches"),
    "province": N_("Province"),
    "vertical": N_("Central agency in the province"),
}
#: Under which key of a mistake's values a code stands that has a word.
_CODES: Final[Mapping[str, Mapping[str, str]]] = {"kind": KINDS, "role": ROLES, "action": ACTIONS}


def step_kind_label(kind: str) -> str:
    """Return what is done at a step."""
    return _(KINDS[kind])


def level_of_desk_label(level: str) -> str:
    """Return the name of a column of the picture."""
    return _(LEVELS[level])


def desk_label(desk: str, names: Mapping[str, str]) -> str:
    """Return who does a step: a kind of desk, or one agency by its name."""
    return _(DESKS[desk]) if desk in DESKS else names.get(desk, desk)


def mistake_words(mistake: Any) -> str:
    """Say a mistake of a record (message id and values), codes in words."""
    if not mistake.values:
        return _(mistake.message)
    return _(mistake.message, **{key: _word(key, value) for key, value in mistake.values.items()})


def mistake_words_vi(mistake: Any) -> str:
    """Say a mistake in Vietnamese, where no page is asked for."""
    with force_locale("vi"):
        return mistake_words(mistake)


def _word(key: str, value: Any) -> Any:
    return _(_CODES[key][value]) if key in _CODES and value in _CODES[key] else value


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (step_kind_label, level_of_desk_label, mistake_words):
        app.jinja_env.filters[function.__name__] = in_language(function)
