"""What are the lists of work called, and what is said when nothing lies in one?"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import gettext as _

from portal.kernel.errors import N_
from portal.web.formats import in_language

#: list of work → its name, and what is said when nothing lies in it
QUEUES: Mapping[str, tuple[str, str]] = {
    "new": (N_("New"), N_("No new dossier. All have been taken.")),
    "mine": (N_("Mine"), N_("You hold no dossier. Take one from “New”.")),
    "consulted": (N_("Opinions asked of us"), N_("Nobody asks for your unit's opinion.")),
    "supplemented": (N_("Supplemented"), N_("No supplement has come in that waits for you.")),
    "opinions": (N_("Opinions received"), N_("Every opinion that came in has been noted.")),
    "approving": (N_("Second requests"), N_("No second request waits for your approval.")),
    "withdrawing": (N_("To be withdrawn"), N_("Nobody asks to withdraw.")),
    "unread": (N_("New messages"), N_("Every message has been read.")),
    "arriving": (N_("Arriving"), N_("Nothing is on its way to you.")),
    "working": (N_("In work"), N_("Nothing waits for you here. Well done.")),
    "signing": (N_("To be signed"), N_("Nothing waits for a signature.")),
    "returning": (N_("To be handed over"), N_("No result waits to be handed over.")),
    "soon": (N_("Due soon"), N_("Nothing is due today or on the next working day.")),
    "overdue": (N_("Late"), N_("Nothing is late. Well done.")),
    "all": (N_("All dossiers"), N_("No dossier has come to your unit yet.")),
}


def queue_label(key: str) -> str:
    """Return the name of a list of work."""
    return _(QUEUES[key][0])


def nothing_in(key: str) -> str:
    """Say that nothing lies in a list of work."""
    return _(QUEUES[key][1])


def set_up(app: Flask) -> None:
    """Make the words available to templates as filters."""
    for function in (queue_label, nothing_in):
        app.jinja_env.filters[function.__name__] = in_language(function)
