"""What did people type and not find? The work list of those who keep the words; forgotten after twelve months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from portal.search.miss_models import IgnoredMiss, SearchMiss

KEPT = timedelta(days=366)


@dataclass(frozen=True)
class Missed:
    """One text: how often in all, when last, and how many procedures were shown at best."""

    text: str
    count: int
    last_on: date
    shown: int


def page_missed(session: Session, *, offset: int = 0, limit: int = 20) -> tuple[int, Sequence[Missed]]:
    """Return (how many texts nobody has seen to, one page), the newest first, the more frequent of one day before the rarer."""
    count = session.scalar(select(func.count(SearchMiss.text.distinct())).where(_is_open())) or 0
    last, total = func.max(SearchMiss.seen_on), func.sum(SearchMiss.count)
    query = (
        select(SearchMiss.text, total, last, func.max(SearchMiss.shown)).where(_is_open())
        .group_by(SearchMiss.text).order_by(last.desc(), total.desc(), SearchMiss.text)
    )  # fmt: skip
    return count, [Missed(*row) for row in session.execute(query.offset(offset).limit(limit))]


def _is_open() -> ColumnElement[bool]:
    return SearchMiss.text.not_in(select(IgnoredMiss.text))


def ignore(session: Session, text: str, *, on: date) -> None:
    """Take a text off the list for good; what is not on it is left out."""
    if session.get(IgnoredMiss, text) is None and session.scalar(
        select(SearchMiss.text).where(SearchMiss.text == text).limit(1)
    ):
        session.add(IgnoredMiss(text=text, ignored_on=on))


def forget_old(session: Session, today: date) -> None:
    """Delete what is older than twelve months."""
    session.execute(delete(SearchMiss).where(SearchMiss.seen_on < today - KEPT))
    session.execute(delete(IgnoredMiss).where(IgnoredMiss.ignored_on < today - KEPT))
