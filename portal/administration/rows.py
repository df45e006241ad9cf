"""How are the rows of a long form moved, added and taken away by plain buttons? On the names of its inputs alone.

A row is "papers-2", a row inside a row "ways-0-fees-1"; its inputs begin with that and "-". Numbers need not be
without gaps: what is kept counts its rows anew.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from portal.kernel.text import slug

#: (name, value) of every input, in the order of the page.
Inputs = list[tuple[str, str]]
_ROW = re.compile(r"(?P<list>.+)-(?P<number>\d+)")


def rearranged(typed: Sequence[tuple[str, str]], command: str) -> tuple[Inputs, str]:
    """Return the inputs after "up:papers-2", "down:…", "remove:…" or "add:papers", and the row to look at then.

    Any other command changes nothing.
    """
    act, _, target = command.partition(":")
    if act == "add":
        new = f"{target}-{max(_numbers(typed, target), default=-1) + 1}"
        return [*typed, (f"{new}-new", "1")], new
    row = _ROW.fullmatch(target)
    if row is None or act not in ("up", "down", "remove"):
        return list(typed), ""
    if act == "remove":
        return [pair for pair in typed if not pair[0].startswith(f"{target}-")], ""
    numbers = _numbers(typed, row["list"])
    here = numbers.index(int(row["number"])) if int(row["number"]) in numbers else 0
    there = here + (1 if act == "down" else -1)
    if not 0 <= there < len(numbers):
        return list(typed), target
    other = f"{row['list']}-{numbers[there]}"
    return [(_swapped(name, target, other), value) for name, value in typed], other


def _numbers(typed: Sequence[tuple[str, str]], rows: str) -> list[int]:
    """Return the numbers of the rows of a list, in their order."""
    found = (re.match(re.escape(rows) + r"-(\d+)-", name) for name, _ in typed)
    return sorted({int(row[1]) for row in found if row})


def _swapped(name: str, one: str, other: str) -> str:
    for here, there in ((one, other), (other, one)):
        if name.startswith(f"{here}-"):
            return there + name[len(here) :]
    return name


def numbered(rows: str, each: Sequence[Sequence[tuple[str, str]]]) -> Inputs:
    """Return the inputs of rows 0, 1, … of a list."""
    return [(f"{rows}-{n}-{name}", value) for n, row in enumerate(each) for name, value in row]


class _Named(Protocol):
    """A row that others refer to by its id, and people by its name."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


_Row = TypeVar("_Row", bound=_Named)


def with_ids(rows: Sequence[_Row], fallback: str) -> tuple[_Row, ...]:
    """Give every row an id that no other has; those there keep theirs, dossiers refer to them."""
    taken = {row.id for row in rows}
    found, seen = list[_Row](), set[str]()
    for row in rows:
        new = row.id
        if not new or new in seen:
            base, number = slug(row.name)[:40].strip("-") or fallback, 1
            new = base
            while new in taken | seen:
                number += 1
                new = f"{base}-{number}"
        seen.add(new)
        found.append(replace(row, id=new))
    return tuple(found)
