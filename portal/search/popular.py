"""Which procedures do most people come for? A list of the province in `catalog/portal.toml`: nobody is followed to know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Popular:
    """The codes, the most needed first. Registered as a service."""

    codes: tuple[str, ...] = ()
