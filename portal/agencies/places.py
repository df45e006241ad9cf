"""Which commune of today is meant by a name, new or old? Pure: places and successions are given.

People know the names on their papers: communes before 01/07/2025, districts that no longer exist, wards that were
communes before 2020. Every one of them leads to what it is today, or to all it may be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal.kernel.text import fold, sort_key_vi

COMMUNE_KINDS = frozenset({"xa", "phuong", "thi_tran"})
#: Words that say what kind of place is meant, as people shorten them.
_SHORT = {"p": "phuong", "f": "phuong", "x": "xa", "tt": "thi tran", "tx": "thi xa", "tp": "thanh pho", "h": "huyen", "t": "tinh",
          "vl": "vinh long", "tpvl": "thanh pho vinh long"}  # fmt: skip
_KINDS = re.compile(r"\b(?:thi tran|thi xa|thanh pho|xa|phuong|huyen|tinh)\b")
_PREFIXES = ("Phường ", "Xã ", "Thị trấn ", "Huyện ", "Thị xã ", "Thành phố ", "Tỉnh ")


@dataclass(frozen=True)
class Place:
    """A province, district or commune, from one day to another."""

    id: str
    name: str
    kind: str
    parent_id: str = ""
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def is_today(self) -> bool:
        """Say whether it still exists."""
        return self.valid_to is None

    @property
    def bare(self) -> str:
        """Return the name without its kind: "Long Châu"."""
        return next((self.name.removeprefix(p) for p in _PREFIXES if self.name.startswith(p)), self.name)


@dataclass(frozen=True)
class Found:
    """Places of one answer: what was typed may mean these, which are those today."""

    named: tuple[Place, ...]
    today: tuple[Place, ...]


class Gazetteer:
    """All places, old and new, and the way from one to the other."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = {place.id: place for place in places}
        self._children: dict[str, list[Place]] = {}
        self._formers: dict[str, list[Place]] = {}
        for place in self.places.values():
            self._children.setdefault(place.parent_id, []).append(place)
            for successor in place.successors:
                self._formers.setdefault(successor, []).append(place)

    def get(self, place_id: str) -> Place | None:
        """Return a place, or None."""
        return self.places.get(place_id)

    def today_of(self, place: Place) -> tuple[Place, ...]:
        """Return what a place is today; of a former district, every commune its own have become."""
        if place.is_today:
            return (place,)
        after = [self.places[i] for i in place.successors] or self._children.get(place.id, [])
        found = {today.id: today for one in after for today in self.today_of(one)}
        return tuple(sorted(found.values(), key=lambda p: sort_key_vi(p.bare)))

    def formers_of(self, place: Place) -> tuple[Place, ...]:
        """Return the former communes whose area lies in it, each name once, in the order of their names."""
        return tuple(sorted(self._formers.get(place.id, ()), key=lambda p: (sort_key_vi(p.bare), p.id)))

    def above(self, place: Place) -> Iterator[Place]:
        """Yield what a place lies in, nearest first."""
        parent = self.places.get(place.parent_id)
        while parent is not None:
            yield parent
            parent = self.places.get(parent.parent_id)

    def home_of(self, place: Place) -> tuple[Place | None, Place | None]:
        """Return the former (district, province) most of a commune of today lay in."""
        formers = [former for former in self.formers_of(place) if former.kind in COMMUNE_KINDS]
        same = [former for former in formers if former.id.startswith(place.id)] or formers
        homes = Counter(tuple(self.above(former)) for former in same).most_common(1)
        above = homes[0][0] if homes else ()
        return (above[0] if above else None), (above[-1] if above else None)

    def communes(self) -> list[Place]:
        """Return the communes of today, by name."""
        found = [p for p in self.places.values() if p.is_today and p.kind in COMMUNE_KINDS]
        return sorted(found, key=lambda p: sort_key_vi(p.bare))

    def groups(self, first: str = "86-cu") -> list[tuple[Place, list[tuple[Place, list[Place]]]]]:
        """Return today's communes by the former province and district they lay in, the province `first` before others."""
        tree: dict[str, dict[str, list[Place]]] = {}
        for commune in self.communes():
            district, province = self.home_of(commune)
            if district and province:
                tree.setdefault(province.id, {}).setdefault(district.id, []).append(commune)
        order = sorted(tree, key=lambda i: (i != first, self.places[i].bare))
        return [
            (
                self.places[i],
                [(self.places[d], found) for d, found in sorted(tree[i].items(), key=lambda item: item[0])],
            )
            for i in order
        ]

    def search(self, typed: str) -> list[Found]:
        """Return what a name may mean, the surest first: whole names, then names of another kind, then beginnings."""
        words = place_words(typed)
        for is_meant in (self._exactly, self._of_any_kind, self._beginning):
            matched = [place for place in self.places.values() if is_meant(place, words)]
            if matched:
                return self._answers(matched, words)
        return []

    def _answers(self, matched: Iterable[Place], words: list[str]) -> list[Found]:
        by_today: dict[tuple[str, ...], list[Place]] = {}
        for place in matched:
            by_today.setdefault(tuple(p.id for p in self.today_of(place)), []).append(place)
        answers = [Found(tuple(named), tuple(self.places[i] for i in ids)) for ids, named in by_today.items() if ids]
        return sorted(answers, key=lambda found: self._rank(found, words))

    def _rank(self, found: Found, words: list[str]) -> tuple[bool, bool, bool, str]:
        """Order answers: those whose kind was typed too, those of today, this province before the two that joined it."""
        place = found.named[0]
        is_whole = any(_without(words, place_words(one.name)) is not None for one in found.named)
        top = [above.id for above in self.above(place)][-1:] or [place.id]
        return (
            not is_whole,
            not any(p.is_today for p in found.named),
            top[0] not in ("86", "86-cu"),
            sort_key_vi(place.name),
        )

    def _exactly(self, place: Place, words: list[str]) -> bool:
        rest = _without(words, place_words(place.bare))
        return rest is not None and set(rest) <= self._context(place)

    def _of_any_kind(self, place: Place, words: list[str]) -> bool:
        rest = _without(_without_kinds(words), place_words(place.bare))
        return rest is not None and set(rest) <= self._context(place)

    def _beginning(self, place: Place, words: list[str]) -> bool:
        bare = _without_kinds(words)
        names, around = place_words(place.bare), self._context(place)
        own = [any(name.startswith(word) for name in names) for word in bare]
        return any(own) and all(hit or any(c.startswith(w) for c in around) for hit, w in zip(own, bare, strict=True))

    def _context(self, place: Place) -> set[str]:
        """Return the words that may stand beside the name: its kind, and what it lies or lay in."""
        above = list(self.above(place)) or []
        if place.is_today:  # people still add the district
            above += [home for home in self.home_of(place) if home]
        around = {word for one in above for word in place_words(one.name)}
        return set(place_words(place.kind.replace("_", " "))) | around


def place_words(text: str) -> list[str]:
    """Return the folded words of a place, shortened kinds written out, y and i alike (Lục Sỹ Thành, Lục Sĩ Thành)."""
    apart = re.sub(r"\b([pf])\.?(\d)", r"\1 \2", fold(text))
    words = [w for word in apart.split() for w in _SHORT.get(word, word).split()]
    return [word.lstrip("0") if word.isdigit() else word.replace("y", "i") for word in words]


def _without_kinds(words: list[str]) -> list[str]:
    return _KINDS.sub(" ", " ".join(words)).split()


def _without(words: list[str], name: list[str]) -> list[str] | None:
    """Return the words beside the name, or None when the name does not stand among them as a whole."""
    size = len(name)
    for start in range(len(words) - size + 1) if size else ():
        if words[start : start + size] == name:
            return words[:start] + words[start + size :]
    return None
