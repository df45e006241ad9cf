"""Is an object what our export wrote? Whatever a file claims, its types and numbers are checked before it is a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from portal.catalogue.cleaning import LARGEST_NUMBER
from portal.catalogue.record import UNITS, Record, from_dict
from portal.catalogue.rules import unknown_words
from portal.eforms.definition import EForm
from portal.workflow.deadlines import Limit
from portal.workflow.steps import Step

#: Checked where they are built; their units and kinds may still be plain words here.
_BUILT_ELSEWHERE = (EForm, Limit, Step)
#: What may become a link: nothing that a browser would run.
_ADDRESS = re.compile(r"https?://\S+")


def read_exported(data: Mapping[str, Any]) -> Record:
    """Build a record from one exported object; ValueError, KeyError or TypeError if it is none."""
    record = from_dict(data, source=str(data.get("code", "")))
    _check_types(record)
    wrong = next(_contradictions(record), "")
    if wrong:
        raise ValueError(wrong)
    record.fingerprint()  # half a character has no bytes: ValueError
    return record


@cache
def _hints(kind: type[object]) -> dict[str, Any]:
    return get_type_hints(kind)


def _check_types(part: Any) -> None:
    """Refuse values of another type than the record declares: JSON brings anything."""
    kind: Any = type(part)
    hints = _hints(kind)
    for field in fields(part):
        value, hint = getattr(part, field.name), hints[field.name]
        allowed, values = get_args(hint) or (hint,), (value,)
        if get_origin(hint) is tuple:
            allowed, values = allowed[:1], value if isinstance(value, tuple) else (None,)
        for one in values:
            if not isinstance(one, allowed) or (isinstance(one, bool) and bool not in allowed):
                raise TypeError(f"{field.name}: {one!r}")
            if is_dataclass(one) and not isinstance(one, _BUILT_ELSEWHERE):
                _check_types(one)


def _contradictions(record: Record) -> Iterator[str]:
    yield from (word for _, word in unknown_words(record))
    if len(record.result_codes) not in (0, len(record.results)):
        yield "result_codes: mỗi kết quả một mã, hoặc không mã nào"
    if len(record.result_kinds) not in (0, len(record.results)):
        yield "result_kinds: mỗi kết quả một loại văn bản, hoặc không ghi"
    for way in record.channels:
        if way.limit and not (way.limit.unit in UNITS and _is_count(way.limit.value)):
            yield f"limit: {way.limit}"
        if not all(_is_count(fee.amount_vnd or 0) for fee in way.fees):
            yield f"amount_vnd: {way.channel}"
    if any(paper.form_url and not _ADDRESS.fullmatch(paper.form_url) for paper in record.components):
        yield "form_url: phải bắt đầu bằng http:// hoặc https://"
    ids = [component.id for component in record.components]
    if len(set(ids)) != len(ids):
        yield "components: id"


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= LARGEST_NUMBER
