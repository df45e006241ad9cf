"""Which refusals does the portal know, and what does each carry so that a page can say what to do next?

Errors carry an English message id and its values; `portal.web.error_pages` turns them into a sentence
and a status. None of them writes HTML, none of them knows a language.
"""

from __future__ import annotations

from datetime import datetime


def N_(message: str) -> str:
    """Mark a message id for extraction without translating it here."""
    return message


class PortalError(Exception):
    """A refusal with a reason the person can act on. `status` is the HTTP status of its page."""

    status = 400
    default = N_("This could not be done.")

    def __init__(self, message: str = "", **values: object) -> None:
        self.message = message or self.default
        self.values = values
        super().__init__(self.message % values if values else self.message)


class NotFound(PortalError):
    """Nothing here under that name, or nothing this person may know of."""

    status = 404
    default = N_("The address may be mistyped, or the page has moved.")


class NotAllowed(PortalError):
    """The person is known, but the act is not theirs to do."""

    status = 403
    default = N_("Your account is not allowed to do this.")


class InvalidMove(PortalError):
    """The dossier is not in a state from which this can be done."""

    status = 409
    default = N_("The dossier is no longer at the step where this can be done.")


class Expired(PortalError):
    """A link that worked for a while works no longer; the message says what to do."""

    status = 410
    default = N_("This link works no longer.")


class StaleVersion(PortalError):
    """Somebody else changed the dossier first; carries who, what and when."""

    status = 409
    default = N_("Somebody else has just changed this dossier.")

    def __init__(self, *, by: str = "", action: str = "", at: datetime | None = None) -> None:
        super().__init__()
        self.by, self.action, self.at = by, action, at


class StaleDraft(StaleVersion):
    """Somebody else changed the draft of a procedure first."""

    default = N_("Somebody else has just changed this draft.")


class StaleTyping(StaleVersion):
    """Another screen wrote the same page of a draft meanwhile."""

    default = N_("This page was changed somewhere else meanwhile.")


class Incomplete(PortalError):
    """Something required is missing; `missing` names it, in the order the form asks for it."""

    status = 422
    default = N_("Something is still missing.")

    def __init__(self, message: str = "", *, missing: tuple[str, ...] = (), **values: object) -> None:
        super().__init__(message, **values)
        self.missing = missing


class Invalid(PortalError):
    """One value cannot be accepted; the message says what to do."""

    status = 422
    default = N_("Check what you entered.")


class TooMany(PortalError):
    """Too many tries in a short time; `again_at` says when the next one is welcome."""

    status = 429
    default = N_("Too many tries. Please wait a little.")

    def __init__(self, message: str = "", *, again_at: datetime, **values: object) -> None:
        super().__init__(message, **values)
        self.again_at = again_at
