"""Where does this person do their errands? What is done at a commune or agency they chose comes first among equals.

The choice stands in the address (`noi`), so that a page stays the same for everybody who opens that address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from portal.catalogue.shelf import Shelf
from portal.search.index import Hit

#: A score this much better is better wherever it is done; what lies closer counts as equal.
NEARLY = 1.06


@dataclass(frozen=True)
class Preferred:
    """A commune's or agency's office, and which rows of the shelf are done there (as bits)."""

    code: str
    name: str
    shelf: Shelf
    rows: int

    def holds(self, number: int) -> bool:
        """Say whether a row of the shelf is done there."""
        return bool(self.rows >> number & 1)

    def has(self, code: str) -> bool:
        """Say whether the procedure with this code is done there."""
        number = self.shelf.numbers.get(code)
        return number is not None and self.holds(number)

    def first(self, numbers: Iterable[int]) -> list[int]:
        """Return rows in their order, those done there before all others: nothing was asked that one answers better."""
        return sorted(numbers, key=lambda number: not self.holds(number))


def preferred_at(shelf: Shelf, code: str) -> Preferred | None:
    """Return the office with this code; None when there is none, or nothing can be done there."""
    if code not in shelf.offices:
        return None
    facet, values = shelf.done_at(code)
    rows = 0
    for value in values:
        rows |= shelf.masks[facet].get(value, 0)
    return Preferred(code, shelf.offices[code], shelf, rows) if rows else None


def first_there(hits: Sequence[Hit], is_there: Callable[[str], bool]) -> list[str]:
    """Return the codes of answers, those done there before others that answer about as well."""
    return [hit.code for hit in sorted(hits, key=lambda hit: -hit.score * (NEARLY if is_there(hit.code) else 1.0))]
