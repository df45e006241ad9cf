"""What stands on which line of a form? Between the definition of a form and the printed one.

Written there by a citizen on screen (`entries`), or by the portal from the answers of a dossier (`from_answers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.documents.rules import PrintedForm, PrintedLine, PrintedSection
from portal.eforms.answers import printed_on, visible
from portal.eforms.definition import EForm, Question
from portal.eforms.legal_form import LegalForm
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


def from_answers(form: LegalForm, eform: EForm, answers: Mapping[str, Any], names: Names) -> Written:
    """Put each answer on the line its question prints on; what is hidden or not known stays open to write on."""
    kept = visible(eform, answers)
    told: dict[str, list[tuple[Question, tuple[str, ...]]]] = {}
    for question in eform.questions():
        value = kept.get(question.id)
        if value is not None and value != UNKNOWN:
            for place in printed_on(question, kept):
                told.setdefault(place, []).append((question, _texts(question, value, names)))
    values: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Rows] = {}
    for key, line in form.lines():
        texts = [text for _, several in told.get(key, ()) for text in several]
        if line.kind == "table":
            tables[key] = tuple(
                (row,) for text in _rows(eform, key, told.get(key, ())) for row in text.splitlines() if row.strip()
            )
        elif line.kind == "long" and _shared(eform, key):
            values[key] = tuple(_named(question, several) for question, several in told.get(key, ()))
        else:
            values[key] = tuple(texts)
    return Written(values, tables)


def _texts(question: Question, value: Any, names: Names) -> tuple[str, ...]:
    """Return an answer in its printed form; several chosen things one by one, so that each finds its box."""
    kind = TYPES[question.type]
    several = value if isinstance(value, list) else [value]
    if kind.widget == "checkboxes":
        return tuple(kind.show(question, [one], names) for one in several)
    return (kind.show(question, value, names),)


def _rows(eform: EForm, key: str, told: Sequence[tuple[Question, tuple[str, ...]]]) -> list[str]:
    """Return what stands in a table, a row a line; where several answers share it, each says what it is."""
    if _shared(eform, key):
        return [_named(question, texts) for question, texts in told]
    return [text for _, texts in told for text in texts]


def _shared(eform: EForm, key: str) -> bool:
    return sum(key in question.printing_lines for question in eform.questions()) > 1


def _named(question: Question, texts: Sequence[str]) -> str:
    """Return "Thửa đất số: 34": where several answers stand under each other, each says what it is."""
    return f"{question.label.rstrip('?: ')}: {'; '.join(texts)}"
