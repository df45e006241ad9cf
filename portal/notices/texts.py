"""What do the messages say? Texts are content (`catalog/notices.toml`); a missing value is found at start, not at sending."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter


class TextError(Exception):
    """A message text is missing or names a value that nobody gives; says which."""


@dataclass(frozen=True)
class Wording:
    """The texts of one kind of notice, with {places} for values."""

    kind: str
    sms: str
    subject: str
    text: str

    def places(self) -> frozenset[str]:
        """Return the names of all values the texts need."""
        whole = f"{self.sms}{self.subject}{self.text}"
        return frozenset(name for _, name, _, _ in Formatter().parse(whole) if name)


#: kind → the values that the program gives.
GIVEN: Mapping[str, frozenset[str]] = {
    "one_time_code": frozenset({"code", "minutes"}),
    "dossier_sent": frozenset({"code", "secret", "first_answer", "link"}),
    "dossier_accepted": frozenset({"code", "promised", "link"}),
    "dossier_not_accepted": frozenset({"code", "reason", "link"}),
    "supplement_requested": frozenset({"code", "items", "reason", "deadline", "link"}),
    "withdrawal_declined": frozenset({"code", "reason", "link"}),
    "message_from_officer": frozenset({"code", "link"}),
    "payment_requested": frozenset({"code", "amount", "deadline", "link"}),
    "payment_confirmed": frozenset({"code", "promised", "link"}),
    "result_ready": frozenset({"code", "office", "link"}),
    "result_returned": frozenset({"code", "date"}),
    "dossier_refused": frozenset({"code", "reason", "link"}),
    "dossier_stopped": frozenset({"code", "reason", "link"}),
    "dossier_withdrawn": frozenset({"code", "link"}),
    "consent_code": frozenset({"code", "minutes", "helper", "owner", "procedure", "after"}),
    "help_begun": frozenset({"helper", "procedure", "link"}),
    "precheck_answered": frozenset({"code", "procedure", "link"}),
    "apology": frozenset({"code", "reason", "promised", "link"}),
}


class Wordings:
    """All texts by kind."""

    def __init__(self, by_kind: Mapping[str, Wording]) -> None:
        self.by_kind = by_kind

    def __getitem__(self, kind: str) -> Wording:
        return self.by_kind[kind]


def load(path: Path) -> Wordings:
    """Read the texts; TextError names the kind and the value that do not fit."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["notices"]
    wordings = {r["kind"]: Wording(r["kind"], r["sms"], r["subject"], r["text"]) for r in rows}
    for kind, given in GIVEN.items():
        if kind not in wordings:
            raise TextError(f"{path.name}: no text for {kind}")
        unknown = wordings[kind].places() - given
        if unknown:
            raise TextError(f"{path.name}: {kind} asks for {', '.join(sorted(unknown))}, which nobody gives")
    return Wordings(wordings)
