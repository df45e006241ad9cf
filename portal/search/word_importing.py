"""What would a spreadsheet of words change, and may it? All of it or nothing: words lean on one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from portal.kernel.errors import N_
from portal.search.models import SearchWords
from portal.search.word_operations import sign, write_facts
from portal.search.word_queries import facts_of, list_words
from portal.search.word_rules import Facts, problems
from portal.search.word_table import Line, Mistake, cells_of


@dataclass(frozen=True)
class Change:
    """What one row of the file does. `row` is None for new words."""

    line: Line
    row: SearchWords | None

    @property
    def outcome(self) -> str:
        """Return "new", "changed", "removed" (out of use) or "back" (in use again)."""
        if self.row is None:
            return "new"
        if self.row.is_removed == self.line.is_removed:
            return "changed"
        return "removed" if self.line.is_removed else "back"

    @property
    def before(self) -> Facts | None:
        """Return what the row said."""
        return facts_of(self.row) if self.row else None


@dataclass
class Plan:
    """What a file would do; nothing is done while there is a mistake."""

    changes: list[Change] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    unchanged: int = 0


def plan_import(
    session: Session, lines: Sequence[Line], mistakes: Sequence[Mistake], *, is_published: Callable[[str], bool]
) -> Plan:
    """Return what these rows would change, each checked beside all rows as they would be in the end."""
    plan = Plan(mistakes=list(mistakes))
    known = {row.id: row for row in list_words(session)}
    for line in lines:
        _sort_in(plan, line, known)
    in_force = {number: facts_of(row) for number, row in known.items() if not row.is_removed}
    for change in plan.changes:
        number = change.row.id if change.row else -change.line.line
        in_force.pop(number, None)
        if not change.line.is_removed:
            in_force[number] = change.line.facts
    for change in plan.changes:
        if not change.line.is_removed:
            plan.mistakes += _problems_of(change, in_force, is_published)
    plan.mistakes.sort(key=lambda mistake: mistake.line)
    return plan


def _sort_in(plan: Plan, line: Line, known: dict[int, SearchWords]) -> None:
    """Put a row of the file where it belongs: unchanged, a change, or a mistake."""
    row = known.get(line.number)
    if line.number and row is None:
        message = N_("There are no words with number %(number)s. Empty “Số” if this is a new row.")
        plan.mistakes.append(Mistake(line.line, message, {"number": line.number}))
    elif row is not None and _says(row, line):
        plan.unchanged += 1
    elif row is not None and row.kind != line.facts.kind:
        plan.mistakes.append(Mistake(line.line, N_("“Loại” cannot change. Write a new row instead."), {}))
    elif row is not None and row.version != line.version:
        message = N_(
            "%(by)s has changed this row after you took the file away. Export again and change that row there."
        )
        plan.mistakes.append(Mistake(line.line, message, {"by": row.changed_by}))
    else:
        plan.changes.append(Change(line, row))


def _says(row: SearchWords, line: Line) -> bool:
    """Say whether a row of the file says what the words say already, as understood or to the letter."""
    facts = facts_of(row)
    cells = cells_of(row.id, row.version, facts, row.is_removed)
    return (facts, row.is_removed) == (line.facts, line.is_removed) or cells[2:] == line.cells[2:]


def _problems_of(change: Change, in_force: dict[int, Facts], is_published: Callable[[str], bool]) -> list[Mistake]:
    own = change.row.id if change.row else -change.line.line
    others = ((number, facts) for number, facts in in_force.items() if number != own)
    kept = frozenset(change.row.procedures if change.row else ())
    found = problems(change.line.facts, others=others, is_published=lambda code: code in kept or is_published(code))
    return [Mistake(change.line.line, one.message, one.values) for one in found]


def import_words(session: Session, plan: Plan, *, by: str, at: datetime) -> int:
    """Write what a plan without mistakes says; return how many rows changed."""
    assert not plan.mistakes
    for change in plan.changes:
        row = change.row
        if row is None:
            row = SearchWords(catalog_key=None, kind=change.line.facts.kind, version=0)
            session.add(row)
        row.is_removed = change.line.is_removed
        write_facts(row, change.line.facts)
        sign(row, by, at)
    return len(plan.changes)
