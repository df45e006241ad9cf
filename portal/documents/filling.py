"""What stands on which line of a form? Between the definition of a form and the printed one.

Written there by a citizen on screen (`entries`), or by the portal from the answers of a dossier (`from_answers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.documents.rules import PrintedForm, PrintedLine, PrintedSection
from portal.eforms.answers import is_known, printed_places, visible
from portal.eforms.definition import EForm, Question
from portal.eforms.legal_form import FormLine, LegalForm
from portal.eforms.types import TYPES, UNKNOWN, Names

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Written:
    """What was written on a form, by the key of the line."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)
    addressee: str = ""


def printed_form(form: LegalForm, written: Written | None = None, **about: Any) -> PrintedForm:
    """Return the form as it is printed, blank without `written`; `about` are the facts of its dossier."""
    written = written or Written()
    keys = iter([key for key, _ in form.lines()])
    sections = tuple(
        PrintedSection(
            heading=section.heading,
            lines=tuple(
                PrintedLine(**asdict(line), values=written.values.get(key, ()), cells=written.tables.get(key, ()))
                for line, key in zip(section.lines, keys, strict=False)
            ),
        )
        for section in form.sections
    )
    return PrintedForm(
        id=form.id, number=form.number, title=form.title, issued_with=form.issued_with, recipient=form.recipient,
        addressee=written.addressee, sections=sections, **about,
    )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One answer on its way to a line: its texts, and the column or the value for the cells of a table."""

    question: Question
    value: Any
    texts: tuple[str, ...]
    column: str = ""

    @property
    def in_columns(self) -> bool:
        """Say whether it stands in columns of its table, not across it."""
        return bool(self.column) or any(one.printing_lines for one in self.question.questions)


def from_answers(form: LegalForm, eform: EForm, answers: Mapping[str, Any], names: Names) -> Written:
    """Put each answer on the line its question prints on; what is hidden or not known stays open to write on."""
    kept = visible(eform, answers)
    told: dict[str, list[Told]] = {}
    for question in eform.questions():
        if is_known(kept, question):
            value = kept[question.id]
            for place in printed_places(question, kept):
                texts = TYPES[question.type].printed(question, value, names, place.part)
                told.setdefault(place.line, []).append(Told(question, value, texts, place.column))
    values: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Rows] = {}
    for key, line in form.lines():
        several, shared = told.get(key, ()), _shared(eform, key)
        if line.kind == "table":
            tables[key] = _cells(line, several, kept, names) + _wide(several, shared=shared)
        elif line.kind == "long" and shared:
            values[key] = tuple(_named(one) for one in several)
        else:
            values[key] = tuple(text for one in several for text in one.texts)
    return Written(values, tables)


# ---- tables


def _cells(line: FormLine, told: Sequence[Told], kept: Mapping[str, Any], names: Names) -> Rows:
    """Return the rows whose answers have a column each: one of the single answers, then those of the groups."""
    single = [(one.column, one.texts) for one in told if one.column]
    rows = [single] if single else []
    for one in (one for one in told if one.question.type == "group" and one.in_columns):
        rows += [
            [
                (place.line, TYPES[question.type].printed(question, row[question.id], names, place.part))
                for question in one.question.questions
                if row.get(question.id, UNKNOWN) != UNKNOWN
                for place in printed_places(question, {**kept, **row})
            ]
            for row in one.value
        ]
    return tuple(
        tuple(", ".join(text for column, texts in row for text in texts if column == name) for name in line.columns)
        for row in rows
    )


def _wide(told: Sequence[Told], *, shared: bool) -> Rows:
    """Return the answers without a column, each as wide as the table; where several share it, each says what it is."""
    rest = [one for one in told if not one.in_columns]
    texts = [_named(one) for one in rest] if shared else [text for one in rest for text in one.texts]
    return tuple((row,) for text in texts for row in text.splitlines() if row.strip())


def _shared(eform: EForm, key: str) -> bool:
    return sum(key in question.printing_lines for question in eform.questions()) > 1


def _named(one: Told) -> str:
    """Return "Thửa đất số: 34": where several answers stand under each other, each says what it is."""
    return f"{one.question.label.rstrip('?: ')}: {'; '.join(one.texts)}"
