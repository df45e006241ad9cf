"""What follows from a record: is it coherent, what does it cost in one line, who handles it?"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.catalogue.cleaning import vnd
from portal.catalogue.record import ADMIN_LEVELS, CHANNELS, DELIVERIES, PUBLICATIONS, Component, Fee, Record
from portal.catalogue.signs import KINDS
from portal.eforms.expressions import ExpressionError, names_in
from portal.kernel.errors import N_
from portal.workflow.deadlines import Limit, Unit
from portal.workflow.step_checks import Fault, written
from portal.workflow.step_checks import check as check_steps
from portal.workflow.steps import DESKS, Step

#: National codes (domain 2): d.dddddd, with or without the unit behind it.
CODE = re.compile(r"\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|\.[A-Z]\d{2})?")

#: Office hours of a day (domain 4), by which a limit in hours is divided among steps in days.
HOURS_A_DAY = 8


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


def status_of(record: Record) -> str:
    """Return whether citizens find it: published, internal (between agencies) or retired (repealed)."""
    if is_internal_code(record.code):
        return "internal"
    return "retired" if record.publication_status == "repealed" else "published"


def delivery_of(record: Record) -> str:
    """Return what is offered online, of `DELIVERIES`: what the record says itself, else by its level (NĐ 42/2022).

    Levels 1 and 2 inform; level 3 goes a part of the way: the result and the fee are still at the counter.
    """
    return record.delivery or ("mot_phan" if record.level == 3 else "thong_tin")


def agency_line(record: Record, agencies: Mapping[str, str]) -> str:
    """Return who handles it, in one line."""
    names = [agencies.get(code, code) for code in record.executing_agencies]
    return record.executing_note or ", ".join(names) or record.competent_agency


def fee_total(fees: Sequence[Fee]) -> int | None:
    """Return what is to pay in all; None when a line has no amount, or when the lines are not for one and the same person.

    Several lines of one kind are one fee for different cases ("small workshop", "big workshop"): nobody pays them all.
    """
    amounts = [fee.amount_vnd for fee in fees if fee.amount_vnd is not None]
    if not fees or len(amounts) < len(fees):
        return None
    return None if any(amounts) and len({fee.kind for fee in fees}) < len(fees) else sum(amounts)


def headline_fee(fees: Sequence[Fee]) -> tuple[int | None, str]:
    """Return (sum, note) for lists: the sum when there is one, else None and who sets it or where it begins."""
    total = fee_total(fees)
    if total is not None or not fees:
        return total, ""
    open_ones = [fee.note or fee.name for fee in fees if fee.amount_vnd is None]
    return None, open_ones[0] if open_ones else f"Từ {vnd(min(fee.amount_vnd or 0 for fee in fees))}, tùy trường hợp"


def papers_by_case(record: Record) -> dict[int, tuple[str, list[Component]]]:
    """Return {number: (case, its papers)} in the order of the record; number 0 has no name and is for everybody."""
    found: dict[str, list[Component]] = {"": []}
    for paper in record.papers:
        found.setdefault(paper.case, []).append(paper)
    return {number: (case, papers) for number, (case, papers) in enumerate(found.items()) if papers}


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
        *(Mistake("process", N_("Step %(n)s, “%(step)s”: there is no agency “%(code)s”. Choose who does it."),
                  {"n": n, "step": step.name, "code": step.agency})
          for n, step in enumerate(record.process, 1) if step.agency and step.agency not in {*agencies, *DESKS}),
    ]  # fmt: skip


def is_day(text: str) -> bool:
    """Say whether a text is an ISO day that exists."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def unknown_words(record: Record) -> Iterable[tuple[str, str]]:
    """Yield (part of the page, what stands where only certain words or days may, as "level 4")."""
    words: list[tuple[str, str, object, Collection[object]]] = [
        ("answers", "level", record.level, (1, 2, 3)), ("answers", "admin_level", record.admin_level, ADMIN_LEVELS),
        ("law", "delivery", record.delivery, ("", *DELIVERIES)),
        ("law", "publication_status", record.publication_status, ("", *PUBLICATIONS)),
        *(("law", "result_kinds", kind, KINDS) for kind in record.result_kinds),
        *(("ways", "channel", channel.channel, CHANNELS) for channel in record.channels),
    ]  # fmt: skip
    yield from ((part, f"{key} {value!r}") for part, key, value, known in words if value not in known)
    days = {key: getattr(record, key) for key in ("decision_date", "valid_from", "valid_to", "reviewed_on")}
    days |= {f"issued_on of {basis.number}": basis.issued_on for basis in record.legal_bases}
    yield from (("law", f"day {key} {value!r}") for key, value in days.items() if value and not is_day(value))


