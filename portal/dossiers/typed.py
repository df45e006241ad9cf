"""What becomes of words while they are typed? Kept beside the dossier as they are; "Continue" makes them answers.

So in a draft, and in the answers to a request for a supplement.

Two screens may write the same page at once. Each carries what it was drawn from; the one that was overtaken
is told and loses nothing: the citizen sees both and decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.dossiers.models import Dossier
from portal.dossiers.moves import lock
from portal.dossiers.operations import must_be_draft, save_answers, touch
from portal.dossiers.supplement_models import Supplement
from portal.dossiers.typed_models import TypedPage
from portal.eforms.definition import Question
from portal.kernel.errors import N_, Invalid, StaleTyping

Fields = Sequence[tuple[str, str]]
#: No page of questions holds more words than this.
MOST_LETTERS = 60_000
_SUPPLEMENT = "supplement:"


@dataclass(frozen=True)
class Seen:
    """What a screen was drawn from, and which screen it is; None: a form that does not say."""

    version: int
    screen: str


def page_of(supplement: Supplement, paper: str = "") -> str:
    """Return the name under which the answers to a request are typed; no page of questions is called so.

    `paper`: the words about a paper that the citizen does not have.
    """
    return f"{_SUPPLEMENT}{supplement.id}" + (f":{paper}" if paper else "")


def words_about_papers(session: Session, dossier: Dossier, supplement: Supplement) -> dict[str, TypedPage]:
    """Return what was last typed about each asked paper that the citizen does not have."""
    begin = f"{page_of(supplement)}:"
    mine = (TypedPage.dossier_id == dossier.id, TypedPage.page.startswith(begin, autoescape=True))
    return {row.page.removeprefix(begin): row for row in session.scalars(select(TypedPage).where(*mine))}


def find_typed(session: Session, draft: Dossier, page: str) -> TypedPage | None:
    """Return how a page was last written."""
    return session.scalars(select(TypedPage).where(TypedPage.dossier_id == draft.id, TypedPage.page == page)).first()


def pages_being_typed(session: Session, draft: Dossier) -> set[str]:
    """Return the pages with words that are no answers yet."""
    rows = session.scalars(select(TypedPage).where(TypedPage.dossier_id == draft.id))
    return {row.page for row in rows if row.fields}


def keep_typed(
    session: Session, draft: Dossier, page: str, fields: Fields, answers: Mapping[str, Any] | None, *,
    asked: Sequence[Question], seen: Seen | None, at: datetime, known: Mapping[str, Any] | None = None,
) -> TypedPage:  # fmt: skip
    """Keep what stands in the inputs of a page. Raises StaleTyping when another screen wrote something else meanwhile.

    `answers`: what it would be as answers, None when some of it could not be one. `known`: what has been answered, where
    that is not the draft itself.
    """
    if sum(len(name) + len(text) for name, text in fields) > MOST_LETTERS:
        raise Invalid(N_("This is too long. Write it shorter."))
    row = _row(session, draft, page, at)
    is_answered = answers is not None and answers == _answered(draft.answers if known is None else known, asked)
    if _bare(() if is_answered else fields) == _bare(row.fields):
        return row
    _refuse_overtaken(row, seen)
    _write(row, () if is_answered else fields, seen, at)
    if draft.is_draft:
        touch(draft, at)
    return row


def take_page(
    session: Session, draft: Dossier, page: str, fields: Fields, answers: Mapping[str, Any], *, asked: Sequence[Question],
    kept: Sequence[Question], is_settled: bool, seen: Seen | None, at: datetime,
) -> None:  # fmt: skip
    """Make the words of a page answers to the questions `kept`; unless `is_settled` they also stay as they are typed.

    Raises StaleTyping when another screen wrote something else meanwhile.
    """
    row = _row(session, draft, page, at)
    is_answered = is_settled and not row.fields and answers == _answered(draft.answers, asked)
    if not is_answered and _bare(fields) != _bare(row.fields):
        _refuse_overtaken(row, seen)
    save_answers(session, draft, list(kept), answers, at=at)
    _write(row, () if is_settled else fields, seen, at)


def take_words(
    session: Session, dossier: Dossier, supplement: Supplement, fields: Fields, *, is_settled: bool, seen: Seen | None,
    at: datetime, paper: str = "",
) -> None:  # fmt: skip
    """Keep the words of answers to a request (or about a `paper`), or forget them when they have become answers.

    Raises StaleTyping when another screen wrote something else meanwhile.
    """
    row = _row(session, dossier, page_of(supplement, paper), at)
    if _bare(fields) != _bare(row.fields):
        _refuse_overtaken(row, seen)
    _write(row, () if is_settled else fields, seen, at)


def forget_typed(session: Session, draft: Dossier) -> None:
    """Forget what was typed in all pages: the draft is sent or removed, the request is answered."""
    session.execute(delete(TypedPage).where(TypedPage.dossier_id == draft.id))


def _row(session: Session, draft: Dossier, page: str, at: datetime) -> TypedPage:
    lock(session, draft)
    asked = draft.open_supplement
    if asked is None or not f"{page}:".startswith(f"{page_of(asked)}:") or draft.stands.turn != "citizen":
        must_be_draft(draft)
    row = find_typed(session, draft, page)
    if row is None:
        row = TypedPage(dossier_id=draft.id, page=page, fields=[], version=0, written_from="", written_at=at)
        session.add(row)
    return row


def _refuse_overtaken(row: TypedPage, seen: Seen | None) -> None:
    if seen is not None and row.version != seen.version and row.written_from != seen.screen:
        raise StaleTyping(at=row.written_at)


def _write(row: TypedPage, fields: Fields, seen: Seen | None, at: datetime) -> None:
    row.fields = [list(pair) for pair in fields]
    row.version += 1
    row.written_from, row.written_at = seen.screen if seen else "", at


def _answered(answers: Mapping[str, Any], asked: Sequence[Question]) -> dict[str, Any]:
    return {q.id: answers[q.id] for q in asked if q.id in answers and q.type != "computed"}


def _bare(fields: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return what was written, without empty inputs: browsers differ in sending those."""
    return sorted(tuple(pair) for pair in fields if pair[1])
