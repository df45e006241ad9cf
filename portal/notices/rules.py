"""When may a message leave, in how many characters, and how is an address shown to others? (ux 4; NĐ 91/2020 has the hours.)"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from portal.kernel.clock import local
from portal.kernel.text import plain_ascii

#: One telephone message, with room for what a gateway puts before it (160 of GSM 7-bit).
MOST_CHARACTERS = 142
#: Consent says whole what is agreed to: it may take a second message.
_TWO_MESSAGES = {"consent_code": 2 * MOST_CHARACTERS}
#: Leave at any hour: somebody is waiting for them.
URGENT = frozenset({"one_time_code", "consent_code"})
MORNING, EVENING = time(7), time(20)
#: Waits between tries; after the last the delivery has failed and is shown to an administrator.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
#: Longer than any channel takes: whoever has not come back by then is dead.
HELD = timedelta(minutes=5)

#: Values that may be shortened, for the whole of them stands behind the link.
ELASTIC = ("reason", "items", "office", "procedure", "instead")
_SHORTEST = 8
#: Long beginnings of names that everybody knows by a short one.
_SHORT_NAMES = {"Trung tam Phuc vu hanh chinh cong": "Trung tam HCC", "Uy ban nhan dan": "UBND"}
#: ASCII that is not, or only as two characters, in the alphabet of telephones.
_GSM = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "^": "", "~": "-", "|": "/", "\\": "/", "`": "'"})
_LEFT_BY_LINK = re.compile(r"[\s.:;,]*(?:(?:Xem|Tra cuu|Viet tiep)[^.:;,]{0,12}:?)?\s*$")


def most_characters(kind: str) -> int:
    """Return how long the telephone text of a kind may be, values filled in."""
    return _TWO_MESSAGES.get(kind, MOST_CHARACTERS)


class Reachable(Protocol):
    """Somebody with a telephone, an e-mail address, both or none."""

    @property
    def phone(self) -> str | None:
        """The telephone number; None or "" for none."""

    @property
    def email(self) -> str | None:
        """The e-mail address; None or "" for none."""


@dataclass(frozen=True)
class Reach:
    """Where one message goes."""

    phone: str | None = None
    email: str | None = None


def ways_of(to: Reachable) -> list[tuple[str, str]]:
    """Return (channel, address) of every way to this person."""
    return [(channel, address) for channel, address in (("sms", to.phone), ("email", to.email)) if address]


def is_quiet(at: datetime) -> bool:
    """Say whether people should be left in peace at that moment."""
    return not MORNING <= local(at).time() < EVENING


def next_moment(at: datetime, *, urgent: bool) -> datetime:
    """Return the first moment from `at` on at which a message may leave."""
    here = local(at)
    if urgent or not is_quiet(at):
        return at
    morning = here.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return morning if here < morning else morning + timedelta(days=1)


def for_telephone(text: str, values: Mapping[str, str], most: int = MOST_CHARACTERS) -> str:
    """Return the short text without accents in one telephone message.

    Reasons, items and names of offices share what room is left; where even that is too little the link is left out,
    never cut: the code and the four characters open the page as well.
    """
    short = {name: _telephone_text(value) for name, value in values.items()}
    for long_name, short_name in _SHORT_NAMES.items():
        short["office"] = short.get("office", "").replace(long_name, short_name)
    short["link"] = short.get("link", "").removeprefix("https://")
    fitted = _fitted(text, short, most)
    if len(fitted) > most and short["link"]:
        fitted = _LEFT_BY_LINK.sub("", _fitted(text, {**short, "link": ""}, most)) + "."
    return fitted if len(fitted) <= most else _cut(fitted, most)


def _fitted(text: str, values: Mapping[str, str], most: int) -> str:
    """Fill in the values, the elastic ones as long as there is room for them."""
    elastic = [name for name in ELASTIC if f"{{{name}}}" in text]
    # one letter each: a value that is left out would take a blank beside it along
    room = most + len(elastic) - len(_telephone_text(text.format_map({**values, **dict.fromkeys(elastic, "x")})))
    cut = dict(values)
    for left, name in enumerate(sorted(elastic, key=lambda one: len(values[one]))):
        share = max(_SHORTEST, room // (len(elastic) - left))
        cut[name] = _cut(values[name], share)
        room -= len(cut[name])
    return _telephone_text(text.format_map(cut))


def _telephone_text(text: str) -> str:
    """Return a text in the alphabet of telephones, without accents, on one line."""
    return " ".join(plain_ascii(text).translate(_GSM).split())


def _cut(value: str, most: int) -> str:
    """Cut at a blank, and say so by two dots."""
    if len(value) <= most:
        return value
    kept = value[: max(0, most - 2)]
    whole = kept.rpartition(" ")[0] if value[len(kept)] != " " else kept
    return (whole or kept).rstrip(" .,;:") + ".."


def in_dossier(text: str) -> str:
    """Return a message as it stands inside the dossier: lines that lead there by a link are left out."""
    lines = (line for line in text.strip().splitlines() if "://" not in line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def shown(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it: …678, ng•••@gmail.com."""
    name, at, domain = address.partition("@")
    return f"{name[:2]}•••@{domain}" if at else f"…{address[-3:]}"