def _wrong_words(record: Record, fields: Collection[str]) -> Iterable[Mistake]:
    if not CODE.fullmatch(record.code):
        yield Mistake("answers", N_("the code '%(code)s' has not the national form d.dddddd"), {"code": record.code})
    if not record.name:
        yield Mistake("answers", N_("the name is missing"))
    for part, word in unknown_words(record):
        yield Mistake(part, N_("%(word)s does not exist"), {"word": word})
    if record.field not in fields:
        yield Mistake("answers", N_("field '%(field)s' is not in fields.toml"), {"field": record.field})
    if len(record.result_codes) not in (0, len(record.results)):
        yield Mistake("law", N_("result_codes: as many as results, or none"))
    if len(record.result_kinds) not in (0, len(record.results)):
        yield Mistake("law", N_("result_kinds: as many as results, or none"))
    for channel in record.channels:
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
    if record.has_form and record.level == 1:
        yield Mistake("papers", N_("level 1 with a form: it is at least level 2 (NĐ 43/2011 Art. 19)"))
    if not record.has_form and record.level == 2:
        yield Mistake("papers", N_("level 2 without a form"))


def _wrong_service(record: Record) -> Iterable[Mistake]:
    if record.level != 3:
        return
    if record.eform is None:
        yield Mistake("answers", N_("level 3 without an e-form"))
        return
    asked = {question.id for question in record.eform.questions()}
    photographed = {q.paper: q.id for q in record.eform.questions() if q.type == "file"}
    for paper in photographed.keys() - {c.id for c in record.papers if not c.generated}:
        yield Mistake(
            "answers", f"question {photographed[paper]}: photographs {paper!r}, which is no paper of this procedure"
        )
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
        return
    yield from wrong_process(record)


def wrong_process(record: Record) -> Iterable[Mistake]:
    """Yield what keeps the internal steps from being walked within the limit for filing online."""
    online = record.channel("online")
    found = unwalkable(record.process, online.limit if online else None)
    yield from (Mistake("process", fault.message, fault.values) for fault in found)


def unwalkable(steps: Sequence[Step], limit: Limit | None) -> list[Fault]:
    """Return what keeps these internal steps from being walked within the limit."""
    return [*check_steps(steps, _office_days(limit) if limit else None), *_too_slow(steps, limit)]


def working_days_in(limit: Limit) -> float:
    """Return how many working days steps may share: of a limit in days or months, five in seven, in quarters of a day."""
    exact = _office_days(limit)
    return math.floor(_all_days(limit) * 5 / 7 * 4) / 4 if exact is None else exact


def _office_days(limit: Limit) -> float | None:
    """Return how many working days the steps must add up to; None when days off may lie in between."""
    if limit.unit == Unit.HOUR:
        return limit.value / HOURS_A_DAY
    return float(limit.value) if limit.unit == Unit.WORKING_DAY else None


def _all_days(limit: Limit) -> int:
    """Return how many calendar days a limit in days or months holds; 0 for one that counts working time."""
    return {Unit.DAY: 1, Unit.MONTH: 30}.get(limit.unit, 0) * limit.value


def _too_slow(steps: Sequence[Step], limit: Limit | None) -> Iterable[Fault]:
    """A limit in days or months holds five working days in seven."""
    days = _all_days(limit) if limit else 0
    total = sum(step.days for step in steps)
    if days and total > days * 5 / 7:
        message = N_("The steps take %(total)s working days, more than %(days)s calendar days hold. Take some away.")
        yield Fault(message, {"total": written(total), "days": days})
