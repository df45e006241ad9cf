"""Which file is to go? A page at the counter is one form: its Delete buttons keep everything else on it, then take one away."""

from __future__ import annotations

#: A button named "to" with the value "delete:12", as the templates write it.
DELETE = "delete"


def file_to_delete(to: str) -> int | None:
    """Return the number of the file whose Delete was pressed, None for any other button."""
    what, _colon, number = to.partition(":")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return int(number) if what == DELETE and is_number else None
