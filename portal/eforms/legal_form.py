"""What stands on a form that the law lays down? One definition: printed blank, filled in on screen, filled from answers.

Read from TOML (`catalog/forms/`); a mistake names the file, the place and the mend. A question of an e-form says with
`prints` on which line its answer lands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from portal.eforms.definition import DefinitionError, EForm, Question

LINE_KINDS = ("text", "long", "choice", "date", "table", "paragraph", "signature")
#: Lines on which something can be written.
_WRITTEN = frozenset(LINE_KINDS) - {"paragraph"}
#: What lines without an id are called by: section and line, counted from 1.
_POSITION = re.compile(r"\d+\.\d+")
_DOTS = re.compile(r"[\s.…]+$")


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """One line; `kind` is one of LINE_KINDS, `id` what a question `prints` on."""

    kind: str
    id: str = ""
    label: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 3
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class FormSection:
    """A part under one heading."""

    heading: str = ""
    lines: tuple[FormLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LegalForm:
    """A form of the law. `reviewed_on` is the day (ISO) on which somebody last compared it with the law."""

    id: str
    title: str
    number: str = ""
    issued_with: str = ""
    recipient: str = ""
    reviewed_on: str = ""
    sections: tuple[FormSection, ...] = ()

    def lines(self) -> Iterator[tuple[str, FormLine]]:
        """Yield (key, line) in the order of the form; the key is the id, or the position of a line without one."""
        for number, section in enumerate(self.sections, 1):
            for position, line in enumerate(section.lines, 1):
                yield line.id or f"{number}.{position}", line

    @property
    def addressee(self) -> str:
        """Return what stands before the dots of the addressee, or "" when nothing is left to write there."""
        known = _DOTS.sub("", self.recipient)
        return known if known != self.recipient else ""


def read(data: Mapping[str, Any], *, source: str = "") -> LegalForm:
    """Build a form from plain data (TOML or JSON); raise DefinitionError naming every problem at once."""
    problems = list(_wrong_keys(LegalForm, data, source))
    problems += [f"{source}: {key!r} is missing; add it" for key in ("id", "title") if not data.get(key)]
    sections = tuple(
        _section(row, f"{source} section {number}", problems) for number, row in enumerate(data.get("sections", ()), 1)
    )
    used = Counter(line.id for section in sections for line in section.lines if line.id)
    problems += [f"{source}: the line id {key!r} is used twice; choose another" for key, n in used.items() if n > 1]
    problems += [
        f"{source}: the line id {key!r} looks like a position; choose a name"
        for key in used
        if _POSITION.fullmatch(key)
    ]
    if problems:
        raise DefinitionError(problems)
    return LegalForm(**{**data, "sections": sections})


def _section(row: Mapping[str, Any], place: str, problems: list[str]) -> FormSection:
    problems += _wrong_keys(FormSection, row, place)
    lines = tuple(_line(one, f"{place}, line {number}", problems) for number, one in enumerate(row.get("lines", ()), 1))
    return FormSection(heading=str(row.get("heading", "")), lines=lines)


def _line(row: Mapping[str, Any], place: str, problems: list[str]) -> FormLine:
    problems += _wrong_keys(FormLine, row, place)
    kind = row.get("kind", "")
    if kind not in LINE_KINDS:
        problems.append(f"{place}: kind {kind!r} does not exist; use one of {', '.join(LINE_KINDS)}")
    if kind == "table" and not row.get("columns"):
        problems.append(f"{place}: a table needs columns; add them")
    if kind == "choice" and not row.get("options"):
        problems.append(f"{place}: a choice needs options; add them")
    known: dict[str, Any] = {field.name: row[field.name] for field in fields(FormLine) if field.name in row}
    known |= {name: tuple(map(str, known[name])) for name in ("options", "columns") if name in known}
    return FormLine(**({"kind": ""} | known))


def _wrong_keys(kind: type, row: Mapping[str, Any], place: str) -> Iterator[str]:
    """Name keys that do not exist, and values of another type than declared."""
    declared = {field.name: str(field.type) for field in fields(kind)}
    for key, value in row.items():
        if key not in declared:
            yield f"{place}: unknown key {key!r}; remove it"
        elif not isinstance(value, {"str": str, "int": int}.get(declared[key], (list, tuple))):
            yield f"{place}: {key!r} is {value!r}; write {'a list' if '[' in declared[key] else declared[key]}"


def misprints(eform: EForm, forms: Sequence[LegalForm], *, source: str) -> list[str]:
    """Return which questions print where there is no line to write on; `forms` are those the portal fills in itself."""
    known = {line.id: line for form in forms for _, line in form.lines() if line.id and line.kind in _WRITTEN}
    places = [("eligibility", item.question) for item in eform.eligibility]
    places += [(f"page {page.id}", question) for page in eform.pages for question in page.questions]
    wrong = [(place, q, line) for place, q in places for line in q.printing_lines if line not in known]
    if not forms:
        mend = "no generated component has a form; give it one, or remove prints"
    else:
        names = ", ".join(form.id for form in forms)
        lines = ", ".join(sorted(known)) or "none yet"
        mend = f"no line of {names} to write on has that id; use one of them ({lines}), or give the line this id"
    return [f"{source} {place}, question {q.id}: prints {line!r}, but {mend}" for place, q, line in wrong] + [
        f"{source} {place}, question {q.id}: {mistake}" for place, q in places for mistake in _no_columns(q, known)
    ]


def _no_columns(question: Question, known: Mapping[str, FormLine]) -> Iterator[str]:
    """Name columns that the table of a question does not have."""
    own = known.get(question.prints)
    inside = [column for one in question.questions for column in one.printing_lines]
    wanted = [(question.prints, question.column), *((also.line, also.column) for also in question.prints_also)]
    wanted += [(question.prints, column) for column in inside if own is not None and own.kind == "table"]
    for name, column in wanted:
        line = known.get(name)
        if column and line is not None and column not in line.columns:
            has = f"it has {', '.join(line.columns)}" if line.columns else "it is no table"
            yield f"{name!r} has no column {column!r}; {has}"
