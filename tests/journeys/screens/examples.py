"""What stands for the parameters of addresses, and what must a browser carry to be shown them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Examples:
    """Examples of screens; those of several hands are put together with |."""

    #: The beginning of an address, or a parameter alone → what stands for its last parameter.
    values: Mapping[str, str] = field(default_factory=dict)
    #: Address → the question behind it.
    asked: Mapping[str, str] = field(default_factory=dict)
    #: Address → what earlier pages have left in the session.
    carried: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __or__(self, other: Examples) -> Examples:
        return Examples(
            {**self.values, **other.values}, {**self.asked, **other.asked}, {**self.carried, **other.carried}
        )
