"""How is a part of a procedure typed in? One form a section of the public page: record → inputs → record.

A form changes only its own part. What no screen shows (conditions of papers, ids) is kept from the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, ClassVar

from flask_babel import gettext
from wtforms import FieldList, FormField, SelectField, SelectMultipleField, StringField

from portal.administration.rows import Inputs, numbered
from portal.catalogue.record import ADMIN_LEVELS, Asked, Record, Told
from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm
from portal.web.labels import AUDIENCES

#: List of rows → what the page calls one of them.
_ROW_NAMES: Mapping[str, str] = MappingProxyType({
    "agencies": N_("Agency %(n)s"), "coordinating": N_("Agency that helps, %(n)s"), "papers": N_("Paper %(n)s"), "results": N_("Result %(n)s"),
    "ways": N_("Way %(n)s"), "steps": N_("Step %(n)s"), "hops": N_("Step %(n)s"), "questions": N_("Question %(n)s"), "legal_bases": N_("Document %(n)s"),
})  # fmt: skip


class SectionForm(PortalForm):
    """One section."""

    #: Plain texts: name of the input and of the record's field alike.
    texts: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        return [(name, getattr(record, name)) for name in cls.texts]

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed; rows left empty go unless `keep_blank`."""
        typed: dict[str, Any] = {name: self[name].data or "" for name in self.texts}
        return replace(record, **typed)

    def with_rows(self, errors: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the mistakes, each with the name of its row in front: "Enter a whole number" alone may be anywhere."""
        rows = {
            f"{row.name}-": gettext(_ROW_NAMES[field.name], n=number)
            for field in self if field.name in _ROW_NAMES for number, row in enumerate(field, 1)
        }  # fmt: skip
        found = (
            (name, next((word for begin, word in rows.items() if name.startswith(begin)), "")) for name, _ in errors
        )
        return [
            (name, f"{word}: {text}" if word else text) for (name, word), (_, text) in zip(found, errors, strict=True)
        ]


class AgencyRow(PortalForm):
    """One agency."""

    code = StringField()


class AnswersForm(SectionForm):
    """What it is, who can do it, who handles it."""

    texts = (
        "name",
        "short_name",
        "plain",
        "field",
        "who",
        "audience_note",
        "executing_note",
        "admin_level",
        "delivery",
    )
    name = LongTextField()
    short_name = StringField()
    plain = LongTextField()
    level = SelectField(choices=["1", "2", "3"], coerce=int)
    field = StringField()
    admin_level = SelectField(choices=list(ADMIN_LEVELS))
    delivery = SelectField(choices=["", "thong_tin", "mot_phan", "toan_trinh"])
    audiences = SelectMultipleField(choices=list(AUDIENCES))
    who = LongTextField()
    audience_note = StringField()
    executing_note = StringField()
    agencies = FieldList(FormField(AgencyRow))
    coordinating = FieldList(FormField(AgencyRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        return [
            *super().inputs(record), ("level", str(record.level)), *(("audiences", one) for one in record.audiences),
            *numbered("agencies", [[("code", code)] for code in record.executing_agencies]),
            *numbered("coordinating", [[("code", code)] for code in record.coordinating_agencies]),
        ]  # fmt: skip

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed; the name of the field follows its code."""
        new = super().applied(record, keep_blank=keep_blank, fields=fields)
        name = record.field_name if new.field == record.field else fields.get(new.field, "")
        return replace(
            new, field_name=name, level=self.level.data, audiences=_in_old_order(record.audiences, self.audiences.data or ()),
            executing_agencies=_codes(self.agencies, keep_blank),
            coordinating_agencies=_codes(self.coordinating, keep_blank),
        )  # fmt: skip


def _in_old_order(old: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the chosen ones, those known before as they stood: boxes have an order of their own."""
    return (*(one for one in old if one in chosen), *(one for one in chosen if one not in old))


def _codes(rows: FieldList, keep_blank: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["code"].data or "" for row in rows if keep_blank or row["code"].data))


class StepRow(PortalForm):
    """One step."""

    title = StringField()
    text = LongTextField()


class StepsForm(SectionForm):
    """The steps as the citizen reads them."""

    steps = FieldList(FormField(StepRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        return numbered("steps", [[("title", step.title), ("text", step.text)] for step in record.steps])

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed."""
        rows = (Told(row["title"].data or "", row["text"].data or "") for row in self.steps)
        return replace(record, steps=tuple(row for row in rows if keep_blank or row != Told()))


class AskedRow(PortalForm):
    """One question and its answer."""

    q = StringField()
    a = LongTextField()


class QuestionsForm(SectionForm):
    """What people often ask."""

    questions = FieldList(FormField(AskedRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        return numbered("questions", [[("q", asked.q), ("a", asked.a)] for asked in record.questions])

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed."""
        rows = (Asked(row["q"].data or "", row["a"].data or "") for row in self.questions)
        return replace(record, questions=tuple(row for row in rows if keep_blank or row != Asked("", "")))
