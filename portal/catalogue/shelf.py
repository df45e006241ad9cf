"""What do lists know of every published procedure? One light row each, all of them at hand, and who has what in common.

A shelf is built once for a state of the catalogue and never changes after (`shelving` builds it). Rows lie in
alphabetical order; their numbers are bits, so that "how many in this field, of that level, free" is one `&`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.kernel.text import slug, sort_key_vi

#: Value of a facet → the rows that have it, as bits.
Masks = Mapping[str, int]

#: Where a procedure without a field stands.
NO_FIELD = "khac"
#: Executing notes that name a kind of office instead of one office, and the kinds of agency they mean.
COMMUNES, LAND_BRANCHES = "ubnd-xa-phuong", "chi-nhanh-dang-ky-dat-dai"
KIND_OF = {"commune": COMMUNES, "land_branch": LAND_BRANCHES}
_KIND_NAMES = {COMMUNES: "Ủy ban nhân dân xã, phường", LAND_BRANCHES: "Chi nhánh Văn phòng Đăng ký đất đai"}
_COMMUNE = re.compile(r"(chu-tich-)?(uy-ban-nhan-dan|ubnd)-(cap-)?(xa|phuong)\b")
_WHERE = re.compile(r" (?:nơi|đối với|có|thuộc|theo|được) .*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One published procedure as lists show it: texts are short already."""

    code: str
    title: str
    plain: str
    level: int
    is_online: bool
    field_code: str
    field_name: str
    admin_level: str
    agency_name: str
    #: Keys of the agencies that handle it (see `agency_keys`).
    agencies: tuple[str, ...]
    audiences: tuple[str, ...]
    limit_value: int | None
    limit_unit: str
    fee_vnd: int | None
    fee_note: str
    changed_on: date
    #: Which revision says this: a row is read again only when that changes.
    revision_id: int
    #: Whether another procedure has the same title, so that lists must tell them apart by code.
    has_twin: bool = False

    @property
    def fee(self) -> str:
        """Return "khong" (free), "co" (costs something) or "chua-ro" (not stated)."""
        if self.fee_vnd == 0:
            return "khong"
        return "co" if self.fee_vnd or self.fee_note else "chua-ro"


@dataclass(frozen=True, slots=True)
class Event:
    """A situation of life and the numbers of its procedures, the most needed first."""

    code: str
    name: str
    plain: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Shelf:
    """Every published procedure at one moment."""

    stamp: str
    rows: tuple[Row, ...]
    numbers: Mapping[str, int]
    #: Numbers in the order of lists without a query: the highest level first.
    usual: tuple[int, ...]
    #: Facet → value → rows.
    masks: Mapping[str, Masks]
    #: Names of fields and agencies by code or key, in the order they are shown.
    fields: Mapping[str, str]
    agencies: Mapping[str, str]
    #: Every agency's name and kind by code, for those that only a kind of office stands for.
    offices: Mapping[str, str]
    kinds: Mapping[str, str]
    #: The agency above each, by code.
    parents: Mapping[str, str]
    events: Mapping[str, Event] = field(default_factory=dict)

    def find(self, code: str) -> Row | None:
        """Return the row with this code."""
        number = self.numbers.get(code)
        return None if number is None else self.rows[number]

    def among(self, codes: Iterable[str]) -> list[Row]:
        """Return the published ones among these codes, in their order."""
        return [self.rows[self.numbers[code]] for code in codes if code in self.numbers]

    @property
    def everything(self) -> int:
        """Return the bits of all rows."""
        return (1 << len(self.rows)) - 1

    def count(self, **values: str) -> int:
        """Return how many rows have all these values: `count(muc="3", linh_vuc="dat-dai")`."""
        bits = self.everything
        for facet, value in values.items():
            bits &= self.masks[facet].get(value, 0)
        return bits.bit_count()

    def having(self, facet: str, *values: str) -> list[Row]:
        """Return the rows with one of these values, in alphabetical order."""
        found = 0
        for value in values:
            found |= self.masks[facet].get(value, 0)
        return [self.rows[number] for number in numbers_in(found)]

    def agency_key(self, code: str) -> str:
        """Return the key under which an agency's procedures stand: its own code, or that of its kind of office."""
        if code in self.masks["co_quan"]:
            return code
        return KIND_OF.get(self.kinds.get(code, ""), code)

    def done_at(self, code: str) -> tuple[str, list[str]]:
        """Return the facet and its values under which what citizens can do at an agency stands.

        A land branch does what is said of branches, and what its office does for the whole province.
        """
        kind = self.kinds.get(code, "")
        if kind in ("commune", "onestop"):
            return "cap", ["commune" if kind == "commune" else "province"]
        codes = [code, self.parents.get(code, "")] if kind == "land_branch" else [code]
        return "co_quan", list(dict.fromkeys(self.agency_key(one) for one in codes))


def numbers_in(bits: int) -> Iterator[int]:
    """Yield the numbers of the set bits, rising."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def bits_of(numbers: Iterable[int]) -> int:
    """Return the bits for these numbers."""
    found = bytearray()
    for number in numbers:
        place = number >> 3
        if place >= len(found):
            found.extend(bytes(place + 1 - len(found)))
        found[place] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def agency_keys(codes: Sequence[str], note: str) -> dict[str, str]:
    """Return {key: name} of who handles a procedure: codes of agencies, else what the note names.

    "Ủy ban nhân dân xã, phường nơi có đất; Sở Xây dựng" names a kind of office and one that may have no code.
    """
    if codes:
        return dict.fromkeys(codes, "")
    found = {}
    for part in note.split(";"):
        name = _WHERE.sub("", part.strip())[:120]
        key = slug(name)[:60].strip("-")
        if _COMMUNE.match(key):
            key = COMMUNES
        elif "chi-nhanh-van-phong-dang-ky-dat-dai" in key:
            key = LAND_BRANCHES
        if key:
            found[key] = _KIND_NAMES.get(key, name)
    return found


def shorten(text: str, most: int) -> str:
    """Return the text, or its beginning up to the last whole word and "…"."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def facet_values(row: Row) -> dict[str, tuple[str, ...]]:
    """Return what a row counts under, facet by facet; life events are added by `put_up`."""
    return {
        "muc": (str(row.level),), "linh_vuc": (row.field_code,), "co_quan": row.agencies, "cap": (row.admin_level,),
        "doi_tuong": row.audiences, "le_phi": (row.fee,),
    }  # fmt: skip


def in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows as a Vietnamese reader sorts titles."""
    return tuple(sorted(rows, key=lambda row: (sort_key_vi(row.title), row.code)))


def masks_of(rows: Sequence[Row], events: Iterable[Event]) -> dict[str, Masks]:
    """Return every facet's values with the rows that have them."""
    numbers: dict[str, dict[str, list[int]]] = {
        name: {} for name in ("muc", "linh_vuc", "co_quan", "cap", "doi_tuong", "le_phi")
    }
    for number, row in enumerate(rows):
        for facet, values in facet_values(row).items():
            for value in values:
                numbers[facet].setdefault(value, []).append(number)
    numbers["viec"] = {event.code: list(event.numbers) for event in events if event.numbers}
    return {facet: {value: bits_of(found) for value, found in values.items()} for facet, values in numbers.items()}
