"""How is a list of procedures narrowed? Facets with counts; several values of one facet widen, several facets narrow.

The usual rule of counts: what a facet offers is counted as if nothing were chosen in that facet itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.catalogue.shelf import Shelf, bits_of, numbers_in

#: In the order of the page; also the names in addresses.
FACETS = ("muc", "viec", "linh_vuc", "co_quan", "cap", "doi_tuong", "le_phi")
#: Facets whose values have an order of their own; the others put what is frequent first.
ORDERED: Mapping[str, tuple[str, ...]] = {
    "muc": ("3", "2", "1"),
    "cap": ("commune", "district", "province", "ministry", "other"),
    "doi_tuong": ("citizen", "business", "organisation", "cooperative", "overseas_vietnamese", "foreigner"),
    "le_phi": ("khong", "co", "chua-ro"),
}
#: How many values of a facet are offered at once, and at most.
SHOWN, MOST = 8, 30

Chosen = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """One value to tick: how many there would be, and whether it is ticked."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left, in order, and what each facet offers."""

    numbers: tuple[int, ...]
    offers: Mapping[str, Sequence[Offer]]
    #: Values asked for that nothing has.
    unknown: tuple[str, ...]


def narrow(shelf: Shelf, chosen: Chosen, codes: Sequence[str] | None = None) -> Narrowed:
    """Return what is left of the shelf, or of `codes` in their order, and the counts of every facet."""
    order = shelf.usual if codes is None else [shelf.numbers[code] for code in codes if code in shelf.numbers]
    base = shelf.everything if codes is None else bits_of(order)
    known, unknown = _known(shelf, chosen)
    wide = {facet: _any_of(shelf, facet, values) for facet, values in known.items()}
    left = base
    for bits in wide.values():
        left &= bits
    offers = {facet: _offers(shelf, facet, _without(base, wide, facet), known.get(facet, ())) for facet in FACETS}
    return Narrowed(_kept(order, left, len(shelf.rows)), offers, unknown)


def _known(shelf: Shelf, chosen: Chosen) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return (values that exist, those that do not); an agency without procedures of its own counts as its kind."""
    known: dict[str, list[str]] = {}
    unknown = []
    for facet, values in chosen.items():
        for value in dict.fromkeys(values):
            key = shelf.agency_key(value) if facet == "co_quan" else value
            if key in shelf.masks[facet]:
                known.setdefault(facet, []).append(key)
            else:
                unknown.append(value)
    return known, tuple(unknown)


def _any_of(shelf: Shelf, facet: str, values: Sequence[str]) -> int:
    bits = 0
    for value in values:
        bits |= shelf.masks[facet][value]
    return bits


def _without(base: int, wide: Mapping[str, int], own: str) -> int:
    for facet, bits in wide.items():
        if facet != own:
            base &= bits
    return base


def _offers(shelf: Shelf, facet: str, among: int, chosen: Sequence[str]) -> list[Offer]:
    """Return the values that lead somewhere, and those chosen; the most frequent when there are too many."""
    masks = shelf.masks[facet]
    counted = [(value, (mask & among).bit_count()) for value, mask in masks.items()]
    offers = [Offer(value, count, value in chosen) for value, count in counted if count or value in chosen]
    order = ORDERED.get(facet)
    if order:
        return sorted(offers, key=lambda offer: order.index(offer.value) if offer.value in order else len(order))
    offers.sort(key=lambda offer: (not offer.is_chosen, -offer.count))
    return offers[:MOST]


def _kept(order: Sequence[int], left: int, total: int) -> tuple[int, ...]:
    """Return the numbers of the set bits in that order."""
    if left.bit_count() == total:
        return tuple(order)
    inside = set(numbers_in(left))
    return tuple(number for number in order if number in inside)
