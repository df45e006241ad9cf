"""How does a record of the national portal read? (its own JSON: what its public pages are made of)

The source mixes types (a limit is 5, "5" or 5.0), puts null between the rows of a list, writes 0 for sums
that a resolution sets, and instructions among the papers with neither originals nor copies (domain 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from portal.catalogue.cleaning import (
    LARGEST_NUMBER,
    clean_line,
    clean_text,
    meaningful,
    one_sum_each,
    read_fees,
    read_limit,
    split_form_files,
    vnd,
)
from portal.catalogue.crawled import audiences_of, day_of, keywords_of, steps_of
from portal.catalogue.crawled_ways import free_unless_told
from portal.catalogue.record import Channel, Component, Fee, LegalBasis, Record, Told
from portal.catalogue.shapes import text_of
from portal.kernel.text import fold, slug
from portal.workflow.deadlines import Limit, Unit

_ITS_KEYS = frozenset({"executionSteps", "executionMethods", "executionCases", "departmentsExecuting"})


def unwrapped(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take off the envelope of the portal's answers: {"code": "OK", "data": {…}}."""
    inner = data.get("data", data.get("detail"))
    return inner if isinstance(inner, dict) and "name" not in data else data


def is_national(data: Mapping[str, Any]) -> bool:
    """Say whether the object has the national portal's shape."""
    return not _ITS_KEYS.isdisjoint(data)


def read_national(data: Mapping[str, Any]) -> Record:
    """Build a record, its code still empty; TypeError or ValueError when a part has another shape."""
    fields = _names(data, "categoriesDetails") or _names({"one": [data.get("category") or {}]}, "one")
    audiences, audience_note = audiences_of(", ".join(_names(data, "subjectTypesDetails")))
    components, results = _components(data), _coded_names(data, "resultsDetails")
    executing = _names(data, "departmentsExecuting") or _names(data, "unitGroupsExecuting")
    proposal = data.get("procedureProposal") or {}
    return Record(
        code="",
        name=clean_line(text_of(data, "name")),
        level=2 if any(component.has_form for component in components) else 1,
        kind=kind if " " in (kind := _line(data, "type")) else "",  # elsewhere a code of the portal's own
        description=meaningful(text_of(data, "description")),
        field=slug(fields[0]) if fields else "",
        field_name=fields[0] if fields else "",
        admin_level=_admin_level(data),
        executing_note="; ".join(executing) or _line(data, "executingAgencies"),
        coordinating_agencies=_names(data, "departmentsCoordinating"),
        competent_agency="; ".join(_names(data, "departmentsAuthority") or _names(data, "unitGroupsAuthority")),
        audiences=audiences,
        audience_note=audience_note,
        results=tuple(results),
        result_codes=tuple(results.values()) if any(results.values()) else (),
        keywords=_keywords(data),
        conditions=meaningful(text_of(data, "requirementsAndConditions")),
        decision_number=_line(proposal, "proposalNumber") or _line(data, "decisionNo"),
        decision_date=_day(proposal.get("decisionDate")),
        decision_issuer=_line(proposal, "issuingAgency"),
        channels=_channels(data),
        components=components,
        steps=_steps(data),
        legal_bases=tuple(_legal_bases(data)),
        origin="import",
    )


