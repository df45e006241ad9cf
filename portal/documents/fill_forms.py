"""How does a form of the law become a page to type on, and what was typed a printed form? Nothing is required, nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext

from portal.documents.filling import Written
from portal.eforms.definition import Question
from portal.eforms.legal_form import FormLine, LegalForm
from portal.eforms.types import TYPES, Inputs, Problem
from portal.web.kind_field import NoNames

#: A form has room for few rows; who needs more encloses a list.
MOST_ROWS = 30
ADDRESSEE = "kinh_gui"
_RANKS = ("stt", "tt", "số tt")
#: A column to be signed by hand: printed, and never typed in.
_SIGNED = ("chữ ký", "ký tên")
_DAY_PARTS = ("day", "month", "year")


class Typed(Protocol):
    """A sent form: several texts a name."""

    def getlist(self, name: str) -> list[str]:
        """Return the texts under a name, in order."""
        ...


class Nothing:
    """The form before anything was typed."""

    def getlist(self, name: str) -> list[str]:
        """Return no text."""
        return []


@dataclass(frozen=True)
class Entry:
    """One line as the page draws it: its inputs with what was typed, and the sentence about it."""

    name: str
    line: FormLine
    label: str
    texts: Sequence[str]
    day: dict[str, str]
    rows: Sequence[Sequence[str]] = ()
    error: str = ""

    @property
    def text(self) -> str:
        """Return the text of the only input."""
        return next(iter(self.texts), "")

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns to type in: numbers, given names and signatures are left out."""
        return tuple(self.line.columns[at] for at in typed_columns(self.line))

    @property
    def first(self) -> int:
        """Return the number of the first of them."""
        return first_column(self.line)


@dataclass(frozen=True)
class Part:
    """One section as the page draws it."""

    heading: str
    entries: Sequence[Entry]


def name_of(key: str) -> str:
    """Return the name of the input of a line."""
    return "o_" + key.replace(".", "_")


def first_column(line: FormLine) -> int:
    """Return the first column of a table that somebody types in."""
    is_given = bool(line.options) or line.columns[0].lower() in _RANKS
    return 1 if is_given and len(line.columns) > 1 else 0


def typed_columns(line: FormLine) -> range:
    """Return the numbers of the columns of a table that somebody types in."""
    return range(first_column(line), len(line.columns) - (line.columns[-1].lower() in _SIGNED))


def read(form: LegalForm, typed: Typed) -> tuple[Written, list[tuple[str, str]]]:
    """Return what to print, and (id of the input, sentence) for what cannot be printed as it stands."""
    values: dict[str, tuple[str, ...]] = {}
    tables: dict[str, tuple[tuple[str, ...], ...]] = {}
    problems: list[tuple[str, str]] = []
    for key, line in form.lines():
        name = name_of(key)
        try:
            if line.kind == "table":
                tables[key] = _cells(line, name, typed)
            elif line.kind == "choice":
                chosen = set(typed.getlist(name))
                values[key] = tuple(option for option in line.options if option in chosen)
            elif line.kind in ("text", "long", "date"):
                values[key] = _text("birth_date" if line.kind == "date" else "long_text", name, typed)
        except Problem as problem:
            part = problem.part if problem.part not in ("", ".day") else ""
            problems.append((name + part, gettext(problem.message, **problem.values)))
    addressee = " ".join(_text("text", ADDRESSEE, _short(typed)))
    return Written(values, tables, addressee), problems


def _short(typed: Typed) -> Typed:
    """Return the addressee cut to what fits there."""

    class Cut:
        def getlist(self, name: str) -> list[str]:
            return [text[:200] for text in typed.getlist(name)]

    return Cut()


def _text(kind: str, name: str, typed: Typed) -> tuple[str, ...]:
    """Return what one input says in its printed form, () for an empty one; raise Problem."""
    inputs: Inputs = {"": typed.getlist(name)} | {f".{part}": typed.getlist(f"{name}.{part}") for part in _DAY_PARTS}
    question = Question(name, kind, "")
    value = TYPES[kind].read(question, inputs, NoNames())
    return () if value is None else (TYPES[kind].show(question, value, NoNames()),)


def _cells(line: FormLine, name: str, typed: Typed) -> tuple[tuple[str, ...], ...]:
    """Return the typed rows, cell by cell, up to the last that says something."""
    columns = typed_columns(line)
    rows = [
        tuple(
            " ".join(_text("long_text", f"{name}.{row}.{at}", typed)) if at in columns else ""
            for at in range(len(line.columns))
        )
        for row in range(_count(line, name, typed))
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(rows)


def _count(line: FormLine, name: str, typed: Typed) -> int:
    """Return how many rows the page shows: those of the form, or one, and one more when asked for."""
    if line.options:
        return len(line.options)
    start = 1 if first_column(line) else line.rows
    shown = next((int(text) for text in typed.getlist(f"{name}.rows") if text.isdecimal() and len(text) < 4), start)
    return min(MOST_ROWS, shown + (name in typed.getlist("them")))


def draw(form: LegalForm, typed: Typed, problems: Sequence[tuple[str, str]] = ()) -> list[Part]:
    """Return the sections with their inputs as typed."""
    sentences = {field.partition(".")[0]: text for field, text in problems}
    keys = iter([key for key, _ in form.lines()])
    return [
        Part(section.heading, [_entry(line, next(keys), typed, sentences) for line in section.lines])
        for section in form.sections
    ]


def _entry(line: FormLine, key: str, typed: Typed, sentences: dict[str, str]) -> Entry:
    name = name_of(key)
    rows = []
    if line.kind == "table":
        rows = [
            ["".join(typed.getlist(f"{name}.{row}.{at}")[:1]) for at in typed_columns(line)]
            for row in range(_count(line, name, typed))
        ]
    return Entry(
        name, line, line.label.rstrip(" .…:") or gettext("Write the contents of this part"), typed.getlist(name),
        {part: "".join(typed.getlist(f"{name}.{part}")[:1]) for part in _DAY_PARTS}, rows, sentences.get(name, ""),
    )  # fmt: skip
