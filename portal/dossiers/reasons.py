"""For which reasons may an officer ask for a supplement? A managed list (`catalog/supplement_reasons.toml`), shared by all.

Each carries the sentence the citizen reads, so that an officer need not type and citizens are told alike everywhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

KINDS = ("paper", "answer")


class ReasonError(Exception):
    """The list does not hang together; says where."""


@dataclass(frozen=True)
class Reason:
    """One reason; needs_words: the officer must say more."""

    id: str
    kind: str
    label: str
    text: str = ""
    needs_words: bool = False

    def told(self, words: str) -> str:
        """Return what the citizen reads, with the officer's own words behind it."""
        return " ".join(part for part in (self.text, words.strip()) if part)


class Reasons:
    """All reasons, in the order of the list."""

    def __init__(self, rows: Sequence[Reason]) -> None:
        self._rows = tuple(rows)

    def of(self, kind: str) -> tuple[Reason, ...]:
        """Return the reasons for papers or for answers."""
        return tuple(row for row in self._rows if row.kind == kind)

    def find(self, kind: str, reason_id: str) -> Reason | None:
        """Return one reason, None when there is none of that name."""
        return next((row for row in self.of(kind) if row.id == reason_id), None)


def load(path: Path) -> Reasons:
    """Read the list; ReasonError names the entry that does not fit."""
    rows: list[Reason] = []
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["reasons"]:
        reason = Reason(row["id"], row["for"], row["label"], row.get("text", ""), row.get("words", False))
        if reason.kind not in KINDS:
            raise ReasonError(f"{path.name}: {reason.id}: for = {reason.kind!r}; use one of {', '.join(KINDS)}")
        if not reason.text and not reason.needs_words:
            raise ReasonError(f"{path.name}: {reason.id}: give a text, or words = true")
        if any((known.kind, known.id) == (reason.kind, reason.id) for known in rows):
            raise ReasonError(f"{path.name}: {reason.id} is there twice for {reason.kind}")
        rows.append(reason)
    return Reasons(rows)
