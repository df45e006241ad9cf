"""What follows from a record: is it coherent, what does it cost in one line, who handles it?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from portal.catalogue.record import ADMIN_LEVELS, CHANNELS, Fee, Record
from portal.eforms.expressions import ExpressionError, names_in
from portal.workflow.deadlines import Limit, Unit
from portal.workflow.steps import check as check_steps

#: National codes (domain 2): d.dddddd, with or without the unit behind it.
CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|\.[A-Z]\d{2})?")

#: Office hours of a day (domain 4), by which a limit in hours is divided among steps in days.
HOURS_A_DAY = 8


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


def problems(record: Record, *, agencies: Collection[str], fields: Collection[str], forms: Collection[str]) -> list[str]:
    """Return what is wrong with a record of `catalog/`, one sentence each."""
    return [
        *_wrong_words(record, fields),
        *(f"agency {code!r} is not in agencies.toml" for code in _agency_codes(record) if code not in agencies),
        *_wrong_papers(record, forms),
        *_wrong_service(record),
    ]


def _agency_codes(record: Record) -> Iterable[str]:
    yield from record.executing_agencies
    yield from record.coordinating_agencies


def _wrong_words(record: Record, fields: Collection[str]) -> Iterable[str]:
    if not CODE.fullmatch(record.code):
        yield f"the code {record.code!r} has not the national form d.dddddd"
    if not record.name:
        yield "the name is missing"
    if record.level not in (1, 2, 3):
        yield f"level {record.level} does not exist"
    if record.field not in fields:
        yield f"field {record.field!r} is not in fields.toml"
    if record.admin_level not in ADMIN_LEVELS:
        yield f"admin_level {record.admin_level!r} does not exist"
    for channel in record.channels:
        if channel.channel not in CHANNELS:
            yield f"channel {channel.channel!r} does not exist"
        if channel.limit and channel.limit.unit not in set(Unit):
            yield f"the limit of {channel.channel} has no unit"


def _wrong_papers(record: Record, forms: Collection[str]) -> Iterable[str]:
    ids = [component.id for component in record.components]
    if len(set(ids)) != len(ids):
        yield "two components share an id"
    used = [component.form for component in record.components if component.form]
    yield from (f"form {form!r} is not in catalog/forms" for form in used if form not in forms)
    has_form = bool(used) or any(component.files for component in record.components)
    if has_form and record.level == 1:
        yield "level 1 with a form: it is at least level 2 (NĐ 43/2011 Art. 19)"
    if not has_form and record.level == 2:
        yield "level 2 without a form"


def _wrong_service(record: Record) -> Iterable[str]:
    if record.level != 3:
        return
    if record.eform is None:
        yield "level 3 without an e-form"
        return
    asked = {question.id for question in record.eform.questions()}
    for component in record.components:
        try:
            unknown = names_in(component.show_if) - asked if component.show_if else set()
        except ExpressionError as error:
            yield f"component {component.id}: {error}"
            continue
        yield from (f"component {component.id}: asks about {name!r}, which the e-form does not" for name in unknown)
    online = record.channel("online")
    if online is None or online.limit is None:
        yield "level 3 without a limit for filing online"
    else:
        yield from check_steps(record.process, _office_days(online.limit))
        yield from _too_slow(record, online.limit)


def _office_days(limit: Limit) -> float | None:
    """Return how many working days the steps must add up to; None when days off may lie in between."""
    if limit.unit == Unit.HOUR:
        return limit.value / HOURS_A_DAY
    return float(limit.value) if limit.unit == Unit.WORKING_DAY else None


def _too_slow(record: Record, limit: Limit) -> Iterable[str]:
    """A limit in days or months holds five working days in seven."""
    days = {Unit.DAY: 1, Unit.MONTH: 30}.get(limit.unit, 0) * limit.value
    total = sum(step.days for step in record.process)
    if days and total > days * 5 / 7:
        yield f"the steps take {total:g} working days, more than {limit.value} {limit.unit} hold"
