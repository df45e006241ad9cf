"""In which order do agencies and their procedures stand on a page?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from portal.agencies.rules import VERTICAL_KINDS
from portal.catalogue.models import Agency
from portal.catalogue.shelf import Row
from portal.kernel.text import sort_key_vi

#: Shelf → the kinds of agency that stand on it, in the order of the page.
_SHELVES = {
    "province": frozenset({"province", "department", "onestop"}),
    "vertical": VERTICAL_KINDS,
    "land": frozenset({"land_office", "land_branch"}),
}


def shelves(agencies: Sequence[Agency], on: date) -> dict[str, list[Agency]]:
    """Return the agencies by shelf: province, vertical, land; what has ended stands on "former"."""
    lasting = [agency for agency in agencies if (agency.valid_to or on) >= on]
    found = {name: [agency for agency in lasting if agency.kind in kinds] for name, kinds in _SHELVES.items()}
    found["province"].sort(key=lambda agency: agency.kind != "province")
    found["land"].sort(key=lambda agency: agency.kind != "land_office")
    found["former"] = [agency for agency in agencies if (agency.valid_to or on) < on]
    return found


def by_field(procedures: Iterable[Row]) -> list[tuple[str, str, list[Row]]]:
    """Return (code, name of the field, its procedures), fields in the order of their names."""
    ordered = sorted(procedures, key=lambda procedure: procedure.field_code)
    groups = groupby(ordered, key=lambda procedure: (procedure.field_code, procedure.field_name))
    return sorted(((code, name, list(rows)) for (code, name), rows in groups), key=lambda group: sort_key_vi(group[1]))


def level_counts(procedures: Iterable[Row]) -> list[tuple[int, int]]:
    """Return (level, how many), what can be filed online first; levels without any are left out."""
    found = Counter(procedure.level for procedure in procedures)
    return sorted(found.items(), reverse=True)
