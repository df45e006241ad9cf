"""Which rooms of the administration may this officer enter, and where does an officer begin?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flask import Flask, request, url_for
from flask_babel import gettext as _

from portal.kernel.errors import N_


class Person(Protocol):
    """Somebody with permissions."""

    def can(self, action: str) -> bool:
        """Say whether the action is theirs somewhere."""
        ...


@dataclass(frozen=True)
class Room:
    """A room: where its door is, what stands on it, who may enter, and the blueprints behind it."""

    endpoint: str
    label: str
    action: str
    blueprints: tuple[str, ...] = ()

    @property
    def href(self) -> str:
        """The address of the door."""
        return url_for(self.endpoint)

    @property
    def name(self) -> str:
        """The words on the door, in the language of the page."""
        return _(self.label)

    @property
    def is_here(self) -> bool:
        """Say whether the page of this request lies in the room."""
        return request.endpoint == self.endpoint or request.blueprint in self.blueprints


#: In the order of the doors.
ROOMS = (
    Room("admin.overview", N_("Overview"), "admin.read"),
    Room(
        "procedures.index",
        N_("Procedures"),
        "catalogue.read",
        ("procedures", "procedure_drafts", "procedure_reviews", "procedure_files"),
    ),
    Room("quality.report", N_("Quality of the catalogue"), "catalogue.read", ("quality",)),
    Room("imports.start", N_("Bring in procedures"), "catalogue.import", ("imports",)),
    Room("search_words.index", N_("Words of the search"), "search.read", ("search_words", "search_word_files")),
    Room("agency_admin.index", N_("Agencies"), "agency.edit", ("agency_admin", "published_admin", "digital_team")),
    Room("people.index", N_("People"), "people.manage", ("people", "people_roles")),
    Room("outbox.index", N_("Messages"), "admin.read", ("outbox", "notice_texts")),
    Room("calendar.show", N_("Working calendar"), "calendar.edit", ("calendar",)),
)
QUEUES = ("officers.queue", "dossier.read")


def rooms_of(person: Person) -> list[Room]:
    """Return the rooms this person may enter."""
    return [room for room in ROOMS if person.can(room.action)]


def home_of(person: Person) -> str:
    """Return the endpoint where this officer begins, "" when no room is theirs."""
    if person.can(QUEUES[1]):
        return QUEUES[0]
    return next((room.endpoint for room in rooms_of(person)), "")


def set_up(app: Flask) -> None:
    """Give templates `rooms_of`."""
    app.jinja_env.globals["rooms_of"] = rooms_of
