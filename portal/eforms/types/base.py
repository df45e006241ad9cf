"""What is a kind of answer? How it is read, kept, shown, printed, exported, found, and which sentence refuses it.

What is kept is JSON: text, numbers as int or decimal text, days as "2015-03-27", an unknown as {"unknown": true}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from portal.kernel.errors import N_
from portal.kernel.text import nfc, strip_controls

if TYPE_CHECKING:
    from portal.eforms.definition import Question

#: The texts of one input under its suffix: "" for the plain field, ".day", ".unit" and so on for its parts.
Inputs = Mapping[str, Sequence[str]]

UNKNOWN: dict[str, Any] = {"unknown": True}

#: Kinds of keys, and (kind, text) under which somebody looks for a dossier.
NUMBER, PHONE, PARCEL, CERTIFICATE = "number", "phone", "parcel", "certificate"
Key = tuple[str, str]


NOT_ANSWERED = N_("Not answered yet: “%(label)s”")
#: How labels begin that tell what to do, or say something: "Nhập" cannot stand before them.
_VERBS = frozenset(["Ghi", "Xin", "Kể", "Nêu", "Viết", "Có", "Dùng", "Mất", "Sẽ", "Đang", "Đã", "Nay", "Muốn"])
_EXAMPLE = re.compile(r"ví dụ:? +(.+?)(?:\.(?= )|\.?$)", re.IGNORECASE)


class Problem(Exception):
    """An answer that cannot be taken; the message says what to do, `part` which input to go to."""

    def __init__(self, message: str, part: str = "", **values: object) -> None:
        super().__init__(message)
        self.message, self.part, self.values = message, part, values


@dataclass(frozen=True)
class Doubt:
    """Something odd about an answer that is taken all the same: the person is told, nobody is held up."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


class Names(Protocol):
    """Looks up what answers point to, and says which day it is."""

    def unit(self, unit_id: str) -> str:
        """Return the full name of a commune ("Phường Long Châu, tỉnh Vĩnh Long"), or "" when there is none."""
        ...

    def agency(self, code: str) -> str:
        """Return the name of an agency, or "" when there is none."""
        ...

    def agencies(self, kinds: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Return (code, name) of today's agencies of these kinds, all of them when none is named."""
        ...

    def today(self) -> date:
        """Return the day of today in the province."""
        ...


class FieldType:
    """A line of text; the other kinds refine it."""

    name: ClassVar[str] = "text"
    #: Which component draws it.
    widget: ClassVar[str] = "text"
    inputmode: ClassVar[str] = ""
    autocomplete: ClassVar[str] = ""
    width: ClassVar[str] = "full"
    longest: ClassVar[int] = 200
    #: How many typed fields it costs a citizen (chosen ones cost none).
    typed: ClassVar[int] = 1
    #: Whether a person gives the answer; what is worked out, or lies among the papers, is never missing.
    is_asked: ClassVar[bool] = True
    missing: ClassVar[str] = N_("Enter: %(label)s")
    #: Suffix of the input to go to when nothing was answered.
    first_part: ClassVar[str] = ""

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return what is kept, or None for an empty answer; raise Problem."""
        text = tidy(first(inputs))
        if not text:
            return None
        if len(text) > self.longest:
            raise Problem(N_("Use at most %(most)s characters"), most=self.longest)
        return self.take(question, text)

    def take(self, question: Question, text: str) -> Any:
        """Return what is kept for a text that is not empty; raise Problem."""
        return text

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Return what the inputs show for a kept answer: the inverse of `read`."""
        return {"": [str(value)]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Return the answer as a person reads it (Vietnamese)."""
        return str(value)

    def printed(self, question: Question, value: Any, names: Names, part: str = "") -> tuple[str, ...]:
        """Return what stands on paper: one text, or one for each thing chosen; `part` of what has several parts."""
        return (self.show(question, value, names),)

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Return the answer for another program: plain, without units, days as 2015-03-27."""
        return self.show(question, value, names)

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Return by what a dossier with this answer is found; nothing for what thousands answer alike."""
        return ()

    def doubts(self, question: Question, value: Any, answers: Mapping[str, Any]) -> list[Doubt]:
        """Return what looks odd beside the other answers."""
        return []


def example_of(question: Question, usual: str) -> str:
    """Return the example that the hint of a question gives, or the usual one: hint and refusal show the same."""
    found = _EXAMPLE.search(question.hint)
    return found[1] if found else usual


def nothing_said(kind: FieldType, label: str) -> tuple[str, dict[str, object]]:
    """Return what is said when nothing was answered; a label that is no noun ("Xin mấy bản?") stands as it is."""
    if kind.typed and (label.endswith("?") or label.partition(" ")[0] in _VERBS):
        return NOT_ANSWERED, {"label": label}
    return kind.missing, {"label": lower_first(label)}


def lower_first(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[:1].lower() + label[1:]


def first(inputs: Inputs, part: str = "") -> str:
    """Return the first text of one input."""
    return next(iter(inputs.get(part, ())), "")


def tidy(text: str) -> str:
    """Return NFC text without control characters, blanks folded to one; line ends stay."""
    return "\n".join(" ".join(strip_controls(nfc(line)).split()) for line in text.splitlines()).strip()
