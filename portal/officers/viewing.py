"""How large, and which way up, does an officer look at a picture? In the address, so that it needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

TURNS: Final = (0, 90, 180, 270)
SIZES: Final = (1, 2, 3)


@dataclass(frozen=True)
class View:
    """A turn in degrees clockwise, and how many times as wide as the frame."""

    turn: int = 0
    size: int = 1

    @property
    def larger(self) -> View | None:
        """Return one size up, None at the largest."""
        return replace(self, size=self.size + 1) if self.size < SIZES[-1] else None

    @property
    def smaller(self) -> View | None:
        """Return one size down, None when the whole picture shows."""
        return replace(self, size=self.size - 1) if self.size > SIZES[0] else None

    @property
    def turned(self) -> View:
        """Return a quarter further to the right."""
        return replace(self, turn=(self.turn + 90) % 360)

    def as_args(self) -> dict[str, int]:
        """Return what the address carries; nothing for the plain view."""
        return {key: value for key, value, plain in (("xoay", self.turn, 0), ("co", self.size, 1)) if value != plain}


def read_view(args: Mapping[str, str]) -> View:
    """Return the view of an address; nonsense is the plain one."""
    turn, size = args.get("xoay", ""), args.get("co", "")
    return View(
        int(turn) if turn in {str(n) for n in TURNS} else 0, int(size) if size in {str(n) for n in SIZES} else 1
    )
