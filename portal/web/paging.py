"""Which pages does a long list have, and under which addresses?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from flask import url_for


@dataclass(frozen=True)
class Paging:
    """One page of a list; `page` counts from 1."""

    page: int
    total: int
    per_page: int
    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, ceil(self.total / self.per_page))

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.per_page

    def href(self, page: int) -> str:
        """Return the address of another page."""
        more: dict[str, Any] = {"trang": page} if page > 1 else {}
        return url_for(self.endpoint, **{**self.args, **more})
