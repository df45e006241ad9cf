"""Words of the search, and what somebody typed and did not find."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel.transaction import transaction
from portal.search.miss_log import count_miss
from portal.search.models import SearchWords
from portal.search.word_operations import add_words
from portal.search.word_rules import Facts
from portal.web.app_state import now


def some_words(
    session: Session, *says: str, mean: str = "đăng ký kết hôn", kind: str = "synonym", codes: tuple[str, ...] = ()
) -> SearchWords:
    """Return a row as an administrator adds it."""
    with transaction(session):
        facts = Facts(kind, says, mean if kind in ("synonym", "abbreviation") else "", codes)
        return add_words(session, facts, is_published=lambda code: True, by="Kim Sóc Phát", at=now())


def the_words(session: Session, saying: str, kind: str = "synonym") -> SearchWords:
    """Return the row in which somebody says this."""
    session.rollback()
    rows = session.scalars(select(SearchWords).where(SearchWords.kind == kind)).all()
    return next(row for row in rows if saying in row.says)


def a_miss(session: Session, text: str, *, on: date, times: int = 1, shown: int = 0) -> None:
    """Count a text that was not found."""
    with transaction(session):
        for _ in range(times):
            count_miss(session, text, shown=shown, on=on)
