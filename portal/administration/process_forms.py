"""How are the internal steps of a procedure typed in: who does what, at which desk, for how long, what may be left out?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField, StringField

from portal.administration.rows import Inputs, numbered, with_ids
from portal.administration.section_forms import SectionForm
from portal.administration.typed_fields import HalfDaysField
from portal.catalogue.record import Record
from portal.web.forms import LongTextField, PortalForm
from portal.web.people_labels import ROLES
from portal.web.step_labels import KINDS
from portal.workflow.steps import Step, StepKind


class HopRow(PortalForm):
    """One internal step."""

    id = HiddenField()
    name = LongTextField()
    plain = LongTextField()
    kind = SelectField(choices=list(KINDS), default="work")
    agency = StringField()
    role = SelectField(choices=list(ROLES), default="case_officer")
    days = HalfDaysField()
    optional = BooleanField()

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed."""
        return not any(self[name].data for name in ("name", "plain", "agency"))

    @property
    def step(self) -> Step:
        """Return the step."""
        return Step(
            self["id"].data or "", self["name"].data or "", self.plain.data or "", StepKind(self.kind.data),
            self.agency.data or "", self.role.data, self.days.number, self.optional.data,
        )  # fmt: skip


class ProcessForm(SectionForm):
    """The internal steps."""

    hops = FieldList(FormField(HopRow))

    @classmethod
    def inputs(cls, record: Record) -> Inputs:
        """Return what stands in the inputs for a record."""
        return numbered("hops", [_row(step) for step in record.process])

    def applied(self, record: Record, *, keep_blank: bool, fields: Mapping[str, str]) -> Record:
        """Return the record with what was typed; a step that is new gets an id of its own."""
        steps = [row.form.step for row in self.hops if keep_blank or not row.form.is_blank]
        return replace(record, process=with_ids(steps, "buoc"))


def _row(step: Step) -> Inputs:
    return [
        ("id", step.id), ("name", step.name), ("plain", step.plain), ("kind", step.kind.value), ("agency", step.agency),
        ("role", step.role), ("days", f"{step.days:g}".replace(".", ",")), *[("optional", "1")] * step.optional,
    ]  # fmt: skip
