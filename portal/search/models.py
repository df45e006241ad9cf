"""Which rows hold the words of the search? One row for each line of `catalog/search/`, and what administrators added.

A row that was edited or removed here stays so when the catalogue is loaded again; nothing is deleted by hand.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Base, Numbered
from portal.search.word_rules import INTENTS, KINDS


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class SearchWords(Numbered, Base):
    """Ways of saying one thing, and what they stand for."""

    __tablename__ = "search_words"
    __table_args__ = (
        CheckConstraint(_one_of("kind", KINDS), name="kind"),
        CheckConstraint(_one_of("intent", ("", *INTENTS)), name="intent"),
    )

    #: The line of `catalog/search/` it came from; none for what was added here.
    catalog_key: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    #: Which question is asked (intents only).
    intent: Mapped[str] = mapped_column(default="")
    #: As people say it, one or more.
    says: Mapped[list[Any]]
    #: As the law says it; "" for questions and stop words.
    mean: Mapped[str] = mapped_column(default="")
    #: Base codes of the procedures that come first, in order (synonyms only).
    procedures: Mapped[list[Any]] = mapped_column(default=list)
    is_edited: Mapped[bool] = mapped_column(default=False)
    is_removed: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    #: Who changed it, as the list shows it; "" when it was loaded.
    changed_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
