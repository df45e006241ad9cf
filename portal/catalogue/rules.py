"""What follows from a record: is it coherent, what does it cost in one line, who handles it?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.catalogue.record import ADMIN_LEVELS, CHANNELS, Fee, Record
from portal.eforms.expressions import ExpressionError, names_in
from portal.kernel.errors import N_
from portal.workflow.deadlines import Unit
from portal.workflow.steps import check as check_steps

#: National codes (domain 2): d.dddddd, with or without the unit behind it.
CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|\.[A-Z]\d{2})?")


@dataclass(frozen=True)
class Mistake:
    """One thing wrong with a record: the part of the page it is in, and a sentence (message id and its values)."""

    part: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


def is_internal_code(code: str) -> bool:
    """Say whether the code marks a procedure between agencies (5.*, 6.*): kept, not shown to citizens."""
    return code.startswith(("5.", "6."))


def agency_line(record: Record, agencies: Mapping[str, str]) -> str:
    """Return who handles it, in one line."""
    names = [agencies.get(code, code) for code in record.executing_agencies]
    return record.executing_note or ", ".join(names) or record.competent_agency


def headline_fee(fees: Sequence[Fee]) -> tuple[int | None, str]:
    """Return (sum, note) for lists: the sum only when every fee has an amount, else None and who sets it."""
    if not fees:
        return None, ""
    if all(fee.amount_vnd is not None for fee in fees):
        return sum(fee.amount_vnd or 0 for fee in fees), ""
    return None, next(fee.note or fee.name for fee in fees if fee.amount_vnd is None)


def agencies_of(record: Record) -> frozenset[str]:
    """Return the agencies that execute it or decide in it: whose people may edit it."""
    return frozenset(filter(None, (*record.executing_agencies, record.competent_agency)))


def problems(
    record: Record, *, agencies: Collection[str], fields: Collection[str], forms: Collection[str]
) -> list[Mistake]:
    """Return what makes a record incoherent, in the order of the public page."""
    return [
        *_wrong_words(record, fields),
        *(Mistake("answers", N_("agency '%(code)s' is not in agencies.toml"), {"code": code})
          for code in (*record.executing_agencies, *record.coordinating_agencies) if code not in agencies),
        *_wrong_papers(record, forms),
        *_wrong_service(record),
    ]  # fmt: skip


def _wrong_words(record: Record, fields: Collection[str]) -> Iterable[Mistake]:
    if not CODE.fullmatch(record.code):
        yield Mistake("answers", N_("the code '%(code)s' has not the national form d.dddddd"), {"code": record.code})
    if not record.name:
        yield Mistake("answers", N_("the name is missing"))
    if record.level not in (1, 2, 3):
        yield Mistake("answers", N_("level %(level)s does not exist"), {"level": record.level})
    if record.field not in fields:
        yield Mistake("answers", N_("field '%(field)s' is not in fields.toml"), {"field": record.field})
    if record.admin_level not in ADMIN_LEVELS:
        yield Mistake("answers", N_("admin_level '%(level)s' does not exist"), {"level": record.admin_level})
    for channel in record.channels:
        if channel.channel not in CHANNELS:
            yield Mistake("ways", N_("channel '%(channel)s' does not exist"), {"channel": channel.channel})
        if channel.limit and channel.limit.unit not in set(Unit):
            yield Mistake("ways", N_("the limit of %(channel)s has no unit"), {"channel": channel.channel})


def _wrong_papers(record: Record, forms: Collection[str]) -> Iterable[Mistake]:
    ids = [component.id for component in record.components]
    if len(set(ids)) != len(ids):
        yield Mistake("papers", N_("two components share an id"))
    used = [component.form for component in record.components if component.form]
    for form in used:
        if form not in forms:
            yield Mistake("papers", N_("form '%(form)s' is not in catalog/forms"), {"form": form})
    has_form = bool(used) or any(component.files for component in record.components)
    if has_form and record.level == 1:
        yield Mistake("papers", N_("level 1 with a form: it is at least level 2 (NĐ 43/2011 Art. 19)"))
    if not has_form and record.level == 2:
        yield Mistake("papers", N_("level 2 without a form"))


def _wrong_service(record: Record) -> Iterable[Mistake]:
    if record.level != 3:
        return
    if record.eform is None:
        yield Mistake("answers", N_("level 3 without an e-form"))
        return
    asked = {question.id for question in record.eform.questions()}
    for component in record.components:
        try:
            unknown = names_in(component.show_if) - asked if component.show_if else set()
        except ExpressionError as error:
            yield Mistake("papers", f"component {component.id}: {error}")
            continue
        for name in unknown:
            yield Mistake("papers", f"component {component.id}: asks about {name!r}, which the e-form does not")
    online = record.channel("online")
    if online is None or online.limit is None:
        yield Mistake("ways", N_("level 3 without a limit for filing online"))
    elif online.limit.unit == Unit.WORKING_DAY:
        yield from (Mistake("process", text) for text in check_steps(record.process, online.limit.value))
