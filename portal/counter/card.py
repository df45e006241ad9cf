"""What does the square on an identity card say, as a keyboard scanner types it? Pure.

The square holds number|old number|name|day of birth|sex|address|day of issue. A keyboard that is set differently turns
the bars into other signs, and an input method that is switched on garbles the accents: the name must then be looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from portal.kernel.text import nfc, strip_controls

_SEPARATOR = re.compile(r"[|¦\\;~^\t]")
_NUMBER = re.compile(r"[0-9]{12}")
#: No Vietnamese name holds these: a digit or another sign, letters of Telex, doubled vowels, a name without any accent.
_ODD = re.compile(r"[^\w\s.'-]|[\d_]|[fjwz]|aa|ee|dd|ii|uu|yy", re.IGNORECASE)


@dataclass(frozen=True)
class Card:
    """What was read; `is_doubtful`: the name may be garbled."""

    number: str
    name: str
    birth: date | None
    address: str
    is_doubtful: bool


def read_card(typed: str) -> Card | None:
    """Return what a scanner typed; None when this is no card."""
    parts = [part.strip() for part in _SEPARATOR.split(nfc(typed.strip()))]
    if len(parts) < 4 or not _NUMBER.fullmatch(parts[0]):
        return None
    at = next((n for n, part in enumerate(parts) if n > 1 and re.fullmatch(r"[0-9]{8}", part)), 0)
    if not at:
        return None
    name = " ".join(strip_controls(" ".join(parts[2:at] if at > 2 else parts[1:at])).split()).title()
    address = strip_controls(parts[at + 2]) if len(parts) > at + 2 else ""
    return Card(parts[0], name, _day(parts[at]), address, is_garbled(name))


def is_garbled(name: str) -> bool:
    """Say whether a name looks as if an input method had changed it."""
    return not name or "\ufffd" in name or bool(_ODD.search(name)) or name.isascii()


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None