def _rows(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the objects of a list; null between them is left out, anything else is a TypeError."""
    value = data.get(key) or []
    if not isinstance(value, list) or not all(one is None or isinstance(one, dict) for one in value):
        raise TypeError(f"{key}: {value!r}")
    return [one for one in value if one is not None]


def _line(data: Mapping[str, Any], key: str) -> str:
    return clean_line(meaningful(text_of(data, key)))


def _names(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in _rows(data, key) if (name := _line(row, "name"))))


def _coded_names(data: Mapping[str, Any], key: str) -> dict[str, str]:
    """Return names with their codes ("" where there is none), each name once."""
    found: dict[str, str] = {}
    for row in _rows(data, key):
        if name := _line(row, "name"):
            found[name] = found.get(name) or _line(row, "code")
    return found


#: Of several, the one nearest to this province.
_LEVELS = {"isProvince": "province", "isWard": "commune", "isDistrict": "district", "isMinistry": "ministry"}


def _admin_level(data: Mapping[str, Any]) -> str:
    return next((level for flag, level in _LEVELS.items() if data.get(flag) is True), "other")


def _keywords(data: Mapping[str, Any]) -> tuple[str, ...]:
    value = data.get("keywords") or ""
    words = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return keywords_of(words)


def _day(value: object) -> str:
    """Return the day of a text; a number of milliseconds is not guessed at."""
    return day_of(value) if isinstance(value, str) else ""


def _steps(data: Mapping[str, Any]) -> tuple[Told, ...]:
    """Return the steps; one description often holds "Bước 1 … Bước 2 …" of all of them."""
    steps: list[Told] = []
    for row in _rows(data, "executionSteps"):
        title, text = _line(row, "name"), meaningful(text_of(row, "description"))
        parts = steps_of(text)
        if len(parts) > 1 or not title:
            steps += parts
        elif title or text:
            steps.append(Told(title, text))
    return tuple(steps)


def _legal_bases(data: Mapping[str, Any]) -> Iterable[LegalBasis]:
    for row in _rows(data, "legalBasisesDetails"):
        number, title = _line(row, "code"), _line(row, "name")
        if number or title:
            yield LegalBasis(number=number, title="" if title == number else title)


#: Headings over all papers, no case of their own.
_NO_CASE = {"bao gom", "thanh phan ho so", "giay to phai nop", "giay to phai xuat trinh", "ho so gom", "ho so bao gom"}


def _components(data: Mapping[str, Any]) -> tuple[Component, ...]:
    """Return the papers case by case."""
    cases = _rows(data, "executionCases") or [{"name": "", "profileComponents": data.get("profileComponents")}]
    rows = [(case, row) for case in cases for row in _rows(case, "profileComponents")]
    # In most records `required` is false everywhere: then it says nothing.
    tells_need = any(row.get("required") is True for _, row in rows)
    papers: list[Component] = []
    for case, row in rows:
        paper = _component(row, _case(case), tells_need)
        if paper.name:
            papers.append(replace(paper, id=f"c{len(papers) + 1}"))
    return tuple(papers)


def _case(case: Mapping[str, Any]) -> str:
    name = _line(case, "name")
    return "" if fold(name) in _NO_CASE else name


def _component(row: Mapping[str, Any], case: str, tells_need: bool) -> Component:
    name, glued = split_form_files(_line(row, "name"))
    originals, copies = _count(row.get("originalQty")), _count(row.get("copyQty"))
    return Component(
        id="",
        name=name.lstrip("-+•*– ").strip(),
        case=case,
        originals=originals or 0,
        copies=copies or 0,
        note=clean_line(meaningful(text_of(row, "description"))),
        doc_code=_line(row, "code"),
        form_files=tuple(dict.fromkeys((*glued, *_files(row)))),
        need="required" if row.get("required") is True or not tells_need else "if_any",
        is_note=originals == 0 and copies == 0,  # a missing number is no zero
    )


def _files(row: Mapping[str, Any]) -> tuple[str, ...]:
    names = (_line(file, "fileName") or _line(file, "name") for file in _rows(row, "attachments"))
    return tuple(name for name in names if name)


def _count(value: object) -> int | None:
    """Read 1, "1", 1.0 or "01": a whole number, None when there is none."""
    text = str(value if value is not None else "").strip().removesuffix(".0")
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,9}", text):
        return None
    return int(text)


_WAYS = {
    "ONLINE": ("online",), "POSTAL": ("post",), "DIRECT": ("counter",), "DIRECT_AND_ONLINE": ("counter", "online"),
}  # fmt: skip
_UNITS = {
    "HOUR": (1, Unit.HOUR), "WORKING_HOUR": (1, Unit.HOUR), "DAY": (1, Unit.DAY),
    "WORKING_DAY": (1, Unit.WORKING_DAY), "MONTH": (1, Unit.MONTH), "YEAR": (12, Unit.MONTH),
}  # fmt: skip


def _channels(data: Mapping[str, Any]) -> tuple[Channel, ...]:
    ways: list[Channel] = []
    for row in _rows(data, "executionMethods"):
        limit, note = _limit(row)
        fees = one_sum_each(tuple(fee for part in _rows(row, "fees") for fee in _fees(part)))
        told = meaningful(text_of(row, "description"))
        fees = free_unless_told(fees, told)
        names = _WAYS.get(text_of(row, "submissionMethod"), ("counter",))
        ways += [Channel(name, limit, note, fees, told) for name in names]
    return tuple(dict.fromkeys(ways))


def _limit(row: Mapping[str, Any]) -> tuple[Limit | None, str]:
    """Return (limit, note): a number whose unit is not told is only a note."""
    value, unit = row.get("processingTime"), text_of(row, "processingTimeUnit")
    count = _count(value)
    if count and unit in _UNITS:
        times, known = _UNITS[unit]
        return Limit(count * times, known), ""
    if count == 0 or value is None:
        return None, ""
    return read_limit(str(value).removesuffix(".0"))


_FEE_NAMES = {"FEE": "Phí", "PHI": "Phí", "CHARGE": "Lệ phí", "LE_PHI": "Lệ phí"}


def _fees(row: Mapping[str, Any]) -> tuple[Fee, ...]:
    """Read one sum with its words. 0 beside words is free only where the words say so."""
    name = _FEE_NAMES.get(str(row.get("type") or ""), "")
    told = clean_text(text_of(row, "description"))
    amount = _count(row.get("value"))
    head = f"{name}: " if name else ""
    if amount and amount <= LARGEST_NUMBER:
        return read_fees(f"{head}{vnd(amount)} {told}")
    if amount == 0 and not meaningful(told):
        return read_fees(f"{head}Miễn phí")
    return read_fees(head + told) if meaningful(told) else ()
