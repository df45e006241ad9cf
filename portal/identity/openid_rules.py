"""What of the claims of a provider can be used here? Names, numbers and dates in our own shape; the rest is dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.identity.rules import normal_phone
from portal.kernel.text import nfc, strip_controls

_DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})/(?P<m2>\d{1,2})/(?P<y2>\d{4})|(?P<d3>\d\d)(?P<m3>\d\d)(?P<y3>\d{4})"
)


@dataclass(frozen=True)
class Person:
    """Who the provider says this is."""

    subject: str
    #: A mobile number the provider has confirmed, "" when it says none or does not vouch for it.
    phone: str
    #: Offered in questions: profile key → value.
    profile: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name to show, "" when the provider tells none."""
        return self.profile.get("name", "")


def person_of(claims: Mapping[str, Any], names: Mapping[str, str]) -> Person:
    """Read the claims; `names` says which claim is which (settings)."""
    said = {ours: claims.get(theirs) for ours, theirs in names.items()}
    profile = {
        "name": _name(said["name"]),
        "citizen_number": _number(said["citizen_number"]),
        "birth": _birth(said["birth"]),
    }
    vouched = said["phone_verified"] is True or said["phone_verified"] == "true"
    return Person(
        subject=str(claims["sub"]), phone=normal_phone(str(said["phone"] or "")) if vouched else "",
        profile={key: value for key, value in profile.items() if value},
    )  # fmt: skip


def _name(said: object) -> str:
    name = " ".join(strip_controls(nfc(said)).split()) if isinstance(said, str) else ""
    return name if len(name) <= 120 and not any(c.isdigit() for c in name) else ""


def _number(said: object) -> str:
    return said if isinstance(said, str) and re.fullmatch(r"\d{9}|\d{12}", said) else ""


def _birth(said: object) -> str:
    """Return 1965-03-27, or 1965 where only the year is known (0000-… and 1965-00-00 are how providers say so)."""
    if not isinstance(said, str):
        return ""
    if re.fullmatch(r"(19|20)\d\d(-00-00)?", said):
        return said[:4]
    match = _DAY.fullmatch(said)
    if match is None:
        return ""
    year, month, day = (next(int(v) for k, v in match.groupdict().items() if k[0] == part and v) for part in "ymd")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
