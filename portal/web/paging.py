"""Which pages does a long list have, and under which addresses?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, Protocol, TypeVar

from flask import url_for
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from portal.web.forms import PortalForm

_Row = TypeVar("_Row", covariant=True)


class PageForm(PortalForm):
    """Which page of a list is asked for; nonsense in the address is the first."""

    trang = IntegerField(validators=[Optional(), NumberRange(1, 4000)])

    @property
    def page(self) -> int:
        """Return the page, from 1."""
        return 1 if self.trang.errors else self.trang.data or 1


class Ask(Protocol[_Row]):
    """A question for one page: (how many rows in all, those of the page)."""

    def __call__(self, *, offset: int, limit: int) -> tuple[int, Sequence[_Row]]:
        """Answer it."""
        ...


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


def paged(
    ask: Ask[_Row], page: int, per_page: int, endpoint: str, args: Mapping[str, Any] | None = None
) -> tuple[Paging, Sequence[_Row]]:
    """Return one page of a list with its rows; past the end the last one, for lists shrink while people turn pages."""
    total, rows = ask(offset=(page - 1) * per_page, limit=per_page)
    paging = Paging(page, total, per_page, endpoint, args or {})
    if page <= paging.pages:
        return paging, rows
    last = replace(paging, page=paging.pages)
    return last, ask(offset=last.offset, limit=per_page)[1]


def cut(rows: Sequence[_Row]) -> Ask[_Row]:
    """Return the question for one page of rows that are all there already."""

    def ask(*, offset: int, limit: int) -> tuple[int, Sequence[_Row]]:
        return len(rows), rows[offset : offset + limit]

    return ask
