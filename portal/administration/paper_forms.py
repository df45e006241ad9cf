"""How are the papers of a procedure, and the ways to hand in with their limits and fees, typed in?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from portal.administration.rows import Inputs, numbered, with_ids
from portal.administration.section_forms import SectionForm
from portal.administration.typed_fields import NumberField
from portal.catalogue.record import CHANNELS, UNITS, Channel, Component, Fee, Record
from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm
from portal.web.kind_field import KindField
from portal.workflow.deadlines import Limit, Unit


class PaperRow(PortalForm):
    """One paper, or an instruction that stands among the papers."""

    id = HiddenField()
    name = LongTextField()
    case = StringField()
    originals = NumberField()
    copies = NumberField()
    need = SelectField(choices=["required", "if_any"], default="required")
    note = LongTextField()
    form_id = StringField()
    is_note = BooleanField()

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed."""
        return not any(self[name].data for name in ("name", "case", "note", "form_id"))

    def paper(self, known: Mapping[str, Component]) -> Component:
        """Return the paper; what this row does not show comes from the one with the same id."""
        kept = known.get(self["id"].data or "", Component("", ""))
        return replace(
            kept, name=self["name"].data or "", case=self.case.data or "", originals=self.originals.number or 0,
            copies=self.copies.number or 0, need=self.need.data, note=self.note.data or "", form=self.form_id.data or "",
            is_note=self.is_note.data,
        )  # fmt: skip


class PapersForm(SectionForm):
    """Papers to bring."""

    dossier_sets = NumberField(least=1)
    papers = FieldList(FormField(PaperRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        papers = [
            [("id", p.id), ("name", p.name), ("case", p.case), ("originals", str(p.originals or "")),
             ("copies", str(p.copies or "")), ("need", p.need), ("note", p.note), ("form_id", p.form),
             *[("is_note", "1")] * p.is_note]
            for p in record.components
        ]  # fmt: skip
        return [("dossier_sets", str(record.dossier_sets)), *numbered("papers", papers)]

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed; new papers get an id of their own."""
        known = {paper.id: paper for paper in record.components}
        rows = [row.form.paper(known) for row in self.papers if keep_blank or not row.form.is_blank]
        return replace(record, dossier_sets=self.dossier_sets.number or 1, components=with_ids(rows, "giay"))


class FeeRow(PortalForm):
    """One sum to pay."""

    name = StringField()
    kind = SelectField(choices=["charge", "fee", "price"], default="charge")
    amount = KindField("money")
    note = StringField()

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed."""
        return not (self["name"].data or self.note.data or self.amount.data is not None)

    @property
    def fee(self) -> Fee:
        """Return the fee."""
        return Fee(self["name"].data or "", self.kind.data, self.amount.data, self.note.data or "")


class WayRow(PortalForm):
    """One way to hand in."""

    channel = SelectField(choices=list(CHANNELS), default="counter")
    limit_value = NumberField(least=1)
    limit_unit = SelectField(choices=["", *UNITS], default="working_day")
    limit_note = LongTextField()
    description = LongTextField()
    fees = FieldList(FormField(FeeRow))

    def validate_limit_unit(self, field: SelectField) -> None:
        """Refuse a limit without unit: nobody could count it."""
        if self.limit_value.data and not field.data:
            raise ValidationError(N_("Choose the unit: hours, days, working days or months"))

    def way(self, keep_blank: bool) -> Channel:
        """Return the way."""
        value = self.limit_value.number
        fees = (row.form.fee for row in self.fees if keep_blank or not row.form.is_blank)
        return Channel(
            self.channel.data, Limit(value, Unit(self.limit_unit.data)) if value else None, self.limit_note.data or "",
            tuple(fees), self.description.data or "",
        )  # fmt: skip


class WaysForm(SectionForm):
    """Where and how to hand in, how long it takes, what it costs."""

    ways = FieldList(FormField(WayRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        return numbered("ways", [_way_inputs(way) for way in record.channels])

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed."""
        return replace(record, channels=tuple(row.form.way(keep_blank) for row in self.ways))


def _way_inputs(way: Channel) -> Inputs:
    limit = (
        [("limit_value", str(way.limit.value)), ("limit_unit", way.limit.unit.value)]
        if way.limit
        else [("limit_unit", "working_day")]
    )
    fees = [
        [("name", fee.name), ("kind", fee.kind), ("amount", _amount(fee.amount_vnd)), ("note", fee.note)]
        for fee in way.fees
    ]
    return [
        ("channel", way.channel), *limit, ("limit_note", way.limit_note), ("description", way.description),
        *numbered("fees", fees),
    ]  # fmt: skip


def _amount(amount: int | None) -> str:
    return "" if amount is None else f"{amount:,}".replace(",", ".")
