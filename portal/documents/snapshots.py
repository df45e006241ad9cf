"""How is a paper kept so that, years later, it can be printed again exactly as it was issued?

A paper is a frozen dataclass; its snapshot is the same facts as plain JSON, by the types it
declares: instants and days as ISO text, tuples as lists. Facts added to a paper later must have a
default, so that snapshots taken before still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Snapshot = dict[str, Any]
T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return a dataclass (or anything inside one) as JSON-safe values."""
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, date):  # a datetime is a date too; both write themselves
        return value.isoformat()
    return value


def from_plain(expected: type[T], data: Mapping[str, Any], *, where: str = "") -> T:
    """Return the dataclass `expected` from its snapshot.

    Raises ValueError naming the place (`sections[0].lines[2].rows`) when a fact is missing,
    unknown, or not of the declared type.
    """
    if not isinstance(data, Mapping):
        raise ValueError(f"{where or expected.__name__}: expected a table, found {data!r}")
    declared = {field.name: field for field in fields(expected)}  # type: ignore[arg-type]
    if unknown := sorted(set(data) - set(declared)):
        raise ValueError(f"{_place(where, unknown[0])}: unknown")
    hints = get_type_hints(expected)
    facts: dict[str, Any] = {}
    for name, field in declared.items():
        if name in data:
            facts[name] = _restore(hints[name], data[name], _place(where, name))
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{_place(where, name)}: missing")
    return expected(**facts)


def _place(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _restore(expected: Any, value: Any, where: str) -> Any:
    """Return one value as the type its dataclass declares."""
    if get_origin(expected) is UnionType:  # only `X | None` is used
        inner = next(choice for choice in get_args(expected) if choice is not type(None))
        return None if value is None else _restore(inner, value, where)
    if get_origin(expected) is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where}: expected a list, found {value!r}")
        item = get_args(expected)[0]
        return tuple(_restore(item, entry, f"{where}[{at}]") for at, entry in enumerate(value))
    if is_dataclass(expected):
        return from_plain(expected, value, where=where)  # type: ignore[arg-type]
    if expected in (date, datetime) and isinstance(value, str):
        return _restore_time(expected, value, where)
    if type(value) is not expected:
        raise ValueError(f"{where}: expected {expected.__name__}, found {value!r}")
    return value


def _restore_time(expected: type[date], text: str, where: str) -> date:
    try:
        return expected.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{where}: {text!r} is not a {expected.__name__}") from error
