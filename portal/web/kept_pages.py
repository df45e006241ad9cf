"""Where does a process keep pages it has made? In memory, up to a bound; what was not read for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

#: What a page takes beside its bytes: key, mark, the places in the dictionary.
_BESIDE = 600


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it travels, compressed; `mark` names everything it depends on."""

    mark: str
    packed: bytes
    content_type: str

    @property
    def size(self) -> int:
        """Return about how many bytes of memory it takes."""
        return len(self.packed) + _BESIDE


class KeptPages:
    """By address, one page each: a newer one takes the place of the one before. Safe for threads."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, address: str, mark: str) -> Kept | None:
        """Return the page kept for an address, if it still depends on the same."""
        with self._lock:
            kept = self._pages.get(address)
            if kept is None or kept.mark != mark:
                return None
            self._pages.move_to_end(address)
            return kept

    def put(self, address: str, kept: Kept) -> None:
        """Keep a page; others go until all fit. One that would take an eighth of the room is not kept."""
        with self._lock:
            self._take(address)
            if kept.size > self.most_bytes // 8:
                return
            self._pages[address] = kept
            self.size += kept.size
            while self.size > self.most_bytes:
                self._take(next(iter(self._pages)))

    def _take(self, address: str) -> None:
        taken = self._pages.pop(address, None)
        self.size -= taken.size if taken else 0
